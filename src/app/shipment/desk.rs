//! Parcels as admins work through them: by shelf, with where they go, and many reported at once.

use std::collections::BTreeMap;

use super::{Error, Handover, StoreError, deliver, lose, print, ship, take_back};
use crate::app::App;
use crate::app::caller::Admin;
use crate::app::preorder::named;
use crate::domain::id::{CampaignId, PreorderId, ShipmentId};
use crate::domain::preorder::Preorder;
use crate::domain::shipment::{Shelf, Shipment};
use crate::store;

/// A parcel with where it goes and what is in it.
#[derive(Debug, Clone)]
pub struct OnDesk {
    pub parcel: Shipment,
    /// The name in the address.
    pub to: String,
    pub place: String,
    /// As `2 × M white (TEE-M)`.
    pub contents: Vec<String>,
}

/// What happened to a parcel.
#[derive(Debug, Clone)]
pub enum Deed {
    Print(ShipmentId),
    /// With its idempotency key.
    Ship(Handover, String),
    Deliver(ShipmentId),
    TakeBack(ShipmentId),
    Lose(ShipmentId),
}

/// What came of one report.
#[derive(Debug)]
pub struct Outcome {
    pub shipment: ShipmentId,
    pub refused: Option<Error>,
}

/// A campaign's parcels on one shelf, oldest first.
pub async fn list_for_desk(
    app: &App,
    _admin: &Admin,
    (campaign, shelf): (CampaignId, Shelf),
    after: Option<ShipmentId>,
    limit: u64,
) -> Result<Vec<OnDesk>, Error> {
    let run = store::run::find_of_campaign(&app.store, campaign).await?.ok_or(Error::NoRun)?;
    let parcels = store::shipment::list_on(&app.store, (run.id, shelf), after, limit).await?;
    let ids: Vec<PreorderId> = parcels.iter().map(|parcel| parcel.preorder).collect();
    let orders = store::preorder::find_all(&app.store, &ids).await?;
    let orders: BTreeMap<PreorderId, Preorder> = orders.into_iter().map(|order| (order.id, order)).collect();
    let sale = store::campaign::find(&app.store, campaign).await?.ok_or(Error::NoRun)?;
    let round = store::round::find(&app.store, sale.round).await?;
    let variants = round.map(|round| round.rules.product.variants).unwrap_or_default();
    let on_desk = |parcel: Shipment| {
        let gone = || StoreError::Corrupt(format!("parcel {} has no order", parcel.id));
        let address = &orders.get(&parcel.preorder).ok_or_else(gone)?.address;
        let line = |(quantity, name): (u32, String)| format!("{quantity} × {name}");
        let lines = parcel.lines.iter().map(|held| (held.quantity, named(&variants, held.variant)));
        Ok(OnDesk {
            to: address.name.clone(),
            place: format!("{} {}, {}", address.postal_code, address.city, address.country),
            contents: lines.map(line).collect(),
            parcel,
        })
    };
    parcels.into_iter().map(on_desk).collect()
}

/// Reports on many parcels, each in a transaction of its own: what one refuses does not stop the others.
pub async fn report_many(app: &App, admin: &Admin, deeds: &[Deed]) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(deeds.len());
    for deed in deeds {
        let (shipment, done) = match deed {
            Deed::Print(id) => (*id, print(app, admin, *id).await),
            Deed::Ship(handed, key) => (handed.shipment, ship(app, admin, handed, key).await),
            Deed::Deliver(id) => (*id, deliver(app, admin, *id).await),
            Deed::TakeBack(id) => (*id, take_back(app, admin, *id).await),
            Deed::Lose(id) => (*id, lose(app, admin, *id).await),
        };
        outcomes.push(Outcome { shipment, refused: done.err() });
    }
    outcomes
}
