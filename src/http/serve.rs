//! The listening socket, and serving on it until told to stop.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use poem::Server;
use poem::listener::{Acceptor, Listener, TcpAcceptor, TcpListener};

use super::routes;
use crate::app::App;

/// How long requests under way may take after the stop.
const DRAIN: Duration = Duration::from_secs(20);

/// An address that is taken, with its real port where 0 was asked for.
pub struct Bound {
    acceptor: TcpAcceptor,
    pub address: SocketAddr,
}

/// Takes the address.
///
/// # Errors
/// Where it is in use or not this machine's.
pub async fn bind(listen: SocketAddr) -> io::Result<Bound> {
    let acceptor = TcpListener::bind(listen).into_acceptor().await?;
    let addresses = acceptor.local_addr();
    let address = addresses.iter().find_map(|local| local.as_socket_addr().copied()).unwrap_or(listen);
    Ok(Bound { acceptor, address })
}

/// Serves until `stopped` ends, then lets requests under way finish.
pub async fn serve(app: Arc<App>, bound: Bound, stopped: impl Future<Output = ()>) -> io::Result<()> {
    let watched = app.clone();
    let stopped = async move {
        stopped.await;
        // Whoever watches a sale would otherwise keep the server until the drain is over.
        watched.live.stop();
    };
    Server::new_with_acceptor(bound.acceptor)
        .run_with_graceful_shutdown(routes(app), stopped, Some(DRAIN))
        .await
}
