//! What people are told: written in the transaction of what it tells.

use chrono::{DateTime, Utc};
use entity::notice;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    TryInsertResult, sea_query::Expr,
};

use super::{Reads, StoreError, Tx};
use crate::domain::id::{AccountId, NoticeId};
use crate::domain::notice::{Kind, Notice};

/// Adds a notice; false where the same was told in this transaction before.
pub async fn insert(tx: &Tx, new: &Notice) -> Result<bool, StoreError> {
    let row = notice::ActiveModel {
        id: Set(new.id.uuid()),
        account_id: Set(new.account.uuid()),
        kind: Set(new.kind.as_str().to_owned()),
        subject_kind: Set(new.subject_kind.clone()),
        subject_id: Set(new.subject),
        payload: Set(new.payload.clone()),
        created_at: Set(new.created_at),
        sent_at: Set(new.mailed_at),
        mail_refusal: Set(None),
    };
    let done = notice::Entity::insert(row)
        .on_conflict_do_nothing_on([
            notice::Column::AccountId,
            notice::Column::Kind,
            notice::Column::SubjectId,
            notice::Column::CreatedAt,
        ])
        .exec(tx.connection())
        .await?;
    Ok(matches!(done, TryInsertResult::Inserted(_)))
}

/// Whether an account was told this of that thing before.
pub async fn is_told(
    reads: &impl Reads,
    account: AccountId,
    kind: Kind,
    subject: uuid::Uuid,
) -> Result<bool, StoreError> {
    let found = notice::Entity::find()
        .filter(notice::Column::AccountId.eq(account.uuid()))
        .filter(notice::Column::Kind.eq(kind.as_str()))
        .filter(notice::Column::SubjectId.eq(subject))
        .count(reads.connection())
        .await?;
    Ok(found > 0)
}

/// An account's notices before that id, newest first.
pub async fn list(
    reads: &impl Reads,
    account: AccountId,
    before: Option<NoticeId>,
    limit: u64,
) -> Result<Vec<Notice>, StoreError> {
    let mut query = notice::Entity::find()
        .filter(notice::Column::AccountId.eq(account.uuid()))
        .order_by_desc(notice::Column::Id)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(notice::Column::Id.lt(before.uuid()));
    }
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

pub async fn find(reads: &impl Reads, id: NoticeId) -> Result<Option<Notice>, StoreError> {
    notice::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

/// The newest notice of this kind that an account got about a thing.
pub async fn find_last(
    reads: &impl Reads,
    account: AccountId,
    kind: Kind,
    subject: uuid::Uuid,
) -> Result<Option<Notice>, StoreError> {
    let row = notice::Entity::find()
        .filter(notice::Column::AccountId.eq(account.uuid()))
        .filter(notice::Column::Kind.eq(kind.as_str()))
        .filter(notice::Column::SubjectId.eq(subject))
        .order_by_desc(notice::Column::Id)
        .one(reads.connection())
        .await?;
    row.map(read).transpose()
}

/// Its mail was handed over.
pub async fn set_mailed(tx: &Tx, id: NoticeId, at: DateTime<Utc>) -> Result<(), StoreError> {
    notice::Entity::update_many()
        .col_expr(notice::Column::SentAt, Expr::value(at))
        .filter(notice::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Its mail will never be taken.
pub async fn set_mail_refused(tx: &Tx, id: NoticeId, why: &str) -> Result<(), StoreError> {
    notice::Entity::update_many()
        .col_expr(notice::Column::MailRefusal, Expr::value(why))
        .filter(notice::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn read(row: notice::Model) -> Result<Notice, StoreError> {
    Ok(Notice {
        id: NoticeId::new(row.id),
        account: AccountId::new(row.account_id),
        kind: row.kind.parse().map_err(|error| StoreError::Corrupt(format!("notice {}: {error}", row.id)))?,
        subject_kind: row.subject_kind,
        subject: row.subject_id,
        payload: row.payload,
        created_at: row.created_at,
        mailed_at: row.sent_at,
    })
}
