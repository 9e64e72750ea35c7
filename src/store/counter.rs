//! Gapless counters that move in the transaction they count in.

use entity::counter;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use super::{Reads, StoreError, Tx};

/// Adds one to the named counter and returns it.
pub(super) async fn next(tx: &Tx, name: &str) -> Result<i64, StoreError> {
    let rows = counter::Entity::update_many()
        .col_expr(counter::Column::Value, Expr::col(counter::Column::Value).add(1))
        .filter(counter::Column::Name.eq(name))
        .exec_with_returning(tx.connection())
        .await?;
    rows.first().map(|row| row.value).ok_or_else(|| StoreError::Corrupt(format!("counter {name} is missing")))
}

/// As [`next`], of a counter that begins with the first who asks.
pub(super) async fn next_or_first(tx: &Tx, name: &str) -> Result<i64, StoreError> {
    let row = counter::ActiveModel { name: Set(name.to_owned()), value: Set(1) };
    let or_more = OnConflict::column(counter::Column::Name)
        .value(counter::Column::Value, Expr::col((counter::Entity, counter::Column::Value)).add(1))
        .to_owned();
    let row = counter::Entity::insert(row).on_conflict(or_more).exec_with_returning(tx.connection()).await?;
    Ok(row.value)
}

/// Holds the named counter until the transaction ends.
pub(super) async fn lock(tx: &Tx, name: &str) -> Result<(), StoreError> {
    counter::Entity::find_by_id(name).lock_exclusive().one(tx.connection()).await?;
    Ok(())
}
