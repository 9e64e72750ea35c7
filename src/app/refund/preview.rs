//! What refunds would give back, by the arithmetic that decides them, shown before anybody does.

use super::{Error, Gift};
use crate::app::App;
use crate::app::caller::Admin;
use crate::domain::id::{PreorderId, VariantId};
use crate::domain::money::{self, Money};
use crate::domain::preorder::Preorder;
use crate::domain::refund::{self, Back, Chosen, Claims, History, Refund, Wanted};
use crate::domain::shipment::Shipment;
use crate::store;

/// What may go back of one order.
#[derive(Debug, Clone)]
pub struct Preview {
    pub order: Preorder,
    /// All that is neither shipped nor given back.
    pub unshipped: Given,
    /// The most that can go back in all; zero while the buyer's bank decides.
    pub left: Money,
    parcels: Vec<Shipment>,
    refunds: Vec<Refund>,
}

/// What one refund would give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub amount: Money,
    /// Units that are still here.
    pub here: u32,
    /// Units that were shipped; their royalty is taken back.
    pub shipped: u32,
    pub has_shipping_fee: bool,
}

impl Preview {
    /// Units of a variant that left and were not given back.
    pub fn shipped(&self, variant: VariantId) -> u32 {
        let out = self.parcels.iter().filter(|parcel| parcel.is_out()).flat_map(|parcel| &parcel.lines);
        let out = out.filter(|line| line.variant == variant).map(|line| line.quantity);
        let back = self.refunds.iter().filter(|refund| refund.is_standing() && refund.is_of_shipped());
        let back = back.flat_map(|refund| &refund.lines).filter(|line| line.variant == variant);
        let back = back.map(|line| line.quantity).fold(0, u32::saturating_add);
        out.fold(0, u32::saturating_add).saturating_sub(back)
    }

    /// Units of a variant that were given back.
    pub fn refunded(&self, variant: VariantId) -> u32 {
        let lines =
            self.refunds.iter().filter(|refund| refund.is_standing()).flat_map(|refund| &refund.lines);
        let lines = lines.filter(|line| line.variant == variant).map(|line| line.quantity);
        lines.fold(0, u32::saturating_add)
    }
}

pub async fn preview(app: &App, _admin: &Admin, id: PreorderId) -> Result<Preview, Error> {
    let unknown = || Error::Preorder(crate::app::preorder::Error::Unknown);
    let order = store::preorder::find(&app.store, id).await?.ok_or_else(unknown)?;
    let parcels = store::shipment::list_of_preorder(&app.store, id).await?;
    let refunds = store::refund::list(&app.store, id).await?;
    let disputed = if store::dispute::is_contested(&app.store, id).await? {
        order.received.checked_sub(order.returned)?
    } else {
        Money::zero(order.total.currency)
    };
    let claims = Claims { paid: order.received, refunded: order.returned, disputed };
    let left = refund::left(&claims)?;
    let history = History { order: &order, parcels: &parcels, refunds: &refunds };
    let unshipped = given(&history, Wanted::Unshipped)?;
    Ok(Preview { order, unshipped, left, parcels, refunds })
}

/// The same for one gift, with what is wrong about it.
pub async fn preview_gift(app: &App, admin: &Admin, id: PreorderId, gift: &Gift) -> Result<Given, Error> {
    let preview = preview(app, admin, id).await?;
    let history = History { order: &preview.order, parcels: &preview.parcels, refunds: &preview.refunds };
    let found = match gift {
        Gift::Unshipped => preview.unshipped,
        Gift::Lines(lines) => given(&history, Wanted::Lines(lines))?,
        Gift::Goodwill(amount) => Given { amount: *amount, ..nothing(&preview.order) },
    };
    let claims = Claims {
        paid: preview.left,
        refunded: Money::zero(found.amount.currency),
        disputed: Money::zero(found.amount.currency),
    };
    refund::may_refund(&claims, found.amount)?;
    Ok(found)
}

/// What a paid order's units that are neither shipped nor given back are worth to its buyer.
pub(in crate::app) fn still_owed(
    order: &Preorder,
    parcels: &[Shipment],
    refunds: &[Refund],
) -> Result<Money, Error> {
    Ok(given(&History { order, parcels, refunds }, Wanted::Unshipped)?.amount)
}

fn given(history: &History<'_>, wanted: Wanted<'_>) -> Result<Given, Error> {
    let mut given = nothing(history.order);
    if history.order.received.is_zero() {
        return Ok(given);
    }
    let chosen = Chosen::of(history, wanted).map_err(Error::Fields)?;
    let most = Money { minor: i64::MAX, ..given.amount };
    let mut goodwill_minor = refund::goodwill_left(history.refunds, most)?.minor;
    for back in refund::give_back(history, &chosen)? {
        let gross = back.part.gross()?;
        let less_minor = goodwill_minor.min(gross.minor.saturating_sub(1)).max(0);
        goodwill_minor = goodwill_minor.saturating_sub(less_minor);
        given.add(&back, gross.checked_sub(Money { minor: less_minor, ..gross })?)?;
    }
    Ok(given)
}

fn nothing(order: &Preorder) -> Given {
    Given { amount: Money::zero(order.total.currency), here: 0, shipped: 0, has_shipping_fee: false }
}

impl Given {
    fn add(&mut self, back: &Back, amount: Money) -> Result<(), money::Error> {
        let units = back.lines.iter().map(|line| line.quantity).fold(0, u32::saturating_add);
        let side = if back.goods_net_minor.is_some() { &mut self.shipped } else { &mut self.here };
        *side = side.saturating_add(units);
        self.has_shipping_fee |= back.shipping_minor > 0;
        self.amount = self.amount.checked_add(amount)?;
        Ok(())
    }
}
