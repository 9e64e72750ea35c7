//! Token buckets: rows that every node locks before it asks the payment provider.

use std::collections::BTreeMap;

use entity::rate_bucket;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder, QuerySelect, sea_query::OnConflict};

use super::{Reads, StoreError, Tx};
use crate::domain::rate::{Bucket, Buckets, Level, Rates};

/// All buckets, held until the transaction ends, in the order of their names.
pub async fn lock(tx: &Tx, rates: Rates) -> Result<Buckets, StoreError> {
    let rows = rate_bucket::Entity::find()
        .order_by_asc(rate_bucket::Column::Name)
        .lock_exclusive()
        .all(tx.connection())
        .await?;
    read(rates, rows)
}

/// The buckets as they are, for looking.
pub async fn find(reads: &impl Reads, rates: Rates) -> Result<Buckets, StoreError> {
    read(rates, rate_bucket::Entity::find().all(reads.connection()).await?)
}

/// Writes what was drawn.
pub async fn save(tx: &Tx, buckets: &Buckets) -> Result<(), StoreError> {
    let row = |(bucket, level): (Bucket, Level)| rate_bucket::ActiveModel {
        name: Set(bucket.as_str().to_owned()),
        level_micro: Set(level.micro),
        filled_at: Set(level.at),
    };
    let rows: Vec<_> = buckets.changed().map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let replaced = [rate_bucket::Column::LevelMicro, rate_bucket::Column::FilledAt];
    rate_bucket::Entity::insert_many(rows)
        .on_conflict(OnConflict::column(rate_bucket::Column::Name).update_columns(replaced).to_owned())
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

fn read(rates: Rates, rows: Vec<rate_bucket::Model>) -> Result<Buckets, StoreError> {
    let mut levels = BTreeMap::new();
    for row in rows {
        let unreadable = |error| StoreError::Corrupt(format!("rate bucket {}: {error}", row.name));
        let bucket: Bucket = row.name.parse().map_err(unreadable)?;
        levels.insert(bucket, Level { micro: row.level_micro, at: row.filled_at });
    }
    Ok(Buckets::new(rates, levels))
}
