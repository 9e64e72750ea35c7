//! Prize money asked for and set apart.

use chrono::{DateTime, Utc};
use entity::prize_funding;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{Reads, StoreError, Tx};
use crate::domain::funding::{Funding, State};
use crate::domain::id::{AccountId, FundingId, RoundId};
use crate::domain::money::Money;

pub async fn insert(tx: &Tx, new: &Funding) -> Result<(), StoreError> {
    let row = prize_funding::ActiveModel {
        id: Set(new.id.uuid()),
        round_id: Set(new.round.uuid()),
        currency: Set(new.amount.currency.code().to_owned()),
        amount_minor: Set(new.amount.minor),
        source: Set(new.source.as_str().to_owned()),
        state: Set(new.state.as_str().to_owned()),
        provider_ref: Set(new.provider_ref.clone()),
        reference: Set(new.reference.clone()),
        requested_by: Set(new.requested_by.uuid()),
        confirmed_by: Set(new.confirmed_by.map(AccountId::uuid)),
        created_at: Set(new.created_at),
        funded_at: Set(new.funded_at),
    };
    prize_funding::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

pub async fn find(reads: &impl Reads, id: FundingId) -> Result<Option<Funding>, StoreError> {
    prize_funding::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

/// Reads it and holds its row until the transaction ends; its round is locked before it.
pub async fn lock(tx: &Tx, id: FundingId) -> Result<Option<Funding>, StoreError> {
    let row = prize_funding::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.connection()).await?;
    row.map(read).transpose()
}

/// All of a round, oldest first.
pub async fn list(reads: &impl Reads, round: RoundId) -> Result<Vec<Funding>, StoreError> {
    let query = prize_funding::Entity::find()
        .filter(prize_funding::Column::RoundId.eq(round.uuid()))
        .order_by_asc(prize_funding::Column::Id);
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// Whether a top-up of the provider is known to belong to a funding.
pub async fn is_known(reads: &impl Reads, provider_ref: &str) -> Result<bool, StoreError> {
    let found = prize_funding::Entity::find()
        .filter(prize_funding::Column::ProviderRef.eq(provider_ref))
        .one(reads.connection())
        .await?;
    Ok(found.is_some())
}

pub async fn transition(tx: &Tx, id: FundingId, from: State, to: State) -> Result<(), StoreError> {
    let done = prize_funding::Entity::update_many()
        .col_expr(prize_funding::Column::State, Expr::value(to.as_str()))
        .filter(prize_funding::Column::Id.eq(id.uuid()))
        .filter(prize_funding::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the prize funding")) }
}

/// Notes the provider's id of the money, beside the transition.
pub async fn set_arrived(
    tx: &Tx,
    id: FundingId,
    provider_ref: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    prize_funding::Entity::update_many()
        .col_expr(prize_funding::Column::ProviderRef, Expr::value(provider_ref))
        .col_expr(prize_funding::Column::FundedAt, Expr::value(at))
        .filter(prize_funding::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes who saw the money in the bank and how the statement names it, beside the transition.
pub async fn set_confirmed(
    tx: &Tx,
    id: FundingId,
    by: AccountId,
    reference: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    prize_funding::Entity::update_many()
        .col_expr(prize_funding::Column::ConfirmedBy, Expr::value(by.uuid()))
        .col_expr(prize_funding::Column::Reference, Expr::value(reference))
        .col_expr(prize_funding::Column::FundedAt, Expr::value(at))
        .filter(prize_funding::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn read(row: prize_funding::Model) -> Result<Funding, StoreError> {
    let unreadable = |what: &str| StoreError::Corrupt(format!("{what} of prize funding {}", row.id));
    let currency = row.currency.parse().map_err(|_| unreadable("currency"))?;
    Ok(Funding {
        id: FundingId::new(row.id),
        round: RoundId::new(row.round_id),
        amount: Money::new(row.amount_minor, currency),
        source: row.source.parse().map_err(|_| unreadable("source"))?,
        state: row.state.parse().map_err(|_| unreadable("state"))?,
        provider_ref: row.provider_ref,
        reference: row.reference,
        requested_by: AccountId::new(row.requested_by),
        confirmed_by: row.confirmed_by.map(AccountId::new),
        created_at: row.created_at,
        funded_at: row.funded_at,
    })
}
