//! `greenlit serve`: the API and pages, with the worker beside them unless told not to.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;
use tokio::sync::watch;

use super::{Failure, start};
use crate::app::App;
use crate::config::Config;
use crate::http::Bound;
use crate::{http, worker};

#[derive(Args)]
pub(super) struct Serve {
    /// Serve only; a worker runs elsewhere.
    #[arg(long)]
    no_worker: bool,
}

impl Serve {
    pub(super) async fn run(&self, config: &Config) -> Result<(), Failure> {
        let bound = bind(config.listen).await?;
        let address = bound.address;
        let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        let app = start::app(config, public_url).await?;
        let stop = start::stop_signal()?;
        println!("Greenlit serves on http://{address}");
        if self.no_worker {
            return serve(app, bound, stop).await;
        }
        serve_and_work(app, bound, stop).await
    }
}

pub(super) async fn bind(listen: SocketAddr) -> Result<Bound, Failure> {
    let bound = http::bind(listen).await;
    bound.map_err(|error| format!("cannot listen on {listen}: {error}; set listen to a free address").into())
}

/// Serves with a worker beside it until told to stop; both finish what they have begun.
pub(super) async fn serve_and_work(
    app: Arc<App>,
    bound: Bound,
    stop: watch::Receiver<bool>,
) -> Result<(), Failure> {
    let working = tokio::spawn(worker::run(app.clone(), stop.clone()));
    serve(app, bound, stop).await?;
    working.await?;
    Ok(())
}

async fn serve(app: Arc<App>, bound: Bound, mut stop: watch::Receiver<bool>) -> Result<(), Failure> {
    let stopped = async move {
        let _ = stop.wait_for(|stopped| *stopped).await;
    };
    Ok(http::serve(app, bound, stopped).await?)
}
