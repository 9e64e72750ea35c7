//! Pausing a sale and letting it go on: every clock that was still to strike moves by the pause's length.

use serde_json::json;

use super::{Error, reason};
use crate::app::caller::Admin;
use crate::app::{App, audit, preorder};
use crate::domain::campaign::{self, Campaign, Notice, Pause, State};
use crate::domain::id::CampaignId;
use crate::domain::job::Job;
use crate::domain::preorder::{Preorder, State as OrderState};
use crate::domain::time::after;
use crate::store::{self, StoreError, Tx};

/// Orders whose own clocks run: their grace, retries and reminders.
const WITH_CLOCKS: [OrderState; 3] = [OrderState::Charging, OrderState::Declined, OrderState::NeedsAction];

const ORDERS_AT_ONCE: u64 = 500;

/// Stops the sale's irreversible steps and its clocks. Pausing twice keeps the first instant.
pub async fn pause(app: &App, admin: &Admin, id: CampaignId, why: &str) -> Result<Campaign, Error> {
    let why = reason(why)?;
    let tx = app.store.begin_write().await?;
    let mut campaign = store::campaign::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    let was_paused = campaign.is_paused();
    campaign.paused_at = Some(campaign::pause(campaign.state, campaign.paused_at, app.now())?);
    if !was_paused {
        campaign.pause_reason = Some(why.to_owned());
        store::campaign::save(&tx, &campaign).await?;
        tell(app, &tx, &campaign, Notice::Paused).await?;
        let row = audit::by(admin.id(), "campaign.paused", "campaign", id.uuid()).reason(why);
        audit::write(app, &tx, row).await?;
    }
    tx.commit().await?;
    Ok(campaign)
}

/// Lets it go on.
pub async fn resume(app: &App, admin: &Admin, id: CampaignId) -> Result<Campaign, Error> {
    let tx = app.store.begin_write().await?;
    let mut campaign = store::campaign::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    // No claims can be filed yet, so none holds a pause.
    let claims_open = 0;
    let (paused_at, now) = (campaign.paused_at, app.now());
    let resumed = campaign::resume(campaign.state, paused_at, claims_open, &campaign.clocks, now)?;
    move_orders(&tx, &campaign, resumed.pause).await?;
    campaign.clocks = resumed.clocks;
    campaign.paused_at = None;
    campaign.pause_reason = None;
    store::campaign::save(&tx, &campaign).await?;
    tell(app, &tx, &campaign, Notice::Resumed).await?;
    let row = audit::by(admin.id(), "campaign.resumed", "campaign", id.uuid()).detail(&json!({
        "paused_at": paused_at,
        "deadline_at": campaign.clocks.deadline_at,
        "first_charge_at": campaign.clocks.first_charge_at,
        "short_deadline_at": campaign.clocks.short_deadline_at,
    }));
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(campaign)
}

async fn tell(app: &App, tx: &Tx, campaign: &Campaign, notice: Notice) -> Result<(), StoreError> {
    if campaign.state == State::Draft {
        return Ok(());
    }
    app.plan(tx, &Job::TellBuyers { campaign: campaign.id, notice, after: None }, app.now()).await
}

/// Moves what was still to come for each order that failed once.
async fn move_orders(tx: &Tx, campaign: &Campaign, pause: Pause) -> Result<(), StoreError> {
    let mut after_order = None;
    loop {
        let orders =
            store::preorder::find_batch(tx, campaign.id, &WITH_CLOCKS, after_order, ORDERS_AT_ONCE).await?;
        let Some(last) = orders.last() else { return Ok(()) };
        after_order = Some(last.id);
        for order in orders {
            move_order(tx, campaign, pause, order).await?;
        }
    }
}

async fn move_order(
    tx: &Tx,
    campaign: &Campaign,
    pause: Pause,
    mut order: Preorder,
) -> Result<(), StoreError> {
    let is_in_grace = preorder::grace(&order, campaign).is_some_and(|grace| grace.ends_at > pause.paused_at);
    if is_in_grace {
        order.grace_from = order.grace_from.map(|from| after(from, pause.length));
    }
    order.next_retry_at = order.next_retry_at.map(|at| pause.moves(at));
    order.next_reminder_at = order.next_reminder_at.map(|at| pause.moves(at));
    store::preorder::save(tx, &order).await
}
