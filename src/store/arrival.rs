//! Who came to a round by which design's share link.

use chrono::{DateTime, Utc};
use entity::arrival;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Reads, StoreError, Tx};
use crate::domain::id::{AccountId, DesignId, RoundId};

/// Keeps it; the second time changes nothing.
pub async fn insert(
    tx: &Tx,
    (round, design): (RoundId, DesignId),
    account: AccountId,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = arrival::ActiveModel {
        account_id: Set(account.uuid()),
        design_id: Set(design.uuid()),
        round_id: Set(round.uuid()),
        at: Set(at),
    };
    arrival::Entity::insert(row)
        .on_conflict_do_nothing_on([arrival::Column::AccountId, arrival::Column::DesignId])
        .exec(tx.connection())
        .await?;
    Ok(())
}

pub async fn list(reads: &impl Reads, round: RoundId) -> Result<Vec<(AccountId, DesignId)>, StoreError> {
    let rows = arrival::Entity::find()
        .filter(arrival::Column::RoundId.eq(round.uuid()))
        .order_by_asc(arrival::Column::AccountId)
        .order_by_asc(arrival::Column::DesignId)
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(|row| (AccountId::new(row.account_id), DesignId::new(row.design_id))).collect())
}
