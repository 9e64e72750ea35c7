//! Appeals of designers against findings.

use entity::{appeal, finding};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use super::{Reads, StoreError, Tx};
use crate::domain::finding::{Appeal, AppealState, Decision};
use crate::domain::id::{AccountId, AppealId, FindingId, RoundId};

pub async fn insert(tx: &Tx, new: &Appeal) -> Result<(), StoreError> {
    let row = appeal::ActiveModel {
        id: Set(new.id.uuid()),
        finding_id: Set(new.finding.uuid()),
        account_id: Set(new.account.uuid()),
        text: Set(new.text.clone()),
        state: Set(new.state.as_str().to_owned()),
        filed_at: Set(new.filed_at),
        decided_at: Set(None),
        decided_by: Set(None),
        decided_reason: Set(None),
    };
    appeal::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

pub async fn find(reads: &impl Reads, id: AppealId) -> Result<Option<Appeal>, StoreError> {
    appeal::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

/// Reads it and holds its row until the transaction ends.
pub async fn lock(tx: &Tx, id: AppealId) -> Result<Option<Appeal>, StoreError> {
    let query = appeal::Entity::find_by_id(id.uuid()).lock_exclusive();
    query.one(tx.connection()).await?.map(read).transpose()
}

/// The appeals against these findings, oldest first.
pub async fn list(reads: &impl Reads, findings: &[FindingId]) -> Result<Vec<Appeal>, StoreError> {
    let query = appeal::Entity::find()
        .filter(appeal::Column::FindingId.is_in(findings.iter().map(|id| id.uuid())))
        .order_by_asc(appeal::Column::Id);
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// How many appeals in the round nobody has answered.
pub async fn count_filed(reads: &impl Reads, round: RoundId) -> Result<u64, StoreError> {
    let to_finding: sea_orm::RelationDef = appeal::Entity::belongs_to(finding::Entity)
        .from(appeal::Column::FindingId)
        .to(finding::Column::Id)
        .into();
    let query = appeal::Entity::find()
        .join(JoinType::InnerJoin, to_finding)
        .filter(finding::Column::RoundId.eq(round.uuid()))
        .filter(appeal::Column::State.eq(AppealState::Filed.as_str()));
    Ok(query.count(reads.connection()).await?)
}

/// Answers an appeal that was not answered.
pub async fn transition(
    tx: &Tx,
    id: AppealId,
    (from, to): (AppealState, AppealState),
    decision: &Decision,
) -> Result<(), StoreError> {
    let done = appeal::Entity::update_many()
        .col_expr(appeal::Column::State, Expr::value(to.as_str()))
        .col_expr(appeal::Column::DecidedAt, Expr::value(decision.at))
        .col_expr(appeal::Column::DecidedBy, Expr::value(decision.by.uuid()))
        .col_expr(appeal::Column::DecidedReason, Expr::value(decision.reason.clone()))
        .filter(appeal::Column::Id.eq(id.uuid()))
        .filter(appeal::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the appeal")) }
}

fn read(row: appeal::Model) -> Result<Appeal, StoreError> {
    let state = row.state.parse().map_err(|_| StoreError::Corrupt(format!("state of appeal {}", row.id)))?;
    Ok(Appeal {
        id: AppealId::new(row.id),
        finding: FindingId::new(row.finding_id),
        account: AccountId::new(row.account_id),
        text: row.text,
        state,
        filed_at: row.filed_at,
        decided: super::finding::decision((row.decided_at, row.decided_by), row.decided_reason),
    })
}
