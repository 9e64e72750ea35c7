//! What ballots came from, as keyed hashes that are deleted when they expire.

use chrono::{DateTime, Utc};
use entity::ballot_mark;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::{Reads, StoreError, Tx};
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

/// Whether anything has expired: a read, which holds nobody up.
pub async fn is_any_expired(reads: &impl Reads, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let expired = ballot_mark::Entity::find().filter(ballot_mark::Column::ExpiresAt.lte(now));
    Ok(expired.limit(1).count(reads.connection()).await? > 0)
}

/// Deletes what has expired.
pub async fn delete_expired(tx: &Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    let expired = ballot_mark::Entity::delete_many().filter(ballot_mark::Column::ExpiresAt.lte(now));
    expired.exec(tx.connection()).await?;
    Ok(())
}
