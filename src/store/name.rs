//! What people and things are called, for lists that show names beside ids.

use std::collections::BTreeMap;

use entity::{account, contest, design, round};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Reads, StoreError};
use crate::domain::id::{AccountId, ContestId, DesignId, RoundId};

/// The names of these people.
pub async fn people(
    reads: &impl Reads,
    ids: impl IntoIterator<Item = AccountId>,
) -> Result<BTreeMap<AccountId, String>, StoreError> {
    let wanted = account::Column::Id.is_in(ids.into_iter().map(AccountId::uuid));
    let rows: Vec<(Uuid, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(wanted)
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (AccountId::new(id), name)).collect())
}

/// The titles of these designs, whatever became of them.
pub async fn designs(
    reads: &impl Reads,
    ids: impl IntoIterator<Item = DesignId>,
) -> Result<BTreeMap<DesignId, String>, StoreError> {
    let wanted = design::Column::Id.is_in(ids.into_iter().map(DesignId::uuid));
    let rows: Vec<(Uuid, String)> = design::Entity::find()
        .select_only()
        .columns([design::Column::Id, design::Column::Title])
        .filter(wanted)
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(|(id, title)| (DesignId::new(id), title)).collect())
}

/// The titles of these rounds.
pub async fn rounds(
    reads: &impl Reads,
    ids: impl IntoIterator<Item = RoundId>,
) -> Result<BTreeMap<RoundId, String>, StoreError> {
    let wanted = round::Column::Id.is_in(ids.into_iter().map(RoundId::uuid));
    let rows: Vec<(Uuid, String)> = round::Entity::find()
        .select_only()
        .columns([round::Column::Id, round::Column::Title])
        .filter(wanted)
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(|(id, title)| (RoundId::new(id), title)).collect())
}

/// The titles of these contests.
pub async fn contests(
    reads: &impl Reads,
    ids: impl IntoIterator<Item = ContestId>,
) -> Result<BTreeMap<ContestId, String>, StoreError> {
    let wanted = contest::Column::Id.is_in(ids.into_iter().map(ContestId::uuid));
    let rows: Vec<(Uuid, String)> = contest::Entity::find()
        .select_only()
        .columns([contest::Column::Id, contest::Column::Title])
        .filter(wanted)
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(|(id, title)| (ContestId::new(id), title)).collect())
}
