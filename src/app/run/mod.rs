//! Production runs: quantities frozen from paid orders, parcels packed for each, finished once all of it is gone.

mod desk;
mod done;
mod sheet;

use std::collections::HashMap;

use serde::Serialize;

use super::caller::Admin;
use super::{App, StoreError, audit, campaign, idempotency, notice, stop};
use crate::domain::campaign::{Campaign, Event};
use crate::domain::id::CampaignId;
use crate::domain::notice::Kind;
use crate::domain::preorder::{Preorder, State as OrderState};
use crate::domain::rules::Variant;
use crate::domain::run::{PaidLine, Refusal, Run, State, quantities};
use crate::domain::shipment::{Shipment, State as ParcelState, worth};
use crate::store::{self, Tx};

pub use desk::{OnDesk, Plan, Tables, plan, tables};
pub use done::done_due;
pub use sheet::{Sheet, sheet};

const ORDERS_AT_ONCE: u64 = 500;
const HOUSE_UNITS_MAX: u32 = 100_000;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such campaign")]
    Unknown,
    #[error("nothing is produced for this campaign yet")]
    NoRun,
    #[error("house units name variants of the round, each once, and at most 100000 units in all")]
    HouseUnits,
    #[error("all money is stopped until the ledger check is clean, so nothing is produced now")]
    MoneyStopped,
    #[error(transparent)]
    Nothing(#[from] Refusal),
    #[error(transparent)]
    Campaign(#[from] campaign::Error),
    #[error(transparent)]
    Key(#[from] idempotency::Error),
    #[error("a sheet could not be written")]
    Sheet(#[from] csv::Error),
    #[error("the production run could not be read or written")]
    Store(#[from] StoreError),
}

/// What an admin has made: everything paid for, and what the brand adds for itself.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    pub campaign: CampaignId,
    pub house_units: Vec<PaidLine>,
}

/// A run with how far it is.
#[derive(Debug, Clone)]
pub struct Progress {
    pub run: Run,
    pub variants: Vec<Variant>,
    /// Printed parcels that are still here; they are among the packed ones.
    pub printed: u64,
    pub parcels: HashMap<ParcelState, u64>,
}

/// Starts production: the campaign moves, quantities are frozen and one parcel is packed for each paid order.
pub async fn start(app: &App, admin: &Admin, asked: &Asked, key: &str) -> Result<Run, Error> {
    let once = idempotency::Request::new(admin.member(), key, "run.start", asked)?;
    let tx = app.store.begin_write().await?;
    if let Some(saved) = once.claim(app, &tx).await? {
        return Ok(saved);
    }
    if stop::is_stopped(&tx).await? {
        return Err(Error::MoneyStopped);
    }
    let sale = store::campaign::lock(&tx, asked.campaign).await?.ok_or(Error::Unknown)?;
    check_house_units(&tx, &sale, &asked.house_units).await?;
    let sale = campaign::apply(app, &tx, sale, Event::StartRun).await?;
    let run = freeze(app, &tx, &sale, (admin, &asked.house_units)).await?;
    let row = audit::by(admin.id(), "run.frozen", "campaign", sale.id.uuid())
        .detail(&serde_json::json!({ "run": run.id, "lines": run.lines, "house_units": run.house_units }));
    audit::write(app, &tx, row).await?;
    once.save(&tx, &run).await?;
    tx.commit().await?;
    Ok(run)
}

async fn check_house_units(tx: &Tx, sale: &Campaign, house: &[PaidLine]) -> Result<(), Error> {
    let variants = variants(tx, sale).await?;
    let is_known = |line: &PaidLine| variants.iter().any(|variant| variant.id == line.variant);
    let is_once = |line: &PaidLine| house.iter().filter(|other| other.variant == line.variant).count() == 1;
    let total = house.iter().fold(0_u32, |sum, line| sum.saturating_add(line.quantity));
    if total > HOUSE_UNITS_MAX || !house.iter().all(|line| is_known(line) && is_once(line)) {
        return Err(Error::HouseUnits);
    }
    Ok(())
}

/// Freezes what is paid, not refunded and not disputed, each order held until the transaction ends.
async fn freeze(
    app: &App,
    tx: &Tx,
    sale: &Campaign,
    (admin, house): (&Admin, &[PaidLine]),
) -> Result<Run, Error> {
    let now = app.now();
    let mut packed = Vec::new();
    let contested = store::dispute::list_contested(tx, sale.id).await?;
    let mut after = None;
    loop {
        let page =
            store::preorder::find_batch(tx, sale.id, &[OrderState::Paid], after, ORDERS_AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for order in page.into_iter().filter(|order| !contested.contains(&order.id)) {
            let refunds = store::refund::list(tx, order.id).await?;
            let lines = worth::remaining(&order, &[], &refunds);
            if !lines.is_empty() {
                packed.push((order, lines));
            }
        }
    }
    let paid: Vec<PaidLine> = packed.iter().flat_map(|(_, lines)| lines.iter().copied()).collect();
    let lines = quantities(&paid, house)?;
    let run = Run {
        id: app.id(),
        campaign: sale.id,
        state: State::Frozen,
        frozen_at: now,
        frozen_by: admin.id(),
        done_at: None,
        house_units: house.iter().fold(0, |sum, line| sum.saturating_add(line.quantity)),
        lines: lines.into_iter().map(|(variant, quantity)| PaidLine { variant, quantity }).collect(),
    };
    store::run::insert(tx, &run).await?;
    for (order, lines) in packed {
        pack(app, tx, &run, (&order, lines)).await?;
    }
    Ok(run)
}

/// One parcel for one order.
async fn pack(
    app: &App,
    tx: &Tx,
    run: &Run,
    (order, lines): (&Preorder, Vec<PaidLine>),
) -> Result<(), Error> {
    let parcel = Shipment {
        id: app.id(),
        preorder: order.id,
        run: run.id,
        number: 1,
        state: ParcelState::Packed,
        lines,
        printed_at: None,
        shipped_at: None,
        delivered_at: None,
        carrier: None,
        tracking_code: None,
        goods_net_minor: None,
        created_at: run.frozen_at,
    };
    store::shipment::insert(tx, &parcel).await?;
    let facts = serde_json::json!({ "units": parcel.units() });
    let about = ("preorder", order.id.uuid());
    Ok(notice::tell(app, tx, order.buyer, Kind::PreorderInProduction, about, &facts).await?)
}

/// What is made, and how far it is.
pub async fn progress(app: &App, _admin: &Admin, id: CampaignId) -> Result<Progress, Error> {
    let sale = store::campaign::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let run = store::run::find_of_campaign(&app.store, id).await?.ok_or(Error::NoRun)?;
    Ok(Progress {
        variants: variants(&app.store, &sale).await?,
        printed: store::shipment::count_printed(&app.store, run.id).await?,
        parcels: store::shipment::counts(&app.store, run.id).await?,
        run,
    })
}

async fn variants(reads: &impl store::Reads, sale: &Campaign) -> Result<Vec<Variant>, StoreError> {
    let round = store::round::find(reads, sale.round).await?;
    let round = round.ok_or_else(|| StoreError::Corrupt(format!("campaign {} has no round", sale.id)))?;
    Ok(round.rules.product.variants)
}
