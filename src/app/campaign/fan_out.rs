//! What touches every order of a sale, a batch at a time: letting go, telling.

use serde_json::json;

use crate::app::job::{Fault, Step};
use crate::app::{App, notice, preorder};
use crate::domain::campaign::{Campaign, Notice};
use crate::domain::id::{CampaignId, PreorderId};
use crate::domain::job::Job;
use crate::domain::preorder::{Event, Preorder, State};
use crate::store::{self, StoreError, Tx};

const ORDERS_AT_ONCE: u64 = 500;

/// Orders that have to leave, or get their money back, when their sale is over. One in `voiding` goes already.
const LEAVING: [State; 6] =
    [State::Started, State::Committed, State::Charging, State::Declined, State::NeedsAction, State::Paid];

/// Who is in a sale.
const BUYERS: [State; 6] =
    [State::Committed, State::Charging, State::Declined, State::NeedsAction, State::Voiding, State::Paid];

/// Lets the next batch of a campaign's orders go. Each moves as its own table says, all in one transaction.
pub(in crate::app) async fn release(
    app: &App,
    id: CampaignId,
    after: Option<PreorderId>,
) -> Result<Step, Fault> {
    let tx = app.store.begin_write().await?;
    let Some((campaign, orders)) = batch(&tx, id, &LEAVING, after).await? else { return Ok(Step::Done) };
    let last = last_of_full(&orders);
    for order in orders {
        preorder::apply(app, &tx, order, &campaign, Event::Release).await?;
    }
    if last.is_some() {
        app.plan(&tx, &Job::Release { campaign: id, after: last }, app.now()).await?;
    }
    tx.commit().await?;
    Ok(Step::Done)
}

/// Tells the next batch of a campaign's buyers.
pub(in crate::app) async fn tell_buyers(
    app: &App,
    id: CampaignId,
    (kind, after): (Notice, Option<PreorderId>),
) -> Result<Step, Fault> {
    let tx = app.store.begin_write().await?;
    let Some((campaign, orders)) = batch(&tx, id, &BUYERS, after).await? else { return Ok(Step::Done) };
    for order in &orders {
        let facts = json!({
            "campaign": id,
            "total_minor": order.total.minor,
            "currency": order.total.currency,
            "reason": campaign.pause_reason,
            "deadline_at": campaign.clocks.deadline_at,
            "short_deadline_at": campaign.clocks.short_deadline_at,
            "page": preorder::address(app, order.id),
        });
        notice::tell(app, &tx, order.buyer, kind.into(), ("preorder", order.id.uuid()), &facts).await?;
    }
    let last = last_of_full(&orders);
    if last.is_some() {
        let next = Job::TellBuyers { campaign: id, notice: kind, after: last };
        app.plan(&tx, &next, app.now()).await?;
    }
    tx.commit().await?;
    Ok(Step::Done)
}

async fn batch(
    tx: &Tx,
    id: CampaignId,
    states: &[State],
    after: Option<PreorderId>,
) -> Result<Option<(Campaign, Vec<Preorder>)>, StoreError> {
    let Some(campaign) = store::campaign::lock(tx, id).await? else { return Ok(None) };
    let orders = store::preorder::find_batch(tx, id, states, after, ORDERS_AT_ONCE).await?;
    Ok(Some((campaign, orders)))
}

/// Where the next batch begins, if this one was full.
fn last_of_full(orders: &[Preorder]) -> Option<PreorderId> {
    let is_full = u64::try_from(orders.len()).is_ok_and(|count| count >= ORDERS_AT_ONCE);
    orders.last().filter(|_| is_full).map(|order| order.id)
}
