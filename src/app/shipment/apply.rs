//! What happens to a parcel, by its table, with its postings in the same transaction.

use super::Error;
use crate::app::{App, StoreError, audit, ledger, notice};
use crate::domain::campaign::Campaign;
use crate::domain::id::ShipmentId;
use crate::domain::ledger::{Occurrence, Refs, order as entry};
use crate::domain::money::Money;
use crate::domain::notice::Kind;
use crate::domain::preorder::{Preorder, State as OrderState};
use crate::domain::royalty;
use crate::domain::shipment::worth::{self, Worth};
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
    let nothing = Money::zero(order.total.currency);
    let mut worth = Worth { goods: nothing, shipping: nothing };
    if next.effects.contains(&Effect::PostShipped) {
        worth = worth::worth(&order, &parcel, (&parcels, &refunds))?;
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
    let sold = Sold { parcel: &parcel, order: &order, sale: &sale, worth };
    for effect in next.effects {
        sold.carry_out(app, tx, effect).await?;
    }
    Ok(parcel)
}

struct Sold<'a> {
    parcel: &'a Shipment,
    order: &'a Preorder,
    sale: &'a Campaign,
    worth: Worth,
}

impl Sold<'_> {
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
        let net = self.worth.net()?;
        if !net.is_zero() {
            ledger::post(app, tx, &entry::shipped(self.on(app), self.parcel.id, net)?).await?;
        }
        Ok(())
    }

    /// J5, on all that the campaign has sold so far, so that no rounding is lost or gained over many parcels.
    async fn post_royalty(&self, app: &App, tx: &Tx) -> Result<(), Error> {
        let goods = self.worth.goods;
        let before = Money { minor: store::shipment::goods_sold_minor(tx, self.parcel.run).await?, ..goods };
        store::shipment::set_goods_sold(tx, self.parcel.id, goods).await?;
        let gone = |what: &str| StoreError::Corrupt(format!("campaign {} has no {what}", self.sale.id));
        let round = store::round::find(tx, self.sale.round).await?.ok_or_else(|| gone("round"))?;
        let shares = store::shipment::shares(tx, self.sale.design).await?.ok_or_else(|| gone("design"))?;
        let terms = royalty::Terms { basis_points: round.rules.royalty_basis_points, shares: &shares };
        let earned = royalty::earned(&terms, before, before.checked_add(goods)?)?;
        if earned.iter().any(|share| !share.amount.is_zero()) {
            let accrued = entry::royalty_accrued(self.on(app), self.parcel.id, &earned)?;
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
