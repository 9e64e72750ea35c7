//! The audit log and the seals that chain it.

use chrono::{DateTime, Utc};
use entity::{audit, audit_seal};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, Statement,
};

use super::{Reads, StoreError, Tx};
use crate::domain::audit::{Actor, Head, Row, Sealed};
use crate::domain::digest::Digest;
use crate::domain::id::{AccountId, AuditId};

mod public;

pub use public::{head_at_close, list_of_round};

/// Names the sealer's lock among `PostgreSQL`'s advisory locks.
const SEALER_LOCK: i64 = 0x6772_6565_6e6c_6974;

pub async fn insert(tx: &Tx, row: &Row) -> Result<(), StoreError> {
    let actor = match row.actor {
        Actor::Account(account) => Some(account.uuid()),
        Actor::Engine => None,
    };
    let row = audit::ActiveModel {
        id: Set(row.id.uuid()),
        at: Set(row.at),
        actor: Set(actor),
        action: Set(row.action.clone()),
        subject_kind: Set(row.subject_kind.clone()),
        subject_id: Set(row.subject_id),
        reason: Set(row.reason.clone()),
        detail: Set(row.detail.clone()),
        ..Default::default()
    };
    audit::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

/// How many rows have no place in the chain yet.
pub async fn count_unsealed(reads: &impl Reads) -> Result<u64, StoreError> {
    let all = audit::Entity::find().count(reads.connection()).await?;
    let sealed = audit_seal::Entity::find().count(reads.connection()).await?;
    Ok(all.saturating_sub(sealed))
}

/// Makes every other sealer wait until this transaction ends.
pub async fn lock_chain(tx: &Tx) -> Result<(), StoreError> {
    if tx.is_postgres() {
        let lock = "SELECT pg_advisory_xact_lock($1)";
        let backend = tx.connection().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, lock, [SEALER_LOCK.into()]);
        tx.connection().execute_raw(statement).await?;
    }
    Ok(())
}

/// Rows without a seal, in the order they were written.
pub async fn list_unsealed(reads: &impl Reads, limit: u64) -> Result<Vec<Row>, StoreError> {
    let sealed = audit_seal::Entity::find().select_only().column(audit_seal::Column::AuditId).into_query();
    let rows = audit::Entity::find()
        .filter(audit::Column::Id.not_in_subquery(sealed))
        .order_by_asc(audit::Column::Written)
        .limit(limit)
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// The end of the chain.
pub async fn head(reads: &impl Reads) -> Result<Head, StoreError> {
    let last = audit_seal::Entity::find()
        .order_by_desc(audit_seal::Column::Sequence)
        .one(reads.connection())
        .await?;
    let Some(last) = last else { return Ok(Head::start()) };
    Ok(Head { sequence: unsigned(last.sequence)?, hash: digest(&last.hash)? })
}

/// Adds seals; their rows are written already.
pub async fn insert_seals(tx: &Tx, seals: &[Sealed], at: DateTime<Utc>) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(seals.len());
    for seal in seals {
        let sequence = i64::try_from(seal.sequence).map_err(|_| corrupt("a seal's number"))?;
        rows.push(audit_seal::ActiveModel {
            sequence: Set(sequence),
            audit_id: Set(seal.row.id.uuid()),
            previous_hash: Set(seal.previous_hash.to_string()),
            hash: Set(seal.hash.to_string()),
            sealed_at: Set(at),
        });
    }
    audit_seal::Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Sealed rows after that number, in the order of the chain. A seal whose row is gone ends the list before it.
pub async fn list_sealed(reads: &impl Reads, after: u64, limit: u64) -> Result<Vec<Sealed>, StoreError> {
    let after = i64::try_from(after).map_err(|_| corrupt("a seal's number"))?;
    let seals = audit_seal::Entity::find()
        .filter(audit_seal::Column::Sequence.gt(after))
        .order_by_asc(audit_seal::Column::Sequence)
        .limit(limit)
        .all(reads.connection())
        .await?;
    let mut rows = rows_of(reads, seals.iter().map(|seal| seal.audit_id).collect()).await?;
    let mut sealed = Vec::with_capacity(seals.len());
    for seal in seals {
        let Some(row) = rows.remove(&seal.audit_id) else { break };
        sealed.push(Sealed {
            sequence: unsigned(seal.sequence)?,
            previous_hash: digest(&seal.previous_hash)?,
            hash: digest(&seal.hash)?,
            row,
        });
    }
    Ok(sealed)
}

async fn rows_of(
    reads: &impl Reads,
    ids: Vec<uuid::Uuid>,
) -> Result<std::collections::HashMap<uuid::Uuid, Row>, StoreError> {
    let rows = audit::Entity::find().filter(audit::Column::Id.is_in(ids)).all(reads.connection()).await?;
    Ok(rows.into_iter().map(|row| (row.id, read(row))).collect())
}

/// Rows after that one, newest first, each with its seal if it has one.
pub async fn list(
    reads: &impl Reads,
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<(Row, Option<Head>)>, StoreError> {
    let query = audit::Entity::find().order_by_desc(audit::Column::Written).limit(limit);
    let query = written_before(reads, query, before).await?;
    with_seals(reads, query.all(reads.connection()).await?).await
}

async fn written_before(
    reads: &impl Reads,
    query: Select<audit::Entity>,
    before: Option<AuditId>,
) -> Result<Select<audit::Entity>, StoreError> {
    let Some(before) = before else { return Ok(query) };
    let known = audit::Entity::find().filter(audit::Column::Id.eq(before.uuid()));
    let known = known.one(reads.connection()).await?;
    Ok(query.filter(audit::Column::Written.lt(known.map_or(0, |row| row.written))))
}

async fn with_seals(
    reads: &impl Reads,
    rows: Vec<audit::Model>,
) -> Result<Vec<(Row, Option<Head>)>, StoreError> {
    let ids = rows.iter().map(|row| row.id);
    let seals = audit_seal::Entity::find()
        .filter(audit_seal::Column::AuditId.is_in(ids))
        .all(reads.connection())
        .await?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let seal = seals.iter().find(|seal| seal.audit_id == row.id);
        let head = seal
            .map(|seal| {
                Ok::<_, StoreError>(Head { sequence: unsigned(seal.sequence)?, hash: digest(&seal.hash)? })
            })
            .transpose()?;
        listed.push((read(row), head));
    }
    Ok(listed)
}

fn read(row: audit::Model) -> Row {
    Row {
        id: AuditId::new(row.id),
        at: row.at,
        actor: row.actor.map_or(Actor::Engine, |account| Actor::Account(AccountId::new(account))),
        action: row.action,
        subject_kind: row.subject_kind,
        subject_id: row.subject_id,
        reason: row.reason,
        detail: row.detail,
    }
}

fn unsigned(sequence: i64) -> Result<u64, StoreError> {
    u64::try_from(sequence).map_err(|_| corrupt("a seal's number"))
}

fn digest(text: &str) -> Result<Digest, StoreError> {
    text.parse().map_err(|_| corrupt("a seal's hash"))
}

fn corrupt(what: &str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}

/// Whether a row of this kind was written about this thing since then.
pub async fn was_written(
    reads: &impl Reads,
    action: &str,
    subject: uuid::Uuid,
    since: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let found = audit::Entity::find()
        .filter(audit::Column::SubjectId.eq(subject))
        .filter(audit::Column::Action.eq(action))
        .filter(audit::Column::At.gte(since))
        .count(reads.connection())
        .await?;
    Ok(found > 0)
}
