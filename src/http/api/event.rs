//! What the payment provider told by webhooks, for admins.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::App;
use crate::app::event::{self, Count, Filter, Waits};
use crate::domain;
use crate::domain::event::Outcome;
use crate::domain::id::{EventId, PreorderId};
use crate::http::caller::AsAdmin;
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

type Answer<T> = Result<Json<T>, Problem>;

pub struct EventApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Ledger")]
impl EventApi {
    /// Events of the payment provider, newest first.
    #[oai(path = "/events", method = "get", operation_id = "list_events")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        state: Query<Option<EventState>>,
        /// The provider's type, as `charge.refunded`.
        #[oai(name = "type")]
        kind: Query<Option<String>>,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Answer<Page<Event>> {
        let limit = limit(asked.0);
        let filter = Filter {
            waits: state.0.map_or(Waits::Whatever, Waits::from),
            kind: kind.0.as_deref(),
            before: after.0.map(EventId::new),
        };
        let found = event::list(&app, &caller.0, filter, limit + 1).await?;
        Ok(Json(page(found, limit, |event| event.id.uuid())))
    }

    /// How many events of each type came, and what was made of them; most first.
    #[oai(path = "/events/counts", method = "get", operation_id = "count_events")]
    async fn counts(&self, app: Data<&Arc<App>>, caller: AsAdmin) -> Answer<Vec<Counted>> {
        let sheet = event::sheet(&app, &caller.0, Filter::default(), 1).await?;
        Ok(Json(sheet.counts.into_iter().map(Counted::from).collect()))
    }

    /// Read once more what an event is about, at the provider.
    #[oai(path = "/events/:id/read", method = "post", operation_id = "read_event_again")]
    async fn read_again(&self, app: Data<&Arc<App>>, caller: AsAdmin, id: Path<Uuid>) -> Answer<Event> {
        Ok(Json(event::read_again(&app, &caller.0, EventId::new(id.0)).await?.into()))
    }
}

/// What was made of it.
#[derive(Enum, Clone, Copy)]
#[oai(rename_all = "snake_case")]
enum EventState {
    /// It waits for its job.
    Waiting,
    /// Its object is known here and is read.
    Read,
    /// Its object is known here and is decided.
    Settled,
    /// Its object is not of this deployment.
    Foreign,
    /// Nothing goes by events of this type.
    Ignored,
    /// Its object is of this deployment and no row knows it: money was stopped.
    Missing,
}

#[derive(Object)]
struct Event {
    id: Uuid,
    /// The provider's id.
    provider_ref: String,
    /// As `payment_intent.succeeded`.
    #[oai(rename = "type")]
    kind: String,
    state: EventState,
    /// The provider's id of what it is about.
    #[oai(skip_serializing_if_is_none)]
    object: Option<String>,
    /// As the object's metadata says.
    #[oai(skip_serializing_if_is_none)]
    preorder: Option<Uuid>,
    created_at: DateTime<Utc>,
    received_at: DateTime<Utc>,
    #[oai(skip_serializing_if_is_none)]
    handled_at: Option<DateTime<Utc>>,
}

#[derive(Object)]
struct Counted {
    #[oai(rename = "type")]
    kind: String,
    state: EventState,
    number: u64,
}

impl From<Option<Outcome>> for EventState {
    fn from(outcome: Option<Outcome>) -> Self {
        match outcome {
            None => Self::Waiting,
            Some(Outcome::Read) => Self::Read,
            Some(Outcome::Settled) => Self::Settled,
            Some(Outcome::Foreign) => Self::Foreign,
            Some(Outcome::Ignored) => Self::Ignored,
            Some(Outcome::Missing) => Self::Missing,
        }
    }
}

impl From<EventState> for Waits {
    fn from(state: EventState) -> Self {
        match state {
            EventState::Waiting => Self::Yes,
            EventState::Read => Self::No(Outcome::Read),
            EventState::Settled => Self::No(Outcome::Settled),
            EventState::Foreign => Self::No(Outcome::Foreign),
            EventState::Ignored => Self::No(Outcome::Ignored),
            EventState::Missing => Self::No(Outcome::Missing),
        }
    }
}

impl From<domain::event::Event> for Event {
    fn from(event: domain::event::Event) -> Self {
        Self {
            id: event.id.uuid(),
            provider_ref: event.provider_ref,
            kind: event.kind,
            state: event.outcome.into(),
            object: event.object.id,
            preorder: event.object.preorder.map(PreorderId::uuid),
            created_at: event.created_at,
            received_at: event.received_at,
            handled_at: event.handled_at,
        }
    }
}

impl From<Count> for Counted {
    fn from(count: Count) -> Self {
        Self { kind: count.kind, state: count.outcome.into(), number: count.number }
    }
}
