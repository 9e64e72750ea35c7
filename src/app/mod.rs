//! Use cases: load, decide, save, one transaction each; what is outside is reached before or after, never inside.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Duration, Utc};

use crate::domain::job::Job;
use crate::domain::rate::Rates;
use crate::gateway::blob::Blobs;
use crate::gateway::clock::{Clock, Ids};
use crate::gateway::mail::Mail;
use crate::gateway::mail::inbox::Inbox;
use crate::gateway::payment::Payment;
use crate::gateway::payment::sandbox::Sandbox;
use crate::gateway::payment::webhook::Secrets;
use crate::gateway::picture::Pictures;
use crate::store::{self, Store, Tx};

pub use crate::store::StoreError;
pub(crate) use job::chain;

pub mod account;
pub mod arrival;
pub mod artwork;
pub mod attempt;
pub mod audit;
pub mod ballot;
pub mod ballot_box;
pub mod brand;
pub mod caller;
pub mod campaign;
pub mod contest;
pub mod demo;
pub mod deployment;
pub mod design;
pub mod desk;
pub mod event;
pub mod exposure;
pub mod finding;
pub mod funding;
pub mod idempotency;
pub mod inspection;
pub mod intent;
pub mod job;
pub mod ledger;
pub mod link;
pub mod live;
pub mod mail;
pub mod me;
pub mod moderation;
pub mod movement;
pub mod notice;
pub mod parked;
mod password;
pub mod payout;
pub mod preorder;
mod rate;
mod ready;
pub mod refund;
pub mod round;
mod royalty;
pub mod run;
#[cfg(feature = "sabotage")]
pub mod sabotage;
pub mod sandbox;
pub mod score;
pub mod settlement;
pub mod shipment;
pub mod shown;
pub mod signal;
pub mod skew;
pub mod standing;
pub mod stop;
pub mod submission;

pub use link::SecretKey;
pub use ready::{Readiness, Unready, readiness};
pub use skew::Skew;

/// Everything a use case works with. One for each process.
pub struct App {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub outside: Outside,
    pub settings: Settings,
    pub skew: Skew,
    pub live: live::Live,
    pub funds: refund::LastRead,
}

/// The gateways. Reached only as `app.outside.<x>`, and never between begin and commit.
pub struct Outside {
    pub payment: Arc<dyn Payment>,
    /// The provider's own pages, where the sandbox is the provider.
    pub sandbox: Option<Arc<Sandbox>>,
    pub mail: Arc<dyn Mail>,
    /// What was mailed, where no server takes it.
    pub inbox: Option<Arc<Inbox>>,
    pub blob: Blobs,
    pub picture: Pictures,
}

/// What an operator sets and use cases read.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where people reach this server, without a slash at the end.
    pub public_url: String,
    pub brand: brand::Brand,
    /// Set once by a demo, when its people are there.
    pub demo: Arc<OnceLock<demo::Card>>,
    /// Where a form may lead besides our own pages: the origins of the payment provider's hosted pages.
    pub form_targets: Vec<String>,
    /// Where uploads are spooled while they are read.
    pub upload_directory: PathBuf,
    /// Whether this node compares its clock with the database's; not where a test moves the clock.
    pub is_clock_compared: bool,
    /// How long a worker may hold a job before another takes it over.
    pub lease: Duration,
    /// How fast the payment provider may be asked, by all nodes together.
    pub rates: Rates,
    /// Signs links in mails.
    pub secret_key: SecretKey,
    /// Whose signatures of the provider's events are believed.
    pub webhook_secrets: Secrets,
    /// Proxies before this server that say whose request it is; 0 where people reach it without.
    pub proxies: usize,
}

impl App {
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new id of any kind.
    pub fn id<T: From<uuid::Uuid>>(&self) -> T {
        T::from(self.ids.id())
    }

    /// Plans a job for this instant or a later one, in the transaction of its cause.
    pub async fn plan(&self, tx: &Tx, job: &Job, run_at: DateTime<Utc>) -> Result<(), StoreError> {
        store::job::enqueue(tx, self.id(), job, run_at, self.now()).await
    }

    /// Plans a job for now, also where one like it was planned for later.
    pub async fn hasten(&self, tx: &Tx, job: &Job) -> Result<(), StoreError> {
        self.plan(tx, job, self.now()).await?;
        store::job::hasten(tx, job, self.now()).await
    }
}
