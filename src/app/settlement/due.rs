//! Reconcilers of settlement: what is due by the clock or by counting, in campaigns that are not paused.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::app::attempt::hold;
use crate::app::{App, campaign, intent, notice, preorder};
use crate::domain::campaign::{Campaign, Event, State as CampaignState};
use crate::domain::gate::{self, Hand};
use crate::domain::id::{CampaignId, PreorderId};
use crate::domain::job::Job;
use crate::domain::notice::Kind;
use crate::domain::preorder::{Event as OrderEvent, Preorder, State};
use crate::domain::refund;
use crate::domain::settlement::{Counts, Grace, is_grace_over};
use crate::domain::time::{before, seconds};
use crate::store::preorder::Waiting;
use crate::store::{self, StoreError, Tx};

use super::Error;

/// Orders of one campaign in one pass.
const AT_ONCE: u64 = 200;
/// Refunds on their way. Failed ones wait for a person, and the campaign with them.
const UNSETTLED: [refund::State; 4] =
    [refund::State::Owed, refund::State::Sending, refund::State::Pending, refund::State::Failed];

/// Plans the charges whose time has come again.
pub async fn retry_due(app: &App) -> Result<(), StoreError> {
    for campaign in settling(app).await? {
        let waiting = Waiting::Retry { until: app.now() };
        for id in store::preorder::list_waiting(&app.store, campaign.id, waiting, AT_ONCE).await? {
            retry(app, id).await?;
        }
    }
    Ok(())
}

async fn retry(app: &App, id: PreorderId) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    let held = hold(&tx, id).await?;
    let now = app.now();
    let order = held.preorder;
    let is_due = order.next_retry_at.is_some_and(|at| at <= now);
    if !is_due || held.campaign.is_paused() || !is_failed(order.state) {
        return Ok(());
    }
    let next_retry_at = grace(&order, &held.campaign).and_then(|grace| grace.next_retry(now));
    store::preorder::save(&tx, &Preorder { next_retry_at, ..order }).await?;
    app.plan(&tx, &Job::Charge { preorder: id }, now).await?;
    tx.commit().await
}

/// Reminds buyers whose payment failed: every 48 hours and on the last day.
pub async fn remind_due(app: &App) -> Result<(), StoreError> {
    for campaign in settling(app).await? {
        let waiting = Waiting::Reminder { until: app.now() };
        for id in store::preorder::list_waiting(&app.store, campaign.id, waiting, AT_ONCE).await? {
            remind(app, id).await?;
        }
    }
    Ok(())
}

async fn remind(app: &App, id: PreorderId) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    let held = hold(&tx, id).await?;
    let now = app.now();
    let order = held.preorder;
    let is_due = order.next_reminder_at.is_some_and(|at| at <= now);
    let Some(grace) = grace(&order, &held.campaign).filter(|_| is_due && is_failed(order.state)) else {
        return Ok(());
    };
    let facts = json!({
        "campaign": order.campaign,
        "total_minor": order.total.minor,
        "currency": order.total.currency,
        "ends_at": grace.ends_at,
        "page": preorder::address(app, id),
    });
    notice::tell(app, &tx, order.buyer, Kind::PreorderPaymentReminder, ("preorder", id.uuid()), &facts)
        .await?;
    let next_reminder_at = grace.next_reminder(now);
    store::preorder::save(&tx, &Preorder { next_reminder_at, ..order }).await?;
    // Somebody may have paid on the bank's page and never come back to ours.
    if let Some(last) = store::attempt::find_last(&tx, id).await?.filter(|last| last.action_url.is_some()) {
        app.plan(&tx, &Job::ReadIntent { attempt: last.id }, now).await?;
    }
    tx.commit().await
}

/// Lets orders go whose grace is over, once every commitment was tried.
pub async fn grace_due(app: &App) -> Result<(), Error> {
    for campaign in settling(app).await? {
        let now = app.now();
        let first_failed_by = before(now, seconds(campaign.terms.grace_seconds));
        let waiting = Waiting::GraceOver { first_failed_by, now };
        let over = store::preorder::list_waiting(&app.store, campaign.id, waiting, AT_ONCE).await?;
        if over.is_empty() || !store::preorder::counts(&app.store, campaign.id).await?.is_all_tried() {
            continue;
        }
        for id in over {
            end_grace(app, id).await?;
        }
    }
    Ok(())
}

async fn end_grace(app: &App, id: PreorderId) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let held = hold(&tx, id).await?;
    if held.campaign.is_paused() || !is_failed(held.preorder.state) {
        return Ok(());
    }
    let counts = store::preorder::counts(&tx, held.campaign.id).await?;
    let ends_at =
        grace(&held.preorder, &held.campaign).map(|grace| grace.ends_at).or(held.preorder.charge_by);
    if ends_at.is_none_or(|ends_at| !is_grace_over(ends_at, &counts, app.now())) {
        return Ok(());
    }
    preorder::apply(app, &tx, held.preorder, &held.campaign, OrderEvent::GraceEnded).await?;
    Ok(tx.commit().await?)
}

