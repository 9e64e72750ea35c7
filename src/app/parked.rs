//! Jobs that failed for good and wait for a person, with all that is known of each.

mod known;
mod verdict;

use chrono::{DateTime, Utc};

use super::caller::Admin;
use super::job::Fault;
use super::{App, StoreError, audit};
use crate::domain::id::{AccountId, CampaignId, JobId, PayoutId, PreorderId, RoundId};
use crate::domain::job::Job;
use crate::store;

pub use known::{Doubt, Known};
pub use verdict::{Verdict, settle};

const REASON_CHARS_MAX: usize = 2_000;

/// A job as it was left.
#[derive(Debug, Clone)]
pub struct Parked {
    pub id: JobId,
    pub job: Job,
    pub attempts: u32,
    /// What the last try said.
    pub error: String,
    pub created_at: DateTime<Utc>,
    pub failed_at: Option<DateTime<Utc>>,
    pub about: About,
    pub known: Known,
}

/// Where an admin finds what a job was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Campaign(CampaignId),
    Preorder(PreorderId),
    Payout(PayoutId),
    Person(AccountId),
    Round(RoundId),
    /// Something of which no row of ours is left, as a card at the provider.
    Nothing,
}

/// How much work there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Queued or running.
    pub open: u64,
    pub parked: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no failed job with this number; perhaps somebody tried it again already")]
    Unknown,
    #[error("give a reason of 1 to 2000 characters")]
    Reason,
    #[error("give the provider's id of it, in 1 to 255 characters")]
    Reference,
    #[error("this is decided meanwhile; there is nothing to say of it any more")]
    Decided,
    #[error("the provider could not be read, or says otherwise: {0}")]
    Provider(Fault),
    #[error("the jobs could not be read or written")]
    Store(#[from] StoreError),
}

pub async fn load(app: &App, _admin: &Admin) -> Result<Load, Error> {
    let (open, parked) = store::job::count_open(&app.store).await?;
    Ok(Load { open, parked })
}

/// Failed jobs before that one, newest first.
pub async fn list(
    app: &App,
    _admin: &Admin,
    before: Option<JobId>,
    limit: u64,
) -> Result<Vec<Parked>, Error> {
    let mut all = Vec::new();
    for row in store::job::list_failed(&app.store, before, limit).await? {
        all.push(parked(app, row).await?);
    }
    Ok(all)
}

pub async fn find(app: &App, _admin: &Admin, id: JobId) -> Result<Parked, Error> {
    let row = store::job::find_failed(&app.store, id).await?.ok_or(Error::Unknown)?;
    parked(app, row).await
}

/// Plans it once more: whatever it did before, doing it twice does nothing more.
pub async fn retry(app: &App, admin: &Admin, id: JobId, reason: &str) -> Result<(), Error> {
    let reason = reason_of(reason)?;
    let tx = app.store.begin_write().await?;
    let row = store::job::find_failed(&tx, id).await?.ok_or(Error::Unknown)?;
    if !store::job::close_failed(&tx, id).await? {
        return Err(Error::Unknown);
    }
    app.plan(&tx, &row.job, app.now()).await?;
    let draft = audit::by(admin.id(), "job.retried", "job", id.uuid()).reason(reason);
    audit::write(app, &tx, draft.detail(&row.job)).await?;
    Ok(tx.commit().await?)
}

fn reason_of(text: &str) -> Result<&str, Error> {
    let reason = text.trim();
    let is_fine = !reason.is_empty() && reason.chars().count() <= REASON_CHARS_MAX;
    if is_fine { Ok(reason) } else { Err(Error::Reason) }
}

async fn parked(app: &App, row: store::job::Failed) -> Result<Parked, Error> {
    let about = about(app, &row.job).await?;
    let known = known::known(app, &row.job, about).await?;
    let store::job::Failed { id, job, attempts, error, created_at, failed_at } = row;
    Ok(Parked { id, job, attempts, error, created_at, failed_at, about, known })
}

async fn about(app: &App, job: &Job) -> Result<About, StoreError> {
    Ok(match job {
        Job::OpenSession { preorder }
        | Job::ReadSession { preorder }
        | Job::ExpireSession { preorder }
        | Job::ForgetPage { preorder, .. }
        | Job::Charge { preorder } => About::Preorder(*preorder),
        Job::AnnounceCharges { campaign, .. }
        | Job::Release { campaign, .. }
        | Job::TellBuyers { campaign, .. } => About::Campaign(*campaign),
        Job::CreateIntent { intent } | Job::CancelIntent { intent } | Job::ReadRefunds { intent } => {
            let found = store::intent::find(&app.store, *intent).await?;
            found.map_or(About::Nothing, |found| About::Preorder(found.preorder))
        }
        Job::ConfirmIntent { attempt } | Job::ReadIntent { attempt } => {
            let found = store::attempt::find(&app.store, *attempt).await?;
            found.map_or(About::Nothing, |found| About::Preorder(found.preorder))
        }
        Job::SendRefund { refund } | Job::ReadRefund { refund } => {
            let found = store::refund::find(&app.store, *refund).await?;
            found.map_or(About::Nothing, |found| About::Preorder(found.preorder))
        }
        Job::SendPayout { payout } | Job::ReadPayout { payout } => About::Payout(*payout),
        Job::ReadPayee { account } => About::Person(*account),
        Job::TopUp { funding } | Job::ReadTopUp { funding } => {
            let found = store::funding::find(&app.store, *funding).await?;
            found.map_or(About::Nothing, |found| About::Round(found.round))
        }
        Job::SendMail { notice } => {
            let found = store::notice::find(&app.store, *notice).await?;
            found.map_or(About::Nothing, |found| About::Person(found.account))
        }
        Job::Inspect { inspection } => {
            let found = store::inspection::find(&app.store, *inspection).await?;
            found.map_or(About::Nothing, |found| About::Round(found.round))
        }
        Job::TellScorers { round, .. } => About::Round(*round),
        Job::Detach { .. } | Job::ReadOutside { .. } | Job::ReadEvent { .. } => About::Nothing,
    })
}
