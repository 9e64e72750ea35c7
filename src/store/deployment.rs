//! The deployment's own id, which everything we make at the provider carries.

use chrono::{DateTime, Utc};
use entity::deployment;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};

pub async fn find(reads: &impl Reads) -> Result<Option<Uuid>, StoreError> {
    Ok(deployment::Entity::find().one(reads.connection()).await?.map(|row| row.id))
}

pub async fn insert(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    deployment::Entity::insert(deployment::ActiveModel { id: Set(id), created_at: Set(now) })
        .exec(tx.connection())
        .await?;
    Ok(())
}
