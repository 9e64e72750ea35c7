//! Parcels: printed, shipped (their goods are sold, royalties earned), delivered, returned or lost.

mod apply;
mod desk;

use serde::Serialize;

use super::caller::{Admin, Member};
use super::{App, StoreError, audit, campaign, chain, idempotency, royalty};
use crate::domain::id::{CampaignId, PreorderId, ShipmentId};
use crate::domain::ledger::Refusal as EntryRefusal;
use crate::domain::money;
use crate::domain::shipment::{DELIVERED_AFTER_DAYS, Event, MalformedCode, Refusal, Shipment, TrackingCode};
use crate::store;

use apply::apply;
pub use desk::{Deed, OnDesk, Outcome, list_for_desk, report_many};

const PARCELS_AT_ONCE: u64 = 500;
const CARRIER_CHARS_MAX: usize = 80;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such parcel")]
    Unknown,
    #[error("there is no such pre-order")]
    OrderUnknown,
    #[error("nothing is produced for this campaign yet")]
    NoRun,
    #[error("name the carrier in 1 to 80 characters")]
    Carrier,
    #[error(transparent)]
    Code(#[from] MalformedCode),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("a parcel's worth cannot be counted")]
    Money(#[from] money::Error),
    #[error(transparent)]
    Royalty(#[from] royalty::Error),
    #[error("a parcel makes no entry")]
    Entry(#[from] EntryRefusal),
    #[error(transparent)]
    Campaign(#[from] campaign::Error),
    #[error(transparent)]
    Key(#[from] idempotency::Error),
    #[error("the parcels could not be read or written")]
    Store(#[from] StoreError),
}

/// How a parcel left.
#[derive(Debug, Clone, Serialize)]
pub struct Handover {
    pub shipment: ShipmentId,
    pub carrier: String,
    pub tracking_code: String,
}

/// A campaign's parcels, oldest first.
pub async fn list(
    app: &App,
    _admin: &Admin,
    campaign: CampaignId,
    after: Option<ShipmentId>,
    limit: u64,
) -> Result<Vec<Shipment>, Error> {
    let run = store::run::find_of_campaign(&app.store, campaign).await?.ok_or(Error::NoRun)?;
    Ok(store::shipment::list(&app.store, run.id, after, limit).await?)
}

/// The parcels of an order, for its buyer and for admins.
pub async fn list_of_order(app: &App, member: &Member, id: PreorderId) -> Result<Vec<Shipment>, Error> {
    let order = store::preorder::find(&app.store, id).await?.ok_or(Error::OrderUnknown)?;
    if order.buyer != member.id() && member.as_admin().is_none() {
        return Err(Error::OrderUnknown);
    }
    Ok(store::shipment::list_of_preorder(&app.store, id).await?)
}

/// The goods of a parcel are printed.
pub async fn print(app: &App, admin: &Admin, id: ShipmentId) -> Result<Shipment, Error> {
    report(app, admin, id, (Event::Print, "shipment.printed")).await
}

/// A parcel went to the carrier: its part of the order is sold (J4) and its royalty is earned (J5).
pub async fn ship(app: &App, admin: &Admin, handed: &Handover, key: &str) -> Result<Shipment, Error> {
    let carrier = handed.carrier.trim();
    if carrier.is_empty() || carrier.chars().count() > CARRIER_CHARS_MAX {
        return Err(Error::Carrier);
    }
    let code: TrackingCode = handed.tracking_code.parse()?;
    let once = idempotency::Request::new(admin.member(), key, "shipment.ship", handed)?;
    let tx = app.store.begin_write().await?;
    if let Some(saved) = once.claim(app, &tx).await? {
        return Ok(saved);
    }
    let mut held = apply::lock(&tx, handed.shipment).await?.ok_or(Error::Unknown)?;
    held.parcel.carrier = Some(carrier.to_owned());
    held.parcel.tracking_code = Some(code.to_string());
    let parcel = apply(app, &tx, held, Event::Ship).await?;
    let row = audit::by(admin.id(), "shipment.shipped", "shipment", parcel.id.uuid())
        .detail(&serde_json::json!({ "carrier": carrier, "tracking_code": code.to_string() }));
    audit::write(app, &tx, row).await?;
    once.save(&tx, &parcel).await?;
    tx.commit().await?;
    Ok(parcel)
}

/// It arrived.
pub async fn deliver(app: &App, admin: &Admin, id: ShipmentId) -> Result<Shipment, Error> {
    report(app, admin, id, (Event::Deliver, "shipment.delivered")).await
}

/// It came back to the sender.
pub async fn take_back(app: &App, admin: &Admin, id: ShipmentId) -> Result<Shipment, Error> {
    report(app, admin, id, (Event::Return, "shipment.returned")).await
}

/// The carrier cannot find it.
pub async fn lose(app: &App, admin: &Admin, id: ShipmentId) -> Result<Shipment, Error> {
    report(app, admin, id, (Event::Lose, "shipment.lost")).await
}

async fn report(
    app: &App,
    admin: &Admin,
    id: ShipmentId,
    (event, action): (Event, &str),
) -> Result<Shipment, Error> {
    let tx = app.store.begin_write().await?;
    let held = apply::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    let parcel = apply(app, &tx, held, event).await?;
    audit::write(app, &tx, audit::by(admin.id(), action, "shipment", id.uuid())).await?;
    tx.commit().await?;
    Ok(parcel)
}

/// Reconciler: what nobody reported for 30 days counts as delivered.
pub async fn delivered_due(app: &App) -> Result<(), Error> {
    let until = app.now() - chrono::Duration::days(DELIVERED_AFTER_DAYS);
    for id in store::shipment::list_shipped_until(&app.store, until, PARCELS_AT_ONCE).await? {
        if let Err(error) = presume_delivered(app, id).await {
            tracing::error!(shipment.id = %id, error = %chain(&error), "a parcel could not be closed");
        }
    }
    Ok(())
}

async fn presume_delivered(app: &App, id: ShipmentId) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let Some(held) = apply::lock(&tx, id).await? else { return Ok(()) };
    apply(app, &tx, held, Event::PresumeDelivered).await?;
    Ok(tx.commit().await?)
}
