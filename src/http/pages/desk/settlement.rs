//! Charging on the desk: followed as it goes, and rehearsed before it begins.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use futures::stream::{self, Stream};
use poem::web::sse::{Event, SSE};
use poem::web::{Data, Path};
use poem::{IntoResponse, handler};
use serde::Serialize;
use tokio::sync::watch::Receiver;
use uuid::Uuid;

use crate::app::campaign::Listed;
use crate::app::settlement::{Rehearsed, Settlement};
use crate::app::{self, App};
use crate::domain::id::CampaignId;
use crate::domain::settlement::Tally;
use crate::http::site::{Answer, AsAdmin, Frame, filters};
use crate::text::{Locale, length, span};

/// Shorter than the minute after which proxies give a silent connection up.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// Below this a length is said to the second.
const EXACT_BELOW: TimeDelta = TimeDelta::minutes(2);

/// What moved: the page reads the rest anew.
#[derive(Serialize)]
struct News {
    state: &'static str,
    paid: u64,
    left: u64,
    failed: u64,
}

#[derive(Template)]
#[template(path = "desk/rehearsal.html")]
struct Rehearsal<'a> {
    frame: &'a Frame,
    sale: &'a Listed,
    found: &'a Rehearsed,
    /// Keys with what they count; what nobody is in is left out.
    rows: Vec<(&'static str, Tally)>,
    next_retry_at: Option<DateTime<Utc>>,
    lasts: Option<String>,
}

/// The charging of a sale, now and at each change.
#[handler]
pub(crate) async fn watch(app: Data<&Arc<App>>, admin: AsAdmin, id: Path<Uuid>) -> Answer {
    let receiver = app::live::watch_settlement(&app, &admin.0, CampaignId::new(*id)).await?;
    Ok(SSE::new(events(receiver)).keep_alive(KEEP_ALIVE).into_response())
}

/// What charging would do.
#[handler]
pub(crate) async fn rehearse(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, id: Path<Uuid>) -> Answer {
    let id = CampaignId::new(*id);
    let sale = app::campaign::find_for_desk(&app, &admin.0, id).await?;
    let found = app::settlement::rehearse(&app, &admin.0, id).await?;
    let orders = &found.orders;
    let rows = [
        ("desk-dry-charged", orders.charged),
        ("desk-dry-expiring", orders.expiring),
        ("desk-dry-retried", orders.retried),
        ("desk-dry-asked", orders.asked),
        ("desk-dry-released", orders.released),
        ("desk-dry-asking", orders.asking),
    ];
    frame.page(&Rehearsal {
        frame: &frame,
        sale: &sale,
        rows: rows.into_iter().filter(|(_, tally)| tally.orders > 0).collect(),
        next_retry_at: orders.next_retry_at,
        lasts: found.lasts.map(|lasts| said(lasts, &frame.locale)),
        found: &found,
    })
}

/// As `1 minutes 30 seconds` where seconds matter, else as `5 hours`.
pub(super) fn said(time: TimeDelta, locale: &Locale) -> String {
    match u32::try_from(time.num_seconds()) {
        Ok(seconds) if time < EXACT_BELOW => span(seconds, locale),
        Ok(_) | Err(_) => length(time, locale),
    }
}

fn events(receiver: Receiver<Settlement>) -> impl Stream<Item = Event> {
    stream::unfold((receiver, Round::First), |(mut receiver, round)| async move {
        match round {
            Round::First => {}
            Round::Later => receiver.changed().await.ok()?,
        }
        let event = event(&receiver.borrow_and_update());
        Some((event, (receiver, Round::Later)))
    })
}

/// The first event does not wait for a change.
#[derive(Clone, Copy)]
enum Round {
    First,
    Later,
}

fn event(settlement: &Settlement) -> Event {
    let progress = settlement.progress;
    let news = News {
        state: settlement.campaign.state.as_str(),
        paid: progress.paid,
        left: progress.left(),
        failed: progress.failed,
    };
    Event::message(serde_json::to_string(&news).unwrap_or_default())
}
