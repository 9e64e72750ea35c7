//! Jobs: written in the business transaction, claimed under a lease.

use chrono::{DateTime, Utc};
use entity::job;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Expr, OnConflict, SimpleExpr},
};
use uuid::Uuid;

use super::{Reads, Store, StoreError, Tx};
use crate::domain::id::{CampaignId, JobId};
use crate::domain::job::{Job, Lane, SEND_MAIL};

/// A job that this worker may run until `lease_until`.
#[derive(Debug, Clone)]
pub struct Leased {
    pub id: JobId,
    pub job: Job,
    /// How often it was begun, this time included.
    pub attempts: u32,
    pub owner: String,
}

/// Plans a job; one like it that waits makes this a no-op. One that is running may have looked already, before what
/// is planned for: it loses its lease and runs again, and its end is the word of a zombie.
pub async fn enqueue(
    tx: &Tx,
    id: JobId,
    planned: &Job,
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let payload = serde_json::to_string(planned).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let row = job::ActiveModel {
        id: Set(id.uuid()),
        kind: Set(planned.kind().to_owned()),
        payload: Set(payload),
        state: Set("queued".to_owned()),
        run_at: Set(run_at),
        attempts: Set(0),
        lease_owner: Set(None),
        lease_until: Set(None),
        last_error: Set(None),
        unique_key: Set(Some(planned.unique_key())),
        created_at: Set(now),
        done_at: Set(None),
    };
    let again = OnConflict::column(job::Column::UniqueKey)
        .value(job::Column::State, Expr::value("queued"))
        .value(job::Column::RunAt, Expr::value(run_at))
        .value(job::Column::LeaseOwner, Expr::value(Option::<String>::None))
        .value(job::Column::LeaseUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .action_and_where(Expr::col((job::Entity, job::Column::State)).eq("running"))
        .to_owned();
    job::Entity::insert(row).on_conflict(again).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Lets an unfinished job like it run at this instant instead of later.
pub async fn hasten(tx: &Tx, planned: &Job, now: DateTime<Utc>) -> Result<(), StoreError> {
    job::Entity::update_many()
        .col_expr(job::Column::RunAt, Expr::value(now))
        .filter(job::Column::UniqueKey.eq(planned.unique_key()))
        .filter(job::Column::State.eq("queued"))
        .filter(job::Column::RunAt.gt(now))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Whether a job like it is unfinished.
pub async fn is_planned(reads: &impl Reads, planned: &Job) -> Result<bool, StoreError> {
    let found = job::Entity::find()
        .filter(job::Column::UniqueKey.eq(planned.unique_key()))
        .count(reads.connection())
        .await?;
    Ok(found > 0)
}

/// Whether a job like it is unfinished, or waits for a person.
pub async fn is_waiting(reads: &impl Reads, planned: &Job) -> Result<bool, StoreError> {
    let payload = serde_json::to_string(planned).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let is_parked = Condition::all()
        .add(job::Column::State.eq("failed"))
        .add(job::Column::Kind.eq(planned.kind()))
        .add(job::Column::Payload.eq(payload));
    let found = job::Entity::find()
        .filter(Condition::any().add(job::Column::UniqueKey.eq(planned.unique_key())).add(is_parked))
        .count(reads.connection())
        .await?;
    Ok(found > 0)
}

/// Whether anything can be claimed at this instant: a read, so that an idle worker never takes the writer.
pub async fn is_any_due(store: &Store, lane: Lane, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let found =
        job::Entity::find().filter(due(now)).filter(of(lane)).limit(1).count(store.connection()).await?;
    Ok(found > 0)
}

/// Takes up to `limit` due jobs of a lane, oldest first, for this owner until `lease_until`.
pub async fn claim(
    tx: &Tx,
    owner: &str,
    (now, lease_until): (DateTime<Utc>, DateTime<Utc>),
    (lane, limit): (Lane, u64),
) -> Result<Vec<Leased>, StoreError> {
    let ids: Vec<Uuid> = first_due(lane, now, limit)
        .select_only()
        .column(job::Column::Id)
        .into_tuple()
        .all(tx.connection())
        .await?;
    lease_rows(tx, owner, lease_until, ids).await
}

/// Due jobs of a lane, oldest first, but for these kinds. Nobody else can take them in this transaction.
pub async fn list_due(
    tx: &Tx,
    lane: Lane,
    now: DateTime<Utc>,
    (except, limit): (&[&str], u64),
) -> Result<Vec<(JobId, Job)>, StoreError> {
    let query = first_due(lane, now, limit).filter(job::Column::Kind.is_not_in(except.iter().copied()));
    let rows = query.all(tx.connection()).await?;
    rows.into_iter().map(|row| Ok((JobId::new(row.id), parsed(&row)?))).collect()
}

/// Gives jobs of [`list_due`] to this owner.
pub async fn lease(
    tx: &Tx,
    owner: &str,
    lease_until: DateTime<Utc>,
    ids: &[JobId],
) -> Result<Vec<Leased>, StoreError> {
    lease_rows(tx, owner, lease_until, ids.iter().map(|id| id.uuid()).collect()).await
}

fn first_due(lane: Lane, now: DateTime<Utc>, limit: u64) -> Select<job::Entity> {
    job::Entity::find()
        .filter(due(now))
        .filter(of(lane))
        .order_by_asc(job::Column::RunAt)
        .order_by_asc(job::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
}

async fn lease_rows(
    tx: &Tx,
    owner: &str,
    lease_until: DateTime<Utc>,
    ids: Vec<Uuid>,
) -> Result<Vec<Leased>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("running"))
        .col_expr(job::Column::LeaseOwner, Expr::value(owner))
        .col_expr(job::Column::LeaseUntil, Expr::value(lease_until))
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).add(1))
        .filter(job::Column::Id.is_in(ids))
        .exec_with_returning(tx.connection())
        .await?;
    rows.into_iter().map(leased).collect()
}

