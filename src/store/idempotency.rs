//! Answers kept under the caller's `Idempotency-Key`, in the transaction of what they answer.

use chrono::{DateTime, Utc};
use entity::idempotency_key;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, TryInsertResult, sea_query::Expr};

use super::{Reads, StoreError, Tx};
use crate::domain::id::AccountId;

/// Only answers of requests that were done are kept.
const STATUS: i32 = 200;

/// What is kept of an earlier request with the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub fingerprint: String,
    pub answer: String,
}

/// Takes the key in this transaction; `Some` is an earlier request that holds it.
pub async fn claim(
    tx: &Tx,
    account: AccountId,
    key: &str,
    fingerprint: &str,
    now: DateTime<Utc>,
) -> Result<Option<Kept>, StoreError> {
    let row = idempotency_key::ActiveModel {
        account_id: Set(account.uuid()),
        key: Set(key.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
        // Nobody sees it before the answer is saved: both are one transaction.
        status: Set(STATUS),
        body: Set(String::new()),
        created_at: Set(now),
    };
    let inserted = idempotency_key::Entity::insert(row)
        .on_conflict_do_nothing_on([idempotency_key::Column::AccountId, idempotency_key::Column::Key])
        .exec(tx.connection())
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(_)) {
        return Ok(None);
    }
    let kept = idempotency_key::Entity::find_by_id((account.uuid(), key.to_owned()))
        .one(tx.connection())
        .await?
        .ok_or(StoreError::Moved("the idempotency key"))?;
    Ok(Some(Kept { fingerprint: kept.fingerprint, answer: kept.body }))
}

/// Keeps the answer beside the key that this transaction claimed.
pub async fn save(tx: &Tx, account: AccountId, key: &str, answer: &str) -> Result<(), StoreError> {
    let done = idempotency_key::Entity::update_many()
        .col_expr(idempotency_key::Column::Body, Expr::value(answer))
        .col_expr(idempotency_key::Column::Status, Expr::value(STATUS))
        .filter(idempotency_key::Column::AccountId.eq(account.uuid()))
        .filter(idempotency_key::Column::Key.eq(key))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the idempotency key")) }
}

/// Forgets keys claimed before this instant.
pub async fn forget(tx: &Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::CreatedAt.lt(before))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected)
}
