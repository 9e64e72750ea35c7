//! Changing and cancelling a pre-order, as long as its table allows it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::place::{Asked, price};
use super::{Error, apply, apply_change, lock};
use crate::app::caller::Member;
use crate::app::{App, idempotency::Request};
use crate::domain::campaign::Campaign;
use crate::domain::id::{CampaignId, PreorderId, VariantId};
use crate::domain::money::Money;
use crate::domain::preorder::{Change, Event, NewTotal, Order, Placed, Preorder, PricedLine, State};
use crate::store::{self, Tx};

/// What a buyer is told of an order that was just placed, changed or cancelled; kept for repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub id: PreorderId,
    pub campaign: CampaignId,
    pub state: State,
    pub units: u32,
    pub goods: Money,
    pub shipping: Money,
    pub tax: Money,
    pub total: Money,
    pub reserved_until: DateTime<Utc>,
}

impl Changed {
    pub(super) fn of(order: &Preorder) -> Self {
        Self {
            id: order.id,
            campaign: order.campaign,
            state: order.state,
            units: order.units,
            goods: order.goods,
            shipping: order.shipping,
            tax: order.tax,
            total: order.total,
            reserved_until: order.reserved_until,
        }
    }
}

/// Replaces what is ordered. A higher total has to be named as accepted.
pub async fn edit(
    app: &App,
    buyer: &Member,
    id: PreorderId,
    key: &str,
    (order, accepted_total_minor): (&Order, Option<i64>),
) -> Result<Changed, Error> {
    let asked = Asked::new(id.uuid(), order, accepted_total_minor);
    let request = Request::new(buyer, key, "preorder.edit", &asked)?;
    let found = store::preorder::find(&app.store, id).await?;
    let found = found.filter(|order| order.buyer == buyer.id()).ok_or(Error::Unknown)?;
    let placed = price(app, found.campaign, order).await?;
    replace(app, buyer, id, &request, (placed, accepted_total_minor)).await
}

async fn replace(
    app: &App,
    buyer: &Member,
    id: PreorderId,
    request: &Request,
    (placed, accepted_total_minor): (Placed, Option<i64>),
) -> Result<Changed, Error> {
    let tx = app.store.begin_write().await?;
    if let Some(saved) = request.claim(app, &tx).await? {
        return Ok(saved);
    }
    let (campaign, order) = lock_own(&tx, buyer, id).await?;
    let event = Event::Edit(classify(&order, &placed, accepted_total_minor));
    let order = apply_change(app, &tx, order, &campaign, (event, placed)).await?;
    let answer = Changed::of(&order);
    request.save(&tx, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Cancels an order whose sale is open, or gives one up whose charge failed.
pub async fn cancel(app: &App, buyer: &Member, id: PreorderId, key: &str) -> Result<Changed, Error> {
    let request = Request::new(buyer, key, "preorder.cancel", &id)?;
    let tx = app.store.begin_write().await?;
    if let Some(saved) = request.claim(app, &tx).await? {
        return Ok(saved);
    }
    let (campaign, order) = lock_own(&tx, buyer, id).await?;
    let order = apply(app, &tx, order, &campaign, Event::Cancel).await?;
    let answer = Changed::of(&order);
    request.save(&tx, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

async fn lock_own(tx: &Tx, buyer: &Member, id: PreorderId) -> Result<(Campaign, Preorder), Error> {
    let found = lock(tx, id).await?;
    found.filter(|(_, order)| order.buyer == buyer.id()).ok_or(Error::Unknown)
}

fn classify(order: &Preorder, placed: &Placed, accepted_total_minor: Option<i64>) -> Change {
    let same_total = order.total == placed.total;
    let lines = placed.priced_lines();
    if same_total && quantities(&lines) == quantities(&order.lines) {
        return Change::Address;
    }
    if same_total && by_price(&lines) == by_price(&order.lines) {
        return Change::EqualVariant;
    }
    Change::Lines(if placed.total.minor <= order.total.minor {
        NewTotal::NotHigher
    } else if accepted_total_minor == Some(placed.total.minor) {
        NewTotal::HigherAccepted
    } else {
        NewTotal::HigherUnaccepted
    })
}

fn quantities(lines: &[PricedLine]) -> BTreeMap<VariantId, u32> {
    lines.iter().map(|line| (line.variant, line.quantity)).collect()
}

/// How many units there are at each price.
fn by_price(lines: &[PricedLine]) -> BTreeMap<i64, u32> {
    let mut units = BTreeMap::new();
    for line in lines {
        let sum: &mut u32 = units.entry(line.unit_price.minor).or_default();
        *sum = sum.saturating_add(line.quantity);
    }
    units
}
