//! When a run is done: every paid unit is shipped, refunded or charged back.

use super::{Error, ORDERS_AT_ONCE};
use crate::app::{App, StoreError, campaign, chain};
use crate::domain::campaign::{Event as SaleEvent, State as SaleState};
use crate::domain::dispute::State as DisputeState;
use crate::domain::id::CampaignId;
use crate::domain::preorder::{Preorder, State as OrderState};
use crate::domain::run::{Effect, Event, Facts, transition};
use crate::domain::shipment::{Shipment, worth};
use crate::store::{self, Tx};

/// Orders that were paid, whatever became of the money.
const PAID_ONCE: [OrderState; 3] = [OrderState::Paid, OrderState::Refunded, OrderState::ChargedBack];

/// Reconciler: finishes every run of which nothing is left to ship, and its campaign with it.
pub async fn done_due(app: &App) -> Result<(), Error> {
    for sale in store::campaign::list_in(&app.store, SaleState::InProduction).await? {
        // A glance first: as long as a paid order's parcel is here, nothing is done.
        let Some(run) = store::run::find_of_campaign(&app.store, sale.id).await? else { continue };
        if sale.is_paused() || store::shipment::count_to_ship(&app.store, run.id).await? > 0 {
            continue;
        }
        if let Err(error) = ask_done(app, sale.id).await {
            tracing::error!(campaign.id = %sale.id, error = %chain(&error), "a run could not be finished");
        }
    }
    Ok(())
}

async fn ask_done(app: &App, id: CampaignId) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let Some(sale) = store::campaign::lock(&tx, id).await? else { return Ok(()) };
    if sale.state != SaleState::InProduction || sale.is_paused() {
        return Ok(());
    }
    let Some(run) = store::run::find_of_campaign(&tx, id).await? else { return Ok(()) };
    let facts = count(&tx, id).await?;
    let next = transition(run.state, Event::AskDone, &facts);
    if !next.effects.contains(&Effect::TellCampaign) {
        return Ok(());
    }
    store::run::transition(&tx, run.id, (run.state, next.to), app.now()).await?;
    campaign::apply(app, &tx, sale, SaleEvent::RunDone).await?;
    Ok(tx.commit().await?)
}

/// Counts a campaign's paid units, each order held until the transaction ends.
async fn count(tx: &Tx, id: CampaignId) -> Result<Facts, StoreError> {
    let mut facts = Facts { paid_units: 0, shipped_units: 0, gone_units: 0 };
    let charged_back = store::dispute::list_in(tx, id, DisputeState::Lost).await?;
    let mut after = None;
    loop {
        let page = store::preorder::find_batch(tx, id, &PAID_ONCE, after, ORDERS_AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(facts) };
        after = Some(last.id);
        for order in page.iter().filter(|order| order.paid_at.is_some()) {
            let [shipped, left] = units(tx, order).await?;
            let has_money = order.state == OrderState::Paid && !charged_back.contains(&order.id);
            let still_owed = if has_money { left } else { 0 };
            facts.paid_units = facts.paid_units.saturating_add(order.units);
            facts.shipped_units = facts.shipped_units.saturating_add(shipped);
            let gone = order.units.saturating_sub(shipped).saturating_sub(still_owed);
            facts.gone_units = facts.gone_units.saturating_add(gone);
        }
    }
}

/// Units of an order that were shipped, and those neither shipped nor given back.
async fn units(tx: &Tx, order: &Preorder) -> Result<[u32; 2], StoreError> {
    let parcels = store::shipment::list_of_preorder(tx, order.id).await?;
    let refunds = store::refund::list(tx, order.id).await?;
    let sum = |sum: u32, units: u32| sum.saturating_add(units);
    let shipped = parcels.iter().filter(|parcel| parcel.is_out()).map(Shipment::units).fold(0, sum);
    let left = worth::remaining(order, &parcels, &refunds).iter().map(|line| line.quantity).fold(0, sum);
    Ok([shipped, left])
}
