//! The admin desk: what waits for moderators and admins, and where they decide it.

pub(crate) mod audit;
mod badge;
pub(crate) mod campaign;
pub(crate) mod close;
pub(crate) mod contest;
pub(crate) mod cover;
mod decimal;
pub(crate) mod deed;
pub(crate) mod event;
pub(crate) mod finding;
pub(crate) mod funding;
pub(crate) mod job;
pub(crate) mod ledger;
pub(crate) mod moderation;
pub(crate) mod order;
pub(crate) mod overview;
pub(crate) mod parcel;
pub(crate) mod payout;
pub(crate) mod people;
pub(crate) mod picture;
pub(crate) mod refund;
pub(crate) mod release;
pub(crate) mod round;
pub(crate) mod round_form;
pub(crate) mod run;
pub(crate) mod settlement;
pub(crate) mod signal;
mod sure;
pub(crate) mod verdict;
mod word;

use poem::{Route, get, post};
use serde::Deserialize;
use uuid::Uuid;

/// Rows of a list on one page.
const ROWS: usize = 20;

/// Their addresses, below `/desk`.
pub(crate) fn routes() -> Route {
    let route = Route::new()
        .at("/", get(overview::show))
        .at("/audit", get(audit::list))
        .at("/audit/verify", get(audit::verify))
        .at("/contests/new", get(contest::new).post(contest::create))
        .at("/designs/:id", get(moderation::show))
        .at("/designs/:id/clear", post(moderation::clear))
        .at("/designs/:id/original", get(picture::original))
        .at("/designs/:id/refuse", post(moderation::refuse))
        .at("/designs/:id/renditions/:digest", get(picture::rendition))
        .at("/findings", get(finding::rounds))
        .at("/findings/:id", get(finding::show))
        .at("/findings/:id/decide", post(finding::decide))
        .at("/appeals/:id/answer", post(finding::answer))
        .at("/fundings/:id/confirm", post(funding::confirm))
        .at("/fundings/:id/take-back", post(funding::take_back))
        .at("/moderation", get(moderation::list))
        .at("/people", get(people::list))
        .at("/people/:id", get(people::show))
        .at("/people/:id/role", get(people::ask_role).post(people::set_role))
        .at("/people/:id/verify", post(people::verify));
    sales(rounds(route))
}

fn rounds(route: Route) -> Route {
    route
        .at("/rounds", get(round::list))
        .at("/rounds/new", get(round_form::new).post(round_form::create))
        .at("/rounds/:id", get(round::show))
        .at("/rounds/:id/cancel", get(round::ask_cancel).post(round::cancel))
        .at("/rounds/:id/close", get(close::look).post(close::close))
        .at("/rounds/:id/close/confirm", get(close::ask))
        .at("/rounds/:id/edit", get(round_form::edit).post(round_form::update))
        .at("/rounds/:id/findings", get(finding::list))
        .at("/rounds/:id/funding", get(funding::show).post(funding::bring))
        .at("/rounds/:id/open", get(round::ask_open).post(round::open))
}

fn sales(route: Route) -> Route {
    route
        .at("/campaigns", get(campaign::list))
        .at("/campaigns/:id", get(campaign::show))
        .at("/campaigns/:id/:command", get(deed::ask).post(deed::act))
        .at("/campaigns/:id/live", get(settlement::watch))
        .at("/campaigns/:id/dry-run", get(settlement::rehearse))
        .at("/campaigns/:id/cover", get(cover::choose).post(cover::cover))
        .at("/campaigns/:id/orders", get(order::list))
        .at("/campaigns/:id/parcels", post(parcel::report))
        .at("/campaigns/:id/run", get(run::show).post(run::start))
        .at("/campaigns/:id/run.csv", get(run::sheet))
        .at("/events", get(event::list))
        .at("/events/:id/read", get(event::ask).post(event::read))
        .at("/jobs", get(job::list))
        .at("/jobs/:id/retry", get(job::ask).post(job::retry))
        .at("/jobs/:id/never", get(verdict::ask_never).post(verdict::never))
        .at("/jobs/:id/happened", get(verdict::ask_happened).post(verdict::happened))
        .at("/ledger", get(ledger::show))
        .at("/ledger/check", get(ledger::check))
        .at("/ledger/entries", get(ledger::entries))
        .at("/ledger/release", get(release::ask).post(release::check))
        .at("/payouts", get(payout::list))
        .at("/payouts/:id", get(payout::show))
        .at("/payouts/:id/:command", get(payout::ask).post(payout::act))
        .at("/preorders/:id", get(order::show))
        .at("/preorders/:id/refund", get(refund::choose).post(refund::give))
        .at("/refunds/:id/by-hand", get(refund::ask_by_hand).post(refund::by_hand))
        .at("/runs", get(run::list))
        .at("/signals", get(signal::show))
}

/// Where a list goes on.
#[derive(Debug, Clone, Copy, Deserialize)]
struct After {
    after: Option<Uuid>,
}

/// What a page reads of a list: one row more than it shows says whether there is a next page.
fn asked() -> u64 {
    u64::try_from(ROWS.saturating_add(1)).unwrap_or(u64::MAX)
}

/// The rows of this page, and where the next one begins.
fn paged<T>(mut rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> (Vec<T>, Option<Uuid>) {
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let next = rows.last().filter(|_| has_more).map(id);
    (rows, next)
}
