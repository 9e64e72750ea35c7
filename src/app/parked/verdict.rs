//! What a person says of something that nobody knows: it happened, or it never did. The provider is read once more
//! before either is believed.

use serde_json::json;

use super::known::Doubt;
use super::{Error, find, reason_of};
use crate::app::caller::Admin;
use crate::app::job::Fault;
use crate::app::{App, attempt, audit, funding, intent, payout, refund};
use crate::domain::id::JobId;
use crate::domain::job::Job;
use crate::store;

const REFERENCE_CHARS_MAX: usize = 255;

/// What an admin found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It never happened: a new attempt may be made, under a new key.
    Never,
    /// It happened, under this id of the provider.
    Happened(String),
}

/// Ends a job's parking with what an admin says.
pub async fn settle(
    app: &App,
    admin: &Admin,
    id: JobId,
    (verdict, reason): (&Verdict, &str),
) -> Result<(), Error> {
    let reason = reason_of(reason)?;
    if let Verdict::Happened(reference) = verdict
        && (reference.trim().is_empty() || reference.chars().count() > REFERENCE_CHARS_MAX)
    {
        return Err(Error::Reference);
    }
    let parked = find(app, admin, id).await?;
    let doubt = parked.known.doubt.ok_or(Error::Decided)?;
    // Written before anything is done, so that a word that has an effect is always on record.
    let tx = app.store.begin_write().await?;
    let word = match verdict {
        Verdict::Never => json!({ "job": parked.job, "says": "never" }),
        Verdict::Happened(reference) => {
            json!({ "job": parked.job, "says": "happened", "reference": reference.trim() })
        }
    };
    let draft = audit::by(admin.id(), "job.settled", "job", id.uuid()).reason(reason);
    audit::write(app, &tx, draft.detail(&word)).await?;
    tx.commit().await?;

    match verdict {
        Verdict::Never => never(app, doubt).await,
        Verdict::Happened(reference) => happened(app, doubt, reference.trim()).await,
    }
    .map_err(Error::Provider)?;
    let tx = app.store.begin_write().await?;
    store::job::close_failed(&tx, id).await?;
    Ok(tx.commit().await?)
}

async fn never(app: &App, doubt: Doubt) -> Result<(), Fault> {
    match doubt {
        Doubt::Refund(id) => refund::never_sent(app, id).await,
        Doubt::Payout(id) => payout::never_sent(app, id).await,
        Doubt::TopUp(id) => funding::never_came(app, id).await,
        Doubt::Attempt(_, intent) => intent::never_charged(app, intent).await,
    }
}

async fn happened(app: &App, doubt: Doubt, reference: &str) -> Result<(), Fault> {
    match doubt {
        Doubt::Refund(id) => refund::was_sent(app, id, reference).await,
        Doubt::Payout(id) => payout::was_sent(app, id, reference).await,
        Doubt::TopUp(id) => funding::came(app, id, reference).await,
        Doubt::Attempt(attempt, _) => {
            attempt::was_made(app, attempt, reference).await?;
            let tx = app.store.begin_write().await?;
            app.hasten(&tx, &Job::ReadIntent { attempt }).await?;
            Ok(tx.commit().await?)
        }
    }
}
