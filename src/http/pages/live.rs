//! A sale's numbers as they change, by server-sent events.

use std::sync::Arc;
use std::time::Duration;

use futures::Stream;
use futures::stream;
use poem::web::sse::{Event, SSE};
use poem::web::{Data, Path};
use poem::{IntoResponse, handler};
use serde::Serialize;
use tokio::sync::watch::Receiver;
use uuid::Uuid;

use super::gate::Gate;
use crate::app::{self, App};
use crate::domain::campaign::Campaign;
use crate::domain::id::CampaignId;
use crate::http::site::{Answer, Frame};
use crate::text::Locale;

/// Shorter than the minute after which proxies give a silent connection up.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// What the page's script shows.
#[derive(Serialize)]
struct News {
    /// Changes where the page's sentences do, which are then read anew.
    state: String,
    text: String,
    filled: u32,
    held: u32,
}

/// The numbers now, and at each change.
#[handler]
pub(crate) async fn watch(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>) -> Answer {
    let id = CampaignId::new(id.0);
    let receiver = app::live::watch(&app, frame.member.as_ref(), id).await?;
    Ok(SSE::new(events(receiver, frame.locale)).keep_alive(KEEP_ALIVE).into_response())
}

/// The part of a sale's state that its page puts into sentences.
pub(crate) fn state(campaign: &Campaign) -> String {
    let pause = if campaign.is_paused() { " paused" } else { "" };
    let reached = if Gate::of(campaign).is_reached() { " reached" } else { "" };
    format!("{}{pause}{reached}", campaign.state)
}

fn events(receiver: Receiver<Campaign>, locale: Locale) -> impl Stream<Item = Event> {
    stream::unfold((receiver, locale, Round::First), |(mut receiver, locale, round)| async move {
        match round {
            Round::First => {}
            Round::Later => receiver.changed().await.ok()?,
        }
        let event = event(&receiver.borrow_and_update(), &locale);
        Some((event, (receiver, locale, Round::Later)))
    })
}

/// The first event does not wait for a change.
#[derive(Clone, Copy)]
enum Round {
    First,
    Later,
}

fn event(campaign: &Campaign, locale: &Locale) -> Event {
    let gate = Gate::of(campaign);
    let news = News {
        state: state(campaign),
        text: locale.say(&(
            "gate-count",
            "committed",
            gate.committed,
            "threshold",
            gate.threshold,
            "reserved",
            gate.reserved,
        )),
        filled: gate.filled,
        held: gate.held,
    };
    Event::message(serde_json::to_string(&news).unwrap_or_default())
}
