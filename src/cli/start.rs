//! Builds the application from the settings, and tells when to stop.

use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::Failure;
use crate::app::brand::Brand;
use crate::app::live::Live;
use crate::app::refund::LastRead;
use crate::app::{self, App, Outside, SecretKey, Settings, Skew};
use crate::config::{Config, MailRoute};
use crate::domain::artwork::Limits;
use crate::gateway::blob::Blobs;
use crate::gateway::clock::{Clock, Ids, SystemClock, SystemIds};
use crate::gateway::mail::Mail;
use crate::gateway::mail::inbox::Inbox;
use crate::gateway::mail::smtp::Smtp;
use crate::gateway::payment::model::Terms;
use crate::gateway::payment::sandbox::{self, Sandbox};
use crate::gateway::payment::webhook::Secrets;
use crate::gateway::picture::{self, Pictures};
use crate::store::Store;

const BLOBS: &str = "blobs";
const UPLOADS: &str = "uploads";
const SANDBOX: &str = "sandbox.jsonl";
const INBOX: &str = "inbox.jsonl";

/// The application as the settings describe it, on the machine's clock.
pub(super) async fn app(config: &Config, public_url: String) -> Result<Arc<App>, Failure> {
    app_at(config, public_url, Arc::new(SystemClock), Terms::default()).await
}

/// The same on another clock and with another provider's terms, as the demo's.
pub(super) async fn app_at(
    config: &Config,
    public_url: String,
    clock: Arc<dyn Clock>,
    terms: Terms,
) -> Result<Arc<App>, Failure> {
    let directory = &config.data_directory;
    let uploads = directory.join(UPLOADS);
    std::fs::create_dir_all(&uploads)
        .map_err(|error| format!("{} cannot be made: {error}", uploads.display()))?;
    picture::sweep(&uploads).await?;
    let ids: Arc<dyn Ids> = Arc::new(SystemIds);
    let sandbox = Arc::new(open_sandbox(config, &public_url, (&clock, &ids), terms)?);
    let (mail, inbox) = open_mail(config)?;
    let secret_key = config.secret_key.as_ref().map_or_else(
        || SecretKey::new(ids.secret().as_slice()),
        |key| SecretKey::new(key.expose().as_bytes()),
    );
    let limits =
        Limits { size_bytes_max: config.upload_size_bytes_max, pixels_max: config.upload_pixels_max };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let app = Arc::new(App {
        store: Store::open(config.database_url.expose()).await?,
        clock,
        ids,
        outside: Outside {
            payment: sandbox.clone(),
            sandbox: Some(sandbox),
            mail,
            inbox,
            blob: Blobs::on_disk(&directory.join(BLOBS))?,
            picture: Pictures::new(limits, cores),
        },
        settings: Settings {
            public_url,
            brand: brand(config)?,
            demo: Arc::default(),
            upload_directory: uploads,
            is_clock_compared: true,
            lease: config.lease,
            rates: config.rates,
            secret_key,
            webhook_secrets: Secrets::new(
                config.webhook_secrets.iter().map(|one| one.expose().to_owned()).collect(),
            ),
        },
        skew: Skew::default(),
        live: Live::default(),
        funds: LastRead::default(),
    });
    app::skew::measure(&app).await?;
    Ok(app)
}

fn brand(config: &Config) -> Result<Brand, Failure> {
    let mut brand = Brand::new(&config.brand_name, config.brand_zone);
    if let Some(folder) = &config.legal_directory {
        brand.read_legal(folder)?;
    }
    Ok(brand)
}

fn open_sandbox(
    config: &Config,
    public_url: &str,
    (clock, ids): (&Arc<dyn Clock>, &Arc<dyn Ids>),
    terms: Terms,
) -> Result<Sandbox, sandbox::Error> {
    let settings = sandbox::Settings {
        environment: config.environment.clone(),
        delay: config.sandbox_delay,
        base_url: public_url.to_owned(),
        terms,
    };
    Sandbox::open(Some(&config.data_directory.join(SANDBOX)), clock.clone(), ids.clone(), settings)
}

type Mails = (Arc<dyn Mail>, Option<Arc<Inbox>>);

/// The way mail goes, and the inbox where that is the way.
fn open_mail(config: &Config) -> Result<Mails, Failure> {
    match &config.mail {
        MailRoute::Inbox => {
            let inbox = Inbox::open(Some(&config.data_directory.join(INBOX)), &config.environment)?;
            let inbox = Arc::new(inbox);
            Ok((inbox.clone(), Some(inbox)))
        }
        MailRoute::Smtp { url, from } => {
            let patience = config.lease.to_std()? / 4 * 3;
            Ok((Arc::new(Smtp::new(url.expose(), from, patience)?), None))
        }
    }
}

/// Turns true at SIGTERM or Ctrl-C.
pub(super) fn stop_signal() -> Result<watch::Receiver<bool>, Failure> {
    let (stop, stopped) = watch::channel(false);
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        tracing::info!("stopping: requests and jobs begun are finished first");
        let _ = stop.send(true);
    });
    Ok(stopped)
}
