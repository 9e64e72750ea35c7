//! Whether this process can do its work, for load balancers and operators.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{App, StoreError};
use crate::store;

/// What `/readyz` says to everybody of a stop.
const WHY: &str = "something at the payment provider is unknown to this database; the desk says what it is";

#[derive(Debug, Clone, Serialize)]
pub struct Readiness {
    /// Jobs queued or running.
    pub jobs_open: u64,
    /// Jobs that wait for a person.
    pub jobs_failed: u64,
    /// Audit rows whose place in the hash chain is not written yet.
    pub audit_unsealed: u64,
    /// How far this node's clock is ahead of the database's, in milliseconds.
    pub clock_ahead_ms: i64,
    /// Since when no money is sent any more, until the ledger check is clean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money_stopped_at: Option<DateTime<Utc>>,
    /// In general words: ids and amounts are for the desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money_stopped_why: Option<&'static str>,
}

/// Why no request should be sent here.
#[derive(Debug, thiserror::Error)]
pub enum Unready {
    #[error(
        "this node's clock is {0} ms ahead of the database's; set it right, until then it decides nothing"
    )]
    Clock(i64),
    #[error("the database does not answer")]
    Store(#[from] StoreError),
}

/// An error means: do not send requests here.
pub async fn readiness(app: &App) -> Result<Readiness, Unready> {
    let clock_ahead_ms = app.skew.ahead().num_milliseconds();
    if !app.skew.is_right() {
        return Err(Unready::Clock(clock_ahead_ms));
    }
    app.store.ping().await?;
    let (jobs_open, jobs_failed) = store::job::count_open(&app.store).await?;
    let audit_unsealed = store::audit::count_unsealed(&app.store).await?;
    let stopped = store::deployment::find_stop(&app.store).await?;
    let (money_stopped_at, money_stopped_why) = stopped.map(|stopped| (stopped.at, WHY)).unzip();
    Ok(Readiness {
        jobs_open,
        jobs_failed,
        audit_unsealed,
        clock_ahead_ms,
        money_stopped_at,
        money_stopped_why,
    })
}
