//! Intents: one row for each payment made at the provider, at most one of a pre-order able to succeed.

use chrono::{DateTime, Utc};
use entity::{intent, preorder};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};

use super::{Reads, StoreError, Tx};
use crate::domain::id::{AccountId, IntentId, PreorderId};
use crate::domain::intent::{Intent, State};
use crate::domain::money::Money;

pub async fn insert(tx: &Tx, new: &Intent) -> Result<(), StoreError> {
    let number = i32::try_from(new.number).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let row = intent::ActiveModel {
        id: Set(new.id.uuid()),
        preorder_id: Set(new.preorder.uuid()),
        currency: Set(new.amount.currency.code().to_owned()),
        number: Set(number),
        provider_ref: Set(new.provider_ref.clone()),
        state: Set(new.state.as_str().to_owned()),
        amount_minor: Set(new.amount.minor),
        created_at: Set(new.created_at),
        closed_at: Set(new.closed_at),
    };
    intent::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn find(reads: &impl Reads, id: IntentId) -> Result<Option<Intent>, StoreError> {
    intent::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

pub async fn find_by_ref(reads: &impl Reads, provider_ref: &str) -> Result<Option<Intent>, StoreError> {
    let query = intent::Entity::find().filter(intent::Column::ProviderRef.eq(provider_ref));
    query.one(reads.connection()).await?.map(read).transpose()
}

/// A pre-order's intents, oldest first.
pub async fn list(reads: &impl Reads, preorder: PreorderId) -> Result<Vec<Intent>, StoreError> {
    let rows = intent::Entity::find()
        .filter(intent::Column::PreorderId.eq(preorder.uuid()))
        .order_by_asc(intent::Column::Number)
        .all(reads.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// A buyer's intents that are stored and can still succeed.
pub async fn list_live_of_buyer(reads: &impl Reads, buyer: AccountId) -> Result<Vec<Intent>, StoreError> {
    let orders = preorder::Entity::find()
        .select_only()
        .column(preorder::Column::Id)
        .filter(preorder::Column::BuyerId.eq(buyer.uuid()));
    let rows = intent::Entity::find()
        .filter(intent::Column::PreorderId.in_subquery(orders.into_query()))
        .filter(intent::Column::State.eq(State::Live.as_str()))
        .all(reads.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The one that can still succeed.
pub async fn find_live(reads: &impl Reads, preorder: PreorderId) -> Result<Option<Intent>, StoreError> {
    let row = intent::Entity::find()
        .filter(intent::Column::PreorderId.eq(preorder.uuid()))
        .filter(intent::Column::State.is_in([State::Creating.as_str(), State::Live.as_str()]))
        .one(reads.connection())
        .await?;
    row.map(read).transpose()
}

/// Intents begun before this instant whose ids were never stored, oldest first.
pub async fn list_unborn(
    reads: &impl Reads,
    before: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Intent>, StoreError> {
    let rows = intent::Entity::find()
        .filter(intent::Column::State.eq(State::Creating.as_str()))
        .filter(intent::Column::CreatedAt.lt(before))
        .order_by_asc(intent::Column::CreatedAt)
        .limit(limit)
        .all(reads.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Keeps the provider's id. `Moved` where the row has one already.
pub async fn set_provider_ref(tx: &Tx, id: IntentId, provider_ref: &str) -> Result<(), StoreError> {
    let done = intent::Entity::update_many()
        .col_expr(intent::Column::ProviderRef, Expr::value(provider_ref))
        .filter(intent::Column::Id.eq(id.uuid()))
        .filter(intent::Column::ProviderRef.is_null())
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the intent")) }
}

/// `closed_at` is kept where the state ends.
pub async fn transition(
    tx: &Tx,
    id: IntentId,
    (from, to): (State, State),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let closed_at = (!to.is_live()).then_some(now);
    let done = intent::Entity::update_many()
        .col_expr(intent::Column::State, Expr::value(to.as_str()))
        .col_expr(intent::Column::ClosedAt, Expr::value(closed_at))
        .filter(intent::Column::Id.eq(id.uuid()))
        .filter(intent::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the intent")) }
}

fn read(row: intent::Model) -> Result<Intent, StoreError> {
    let unreadable = |what: String| StoreError::Corrupt(format!("intent {}: {what}", row.id));
    let currency = row.currency.parse().map_err(|error| unreadable(format!("{error}")))?;
    Ok(Intent {
        id: IntentId::new(row.id),
        preorder: PreorderId::new(row.preorder_id),
        number: u32::try_from(row.number).map_err(|error| unreadable(error.to_string()))?,
        state: row.state.parse().map_err(|error| unreadable(format!("{error}")))?,
        provider_ref: row.provider_ref,
        amount: Money::new(row.amount_minor, currency),
        created_at: row.created_at,
        closed_at: row.closed_at,
    })
}
