//! The audit log and the seals that chain it.

use chrono::{DateTime, Utc};
use entity::{audit, audit_seal};
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};
use crate::domain::id::{AccountId, AuditId};

#[derive(Debug, Clone)]
pub struct Row {
    pub id: AuditId,
    pub at: DateTime<Utc>,
    /// Nobody: the engine decided.
    pub actor: Option<AccountId>,
    pub action: String,
    pub subject_kind: String,
    pub subject: Uuid,
    pub reason: String,
    /// JSON.
    pub detail: String,
}

pub async fn insert(tx: &Tx, row: &Row) -> Result<(), StoreError> {
    let row = audit::ActiveModel {
        id: Set(row.id.uuid()),
        at: Set(row.at),
        actor: Set(row.actor.map(AccountId::uuid)),
        action: Set(row.action.clone()),
        subject_kind: Set(row.subject_kind.clone()),
        subject_id: Set(row.subject),
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
