//! Events of the provider: verified, kept once with a job, and then taken as a hint to read what they are about.

mod desk;
mod look;

use super::job::{Fault, Step};
use super::{App, StoreError, movement, stop};
use crate::domain::event::{Event, Outcome, Subject, subject};
use crate::domain::id::EventId;
use crate::domain::job::Job;
use crate::gateway::payment::webhook::VerifiedEvent;
use crate::store;

use chrono::Duration;
use look::{Found, look};

pub use crate::gateway::payment::webhook::Refusal;
pub use desk::{Count, Error as DeskError, Sheet, find, list, read_again, sheet};
pub use store::event::{Filter, Waits};

/// An object that is just being made has its row decided within minutes.
const MAKING_PAUSE: Duration = Duration::minutes(1);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the event could not be kept")]
    Store(#[from] StoreError),
}

/// Keeps a signed event and plans its reading, in one transaction; one that was here before does nothing.
pub async fn receive(app: &App, signature: Option<&str>, body: &[u8]) -> Result<(), Error> {
    let now = app.now();
    let verified = VerifiedEvent::verify(&app.settings.webhook_secrets, signature, body, now);
    #[cfg(feature = "sabotage")]
    let verified = if is_trusting() { Ok(VerifiedEvent::unverified(body, now)) } else { verified };
    let verified = verified?;
    let event = Event {
        id: app.id(),
        provider_ref: verified.id().to_owned(),
        kind: verified.kind().to_owned(),
        account: verified.account().map(ToOwned::to_owned),
        object: verified.object().clone(),
        created_at: verified.created_at(),
        received_at: now,
        handled_at: None,
        outcome: None,
    };
    let tx = app.store.begin_write().await?;
    if store::event::insert(&tx, &event).await? {
        app.plan(&tx, &Job::ReadEvent { event: event.id }, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The job: finds what the event is about and plans the reading of it. What the event says of it counts for nothing.
pub(in crate::app) async fn run(app: &App, id: EventId) -> Result<Step, Fault> {
    let waiting = store::event::find(&app.store, id).await?.filter(|event| event.outcome.is_none());
    let Some(event) = waiting else { return Ok(Step::Done) };
    #[cfg(feature = "sabotage")]
    if is_trusting() && event.kind == "payment_intent.succeeded" {
        super::attempt::believe(app, event.object.preorder).await?;
    }
    if matches!(subject(&event.kind), Some(Subject::Book | Subject::Transfer)) {
        movement::sync(app).await.map_err(|error| Fault::Retry(super::chain(&error)))?;
    }
    decide(app, &event).await
}

async fn decide(app: &App, event: &Event) -> Result<Step, Fault> {
    let tx = app.store.begin_write().await?;
    let outcome = match look(&tx, event).await? {
        Found::Making => return Ok(Step::Later(MAKING_PAUSE)),
        Found::Known(jobs) if jobs.is_empty() => Outcome::Settled,
        Found::Known(jobs) => {
            for job in &jobs {
                app.hasten(&tx, job).await?;
            }
            Outcome::Read
        }
        Found::Foreign => Outcome::Foreign,
        Found::Ignored => Outcome::Ignored,
        Found::Missing => {
            stop::raise(app, &tx, &missing(event)).await?;
            Outcome::Missing
        }
    };
    store::event::set_outcome(&tx, event.id, outcome, app.now()).await?;
    tx.commit().await?;
    Ok(Step::Done)
}

#[cfg(feature = "sabotage")]
fn is_trusting() -> bool {
    super::sabotage::is(super::sabotage::Sabotage::WebhookTrusted)
}

fn missing(event: &Event) -> String {
    let object = event.object.id.as_deref().unwrap_or("something");
    let of = event.object.preorder.map(|id| format!(" for pre-order {id}")).unwrap_or_default();
    format!(
        "{object} at the payment provider was made by this deployment{of}, and the database does not know it \
         (event {} of type {}): the database may be an older copy",
        event.provider_ref, event.kind
    )
}
