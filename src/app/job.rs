//! Jobs: claimed under a lease, run by the noun they belong to, closed or postponed.

use chrono::Duration;

use super::{
    App, attempt, campaign, event, funding, intent, mail, payout, preorder, rate, refund, settlement,
};
use crate::domain::job::{Job, Lane};
use crate::gateway::payment::Failure;
use crate::store::job::Leased;
use crate::store::{self, StoreError};

const BACKOFF_SECONDS_MAX: i64 = 3600;
/// Beyond this a person looks at it: about a week at the longest pause.
const ATTEMPTS_MAX: u32 = 180;
/// How often a job looks whether money goes on.
const STOPPED_PAUSE: Duration = Duration::minutes(1);

/// What a noun says of one of its jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Done,
    /// Run it again later; nothing went wrong.
    Later(Duration),
}

/// Why a job did not finish.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Something passing; tried again with a longer and longer pause.
    #[error("{0}")]
    Retry(String),
    /// The provider says when to come back.
    #[error("the provider asks to slow down")]
    RetryAfter(Duration),
    /// No money is sent now, whatever it is for; see `stop`.
    #[error("money is stopped until the ledger check is clean")]
    MoneyStopped,
    /// Trying again changes nothing: a person has to look.
    #[error("{0}")]
    Fail(String),
}

impl From<refund::Error> for Fault {
    fn from(error: refund::Error) -> Self {
        Self::Retry(chain(&error))
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Retry(chain(&error))
    }
}

/// A failed call whose outcome its noun has no rule for: passing faults are retried, a refusal is not.
impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::RateLimited { retry_after: Some(pause) } => {
                Self::RetryAfter(Duration::from_std(pause).unwrap_or(Duration::seconds(BACKOFF_SECONDS_MAX)))
            }
            Failure::NoAnswer
            | Failure::InFlight
            | Failure::RateLimited { retry_after: None }
            | Failure::Broken { .. } => Self::Retry(failure.to_string()),
            Failure::Refused { code, message } => {
                Self::Fail(format!("the provider refused ({code}): {message}"))
            }
        }
    }
}

/// Takes up to `limit` due jobs of a lane for this worker; what asks the provider, as fast as that may be asked.
pub async fn claim(app: &App, owner: &str, lane: Lane, limit: u64) -> Result<Vec<Leased>, StoreError> {
    if !store::job::is_any_due(&app.store, lane, app.now()).await? {
        return Ok(Vec::new());
    }
    let tx = app.store.begin_write().await?;
    let now = app.now();
    // Mail asks nothing of the payment provider.
    let held = if lane == Lane::Mail || app.settings.rates.is_unlimited() {
        store::job::claim(&tx, owner, (now, now + app.settings.lease), (lane, limit)).await?
    } else {
        rate::claim(app, &tx, owner, (lane, limit)).await?
    };
    tx.commit().await?;
    Ok(held)
}

/// Runs one claimed job to its end and writes down what came of it.
pub async fn run(app: &App, held: &Leased) -> Result<(), StoreError> {
    let outcome = perform(app, &held.job).await;
    write_down(app, held, outcome).await
}

/// Closes or postpones a job by what came of it. A worker may die before this: the lease then brings it back.
pub async fn write_down(app: &App, held: &Leased, outcome: Result<Step, Fault>) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    let now = app.now();
    match outcome {
        Ok(Step::Done) => store::job::finish(&tx, held, now).await?,
        Ok(Step::Later(pause)) => store::job::postpone(&tx, held, now + pause, "").await?,
        Err(Fault::RetryAfter(pause)) => {
            store::job::postpone(&tx, held, now + pause, "rate limited").await?;
        }
        Err(fault @ Fault::MoneyStopped) => {
            store::job::postpone(&tx, held, now + STOPPED_PAUSE, &fault.to_string()).await?;
        }
        Err(Fault::Retry(why)) if held.attempts < ATTEMPTS_MAX => {
            tracing::warn!(job.id = %held.id, job.kind = held.job.kind(), %why, "job will be tried again");
            store::job::postpone(&tx, held, now + backoff(held.attempts), &why).await?;
        }
        Err(Fault::Retry(why) | Fault::Fail(why)) => {
            tracing::error!(job.id = %held.id, job.kind = held.job.kind(), %why, "job needs a person");
            store::job::fail(&tx, held, now, &why).await?;
        }
    }
    tx.commit().await
}

/// 2, 4, 8 ... seconds, an hour at most.
fn backoff(attempts: u32) -> Duration {
    let seconds = 2_i64.checked_pow(attempts.min(12)).unwrap_or(BACKOFF_SECONDS_MAX);
    Duration::seconds(seconds.min(BACKOFF_SECONDS_MAX))
}

/// Has the job's noun do it.
pub async fn perform(app: &App, job: &Job) -> Result<Step, Fault> {
    match job {
        Job::AnnounceCharges { campaign, after } => settlement::run_announce(app, *campaign, *after).await,
        Job::Charge { preorder } => attempt::run_charge(app, *preorder).await,
        Job::CreateIntent { intent } => intent::run_create(app, *intent).await,
        Job::ConfirmIntent { attempt } => attempt::run_confirm(app, *attempt).await,
        Job::ReadIntent { attempt } => intent::run_read(app, *attempt).await,
        Job::CancelIntent { intent } => intent::run_cancel(app, *intent).await,
        Job::SendRefund { refund } => refund::run_send(app, *refund).await,
        Job::ReadRefund { refund } => refund::run_read(app, *refund).await,
        Job::OpenSession { preorder } => preorder::open_session(app, *preorder).await,
        Job::ReadSession { preorder } => preorder::run_read(app, *preorder).await,
        Job::ExpireSession { preorder } => preorder::run_expire(app, *preorder).await,
        Job::ForgetPage { preorder, session } => preorder::run_forget(app, *preorder, session).await,
        Job::Detach { method } => preorder::detach(app, method).await,
        Job::Release { campaign, after } => campaign::release(app, *campaign, *after).await,
        Job::TellBuyers { campaign, notice, after } => {
            campaign::tell_buyers(app, *campaign, (*notice, *after)).await
        }
        Job::TellScorers { round, after } => super::round::tell_scorers(app, *round, *after).await,
        Job::TopUp { funding } => funding::run(app, *funding).await,
        Job::ReadTopUp { funding } => funding::read(app, *funding).await,
        Job::ReadRefunds { intent } => refund::run_dashboard(app, *intent).await,
        Job::ReadOutside { movement } => super::movement::run_stray(app, *movement).await,
        Job::ReadEvent { event } => event::run(app, *event).await,
        Job::SendPayout { payout } => payout::run(app, *payout).await,
        Job::ReadPayout { payout } => payout::read(app, *payout).await,
        Job::ReadPayee { account } => payout::read_later(app, *account).await,
        Job::SendMail { notice } => mail::run(app, *notice).await,
        Job::Inspect { inspection } => super::inspection::run(app, *inspection).await,
    }
}

/// An error with its causes, for logs and the desk.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let check = |attempts, seconds| assert_eq!(backoff(attempts), Duration::seconds(seconds));
        check(1, 2);
        check(3, 8);
        check(11, 2048);
        check(12, 3600);
        check(1_000, 3600);
    }
}