/// Closes a job that this owner still holds. A zombie's word changes nothing.
pub async fn finish(tx: &Tx, held: &Leased, now: DateTime<Utc>) -> Result<(), StoreError> {
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("done"))
        .col_expr(job::Column::DoneAt, Expr::value(now))
        .col_expr(job::Column::UniqueKey, Expr::value(Option::<String>::None))
        .filter(held_by(held))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Puts it back for later.
pub async fn postpone(tx: &Tx, held: &Leased, run_at: DateTime<Utc>, why: &str) -> Result<(), StoreError> {
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("queued"))
        .col_expr(job::Column::RunAt, Expr::value(run_at))
        .col_expr(job::Column::LeaseOwner, Expr::value(Option::<String>::None))
        .col_expr(job::Column::LeaseUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(job::Column::LastError, Expr::value(why))
        .filter(held_by(held))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Parks it for a person.
pub async fn fail(tx: &Tx, held: &Leased, now: DateTime<Utc>, why: &str) -> Result<(), StoreError> {
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("failed"))
        .col_expr(job::Column::DoneAt, Expr::value(now))
        .col_expr(job::Column::UniqueKey, Expr::value(Option::<String>::None))
        .col_expr(job::Column::LastError, Expr::value(why))
        .filter(held_by(held))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// A job that was parked for a person.
#[derive(Debug, Clone)]
pub struct Failed {
    pub id: JobId,
    pub job: Job,
    pub attempts: u32,
    pub error: String,
    pub created_at: DateTime<Utc>,
    pub failed_at: Option<DateTime<Utc>>,
}

/// Parked jobs before that id, newest first.
pub async fn list_failed(
    reads: &impl Reads,
    before: Option<JobId>,
    limit: u64,
) -> Result<Vec<Failed>, StoreError> {
    let mut query = job::Entity::find()
        .filter(job::Column::State.eq("failed"))
        .order_by_desc(job::Column::Id)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(job::Column::Id.lt(before.uuid()));
    }
    query.all(reads.connection()).await?.into_iter().map(failed).collect()
}

