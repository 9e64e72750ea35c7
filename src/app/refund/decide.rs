//! Deciding refunds: how much of an order goes back, posted at once (J6a, J8b) and sent by a job.

use serde::{Deserialize, Serialize};

use super::Error;
use crate::app::attempt::hold;
use crate::app::caller::Admin;
use crate::app::{App, audit, idempotency, ledger};
use crate::domain::id::{AccountId, IntentId, PreorderId, RefundId};
use crate::domain::intent::{Intent, State as IntentState};
use crate::domain::job::Job;
use crate::domain::ledger::{Entry, Occurrence, Order, Part, Refs, refund as entries};
use crate::domain::money::{self, Money};
use crate::domain::preorder::Preorder;
use crate::domain::refund::{self, Claims, Kind, Line, Refund, State};
use crate::store::{self, StoreError, Tx};

const REASON_CHARS_MAX: usize = 200;

/// What of an order goes back, and why.
struct Draft<'a> {
    kind: Kind,
    lines: Vec<Line>,
    goods_minor: i64,
    shipping_minor: i64,
    part: Part,
    intent: IntentId,
    cause: &'a str,
    by: Option<AccountId>,
}

/// Refunds every unit of the order that is not shipped and not refunded yet; nothing where there is none.
pub(in crate::app) async fn unshipped(
    app: &App,
    tx: &Tx,
    preorder: &Preorder,
    cause: &str,
) -> Result<(), StoreError> {
    let decided = unshipped_by(app, tx, preorder, (cause, None)).await;
    decided.map(|_| ()).map_err(|error| unsound(preorder, &error))
}

async fn unshipped_by(
    app: &App,
    tx: &Tx,
    preorder: &Preorder,
    (cause, by): (&str, Option<AccountId>),
) -> Result<Option<RefundId>, Error> {
    let earlier = store::refund::list(tx, preorder.id).await?;
    let shipped = store::refund::shipped_lines(tx, preorder.id).await?;
    let left = Left::of(preorder, &shipped, &earlier);
    let intents = store::intent::list(tx, preorder.id).await?;
    let Some(intent) = paying(&intents, &earlier).filter(|_| left.goods_minor > 0) else { return Ok(None) };
    let part = order_of(preorder)?.between(left.used_minor, left.used_after())?;
    let draft = Draft {
        kind: Kind::Unshipped,
        goods_minor: left.goods_minor,
        shipping_minor: left.shipping_minor,
        lines: left.lines,
        part,
        intent,
        cause,
        by,
    };
    decide(app, tx, preorder, &draft).await.map(Some)
}

/// Refunds the whole of what an intent just received that nobody wants.
pub(in crate::app) async fn received(
    app: &App,
    tx: &Tx,
    preorder: &Preorder,
    cause: &str,
) -> Result<(), StoreError> {
    let intents = store::intent::list(tx, preorder.id).await?;
    let earlier = store::refund::list(tx, preorder.id).await?;
    let is_whole = |intent: &&Intent| refunded_of(&earlier, intent.id) == 0;
    let succeeded = intents.iter().filter(|intent| intent.state == IntentState::Succeeded);
    let last = succeeded.filter(is_whole).max_by_key(|intent| (intent.closed_at, intent.number));
    let Some(intent) = last else { return Ok(()) };
    let all = || -> Result<Draft<'_>, money::Error> {
        Ok(Draft {
            kind: Kind::Unshipped,
            lines: Vec::new(),
            goods_minor: 0,
            shipping_minor: 0,
            part: Part { net: intent.amount.checked_sub(preorder.tax)?, tax: preorder.tax },
            intent: intent.id,
            cause,
            by: None,
        })
    };
    let draft = all().map_err(|error| unsound(preorder, &error))?;
    decide(app, tx, preorder, &draft).await.map(|_| ()).map_err(|error| unsound(preorder, &error))
}

/// What an admin gives back by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gift {
    /// All that is not shipped.
    Unshipped,
    /// An amount without a line.
    Goodwill(Money),
}

