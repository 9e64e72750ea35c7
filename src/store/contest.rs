//! Contests: programmes that hold rounds.

use entity::contest;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Reads, StoreError, Tx};
use crate::domain::contest::Contest;
use crate::domain::id::{AccountId, ContestId};

pub async fn insert(tx: &Tx, new: &Contest) -> Result<(), StoreError> {
    let row = contest::ActiveModel {
        id: Set(new.id.uuid()),
        title: Set(new.title.clone()),
        description: Set(new.description.clone()),
        created_by: Set(new.created_by.uuid()),
        created_at: Set(new.created_at),
    };
    contest::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

pub async fn find(reads: &impl Reads, id: ContestId) -> Result<Option<Contest>, StoreError> {
    Ok(contest::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read))
}

/// Contests after that id, oldest first.
pub async fn list(
    reads: &impl Reads,
    after: Option<ContestId>,
    limit: u64,
) -> Result<Vec<Contest>, StoreError> {
    let mut query = contest::Entity::find().order_by_asc(contest::Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(contest::Column::Id.gt(after.uuid()));
    }
    Ok(query.all(reads.connection()).await?.into_iter().map(read).collect())
}

fn read(row: contest::Model) -> Contest {
    Contest {
        id: ContestId::new(row.id),
        title: row.title,
        description: row.description,
        created_by: AccountId::new(row.created_by),
        created_at: row.created_at,
    }
}
