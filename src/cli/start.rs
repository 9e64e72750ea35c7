//! Builds the application from the settings, and tells when to stop.

use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::Failure;
use crate::app::brand::Brand;
use crate::app::live::Live;
use crate::app::refund::LastRead;
use crate::app::{self, App, Outside, SecretKey, Settings, Skew};
use crate::config::{Config, MailRoute, Provider};
use crate::domain::artwork::Limits;
use crate::gateway::blob::Blobs;
use crate::gateway::clock::{Clock, Ids, SystemClock, SystemIds};
use crate::gateway::mail::Mail;
use crate::gateway::mail::inbox::Inbox;
use crate::gateway::mail::smtp::Smtp;
use crate::gateway::payment::model::Terms;
use crate::gateway::payment::sandbox::{self, Sandbox};
use crate::gateway::payment::stripe::{Settings as AtStripe, Stripe, form_targets};
use crate::gateway::payment::webhook::Secrets;
use crate::gateway::payment::{Failure as Unanswered, Payment};
use crate::gateway::picture::{self, Pictures};
use crate::store::Store;

const BLOBS: &str = "blobs";
const UPLOADS: &str = "uploads";
const SANDBOX: &str = "sandbox.jsonl";
const INBOX: &str = "inbox.jsonl";
/// Where designers see how their account at the provider stands.
const PAYEE_PAGE: &str = "/me/payouts/account";

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
    let store = Store::open(config.database_url.expose()).await?;
    let provider = open_provider(config, (&clock, &ids, &store), &public_url, terms).await?;
    let (mail, inbox) = open_mail(config)?;
    let secret_key = config.secret_key.as_ref().map_or_else(
        || SecretKey::new(ids.secret().as_slice()),
        |key| SecretKey::new(key.expose().as_bytes()),
    );
    let limits =
        Limits { size_bytes_max: config.upload_size_bytes_max, pixels_max: config.upload_pixels_max };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let app = Arc::new(App {
        store,
        clock,
        ids,
        outside: Outside {
            payment: provider.payment,
            sandbox: provider.sandbox,
            mail,
            inbox,
            blob: Blobs::on_disk(&directory.join(BLOBS))?,
            picture: Pictures::new(limits, cores),
        },
        settings: Settings {
            public_url,
            brand: brand(config)?,
            demo: Arc::default(),
            form_targets: provider.form_targets,
            upload_directory: uploads,
            is_clock_compared: true,
            lease: config.lease,
            rates: config.rates,
            secret_key,
            proxies: config.proxies,
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

async fn open_provider(
    config: &Config,
    (clock, ids, store): (&Arc<dyn Clock>, &Arc<dyn Ids>, &Store),
    public_url: &str,
    terms: Terms,
) -> Result<Opened, Failure> {
    match &config.payment {
        Provider::Sandbox { delay } => {
            let settings = sandbox::Settings {
                environment: config.environment.clone(),
                delay: *delay,
                base_url: public_url.to_owned(),
                terms,
            };
            Ok(open_sandbox(config, (clock, ids), settings)?)
        }
        Provider::Stripe { secret_key, base_url, timeout } => {
            let deployment = app::deployment::own(store, ids.id(), clock.now()).await?;
            let settings = AtStripe {
                base_url: base_url.clone(),
                timeout: *timeout,
                deployment,
                payee_return_url: format!("{public_url}{PAYEE_PAGE}"),
            };
            open_stripe(secret_key.expose(), settings).await
        }
    }
}

/// The provider in use, with its own pages where it is the sandbox.
struct Opened {
    payment: Arc<dyn Payment>,
    sandbox: Option<Arc<Sandbox>>,
    form_targets: Vec<String>,
}

fn open_sandbox(
    config: &Config,
    (clock, ids): (&Arc<dyn Clock>, &Arc<dyn Ids>),
    settings: sandbox::Settings,
) -> Result<Opened, sandbox::Error> {
    let file = config.data_directory.join(SANDBOX);
    let sandbox = Arc::new(Sandbox::open(Some(&file), clock.clone(), ids.clone(), settings)?);
    Ok(Opened { payment: sandbox.clone(), sandbox: Some(sandbox), form_targets: Vec::new() })
}

/// A key that Stripe refuses is a mistake to be told now; a provider that does not answer now may do so later.
async fn open_stripe(secret_key: &str, settings: AtStripe) -> Result<Opened, Failure> {
    let form_targets = form_targets(&settings.base_url);
    let stripe = Stripe::new(secret_key, settings)?;
    match stripe.balances().await {
        Ok(_) => {}
        Err(Unanswered::Refused { code, message }) => {
            return Err(format!("Stripe refuses payment.stripe_secret_key ({code}): {message}").into());
        }
        Err(failure) => {
            tracing::warn!(%failure, "the payment provider could not be asked whether it takes the key");
        }
    }
    Ok(Opened { payment: Arc::new(stripe), sandbox: None, form_targets })
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
