//! `greenlit demo`: a whole service out of one binary, with rounds in every state.

mod art;
mod clock;
mod folder;
mod print;
mod seed;
mod walk;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::Duration;
use clap::Args;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use super::{Failure, serve, start};
use crate::app::App;
use crate::config::{Config, Secret};
use crate::domain::digest::Digest;
use crate::gateway::clock::{Clock, Ids, SystemClock, SystemIds};
use crate::gateway::payment::PayeeStatus;
use crate::gateway::payment::model::Terms;
use clock::DemoClock;
use folder::Folder;
use print::Reader;
use seed::Kept;

const DATABASE: &str = "greenlit.db";

#[derive(Args)]
pub(super) struct Demo {
    /// Where to listen; port 0 takes a free one. The setting `listen` otherwise.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// The folder that everything is kept in, between runs too.
    #[arg(long, default_value = "greenlit-demo")]
    dir: PathBuf,
    /// Delete what an earlier demo made in that folder, and begin anew.
    #[arg(long)]
    reset: bool,
    /// Print one line of JSON instead of text for people, once it is ready: address, accounts, ids of samples.
    #[arg(long)]
    json: bool,
}

impl Demo {
    pub(super) async fn run(self, config: Config) -> Result<(), Failure> {
        let reader = if self.json { Reader::Script } else { Reader::Person };
        let folder = Folder::take(&self.dir)?;
        if self.reset {
            folder.empty()?;
        }
        let config = settings(config, folder.path(), self.listen);
        let bound = serve::bind(config.listen).await?;
        let url = format!("http://{}", bound.address);
        let public_url = config.public_url.clone().unwrap_or_else(|| url.clone());
        let (app, kept) = Box::pin(open(&folder, &config, public_url, reader)).await?;
        let _ = app.settings.demo.set(kept.card());
        let stop = start::stop_signal()?;
        print::everything(reader, &url, &folder, &kept)?;
        serve::serve_and_work(app, bound, stop).await
    }
}

/// The settings as they are given, but for what makes it a demo: everything is in one folder.
fn settings(config: Config, folder: &Path, listen: Option<SocketAddr>) -> Config {
    Config {
        listen: listen.unwrap_or(config.listen),
        data_directory: folder.to_owned(),
        database_url: Secret::new(format!("sqlite://{}", folder.join(DATABASE).display())),
        ..config
    }
}

/// Opens what an earlier run left, or makes the samples; a seeding that was cut short is begun again.
async fn open(
    folder: &Folder,
    config: &Config,
    public_url: String,
    reader: Reader,
) -> Result<(Arc<App>, Kept), Failure> {
    if let Some(kept) = folder.kept()? {
        let config = &with_folder(config, folder)?;
        let clock = Arc::new(DemoClock::present());
        return Ok((start::app_at(config, public_url, clock, TERMS).await?, kept));
    }
    if folder.has_leftovers() {
        print::progress(reader, "The last seeding was cut short; it is begun again from nothing.");
        folder.empty()?;
    }
    print::progress(reader, &format!("Making the samples in {} ...", folder.path().display()));
    let config = &with_folder(config, folder)?;
    let began = SystemClock.now();
    let clock = Arc::new(DemoClock::beginning(began - Duration::hours(seed::HOURS)));
    let app = start::app_at(config, public_url, clock.clone(), TERMS).await?;
    // What the samples' mishaps log is part of the story, and would read like failures of the demo.
    let kept = Box::pin(seed::run(&app, &clock)).with_subscriber(NoSubscriber::new()).await?;
    std::fs::write(folder.sample(), seed::unused_sample()?)?;
    folder.keep(&kept)?;
    let took = SystemClock.now() - began;
    let took = format!("It took {}.{} seconds.", took.num_seconds(), took.subsec_millis() / 100);
    print::progress(reader, &took);
    Ok((app, kept))
}

/// Signs links with the folder's own key and shows its own legal pages, unless the settings have others.
fn with_folder(config: &Config, folder: &Folder) -> Result<Config, Failure> {
    let secret_key = match &config.secret_key {
        Some(key) => key.clone(),
        None => Secret::new(folder.secret(&Digest::new(SystemIds.secret()).to_string())?),
    };
    let legal_directory = match &config.legal_directory {
        Some(directory) => directory.clone(),
        None => folder.legal()?,
    };
    let legal_directory = Some(legal_directory);
    Ok(Config { secret_key: Some(secret_key), legal_directory, ..config.clone() })
}

/// A provider in a hurry: its fees come within the minute, and money may be used at once.
const TERMS: Terms = Terms {
    available_after_seconds: 0,
    fee_after_seconds: 10,
    refund_after_seconds: 2,
    refund_failure_after_seconds: 20,
    slow_charge_seconds: 10,
    fee_basis_points: 290,
    confirmations_max: 20,
    new_payees: PayeeStatus::Active,
};
