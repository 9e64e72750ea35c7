//! `greenlit serve`: the API and pages, with the worker beside them unless told not to.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use poem::Server;
use poem::listener::{Acceptor, Listener, TcpAcceptor, TcpListener};
use tokio::sync::watch;

use super::{Failure, start};
use crate::app::App;
use crate::config::Config;
use crate::{http, worker};

const DRAIN: Duration = Duration::from_secs(20);

#[derive(Args)]
pub(super) struct Serve {
    /// Serve only; a worker runs elsewhere.
    #[arg(long)]
    no_worker: bool,
}

impl Serve {
    pub(super) async fn run(&self, config: &Config) -> Result<(), Failure> {
        let (acceptor, address) = bind(config.listen).await?;
        let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        let app = start::app(config, public_url).await?;
        let stop = start::stop_signal()?;
        println!("Greenlit serves on http://{address}");
        let working = (!self.no_worker).then(|| tokio::spawn(worker::run(app.clone(), stop.clone())));
        serve(app, acceptor, stop).await?;
        if let Some(working) = working {
            working.await?;
        }
        Ok(())
    }
}

/// Takes the address, so that its real port is known before anything is built on it.
pub(super) async fn bind(listen: SocketAddr) -> Result<(TcpAcceptor, SocketAddr), Failure> {
    let acceptor = TcpListener::bind(listen)
        .into_acceptor()
        .await
        .map_err(|error| format!("cannot listen on {listen}: {error}; set listen to a free address"))?;
    let address = acceptor
        .local_addr()
        .into_iter()
        .find_map(|local| local.as_socket_addr().copied())
        .ok_or("the listening address is not known")?;
    Ok((acceptor, address))
}

/// Serves until told to stop, then lets requests under way finish.
pub(super) async fn serve(
    app: Arc<App>,
    acceptor: TcpAcceptor,
    mut stop: watch::Receiver<bool>,
) -> Result<(), Failure> {
    let stopped = async move {
        let _ = stop.wait_for(|stopped| *stopped).await;
    };
    Server::new_with_acceptor(acceptor)
        .run_with_graceful_shutdown(http::routes(app), stopped, Some(DRAIN))
        .await?;
    Ok(())
}
