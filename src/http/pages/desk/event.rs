//! What the payment provider told, on the desk: by what was made of it and by type, each to be read again.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use super::sure::{self, Deed};
use super::{asked, paged, word};
use crate::app::caller::Admin;
use crate::app::event::{Count, Filter, Sheet, Waits};
use crate::app::{self, App};
use crate::domain::event::{Event, Outcome};
use crate::domain::id::EventId;
use crate::http::site::{Answer, AsAdmin, Form, Frame, Refused, filters, see_done};

const PATH: &str = "/desk/events";
const WAITING: &str = "waiting";

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// `waiting` or a word of the outcome; anything else lists all.
    #[serde(default)]
    state: String,
    /// The provider's type; empty lists all.
    #[serde(default, rename = "type")]
    kind: String,
    after: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "desk/events.html")]
struct Events<'a> {
    frame: &'a Frame,
    asked: &'a Asked,
    waits: Waits,
    sheet: &'a Sheet,
    listed: &'a [Event],
    next: Option<Uuid>,
}

/// By this filter, newest first.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, query: Query<Asked>) -> Answer {
    let waits = match query.state.as_str() {
        WAITING => Waits::Yes,
        word => word.parse().map_or(Waits::Whatever, Waits::No),
    };
    let kind = Some(query.kind.as_str()).filter(|kind| !kind.is_empty());
    let filter = Filter { waits, kind, before: query.after.map(EventId::new) };
    let sheet = app::event::sheet(&app, &admin.0, filter, asked()).await?;
    let (listed, next) = paged(sheet.listed.clone(), |event| event.id.uuid());
    frame.page(&Events { frame: &frame, asked: &query, waits, sheet: &sheet, listed: &listed, next })
}

/// Says what reading again means.
#[handler]
pub(crate) async fn ask(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, id: Path<Uuid>) -> Answer {
    let deed = deed(&frame, &app, &admin.0, EventId::new(*id)).await?;
    sure::ask(&frame, &Form::default(), &deed)
}

/// Reads again.
#[handler]
pub(crate) async fn read(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = EventId::new(*id);
    match app::event::read_again(&app, &admin.0, id).await {
        Ok(_) => Ok(see_done(PATH, "desk-event-read-again")),
        Err(error) => {
            let deed = deed(&frame, &app, &admin.0, id).await?;
            sure::ask(&frame, &form.refused(error), &deed)
        }
    }
}

async fn deed(frame: &Frame, app: &App, admin: &Admin, id: EventId) -> Result<Deed, Refused> {
    let event = app::event::find(app, admin, id).await?;
    let locale = &frame.locale;
    Ok(Deed {
        title: locale.text("desk-event-ask"),
        says: vec![
            locale.say(&("desk-event-is", "type", &event.kind, "at", event.received_at)),
            locale.text("desk-event-harmless"),
        ],
        inputs: &[],
        carried: Vec::new(),
        button: "desk-event-read",
        is_danger: false,
        is_blocked: event.outcome.is_none(),
        action: format!("{PATH}/{id}/read"),
        back: PATH.to_owned(),
    })
}

impl Events<'_> {
    /// The words to filter by, each with its key, its number, and whether it is the one chosen.
    fn shelves(&self) -> Vec<(&'static str, String, u64, bool)> {
        let waiting = (WAITING, word::event(None).0, self.sheet.number(None), self.waits == Waits::Yes);
        let outcomes = Outcome::ALL.iter().map(|outcome| {
            let number = self.sheet.number(Some(*outcome));
            (outcome.as_str(), word::event(Some(*outcome)).0, number, self.waits == Waits::No(*outcome))
        });
        std::iter::once(waiting).chain(outcomes).collect()
    }

    /// Types that nothing goes by.
    fn unknown(&self) -> Vec<&Count> {
        let is_ignored = |count: &&Count| count.outcome == Some(Outcome::Ignored);
        self.sheet.counts.iter().filter(is_ignored).collect()
    }

    /// The next page of the same filter.
    fn more(&self, after: &Uuid) -> String {
        let pairs = [("state", &self.asked.state), ("type", &self.asked.kind)];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
        query.append_pair("after", &after.to_string());
        format!("{PATH}?{}", query.finish())
    }
}