/// Reads attempts whose buyers have been on the bank's page for an hour.
pub async fn read_stale_actions(app: &App) -> Result<(), StoreError> {
    let since = before(app.now(), intent::BANK_PAGE_LIFE);
    let stale = store::attempt::list_at_the_bank(&app.store, since, AT_ONCE).await?;
    if stale.is_empty() {
        return Ok(());
    }
    let tx = app.store.begin_write().await?;
    for attempt in stale {
        app.plan(&tx, &Job::ReadIntent { attempt: attempt.id }, app.now()).await?;
    }
    tx.commit().await
}

/// Asks the second gate of each campaign whose orders are all paid or over.
pub async fn conclude_due(app: &App) -> Result<(), Error> {
    for found in settling(app).await? {
        if store::preorder::counts(&app.store, found.id).await?.is_none_open() {
            conclude(app, found.id).await?;
        }
    }
    Ok(())
}

async fn conclude(app: &App, id: CampaignId) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let Some(found) = locked(&tx, id, CampaignState::Settling).await? else { return Ok(()) };
    if found.is_paused() || !is_none_open(&tx, id).await? {
        return Ok(());
    }
    let funding = gate::count(hand(&tx, id).await?, found.terms.threshold_units);
    campaign::apply(app, &tx, found, Event::NoneOpen(funding)).await?;
    Ok(tx.commit().await?)
}

/// The money in hand in units: paid, not refunded, not disputed.
pub(super) async fn hand(reads: &impl store::Reads, id: CampaignId) -> Result<Hand, StoreError> {
    let units = store::preorder::units_in_hand(reads, id).await?;
    Ok(Hand { paid_units: units.paid, refunded_units: units.refunded, disputed_units: units.disputed })
}

/// Refunds all where no admin covered a short sale in time.
pub async fn short_due(app: &App) -> Result<(), Error> {
    for found in store::campaign::list_in(&app.store, CampaignState::Short).await? {
        if is_short_over(&found, app.now()) {
            end_short(app, found.id).await?;
        }
    }
    Ok(())
}

async fn end_short(app: &App, id: CampaignId) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let Some(found) = locked(&tx, id, CampaignState::Short).await? else { return Ok(()) };
    if is_short_over(&found, app.now()) {
        campaign::apply(app, &tx, found, Event::ShortOver).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn is_short_over(campaign: &Campaign, now: DateTime<Utc>) -> bool {
    !campaign.is_paused() && campaign.clocks.short_deadline_at.is_some_and(|deadline| now >= deadline)
}

/// Closes campaigns whose money is all back with its buyers.
pub async fn all_back_due(app: &App) -> Result<(), Error> {
    for found in store::campaign::list_in(&app.store, CampaignState::Refunding).await? {
        if is_all_back(&app.store, found.id).await? {
            let tx = app.store.begin_write().await?;
            let Some(found) = locked(&tx, found.id, CampaignState::Refunding).await? else { continue };
            if is_all_back(&tx, found.id).await? {
                campaign::apply(app, &tx, found, Event::AllBack).await?;
                tx.commit().await?;
            }
        }
    }
    Ok(())
}

async fn is_all_back(reads: &impl store::Reads, id: CampaignId) -> Result<bool, StoreError> {
    Ok(is_none_open(reads, id).await?
        && store::refund::count(reads, id, &UNSETTLED).await? == 0
        && !store::job::is_release_open(reads, id).await?)
}

async fn is_none_open(reads: &impl store::Reads, id: CampaignId) -> Result<bool, StoreError> {
    let counts: Counts = store::preorder::counts(reads, id).await?;
    Ok(counts.is_none_open())
}

/// Campaigns that are being charged and not paused.
async fn settling(app: &App) -> Result<Vec<Campaign>, StoreError> {
    let found = store::campaign::list_in(&app.store, CampaignState::Settling).await?;
    Ok(found.into_iter().filter(|campaign| !campaign.is_paused()).collect())
}

async fn locked(tx: &Tx, id: CampaignId, state: CampaignState) -> Result<Option<Campaign>, StoreError> {
    let found = store::campaign::lock(tx, id).await?;
    Ok(found.filter(|campaign| campaign.state == state))
}

const fn is_failed(state: State) -> bool {
    matches!(state, State::Declined | State::NeedsAction)
}

fn grace(order: &Preorder, campaign: &Campaign) -> Option<Grace> {
    Some(Grace::new(order.grace_from?, campaign.terms.grace_seconds, order.charge_by?))
}
