//! What refunds would give back, shown before anybody decides one.

use super::Error;
use super::decide::left_of_goodwill;
use crate::app::App;
use crate::app::caller::Admin;
use crate::domain::id::PreorderId;
use crate::domain::money::{self, Money};
use crate::domain::preorder::{Preorder, PricedLine};
use crate::domain::refund::{self, Claims, Refund};
use crate::domain::run::PaidLine;
use crate::domain::shipment::{Shipment, worth};
use crate::store;

/// What may go back of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub order: Preorder,
    /// Units that are neither shipped nor given back.
    pub lines: Vec<PaidLine>,
    /// What giving these back would send; zero where nothing is left.
    pub unshipped: Money,
    /// The most that can go back in all.
    pub left: Money,
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
    let unshipped = still_owed(&order, &parcels, &refunds)?;
    let unshipped = if unshipped.minor > left.minor { left } else { unshipped };
    Ok(Preview { lines: worth::remaining(&order, &parcels, &refunds), unshipped, left, order })
}

/// What a paid order's units that are neither shipped nor given back are worth to its buyer, less goodwill
/// that went back already.
pub(in crate::app) fn still_owed(
    order: &Preorder,
    parcels: &[Shipment],
    refunds: &[Refund],
) -> Result<Money, money::Error> {
    let nothing = Money::zero(order.total.currency);
    let lines = worth::remaining(order, parcels, refunds);
    if lines.is_empty() || order.received.is_zero() {
        return Ok(nothing);
    }
    let used = worth::used_minor(order, parcels, refunds)?;
    let goods = lines.iter().try_fold(nothing, |sum, line| sum.checked_add(listed(&order.lines, line)?))?;
    let is_fee_used = parcels.iter().any(Shipment::is_out)
        || refunds.iter().any(|refund| refund.shipping_minor > 0 && refund.state != refund::State::Withdrawn);
    let fee_minor = if is_fee_used { 0 } else { order.shipping.minor };
    let until = used.saturating_add(goods.minor).saturating_add(fee_minor);
    let gross = worth::order(order)?.between(used, until)?.gross()?;
    gross.checked_sub(left_of_goodwill(order, refunds, gross)?)
}

fn listed(prices: &[PricedLine], line: &PaidLine) -> Result<Money, money::Error> {
    let priced = prices.iter().find(|priced| priced.variant == line.variant).ok_or(money::Error::Overflow)?;
    priced.unit_price.times(line.quantity)
}