pub async fn find_failed(reads: &impl Reads, id: JobId) -> Result<Option<Failed>, StoreError> {
    let query = job::Entity::find_by_id(id.uuid()).filter(job::Column::State.eq("failed"));
    query.one(reads.connection()).await?.map(failed).transpose()
}

/// Ends the parking, since a person has looked; false where somebody else was first.
pub async fn close_failed(tx: &Tx, id: JobId) -> Result<bool, StoreError> {
    let done = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("done"))
        .filter(job::Column::Id.eq(id.uuid()))
        .filter(job::Column::State.eq("failed"))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// How many jobs are not done: queued or running, and parked.
pub async fn count_open(reads: &impl Reads) -> Result<(u64, u64), StoreError> {
    let open = job::Entity::find()
        .filter(job::Column::State.is_in(["queued", "running"]))
        .count(reads.connection())
        .await?;
    let parked =
        job::Entity::find().filter(job::Column::State.eq("failed")).count(reads.connection()).await?;
    Ok((open, parked))
}

/// Whether the letting go of a campaign's orders is not finished.
pub async fn is_release_open(reads: &impl Reads, campaign: CampaignId) -> Result<bool, StoreError> {
    let found = job::Entity::find()
        .filter(job::Column::UniqueKey.starts_with(format!("release:{campaign}")))
        .count(reads.connection())
        .await?;
    Ok(found > 0)
}

/// The instant at which the next queued job is due.
pub async fn next_run_at(reads: &impl Reads) -> Result<Option<DateTime<Utc>>, StoreError> {
    let row = job::Entity::find()
        .filter(job::Column::State.eq("queued"))
        .order_by_asc(job::Column::RunAt)
        .one(reads.connection())
        .await?;
    Ok(row.map(|row| row.run_at))
}

/// Forgets jobs done before this instant.
pub async fn forget_done(tx: &Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = job::Entity::delete_many()
        .filter(job::Column::State.eq("done"))
        .filter(job::Column::DoneAt.lt(before))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected)
}

fn due(now: DateTime<Utc>) -> Condition {
    Condition::any()
        .add(Condition::all().add(job::Column::State.eq("queued")).add(job::Column::RunAt.lte(now)))
        .add(Condition::all().add(job::Column::State.eq("running")).add(job::Column::LeaseUntil.lt(now)))
}

fn of(lane: Lane) -> SimpleExpr {
    match lane {
        Lane::Main => job::Column::Kind.ne(SEND_MAIL),
        Lane::Mail => job::Column::Kind.eq(SEND_MAIL),
    }
}

fn held_by(held: &Leased) -> Condition {
    Condition::all()
        .add(job::Column::Id.eq(held.id.uuid()))
        .add(job::Column::State.eq("running"))
        .add(job::Column::LeaseOwner.eq(held.owner.clone()))
}

fn parsed(row: &job::Model) -> Result<Job, StoreError> {
    let unreadable = |error| StoreError::Corrupt(format!("job {}: {error}", row.id));
    serde_json::from_str(&row.payload).map_err(unreadable)
}

fn failed(row: job::Model) -> Result<Failed, StoreError> {
    let unreadable = |what: String| StoreError::Corrupt(format!("job {}: {what}", row.id));
    Ok(Failed {
        id: JobId::new(row.id),
        job: parsed(&row)?,
        attempts: u32::try_from(row.attempts).map_err(|error| unreadable(error.to_string()))?,
        error: row.last_error.unwrap_or_default(),
        created_at: row.created_at,
        failed_at: row.done_at,
    })
}

fn leased(row: job::Model) -> Result<Leased, StoreError> {
    let unreadable = |what: String| StoreError::Corrupt(format!("job {}: {what}", row.id));
    Ok(Leased {
        id: JobId::new(row.id),
        job: parsed(&row)?,
        attempts: u32::try_from(row.attempts).map_err(|error| unreadable(error.to_string()))?,
        owner: row.lease_owner.ok_or_else(|| unreadable("no lease".into()))?,
    })
}
