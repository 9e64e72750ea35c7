//! `greenlit migrate`: brings the schema up to date and ends.

use super::Failure;
use crate::config::Config;
use crate::store::Store;

pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    std::fs::create_dir_all(&config.data_directory)?;
    Store::open(config.database_url.expose()).await?.close().await?;
    println!("The schema is up to date.");
    Ok(())
}
