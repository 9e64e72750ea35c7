//! Attempts: on record before the provider is asked, at most one of a pre-order undecided.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::attempt;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{Reads, StoreError, Tx};
use crate::domain::attempt::{Attempt, State};
use crate::domain::id::{AttemptId, IntentId, PreorderId};
use crate::domain::money::Money;
use crate::domain::settlement::Class;

pub async fn insert(tx: &Tx, new: &Attempt) -> Result<(), StoreError> {
    let number = i32::try_from(new.number).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let row = attempt::ActiveModel {
        id: Set(new.id.uuid()),
        preorder_id: Set(new.preorder.uuid()),
        currency: Set(new.amount.currency.code().to_owned()),
        intent_id: Set(new.intent.uuid()),
        number: Set(number),
        channel: Set(new.channel.as_str().to_owned()),
        state: Set(new.state.as_str().to_owned()),
        method_ref: Set(new.method.clone()),
        amount_minor: Set(new.amount.minor),
        key: Set(new.key.clone()),
        return_url: Set(new.return_url.clone()),
        action_url: Set(new.action_url.clone()),
        decline_code: Set(new.decline_code.clone()),
        decline_class: Set(new.decline_class.map(|class| class.as_str().to_owned())),
        recorded_at: Set(new.recorded_at),
        sent_at: Set(new.sent_at),
        decided_at: Set(new.decided_at),
    };
    attempt::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn find(reads: &impl Reads, id: AttemptId) -> Result<Option<Attempt>, StoreError> {
    attempt::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

/// A pre-order's attempts, oldest first.
pub async fn list(reads: &impl Reads, preorder: PreorderId) -> Result<Vec<Attempt>, StoreError> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::PreorderId.eq(preorder.uuid()))
        .order_by_asc(attempt::Column::Number)
        .all(reads.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The newest attempt of a pre-order.
pub async fn find_last(reads: &impl Reads, preorder: PreorderId) -> Result<Option<Attempt>, StoreError> {
    let row = attempt::Entity::find()
        .filter(attempt::Column::PreorderId.eq(preorder.uuid()))
        .order_by_desc(attempt::Column::Number)
        .one(reads.connection())
        .await?;
    row.map(read).transpose()
}

/// The newest attempt of each of these pre-orders.
pub async fn find_last_of(
    reads: &impl Reads,
    preorders: &[PreorderId],
) -> Result<BTreeMap<PreorderId, Attempt>, StoreError> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::PreorderId.is_in(preorders.iter().map(|id| id.uuid())))
        .order_by_asc(attempt::Column::Number)
        .all(reads.connection())
        .await?;
    let attempts = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(attempts.into_iter().map(|attempt| (attempt.preorder, attempt)).collect())
}

/// Undecided attempts whose buyer was sent to the bank's page before this instant.
pub async fn list_at_the_bank(
    reads: &impl Reads,
    before: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Attempt>, StoreError> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::State.is_in([State::Recorded.as_str(), State::Unknown.as_str()]))
        .filter(attempt::Column::ActionUrl.is_not_null())
        .filter(attempt::Column::SentAt.lte(before))
        .order_by_asc(attempt::Column::SentAt)
        .limit(limit)
        .all(reads.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Marks it as sent, before it is.
pub async fn set_sent(tx: &Tx, id: AttemptId, at: DateTime<Utc>) -> Result<(), StoreError> {
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::SentAt, Expr::value(at))
        .filter(attempt::Column::Id.eq(id.uuid()))
        .filter(attempt::Column::SentAt.is_null())
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

/// Points an attempt that was never sent at the intent that replaces its own.
pub async fn set_intent(tx: &Tx, id: AttemptId, intent: IntentId) -> Result<(), StoreError> {
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::IntentId, Expr::value(intent.uuid()))
        .filter(attempt::Column::Id.eq(id.uuid()))
        .filter(attempt::Column::SentAt.is_null())
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

/// Keeps why the card was declined.
pub async fn set_decline(tx: &Tx, id: AttemptId, code: &str, class: Class) -> Result<(), StoreError> {
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::DeclineCode, Expr::value(code))
        .col_expr(attempt::Column::DeclineClass, Expr::value(class.as_str()))
        .filter(attempt::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

/// Keeps the bank's page.
pub async fn set_action(tx: &Tx, id: AttemptId, url: &str) -> Result<(), StoreError> {
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::ActionUrl, Expr::value(url))
        .filter(attempt::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

/// `decided_at` is kept where nothing is open any more.
pub async fn transition(
    tx: &Tx,
    id: AttemptId,
    (from, to): (State, State),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let decided_at = (!to.is_undecided()).then_some(now);
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::State, Expr::value(to.as_str()))
        .col_expr(attempt::Column::DecidedAt, Expr::value(decided_at))
        .filter(attempt::Column::Id.eq(id.uuid()))
        .filter(attempt::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

fn one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Moved("the attempt")) }
}

fn read(row: attempt::Model) -> Result<Attempt, StoreError> {
    let unreadable = |what: String| StoreError::Corrupt(format!("attempt {}: {what}", row.id));
    let currency = row.currency.parse().map_err(|error| unreadable(format!("{error}")))?;
    let class = row.decline_class.as_deref().map(str::parse).transpose();
    Ok(Attempt {
        id: AttemptId::new(row.id),
        preorder: PreorderId::new(row.preorder_id),
        intent: IntentId::new(row.intent_id),
        number: u32::try_from(row.number).map_err(|error| unreadable(error.to_string()))?,
        channel: row.channel.parse().map_err(|error| unreadable(format!("{error}")))?,
        state: row.state.parse().map_err(|error| unreadable(format!("{error}")))?,
        method: row.method_ref,
        amount: Money::new(row.amount_minor, currency),
        key: row.key,
        return_url: row.return_url,
        action_url: row.action_url,
        decline_class: class.map_err(|error| unreadable(format!("{error}")))?,
        decline_code: row.decline_code,
        recorded_at: row.recorded_at,
        sent_at: row.sent_at,
        decided_at: row.decided_at,
    })
}
