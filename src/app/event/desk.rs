//! Events as admins look at them: what came, what was made of it, and reading one again.

use super::Filter;
use crate::app::caller::Admin;
use crate::app::{App, StoreError, audit};
use crate::domain::event::{Event, Outcome};
use crate::domain::id::EventId;
use crate::domain::job::Job;
use crate::store;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such event")]
    Unknown,
    #[error("this event waits to be read already")]
    Waiting,
    #[error("the events could not be read or written")]
    Store(#[from] StoreError),
}

/// How many events of one type were taken alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub kind: String,
    /// None of those that wait.
    pub outcome: Option<Outcome>,
    pub number: u64,
}

/// All types in numbers, and some events.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub counts: Vec<Count>,
    pub listed: Vec<Event>,
}

impl Sheet {
    /// How many have this outcome; with none, how many wait.
    pub fn number(&self, outcome: Option<Outcome>) -> u64 {
        let counted = self.counts.iter().filter(|count| count.outcome == outcome);
        counted.map(|count| count.number).fold(0, u64::saturating_add)
    }
}

/// Events by this filter, newest first, below the counts of all.
pub async fn sheet(app: &App, admin: &Admin, filter: Filter<'_>, limit: u64) -> Result<Sheet, Error> {
    let counts = store::event::counts(&app.store).await?;
    let counts = counts.into_iter().map(|(kind, outcome, number)| Count { kind, outcome, number }).collect();
    Ok(Sheet { counts, listed: list(app, admin, filter, limit).await? })
}

/// Newest first.
pub async fn list(app: &App, _admin: &Admin, filter: Filter<'_>, limit: u64) -> Result<Vec<Event>, Error> {
    Ok(store::event::list(&app.store, filter, limit).await?)
}

pub async fn find(app: &App, _admin: &Admin, id: EventId) -> Result<Event, Error> {
    store::event::find(&app.store, id).await?.ok_or(Error::Unknown)
}

/// Reads what it is about once more: whatever came of it before, its object's present state counts.
pub async fn read_again(app: &App, admin: &Admin, id: EventId) -> Result<Event, Error> {
    let tx = app.store.begin_write().await?;
    let event = store::event::find(&tx, id).await?.ok_or(Error::Unknown)?;
    if event.outcome.is_none() {
        return Err(Error::Waiting);
    }
    store::event::clear_outcome(&tx, id).await?;
    app.hasten(&tx, &Job::ReadEvent { event: id }).await?;
    let row = audit::by(admin.id(), "event.read_again", "event", id.uuid());
    let detail = serde_json::json!({ "event": event.provider_ref, "was": event.outcome });
    audit::write(app, &tx, row.detail(&detail)).await?;
    let event = store::event::find(&tx, id).await?.ok_or(Error::Unknown)?;
    tx.commit().await?;
    Ok(event)
}