/// An admin refunds one order, in whole or by an amount.
pub async fn give(
    app: &App,
    admin: &Admin,
    id: PreorderId,
    (gift, reason): (Gift, &str),
    key: &str,
) -> Result<Option<Refund>, Error> {
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
    if let Some(given) = request.claim::<Option<RefundId>>(app, &tx).await? {
        return match given {
            Some(given) => Ok(store::refund::find(&tx, given).await?),
            None => Ok(None),
        };
    }
    let order = hold(&tx, id).await?.preorder;
    let given = match gift {
        Gift::Unshipped => unshipped_by(app, &tx, &order, ("by_admin", Some(admin.id()))).await?,
        Gift::Goodwill(amount) => Some(goodwill(app, &tx, &order, (amount, admin.id())).await?),
    };
    let draft = audit::by(admin.id(), "preorder.refunded", "preorder", id.uuid()).reason(reason);
    audit::write(app, &tx, draft.detail(&gift)).await?;
    request.save(&tx, &given).await?;
    let refund = match given {
        Some(given) => store::refund::find(&tx, given).await?,
        None => None,
    };
    tx.commit().await?;
    Ok(refund)
}

async fn goodwill(
    app: &App,
    tx: &Tx,
    preorder: &Preorder,
    (amount, by): (Money, AccountId),
) -> Result<RefundId, Error> {
    let earlier = store::refund::list(tx, preorder.id).await?;
    let intents = store::intent::list(tx, preorder.id).await?;
    let nothing = refund::Refusal::Nothing;
    let intent = paying(&intents, &earlier).ok_or(nothing)?;
    let draft = Draft {
        kind: Kind::Goodwill,
        lines: Vec::new(),
        goods_minor: 0,
        shipping_minor: 0,
        part: Part { net: amount, tax: Money::zero(amount.currency) },
        intent,
        cause: "goodwill",
        by: Some(by),
    };
    decide(app, tx, preorder, &draft).await
}

/// Writes the refund, what it returns of the order, its entry and its job.
async fn decide(app: &App, tx: &Tx, preorder: &Preorder, draft: &Draft<'_>) -> Result<RefundId, Error> {
    let earlier = store::refund::list(tx, preorder.id).await?;
    let gross = draft.part.gross()?;
    let before = match draft.kind {
        Kind::Goodwill => Money::zero(gross.currency),
        Kind::Unshipped | Kind::Lines => left_of_goodwill(preorder, &earlier, gross)?,
    };
    let amount = gross.checked_sub(before)?;
    let zero = Money::zero(preorder.total.currency);
    let claims = Claims { paid: preorder.received, refunded: preorder.returned, disputed: zero };
    refund::may_refund(&claims, amount)?;
    let number = store::refund::next_number(tx, preorder.id).await?;
    let id: RefundId = app.id();
    let new = Refund {
        id,
        preorder: preorder.id,
        intent: Some(draft.intent),
        number,
        kind: draft.kind,
        lines: draft.lines.clone(),
        amount,
        goods_minor: draft.goods_minor,
        shipping_minor: draft.shipping_minor,
        tax_minor: draft.part.tax.minor,
        state: State::Owed,
        key: refund::key(id, number),
        provider_ref: None,
        cause: draft.cause.to_owned(),
        decided_by: draft.by,
        created_at: app.now(),
        sent_at: None,
        done_at: None,
        failure: None,
    };
    store::refund::insert(tx, &new).await?;
    let returned = preorder.returned.checked_add(amount)?;
    store::preorder::save(tx, &Preorder { returned, ..preorder.clone() }).await?;
    app.plan(tx, &Job::SendRefund { refund: id }, app.now()).await?;
    let entry = entry(app, tx, preorder, (id, draft, before)).await?;
    ledger::post(app, tx, &entry).await?;
    Ok(id)
}

