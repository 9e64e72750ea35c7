//! `greenlit worker`: jobs and reconcilers without the web server.

use super::{Failure, start};
use crate::config::Config;
use crate::worker;

pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{}", config.listen));
    let app = start::app(config, public_url).await?;
    let stop = start::stop_signal()?;
    println!("Greenlit works; press Ctrl-C to stop");
    worker::run(app, stop).await;
    Ok(())
}
