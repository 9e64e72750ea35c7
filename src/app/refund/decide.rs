//! Deciding refunds: how much of an order goes back, posted at once (J6a, J7, J8) and sent by a job.

use super::Error;
use crate::app::{App, ledger, royalty};
use crate::domain::campaign::Campaign;
use crate::domain::id::{AccountId, IntentId, RefundId};
use crate::domain::intent::{Intent, State as IntentState};
use crate::domain::job::Job;
use crate::domain::ledger::refund::{self as entries, Returned};
use crate::domain::ledger::{Entry, Occurrence, Part, Refs};
use crate::domain::money::Money;
use crate::domain::preorder::Preorder;
use crate::domain::refund::{self, Back, Chosen, Claims, History, Kind, Refund, State, Wanted};
use crate::domain::shipment::{repacked, worth};
use crate::store::{self, StoreError, Tx};

/// Why something goes back, and who says so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Why<'a> {
    pub(super) kind: Kind,
    pub(super) cause: &'a str,
    pub(super) by: Option<AccountId>,
}

/// What goes back of which charge.
pub(super) struct Draft<'a> {
    pub(super) back: Back,
    /// Paid before, so that the buyer gets that much less.
    pub(super) goodwill: Money,
    pub(super) intent: IntentId,
    pub(super) why: Why<'a>,
}

impl<'a> Draft<'a> {
    /// Money for no goods.
    pub(super) fn of_money(part: Part, intent: IntentId, why: Why<'a>) -> Self {
        Self { back: Back::of_money(part), goodwill: Money::zero(part.net.currency), intent, why }
    }
}

/// Refunds every unit of the order that is not shipped and not refunded yet; nothing where there is none.
pub(in crate::app) async fn unshipped(
    app: &App,
    tx: &Tx,
    preorder: &Preorder,
    cause: &str,
) -> Result<(), StoreError> {
    let why = Why { kind: Kind::Unshipped, cause, by: None };
    let decided = goods(app, tx, preorder, (Wanted::Unshipped, why)).await;
    decided.map(|_| ()).map_err(|error| unsound(preorder, &error))
}

/// Refunds what is wanted of an order; nothing where nothing is left of it.
pub(super) async fn goods(
    app: &App,
    tx: &Tx,
    preorder: &Preorder,
    (wanted, why): (Wanted<'_>, Why<'_>),
) -> Result<Vec<RefundId>, Error> {
    let parcels = store::shipment::list_of_preorder(tx, preorder.id).await?;
    let mut refunds = store::refund::list(tx, preorder.id).await?;
    let intents = store::intent::list(tx, preorder.id).await?;
    let history = History { order: preorder, parcels: &parcels, refunds: &refunds };
    let chosen = Chosen::of(&history, wanted).map_err(Error::Fields)?;
    let mut order = preorder.clone();
    let mut decided = Vec::new();
    for back in refund::give_back(&history, &chosen)? {
        let Some(intent) = paying(&intents, &refunds) else { break };
        let goodwill = refund::goodwill_left(&refunds, back.part.gross()?)?;
        let draft = Draft { back, goodwill, intent, why };
        decided.push(decide(app, tx, &mut order, draft).await?);
        refunds = store::refund::list(tx, order.id).await?;
    }
    let remaining = worth::remaining(&order, &parcels, &refunds);
    // What goes back is taken out of packed parcels, which leave with the rest.
    for parcel in repacked(&parcels, &remaining) {
        store::shipment::set_lines(tx, parcel.id, &parcel.lines).await?;
    }
    Ok(decided)
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
    let why = Why { kind: Kind::Unshipped, cause, by: None };
    let decided = all_of(app, tx, preorder, (intent, why)).await;
    decided.map(|_| ()).map_err(|error| unsound(preorder, &error))
}

