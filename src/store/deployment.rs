//! The deployment's own id, which everything we make at the provider carries, and whether its money is stopped.

use chrono::{DateTime, Utc};
use entity::deployment;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};

/// Since when no money is sent any more, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    pub at: DateTime<Utc>,
    pub why: String,
}

pub async fn find(reads: &impl Reads) -> Result<Option<Uuid>, StoreError> {
    Ok(deployment::Entity::find().one(reads.connection()).await?.map(|row| row.id))
}

pub async fn insert(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    let row = deployment::ActiveModel {
        id: Set(id),
        created_at: Set(now),
        stopped_at: Set(None),
        stopped_why: Set(None),
    };
    deployment::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn find_stop(reads: &impl Reads) -> Result<Option<Stopped>, StoreError> {
    let row = deployment::Entity::find().one(reads.connection()).await?;
    Ok(row.and_then(|row| {
        let at = row.stopped_at?;
        Some(Stopped { at, why: row.stopped_why.unwrap_or_default() })
    }))
}

/// Stops all money; false if it was stopped before, and then the first reason stays.
pub async fn stop(tx: &Tx, stopped: &Stopped) -> Result<bool, StoreError> {
    let done = deployment::Entity::update_many()
        .col_expr(deployment::Column::StoppedAt, Expr::value(stopped.at))
        .col_expr(deployment::Column::StoppedWhy, Expr::value(stopped.why.as_str()))
        .filter(deployment::Column::StoppedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Lets money go on; false if it was not stopped.
pub async fn lift(tx: &Tx) -> Result<bool, StoreError> {
    let done = deployment::Entity::update_many()
        .col_expr(deployment::Column::StoppedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(deployment::Column::StoppedWhy, Expr::value(Option::<String>::None))
        .filter(deployment::Column::StoppedAt.is_not_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}
