//! Refunds of one order by an admin: all that is not shipped, chosen units, or an amount.

use serde::{Deserialize, Serialize};

use super::Error;
use super::decide::{Draft, Why, decide, goods, paying};
use crate::app::attempt::hold_alone;
use crate::app::caller::Admin;
use crate::app::{App, audit, idempotency};
use crate::domain::id::{AccountId, PreorderId, RefundId};
use crate::domain::ledger::Part;
use crate::domain::money::Money;
use crate::domain::preorder::Preorder;
use crate::domain::refund::{Kind, Line, Refund, Refusal, Wanted};
use crate::store::{self, StoreError, Tx};

const REASON_CHARS_MAX: usize = 200;

/// What an admin gives back by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gift {
    /// All that is not shipped.
    Unshipped,
    /// Units of the order, shipped or not.
    Lines(Vec<Line>),
    /// An amount without a line.
    Goodwill(Money),
}

/// An admin refunds one order, in whole or in part. Named units make two refunds where some of them are shipped.
pub async fn give(
    app: &App,
    admin: &Admin,
    id: PreorderId,
    (gift, reason): (&Gift, &str),
    key: &str,
) -> Result<Vec<Refund>, Error> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(Error::Reason);
    }
    let asked = (id, gift, reason);
    let request = idempotency::Request::new(admin.member(), key, "preorder.refund", &asked)?;
    let tx = app.store.begin_write().await?;
    if store::preorder::find(&tx, id).await?.is_none() {
        return Err(Error::Preorder(crate::app::preorder::Error::Unknown));
    }
    if let Some(given) = request.claim::<Vec<RefundId>>(app, &tx).await? {
        return Ok(found(&tx, id, &given).await?);
    }
    let order = hold_alone(&tx, id).await?.preorder;
    if store::dispute::is_contested(&tx, id).await? {
        return Err(Refusal::Disputed.into());
    }
    let given = one(app, &tx, &order, (gift, admin.id())).await?;
    let draft = audit::by(admin.id(), "preorder.refunded", "preorder", id.uuid()).reason(reason);
    audit::write(app, &tx, draft.detail(gift)).await?;
    request.save(&tx, &given).await?;
    let refunds = found(&tx, id, &given).await?;
    tx.commit().await?;
    Ok(refunds)
}

async fn one(
    app: &App,
    tx: &Tx,
    order: &Preorder,
    (gift, by): (&Gift, AccountId),
) -> Result<Vec<RefundId>, Error> {
    let why = |kind, cause| Why { kind, cause, by: Some(by) };
    match gift {
        Gift::Unshipped => {
            let wanted = (Wanted::Unshipped, why(Kind::Unshipped, "by_admin"));
            goods(app, tx, order, wanted).await
        }
        Gift::Lines(_) if order.received.is_zero() => Err(Refusal::NotCharged.into()),
        Gift::Lines(lines) => {
            let wanted = (Wanted::Lines(lines), why(Kind::Lines, "by_admin"));
            goods(app, tx, order, wanted).await
        }
        Gift::Goodwill(amount) => {
            let id = goodwill(app, tx, order, (*amount, why(Kind::Goodwill, "goodwill"))).await?;
            Ok(vec![id])
        }
    }
}

async fn goodwill(
    app: &App,
    tx: &Tx,
    order: &Preorder,
    (amount, why): (Money, Why<'_>),
) -> Result<RefundId, Error> {
    let earlier = store::refund::list(tx, order.id).await?;
    let intents = store::intent::list(tx, order.id).await?;
    let intent = paying(&intents, &earlier).ok_or(Refusal::NotCharged)?;
    let part = Part { net: amount, tax: Money::zero(amount.currency) };
    decide(app, tx, &mut order.clone(), Draft::of_money(part, intent, why)).await
}

/// The refunds with these ids, oldest first.
async fn found(tx: &Tx, order: PreorderId, ids: &[RefundId]) -> Result<Vec<Refund>, StoreError> {
    let refunds = store::refund::list(tx, order).await?;
    Ok(refunds.into_iter().filter(|refund| ids.contains(&refund.id)).collect())
}
