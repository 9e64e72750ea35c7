//! Refunds: what is owed back to a buyer, and how far it is.

use chrono::{DateTime, Utc};
use entity::{movement, preorder, refund};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::Expr,
};

use super::{Reads, StoreError, Tx, counter};
use crate::domain::id::{AccountId, CampaignId, IntentId, PreorderId, RefundId};
use crate::domain::money::{Currency, Money};
use crate::domain::refund::{Refund, State, WaitsFor};

/// The kind under which a movement says that a refund came back.
const CAME_BACK: &str = "refund_failure";
const SUM_AMOUNT: &str = "CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT)";

pub async fn insert(tx: &Tx, new: &Refund) -> Result<(), StoreError> {
    let unwritable = |error: String| StoreError::Corrupt(format!("refund {}: {error}", new.id));
    let row = refund::ActiveModel {
        id: Set(new.id.uuid()),
        preorder_id: Set(new.preorder.uuid()),
        currency: Set(new.amount.currency.code().to_owned()),
        intent_id: Set(new.intent.map(IntentId::uuid)),
        number: Set(i32::try_from(new.number).map_err(|error| unwritable(error.to_string()))?),
        kind: Set(new.kind.as_str().to_owned()),
        lines: Set(serde_json::to_string(&new.lines).map_err(|error| unwritable(error.to_string()))?),
        amount_minor: Set(new.amount.minor),
        goods_minor: Set(new.goods_minor),
        shipping_minor: Set(new.shipping_minor),
        tax_minor: Set(new.tax_minor),
        goodwill_minor: Set(new.goodwill_minor),
        goods_net_minor: Set(new.goods_net_minor),
        state: Set(new.state.as_str().to_owned()),
        key: Set(new.key.clone()),
        provider_ref: Set(new.provider_ref.clone()),
        cause: Set(new.cause.clone()),
        decided_by: Set(new.decided_by.map(AccountId::uuid)),
        created_at: Set(new.created_at),
        sent_at: Set(new.sent_at),
        done_at: Set(new.done_at),
        failure: Set(new.failure.clone()),
        waits_for: Set(new.waits_for.map(|reason| reason.as_str().to_owned())),
    };
    refund::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn find(reads: &impl Reads, id: RefundId) -> Result<Option<Refund>, StoreError> {
    refund::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

/// The refunds of several pre-orders, in no order.
pub async fn find_by_ref(reads: &impl Reads, provider_ref: &str) -> Result<Option<Refund>, StoreError> {
    let query = refund::Entity::find().filter(refund::Column::ProviderRef.eq(provider_ref));
    query.one(reads.connection()).await?.map(read).transpose()
}

pub async fn list_of_orders(reads: &impl Reads, orders: &[PreorderId]) -> Result<Vec<Refund>, StoreError> {
    let of_orders = refund::Column::PreorderId.is_in(orders.iter().map(|order| order.uuid()));
    let rows = refund::Entity::find().filter(of_orders).all(reads.connection()).await?;
    rows.into_iter().map(read).collect()
}

/// A pre-order's refunds, oldest first.
pub async fn list(reads: &impl Reads, preorder: PreorderId) -> Result<Vec<Refund>, StoreError> {
    let rows = refund::Entity::find()
        .filter(refund::Column::PreorderId.eq(preorder.uuid()))
        .order_by_asc(refund::Column::CreatedAt)
        .order_by_asc(refund::Column::Number)
        .all(reads.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// How many of a campaign's refunds are in one of these states.
pub async fn count(reads: &impl Reads, campaign: CampaignId, states: &[State]) -> Result<u64, StoreError> {
    let orders = preorder::Entity::find()
        .select_only()
        .column(preorder::Column::Id)
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()));
    Ok(refund::Entity::find()
        .filter(refund::Column::PreorderId.in_subquery(orders.into_query()))
        .filter(refund::Column::State.is_in(states.iter().map(|state| state.as_str())))
        .count(reads.connection())
        .await?)
}

/// Writes down why an owed refund is not sent yet, or that nothing keeps it any more.
pub async fn set_waits_for(tx: &Tx, id: RefundId, reason: Option<WaitsFor>) -> Result<(), StoreError> {
    set(tx, id, refund::Column::WaitsFor, Expr::value(reason.map(WaitsFor::as_str))).await
}

/// Owed refunds that wait for this, oldest first.
pub async fn list_waiting(
    reads: &impl Reads,
    reason: WaitsFor,
    limit: u64,
) -> Result<Vec<Refund>, StoreError> {
    let rows = refund::Entity::find()
        .filter(refund::Column::State.eq(State::Owed.as_str()))
        .filter(refund::Column::WaitsFor.eq(reason.as_str()))
        .order_by_asc(refund::Column::CreatedAt)
        .order_by_asc(refund::Column::Id)
        .limit(limit)
        .all(reads.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// How many of a campaign's refunds wait, and for how much in minor units.
pub async fn sum_waiting(reads: &impl Reads, campaign: CampaignId) -> Result<(u64, i64), StoreError> {
    let orders = preorder::Entity::find()
        .select_only()
        .column(preorder::Column::Id)
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()));
    let found: Option<(i64, i64)> = refund::Entity::find()
        .select_only()
        .column_as(refund::Column::Id.count(), "waiting")
        .column_as(Expr::cust(SUM_AMOUNT), "amount")
        .filter(refund::Column::State.eq(State::Owed.as_str()))
        .filter(refund::Column::WaitsFor.is_not_null())
        .filter(refund::Column::PreorderId.in_subquery(orders.into_query()))
        .into_tuple()
        .one(reads.connection())
        .await?;
    let (count, amount_minor) = found.unwrap_or_default();
    Ok((u64::try_from(count).unwrap_or_default(), amount_minor))
}

/// What refunds in a currency took since that instant, or may be taking now, in minor units.
pub async fn sum_left(
    reads: &impl Reads,
    currency: Currency,
    since: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let gone = Condition::all()
        .add(refund::Column::State.is_in([State::Pending.as_str(), State::Done.as_str()]))
        .add(refund::Column::SentAt.gte(since));
    let sum: Option<i64> = refund::Entity::find()
        .select_only()
        .column_as(Expr::cust(SUM_AMOUNT), "amount")
        .filter(refund::Column::Currency.eq(currency.code()))
        .filter(Condition::any().add(refund::Column::State.eq(State::Sending.as_str())).add(gone))
        .into_tuple()
        .one(reads.connection())
        .await?;
    Ok(sum.unwrap_or_default())
}

/// Makes everybody else who decides whether a refund is covered wait until this transaction ends.
pub async fn lock_funds(tx: &Tx) -> Result<(), StoreError> {
    counter::lock(tx, "refund_funds").await
}

/// Refunds that the provider's book says came back, and that are not known to have failed.
pub async fn list_come_back(reads: &impl Reads, limit: u64) -> Result<Vec<Refund>, StoreError> {
    let came_back = movement::Entity::find()
        .select_only()
        .column(movement::Column::Source)
        .filter(movement::Column::Kind.eq(CAME_BACK));
    let rows = refund::Entity::find()
        .filter(refund::Column::State.is_in([State::Pending.as_str(), State::Done.as_str()]))
        .filter(refund::Column::ProviderRef.in_subquery(came_back.into_query()))
        // One that failed and is done was paid by hand.
        .filter(refund::Column::Failure.is_null())
        .limit(limit)
        .all(reads.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// What a campaign's shipped goods that went back had been sold for, without tax, in minor units.
pub async fn goods_returned_minor(reads: &impl Reads, campaign: CampaignId) -> Result<i64, StoreError> {
    let orders = preorder::Entity::find()
        .select_only()
        .column(preorder::Column::Id)
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()));
    let sum = Expr::cust("CAST(COALESCE(SUM(goods_net_minor), 0) AS BIGINT)");
    let returned: Option<i64> = refund::Entity::find()
        .select_only()
        .column_as(sum, "returned")
        .filter(refund::Column::PreorderId.in_subquery(orders.into_query()))
        .filter(refund::Column::State.ne(State::Withdrawn.as_str()))
        .into_tuple()
        .one(reads.connection())
        .await?;
    Ok(returned.unwrap_or_default())
}

/// The number for the next sending of this pre-order's refunds.
pub async fn next_number(tx: &Tx, preorder: PreorderId) -> Result<u32, StoreError> {
    let last: Option<i32> = refund::Entity::find()
        .select_only()
        .column(refund::Column::Number)
        .filter(refund::Column::PreorderId.eq(preorder.uuid()))
        .order_by_desc(refund::Column::Number)
        .into_tuple()
        .one(tx.connection())
        .await?;
    let next = last.unwrap_or(0).checked_add(1).and_then(|next| u32::try_from(next).ok());
    next.ok_or_else(|| StoreError::Corrupt(format!("refund numbers of pre-order {preorder}")))
}

/// A new number and key, before it is sent again; the earlier sending's id is forgotten with it.
pub async fn set_number(tx: &Tx, id: RefundId, number: u32, key: &str) -> Result<(), StoreError> {
    let number = i32::try_from(number).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let done = refund::Entity::update_many()
        .col_expr(refund::Column::Number, Expr::value(number))
        .col_expr(refund::Column::Key, Expr::value(key))
        .col_expr(refund::Column::ProviderRef, Expr::value(Option::<String>::None))
        .col_expr(refund::Column::SentAt, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(refund::Column::Failure, Expr::value(Option::<String>::None))
        .filter(refund::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

pub async fn set_sent(tx: &Tx, id: RefundId, at: DateTime<Utc>) -> Result<(), StoreError> {
    set(tx, id, refund::Column::SentAt, Expr::value(at)).await
}

pub async fn set_provider_ref(tx: &Tx, id: RefundId, provider_ref: &str) -> Result<(), StoreError> {
    set(tx, id, refund::Column::ProviderRef, Expr::value(provider_ref)).await
}

pub async fn set_failure(tx: &Tx, id: RefundId, why: &str) -> Result<(), StoreError> {
    set(tx, id, refund::Column::Failure, Expr::value(why)).await
}

/// `done_at` is kept where the buyer has the money.
pub async fn transition(
    tx: &Tx,
    id: RefundId,
    (from, to): (State, State),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done_at = (to == State::Done).then_some(now);
    let done = refund::Entity::update_many()
        .col_expr(refund::Column::State, Expr::value(to.as_str()))
        .col_expr(refund::Column::DoneAt, Expr::value(done_at))
        .filter(refund::Column::Id.eq(id.uuid()))
        .filter(refund::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

async fn set(tx: &Tx, id: RefundId, column: refund::Column, value: Expr) -> Result<(), StoreError> {
    let done = refund::Entity::update_many()
        .col_expr(column, value)
        .filter(refund::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

fn one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Moved("the refund")) }
}

fn read(row: refund::Model) -> Result<Refund, StoreError> {
    let unreadable = |what: String| StoreError::Corrupt(format!("refund {}: {what}", row.id));
    let currency = row.currency.parse().map_err(|error| unreadable(format!("{error}")))?;
    Ok(Refund {
        id: RefundId::new(row.id),
        preorder: PreorderId::new(row.preorder_id),
        intent: row.intent_id.map(IntentId::new),
        number: u32::try_from(row.number).map_err(|error| unreadable(error.to_string()))?,
        kind: row.kind.parse().map_err(|error| unreadable(format!("{error}")))?,
        lines: serde_json::from_str(&row.lines).map_err(|error| unreadable(error.to_string()))?,
        amount: Money::new(row.amount_minor, currency),
        goods_minor: row.goods_minor,
        shipping_minor: row.shipping_minor,
        tax_minor: row.tax_minor,
        goodwill_minor: row.goodwill_minor,
        goods_net_minor: row.goods_net_minor,
        state: row.state.parse().map_err(|error| unreadable(format!("{error}")))?,
        key: row.key,
        provider_ref: row.provider_ref,
        cause: row.cause,
        decided_by: row.decided_by.map(AccountId::new),
        created_at: row.created_at,
        sent_at: row.sent_at,
        done_at: row.done_at,
        failure: row.failure,
        waits_for: row
            .waits_for
            .map(|word| word.parse())
            .transpose()
            .map_err(|error| unreadable(format!("{error}")))?,
    })
}
