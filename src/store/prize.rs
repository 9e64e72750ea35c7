//! A round's prizes by place.

use chrono::{DateTime, Utc};
use entity::prize;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::{Reads, StoreError, Tx};
use crate::domain::id::{DesignId, PrizeId, RoundId};
use crate::domain::money::Money;
use crate::domain::prize::{Prize, State};

pub async fn insert(tx: &Tx, new: &Prize) -> Result<(), StoreError> {
    let place = i32::try_from(new.place).map_err(|_| StoreError::Corrupt("a prize's place".into()))?;
    let row = prize::ActiveModel {
        id: Set(new.id.uuid()),
        round_id: Set(new.round.uuid()),
        currency: Set(new.amount.currency.code().to_owned()),
        place: Set(place),
        amount_minor: Set(new.amount.minor),
        design_id: Set(new.design.map(DesignId::uuid)),
        state: Set(new.state.as_str().to_owned()),
        awarded_at: Set(new.awarded_at),
    };
    prize::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

pub async fn find(reads: &impl Reads, id: PrizeId) -> Result<Option<Prize>, StoreError> {
    prize::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.as_ref().map(read).transpose()
}

/// The prize that a design won.
pub async fn find_by_design(reads: &impl Reads, design: DesignId) -> Result<Option<Prize>, StoreError> {
    let query = prize::Entity::find().filter(prize::Column::DesignId.eq(design.uuid()));
    query.one(reads.connection()).await?.as_ref().map(read).transpose()
}

/// All of a round, the first place first.
pub async fn list(reads: &impl Reads, round: RoundId) -> Result<Vec<Prize>, StoreError> {
    let query = prize::Entity::find()
        .filter(prize::Column::RoundId.eq(round.uuid()))
        .order_by_asc(prize::Column::Place);
    query.all(reads.connection()).await?.iter().map(read).collect()
}

pub async fn transition(tx: &Tx, id: PrizeId, from: State, to: State) -> Result<(), StoreError> {
    let done = prize::Entity::update_many()
        .col_expr(prize::Column::State, Expr::value(to.as_str()))
        .filter(prize::Column::Id.eq(id.uuid()))
        .filter(prize::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the prize")) }
}

/// Notes whose it is, beside the transition.
pub async fn set_awarded(
    tx: &Tx,
    id: PrizeId,
    design: DesignId,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    prize::Entity::update_many()
        .col_expr(prize::Column::DesignId, Expr::value(design.uuid()))
        .col_expr(prize::Column::AwardedAt, Expr::value(at))
        .filter(prize::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn read(row: &prize::Model) -> Result<Prize, StoreError> {
    let unreadable = |what: &str| StoreError::Corrupt(format!("{what} of prize {}", row.id));
    let currency = row.currency.parse().map_err(|_| unreadable("currency"))?;
    Ok(Prize {
        id: PrizeId::new(row.id),
        round: RoundId::new(row.round_id),
        place: u32::try_from(row.place).map_err(|_| unreadable("place"))?,
        amount: Money::new(row.amount_minor, currency),
        state: row.state.parse().map_err(|_| unreadable("state"))?,
        design: row.design_id.map(DesignId::new),
        awarded_at: row.awarded_at,
    })
}
