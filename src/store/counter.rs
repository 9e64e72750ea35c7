//! Gapless counters that move in the transaction they count in.

use entity::counter;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, sea_query::Expr};

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
