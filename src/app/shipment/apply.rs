//! What happens to a parcel, by its table, with its postings in the same transaction.

use super::Error;
use crate::app::{App, StoreError, audit, ledger, notice, royalty};
use crate::domain::campaign::Campaign;
use crate::domain::id::ShipmentId;
use crate::domain::ledger::{Occurrence, Refs, order as entry};
use crate::domain::money::Money;
use crate::domain::notice::Kind;
use crate::domain::preorder::{Preorder, State as OrderState};
use crate::domain::share::Share;
use crate::domain::shipment::worth;
use crate::domain::shipment::{Effect, Event, Facts, Shipment, State, transition};
use crate::store::{self, Tx};

/// A parcel with its order and campaign, all held until the transaction ends.
pub(super) struct Held {
    pub(super) parcel: Shipment,
    order: Preorder,
    sale: Campaign,
}

/// Holds campaign, order and parcel, in this order. The campaign's royalties grow one parcel at a time.
pub(super) async fn lock(tx: &Tx, id: ShipmentId) -> Result<Option<Held>, StoreError> {
    let Some(found) = store::shipment::find(tx, id).await? else { return Ok(None) };
    let order = store::preorder::find(tx, found.preorder).await?;
    let order = order.ok_or_else(|| StoreError::Corrupt(format!("parcel {id} has no order")))?;
    let gone = || StoreError::Moved("the parcel");
    let sale = store::campaign::lock(tx, order.campaign).await?.ok_or_else(gone)?;
    let order = store::preorder::lock(tx, order.id).await?.ok_or_else(gone)?;
    let parcel = store::shipment::lock(tx, id).await?.ok_or_else(gone)?;
    Ok(Some(Held { parcel, order, sale }))
}

pub(super) async fn apply(app: &App, tx: &Tx, held: Held, event: Event) -> Result<Shipment, Error> {
    let Held { mut parcel, order, sale } = held;
    let parcels = store::shipment::list_of_preorder(tx, order.id).await?;
    let refunds = store::refund::list(tx, order.id).await?;
    let remaining = worth::remaining(&order, &parcels, &refunds);
    let facts = Facts {
        is_printed: parcel.printed_at.is_some(),
        is_paused: sale.is_paused(),
        is_disputed: store::dispute::list_contested(tx, sale.id).await?.contains(&order.id),
        is_paid: order.state == OrderState::Paid && worth::is_covered(&parcel.lines, &remaining),
    };
    let next = transition(parcel.state, event, &facts)?;
    let mut sold = Sold { net: Money::zero(order.total.currency), royalties: Vec::new() };
    if next.effects.contains(&Effect::PostShipped) {
        let worth = worth::worth(&order, &parcel, (&parcels, &refunds))?;
        sold = Sold { net: worth.net()?, royalties: royalty::earned(tx, &sale, worth.goods).await? };
        parcel.goods_net_minor = Some(worth.goods.minor);
    }
    if next.to != parcel.state {
        store::shipment::transition(tx, parcel.id, parcel.state, next.to).await?;
        parcel.state = next.to;
        match next.to {
            State::Shipped => parcel.shipped_at = Some(app.now()),
            State::Delivered => parcel.delivered_at = Some(app.now()),
            State::Packed | State::Returned | State::Lost => {}
        }
    }
    if next.effects.contains(&Effect::MarkPrinted) {
        parcel.printed_at = Some(app.now());
    }
    store::shipment::save(tx, &parcel).await?;
    let step = Step { parcel: &parcel, order: &order, sale: &sale, sold };
    for effect in next.effects {
        step.carry_out(app, tx, effect).await?;
    }
    Ok(parcel)
}

/// What leaves with a parcel, without tax, and what its designers earn by it.
struct Sold {
    net: Money,
    royalties: Vec<Share>,
}

struct Step<'a> {
    parcel: &'a Shipment,
    order: &'a Preorder,
    sale: &'a Campaign,
    sold: Sold,
}

impl Step<'_> {
    async fn carry_out(&self, app: &App, tx: &Tx, effect: Effect) -> Result<(), Error> {
        match effect {
            // Saved with the parcel; and whether the run is done is asked by its reconciler.
            Effect::MarkPrinted | Effect::AskRunDone => Ok(()),
            Effect::PostShipped => self.post_shipped(app, tx).await,
            Effect::PostRoyalty => self.post_royalty(app, tx).await,
            Effect::NotifyBuyer => self.tell(app, tx).await,
            Effect::Desk => {
                tracing::error!(shipment.id = %self.parcel.id, state = %self.parcel.state, "a parcel needs a person");
                let row = audit::by_engine("shipment.needs_person", "shipment", self.parcel.id.uuid())
                    .detail(&serde_json::json!({ "state": self.parcel.state, "preorder": self.order.id }));
                Ok(audit::write(app, tx, row).await?)
            }
        }
    }

    /// J4.
    async fn post_shipped(&self, app: &App, tx: &Tx) -> Result<(), Error> {
        if !self.sold.net.is_zero() {
            ledger::post(app, tx, &entry::shipped(self.on(app), self.parcel.id, self.sold.net)?).await?;
        }
        Ok(())
    }

    /// J5.
    async fn post_royalty(&self, app: &App, tx: &Tx) -> Result<(), Error> {
        if self.sold.royalties.iter().any(|share| !share.amount.is_zero()) {
            let accrued = entry::royalty_accrued(self.on(app), self.parcel.id, &self.sold.royalties)?;
            ledger::post(app, tx, &accrued).await?;
        }
        Ok(())
    }

    async fn tell(&self, app: &App, tx: &Tx) -> Result<(), Error> {
        let kind = match self.parcel.state {
            State::Shipped => Kind::ShipmentShipped,
            State::Delivered => Kind::ShipmentDelivered,
            State::Packed | State::Returned | State::Lost => Kind::ShipmentChanged,
        };
        let facts = serde_json::json!({
            "preorder": self.order.id, "units": self.parcel.units(),
            "carrier": self.parcel.carrier, "tracking_code": self.parcel.tracking_code,
        });
        let about = ("shipment", self.parcel.id.uuid());
        Ok(notice::tell(app, tx, self.order.buyer, kind, about, &facts).await?)
    }

    fn on(&self, app: &App) -> Occurrence {
        Occurrence { at: app.now(), refs: Refs::of_preorder(self.sale.round, self.sale.id, self.order.id) }
    }
}