async fn entry(
    app: &App,
    tx: &Tx,
    preorder: &Preorder,
    (id, draft, goodwill): (RefundId, &Draft<'_>, Money),
) -> Result<Entry, Error> {
    let on = occurrence(app, tx, preorder).await?;
    Ok(match draft.kind {
        Kind::Goodwill => entries::goodwill_decided(on, id, draft.part.net)?,
        Kind::Unshipped | Kind::Lines => entries::decided_unshipped(on, id, draft.part, goodwill)?,
    })
}

/// Now, for this order.
pub(super) async fn occurrence(app: &App, tx: &Tx, preorder: &Preorder) -> Result<Occurrence, StoreError> {
    let round = store::campaign::find(tx, preorder.campaign).await?.map(|campaign| campaign.round);
    let refs = Refs { round, campaign: Some(preorder.campaign), preorder: Some(preorder.id) };
    Ok(Occurrence { at: app.now(), refs })
}

/// Goodwill that no refund of lines was reduced by yet; less than `gross`, so that something is left to send.
pub(super) fn left_of_goodwill(
    preorder: &Preorder,
    earlier: &[Refund],
    gross: Money,
) -> Result<Money, money::Error> {
    let mut left_minor = 0_i64;
    for refund in earlier.iter().filter(|refund| refund.state != State::Withdrawn) {
        let reduced_minor = match refund.kind {
            Kind::Goodwill => refund.amount.minor,
            Kind::Unshipped | Kind::Lines if refund.lines.is_empty() => 0,
            Kind::Unshipped | Kind::Lines => {
                let tax_minor = if preorder.tax_included { 0 } else { refund.tax_minor };
                let listed_minor = refund.goods_minor.saturating_add(refund.shipping_minor);
                refund.amount.minor.saturating_sub(listed_minor.saturating_add(tax_minor)).min(0)
            }
        };
        left_minor = left_minor.checked_add(reduced_minor).ok_or(money::Error::Overflow)?;
    }
    let most_minor = gross.minor.saturating_sub(1).max(0);
    Ok(Money::new(left_minor.clamp(0, most_minor), gross.currency))
}

/// What of an order is neither shipped nor refunded, at the prices shown.
struct Left {
    lines: Vec<Line>,
    goods_minor: i64,
    shipping_minor: i64,
    /// What is used up already.
    used_minor: i64,
}

impl Left {
    fn of(preorder: &Preorder, shipped: &[Line], earlier: &[Refund]) -> Self {
        let standing: Vec<_> = earlier.iter().filter(|refund| refund.state != State::Withdrawn).collect();
        let mut left = Self { lines: Vec::new(), goods_minor: 0, shipping_minor: 0, used_minor: 0 };
        for line in &preorder.lines {
            let gone = shipped.iter().chain(standing.iter().flat_map(|refund| refund.lines.iter()));
            let gone = gone.filter(|gone| gone.variant == line.variant).map(|gone| gone.quantity);
            let gone = gone.fold(0, u32::saturating_add);
            let quantity = line.quantity.saturating_sub(gone);
            let price_minor = line.unit_price.minor;
            left.goods_minor =
                left.goods_minor.saturating_add(price_minor.saturating_mul(i64::from(quantity)));
            if quantity > 0 {
                left.lines.push(Line { variant: line.variant, quantity });
            }
        }
        let is_fee_used = !shipped.is_empty() || standing.iter().any(|refund| refund.shipping_minor > 0);
        left.shipping_minor = if is_fee_used { 0 } else { preorder.shipping.minor };
        let listed_minor = preorder.goods.minor.saturating_add(preorder.shipping.minor);
        left.used_minor = listed_minor.saturating_sub(left.goods_minor).saturating_sub(left.shipping_minor);
        left
    }

    fn used_after(&self) -> i64 {
        self.used_minor.saturating_add(self.goods_minor).saturating_add(self.shipping_minor)
    }
}

fn order_of(preorder: &Preorder) -> Result<Order, money::Error> {
    let listed_minor = preorder.goods.checked_add(preorder.shipping)?.minor;
    let net = preorder.total.checked_sub(preorder.tax)?;
    Ok(Order { listed_minor, paid: Part { net, tax: preorder.tax } })
}

/// The intent whose charge has most left.
fn paying(intents: &[Intent], earlier: &[Refund]) -> Option<IntentId> {
    let succeeded = intents.iter().filter(|intent| intent.state == IntentState::Succeeded);
    let left = |intent: &&Intent| intent.amount.minor.saturating_sub(refunded_of(earlier, intent.id));
    succeeded.max_by_key(left).map(|intent| intent.id)
}

fn refunded_of(earlier: &[Refund], intent: IntentId) -> i64 {
    let standing =
        earlier.iter().filter(|refund| refund.intent == Some(intent) && refund.state != State::Withdrawn);
    standing.fold(0, |sum, refund| sum.saturating_add(refund.amount.minor))
}

fn unsound(preorder: &Preorder, error: &dyn std::error::Error) -> StoreError {
    StoreError::Corrupt(format!("refund of pre-order {}: {}", preorder.id, crate::app::chain(error)))
}
