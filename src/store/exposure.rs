//! Exposures: which design the queue showed to whom, and what it may show next.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::{account, design_creator, exposure};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};
use crate::domain::design;
use crate::domain::exposure::{Exposure, State};
use crate::domain::id::{AccountId, DesignId, ExposureId, RoundId};

/// A design that members may be shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    pub design: DesignId,
    /// Exposures that count, of all members.
    pub showings: u64,
    /// Whether the asking member had a part in it.
    pub is_own: bool,
    pub cleared_at: Option<DateTime<Utc>>,
}

/// Makes the member's other requests about the queue wait until the transaction ends.
///
/// Not an exclusive lock, which rows that only refer to the account would wait for.
pub async fn lock_member(tx: &Tx, member: AccountId) -> Result<(), StoreError> {
    account::Entity::find_by_id(member.uuid()).lock(LockType::NoKeyUpdate).one(tx.connection()).await?;
    Ok(())
}

/// The designs of a round that are in its queue, as one member may be shown them.
pub async fn list_shown(
    reads: &impl Reads,
    round: RoundId,
    member: AccountId,
) -> Result<Vec<Shown>, StoreError> {
    let own: Vec<Uuid> = design_creator::Entity::find()
        .select_only()
        .column(design_creator::Column::DesignId)
        .filter(design_creator::Column::AccountId.eq(member.uuid()))
        .into_tuple()
        .all(reads.connection())
        .await?;
    let own: HashSet<Uuid> = own.into_iter().collect();
    let rows: Vec<(Uuid, i32, Option<DateTime<Utc>>)> = entity::design::Entity::find()
        .select_only()
        .columns([
            entity::design::Column::Id,
            entity::design::Column::Showings,
            entity::design::Column::DecidedAt,
        ])
        .filter(entity::design::Column::RoundId.eq(round.uuid()))
        .filter(entity::design::Column::State.eq(design::State::Cleared.as_str()))
        // Lots fall in this order: a database's own could follow what is written elsewhere.
        .order_by_asc(entity::design::Column::Id)
        .into_tuple()
        .all(reads.connection())
        .await?;
    rows.into_iter()
        .map(|(id, showings, cleared_at)| {
            let showings = u64::try_from(showings)
                .map_err(|_| StoreError::Corrupt(format!("showings of design {id}")))?;
            Ok(Shown { design: DesignId::new(id), showings, is_own: own.contains(&id), cleared_at })
        })
        .collect()
}

/// A member's exposures in a round, in the order in which they were taken off the queue.
pub async fn list_of_member(
    reads: &impl Reads,
    round: RoundId,
    member: AccountId,
) -> Result<Vec<Exposure>, StoreError> {
    let rows = exposure::Entity::find()
        .filter(exposure::Column::RoundId.eq(round.uuid()))
        .filter(exposure::Column::AccountId.eq(member.uuid()))
        .order_by_asc(exposure::Column::Position)
        .all(reads.connection())
        .await?;
    rows.iter().map(read).collect()
}

/// Reads it and holds its row until the transaction ends, so that it is not given back meanwhile.
pub async fn lock(tx: &Tx, member: AccountId, design: DesignId) -> Result<Option<Exposure>, StoreError> {
    let row = exposure::Entity::find()
        .filter(exposure::Column::AccountId.eq(member.uuid()))
        .filter(exposure::Column::DesignId.eq(design.uuid()))
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    row.as_ref().map(read).transpose()
}

pub async fn insert(tx: &Tx, new: &Exposure) -> Result<(), StoreError> {
    let row = exposure::ActiveModel {
        id: Set(new.id.uuid()),
        round_id: Set(new.round.uuid()),
        design_id: Set(new.design.uuid()),
        account_id: Set(new.account.uuid()),
        state: Set(new.state.as_str().to_owned()),
        position: Set(new.position),
        reserved_at: Set(new.reserved_at),
        handed_at: Set(new.handed_at),
        answered_at: Set(new.answered_at),
        returned_at: Set(new.returned_at),
    };
    exposure::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

/// Moves an exposure from one state to the next, and notes when it came there.
pub async fn transition(
    tx: &Tx,
    id: ExposureId,
    (from, to): (State, State),
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let since = match to {
        State::Reserved => exposure::Column::ReservedAt,
        State::Handed => exposure::Column::HandedAt,
        State::Scored | State::Skipped => exposure::Column::AnsweredAt,
        State::GivenBack => exposure::Column::ReturnedAt,
    };
    let done = exposure::Entity::update_many()
        .col_expr(exposure::Column::State, Expr::value(to.as_str()))
        .col_expr(since, Expr::value(at))
        .filter(exposure::Column::Id.eq(id.uuid()))
        .filter(exposure::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the exposure")) }
}

/// Whether any showing has waited for its answer since that instant or longer: a read, which holds nobody up.
pub async fn is_any_unanswered(reads: &impl Reads, since: DateTime<Utc>) -> Result<bool, StoreError> {
    let found = exposure::Entity::find().filter(unanswered(since)).limit(1).count(reads.connection()).await?;
    Ok(found > 0)
}

/// Holds showings that have waited since that instant or longer, passing over those that others hold.
pub async fn lock_unanswered(tx: &Tx, since: DateTime<Utc>, limit: u64) -> Result<Vec<Exposure>, StoreError> {
    let rows = exposure::Entity::find()
        .filter(unanswered(since))
        .order_by_asc(exposure::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.connection())
        .await?;
    rows.iter().map(read).collect()
}

fn unanswered(since: DateTime<Utc>) -> Condition {
    let waits = |state: State, began: exposure::Column| {
        Condition::all().add(exposure::Column::State.eq(state.as_str())).add(began.lte(since))
    };
    Condition::any()
        .add(waits(State::Handed, exposure::Column::HandedAt))
        .add(waits(State::Reserved, exposure::Column::ReservedAt))
}

fn read(row: &exposure::Model) -> Result<Exposure, StoreError> {
    let state =
        row.state.parse().map_err(|_| StoreError::Corrupt(format!("state of exposure {}", row.id)))?;
    Ok(Exposure {
        id: ExposureId::new(row.id),
        round: RoundId::new(row.round_id),
        design: DesignId::new(row.design_id),
        account: AccountId::new(row.account_id),
        state,
        position: row.position,
        reserved_at: row.reserved_at,
        handed_at: row.handed_at,
        answered_at: row.answered_at,
        returned_at: row.returned_at,
    })
}
