//! What ballots came from, as keyed hashes that are deleted when they expire.

use chrono::{DateTime, Utc};
use entity::ballot_mark;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::{Reads, Store, StoreError, Tx};
use crate::domain::id::BallotId;
use crate::domain::integrity::{Mark, MarkKind};

pub async fn insert(
    tx: &Tx,
    ballot: BallotId,
    (kind, mark): (MarkKind, Mark),
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = ballot_mark::ActiveModel {
        ballot_id: Set(ballot.uuid()),
        kind: Set(kind.as_str().to_owned()),
        mark: Set(i64::from_ne_bytes(mark.0.to_ne_bytes())),
        expires_at: Set(expires_at),
    };
    ballot_mark::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

/// Deletes what has expired.
pub async fn delete_expired(store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
    let is_expired = ballot_mark::Column::ExpiresAt.lte(now);
    let some =
        ballot_mark::Entity::find().filter(is_expired.clone()).limit(1).count(store.connection()).await?;
    if some == 0 {
        return Ok(());
    }
    let tx = store.begin_write().await?;
    ballot_mark::Entity::delete_many().filter(is_expired).exec(tx.connection()).await?;
    tx.commit().await
}
