//! What people are told: written in the transaction of what it tells.

use entity::notice;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Reads, StoreError, Tx};
use crate::domain::id::{AccountId, NoticeId};
use crate::domain::notice::Notice;

/// Adds a notice; telling the same thing twice in one transaction is one notice.
pub async fn insert(tx: &Tx, new: &Notice) -> Result<(), StoreError> {
    let row = notice::ActiveModel {
        id: Set(new.id.uuid()),
        account_id: Set(new.account.uuid()),
        kind: Set(new.kind.clone()),
        subject_kind: Set(new.subject_kind.clone()),
        subject_id: Set(new.subject),
        payload: Set(new.payload.clone()),
        created_at: Set(new.created_at),
        sent_at: Set(None),
    };
    notice::Entity::insert(row)
        .on_conflict_do_nothing_on([
            notice::Column::AccountId,
            notice::Column::Kind,
            notice::Column::SubjectId,
            notice::Column::CreatedAt,
        ])
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Whether an account was told this of that thing before.
pub async fn is_told(
    reads: &impl Reads,
    account: AccountId,
    kind: &str,
    subject: uuid::Uuid,
) -> Result<bool, StoreError> {
    let found = notice::Entity::find()
        .filter(notice::Column::AccountId.eq(account.uuid()))
        .filter(notice::Column::Kind.eq(kind))
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
    Ok(query.all(reads.connection()).await?.into_iter().map(read).collect())
}

fn read(row: notice::Model) -> Notice {
    Notice {
        id: NoticeId::new(row.id),
        account: AccountId::new(row.account_id),
        kind: row.kind,
        subject_kind: row.subject_kind,
        subject: row.subject_id,
        payload: row.payload,
        created_at: row.created_at,
    }
}