async fn all_of(
    app: &App,
    tx: &Tx,
    preorder: &Preorder,
    (intent, why): (&Intent, Why<'_>),
) -> Result<RefundId, Error> {
    let part = Part { net: intent.amount.checked_sub(preorder.tax)?, tax: preorder.tax };
    decide(app, tx, &mut preorder.clone(), Draft::of_money(part, intent.id, why)).await
}

/// Writes the refund and plans its sending.
pub(super) async fn decide(
    app: &App,
    tx: &Tx,
    order: &mut Preorder,
    draft: Draft<'_>,
) -> Result<RefundId, Error> {
    let id = write(app, tx, order, draft).await?;
    app.plan(tx, &Job::SendRefund { refund: id }, app.now()).await?;
    Ok(id)
}

/// Writes the refund, what it returns of the order, and its entry.
pub(super) async fn write(
    app: &App,
    tx: &Tx,
    order: &mut Preorder,
    draft: Draft<'_>,
) -> Result<RefundId, Error> {
    let amount = draft.back.part.gross()?.checked_sub(draft.goodwill)?;
    let zero = Money::zero(order.total.currency);
    let claims = Claims { paid: order.received, refunded: order.returned, disputed: zero };
    refund::may_refund(&claims, amount)?;
    let sale = store::campaign::find(tx, order.campaign).await?;
    let sale = sale.ok_or_else(|| StoreError::Corrupt(format!("campaign of pre-order {}", order.id)))?;
    let id: RefundId = app.id();
    let on = Occurrence { at: app.now(), refs: Refs::of_preorder(sale.round, sale.id, order.id) };
    let entry = entry(tx, (on, id), &sale, &draft).await?;
    let number = store::refund::next_number(tx, order.id).await?;
    let new = Refund {
        id,
        preorder: order.id,
        intent: Some(draft.intent),
        number,
        kind: draft.why.kind,
        lines: draft.back.lines,
        amount,
        goods_minor: draft.back.goods_minor,
        shipping_minor: draft.back.shipping_minor,
        tax_minor: draft.back.part.tax.minor,
        goodwill_minor: draft.goodwill.minor,
        goods_net_minor: draft.back.goods_net_minor,
        state: State::Owed,
        key: refund::key(id, number),
        provider_ref: None,
        cause: draft.why.cause.to_owned(),
        decided_by: draft.why.by,
        created_at: app.now(),
        sent_at: None,
        done_at: None,
        failure: None,
        waits_for: None,
    };
    store::refund::insert(tx, &new).await?;
    order.returned = order.returned.checked_add(amount)?;
    store::preorder::save(tx, order).await?;
    ledger::post(app, tx, &entry).await?;
    Ok(id)
}

/// J6a and J8 where the goods are here, J7 where they were shipped, J8b where there are none. Before the refund is
/// written: royalties go by the sales until then.
async fn entry(
    tx: &Tx,
    (on, id): (Occurrence, RefundId),
    sale: &Campaign,
    draft: &Draft<'_>,
) -> Result<Entry, Error> {
    let Draft { back, goodwill, .. } = draft;
    Ok(match (draft.why.kind, back.goods_net_minor) {
        (Kind::Goodwill, _) => entries::goodwill_decided(on, id, back.part.net)?,
        (Kind::Unshipped | Kind::Lines, Some(minor)) => {
            let royalties = royalty::taken_back(tx, sale, Money { minor, ..*goodwill }).await?;
            let returned = Returned { part: back.part, royalties: &royalties, goodwill: *goodwill };
            entries::decided_shipped(on, id, &returned)?
        }
        (Kind::Unshipped | Kind::Lines, None) => entries::decided_unshipped(on, id, back.part, *goodwill)?,
    })
}

/// The intent whose charge has most left.
pub(super) fn paying(intents: &[Intent], earlier: &[Refund]) -> Option<IntentId> {
    let succeeded = intents.iter().filter(|intent| intent.state == IntentState::Succeeded);
    let left = |intent: &&Intent| intent.amount.minor.saturating_sub(refunded_of(earlier, intent.id));
    succeeded.max_by_key(left).map(|intent| intent.id)
}

/// Whether nothing of its charge was given back yet.
pub(super) fn paying_whole(intent: &Intent, earlier: &[Refund]) -> bool {
    refunded_of(earlier, intent.id) == 0
}

fn refunded_of(earlier: &[Refund], intent: IntentId) -> i64 {
    let standing = earlier.iter().filter(|refund| refund.intent == Some(intent) && refund.is_standing());
    standing.fold(0, |sum, refund| sum.saturating_add(refund.amount.minor))
}

fn unsound(preorder: &Preorder, error: &dyn std::error::Error) -> StoreError {
    StoreError::Corrupt(format!("refund of pre-order {}: {}", preorder.id, crate::app::chain(error)))
}
