//! Every card ever saved, so that each is forgotten once.

use chrono::{DateTime, Utc};
use entity::saved_method;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, TryInsertResult,
    sea_query::Expr,
};

use super::{Reads, StoreError, Tx};
use crate::domain::id::PreorderId;
use crate::domain::preorder::Card;

/// Adds a card; false if it is known already.
pub async fn insert(
    tx: &Tx,
    order: PreorderId,
    card: &Card,
    saved_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let row = saved_method::ActiveModel {
        method_ref: Set(card.method.clone()),
        preorder_id: Set(order.uuid()),
        brand: Set(card.brand.clone()),
        last4: Set(card.last4.clone()),
        exp_month: Set(card.exp_month.into()),
        exp_year: Set(card.exp_year.into()),
        saved_at: Set(saved_at),
        detach_requested_at: Set(None),
        detached_at: Set(None),
    };
    let done = saved_method::Entity::insert(row)
        .on_conflict_do_nothing_on([saved_method::Column::MethodRef])
        .exec(tx.connection())
        .await?;
    Ok(matches!(done, TryInsertResult::Inserted(_)))
}

/// The order that a card was saved for; none where the card is unknown.
pub async fn order_of(reads: &impl Reads, method: &str) -> Result<Option<PreorderId>, StoreError> {
    let found = saved_method::Entity::find_by_id(method.to_owned()).one(reads.connection()).await?;
    Ok(found.map(|row| row.preorder_id.into()))
}

/// Cards of an order that nobody has asked the provider to forget, oldest first.
pub async fn list_kept(reads: &impl Reads, order: PreorderId) -> Result<Vec<String>, StoreError> {
    let rows = saved_method::Entity::find()
        .filter(saved_method::Column::PreorderId.eq(order.uuid()))
        .filter(saved_method::Column::DetachRequestedAt.is_null())
        .order_by_asc(saved_method::Column::SavedAt)
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(|row| row.method_ref).collect())
}

/// Marks it as to be forgotten.
pub async fn request_detach(tx: &Tx, method: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    saved_method::Entity::update_many()
        .col_expr(saved_method::Column::DetachRequestedAt, Expr::value(now))
        .filter(saved_method::Column::MethodRef.eq(method))
        .filter(saved_method::Column::DetachRequestedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that the provider has forgotten it.
pub async fn set_detached(tx: &Tx, method: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    saved_method::Entity::update_many()
        .col_expr(saved_method::Column::DetachedAt, Expr::value(now))
        .filter(saved_method::Column::MethodRef.eq(method))
        .filter(saved_method::Column::DetachedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// How many cards of an order the provider still knows.
pub async fn count_usable(reads: &impl Reads, order: PreorderId) -> Result<u64, StoreError> {
    let query = saved_method::Entity::find()
        .filter(saved_method::Column::PreorderId.eq(order.uuid()))
        .filter(saved_method::Column::DetachedAt.is_null());
    Ok(query.count(reads.connection()).await?)
}
