//! Inspections: asked for, begun, ended.

use chrono::{DateTime, Utc};
use entity::{inspection, round};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};
use crate::domain::id::{InspectionId, RoundId};
use crate::domain::inspection::{Cause, Inspection};
use crate::domain::integrity::Detector;
use crate::domain::round::State;

pub async fn insert(tx: &Tx, new: &Inspection) -> Result<(), StoreError> {
    let row = inspection::ActiveModel {
        id: Set(new.id.uuid()),
        round_id: Set(new.round.uuid()),
        cause: Set(new.cause.as_str().to_owned()),
        asked_at: Set(new.asked_at),
        started_at: Set(None),
        finished_at: Set(None),
        step: Set(None),
        ballots: Set(0),
        found: Set(0),
    };
    inspection::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

pub async fn find(reads: &impl Reads, id: InspectionId) -> Result<Option<Inspection>, StoreError> {
    inspection::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.as_ref().map(read).transpose()
}

/// The one that was asked for last.
pub async fn find_last(reads: &impl Reads, round: RoundId) -> Result<Option<Inspection>, StoreError> {
    let query = inspection::Entity::find()
        .filter(inspection::Column::RoundId.eq(round.uuid()))
        .order_by_desc(inspection::Column::AskedAt)
        .order_by_desc(inspection::Column::Id);
    query.one(reads.connection()).await?.as_ref().map(read).transpose()
}

/// Whether the one after the end of scoring is done.
pub async fn is_done_for_close(reads: &impl Reads, round: RoundId) -> Result<bool, StoreError> {
    let found = inspection::Entity::find()
        .filter(inspection::Column::RoundId.eq(round.uuid()))
        .filter(inspection::Column::Cause.eq(Cause::Close.as_str()))
        .filter(inspection::Column::FinishedAt.is_not_null())
        .one(reads.connection())
        .await?;
    Ok(found.is_some())
}

/// Rounds that are being scored, with when each was last asked to be looked through.
pub async fn list_scoring(reads: &impl Reads) -> Result<Vec<(RoundId, Option<DateTime<Utc>>)>, StoreError> {
    let rounds: Vec<Uuid> = round::Entity::find()
        .select_only()
        .column(round::Column::Id)
        .filter(round::Column::State.eq(State::Scoring.as_str()))
        .order_by_asc(round::Column::Id)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let mut found = Vec::with_capacity(rounds.len());
    for id in rounds.into_iter().map(RoundId::new) {
        found.push((id, find_last(reads, id).await?.map(|last| last.asked_at)));
    }
    Ok(found)
}

/// Notes that a worker has begun, or begins again after a crash.
pub async fn set_started(tx: &Tx, id: InspectionId, at: DateTime<Utc>) -> Result<(), StoreError> {
    inspection::Entity::update_many()
        .col_expr(inspection::Column::StartedAt, Expr::value(at))
        .filter(inspection::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes which detector runs, for whoever looks on.
pub async fn set_step(tx: &Tx, id: InspectionId, (step, ballots): (Detector, u64)) -> Result<(), StoreError> {
    inspection::Entity::update_many()
        .col_expr(inspection::Column::Step, Expr::value(step.as_str()))
        .col_expr(inspection::Column::Ballots, Expr::value(wide(ballots)))
        .filter(inspection::Column::Id.eq(id.uuid()))
        .filter(inspection::Column::FinishedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

pub async fn set_finished(
    tx: &Tx,
    id: InspectionId,
    (ballots, found): (u64, u64),
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = inspection::Entity::update_many()
        .col_expr(inspection::Column::FinishedAt, Expr::value(at))
        .col_expr(inspection::Column::Ballots, Expr::value(wide(ballots)))
        .col_expr(inspection::Column::Found, Expr::value(wide(found)))
        .filter(inspection::Column::Id.eq(id.uuid()))
        .filter(inspection::Column::FinishedAt.is_null())
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the inspection")) }
}

fn wide(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn read(row: &inspection::Model) -> Result<Inspection, StoreError> {
    let unreadable = |what: &str| StoreError::Corrupt(format!("{what} of inspection {}", row.id));
    let step = row.step.as_deref().map(str::parse).transpose().map_err(|_| unreadable("step"))?;
    Ok(Inspection {
        id: InspectionId::new(row.id),
        round: RoundId::new(row.round_id),
        cause: row.cause.parse().map_err(|_| unreadable("cause"))?,
        asked_at: row.asked_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
        step,
        ballots: u64::try_from(row.ballots).map_err(|_| unreadable("ballots"))?,
        found: u64::try_from(row.found).map_err(|_| unreadable("found"))?,
    })
}
