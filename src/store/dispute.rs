//! Disputes: charges that a buyer's bank questions.

use std::collections::BTreeSet;

use entity::{dispute, preorder};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait};

use super::{Reads, StoreError};
use crate::domain::dispute::State;
use crate::domain::id::{CampaignId, PreorderId};

/// The orders of a campaign whose money a bank holds or took.
pub async fn list_contested(
    reads: &impl Reads,
    campaign: CampaignId,
) -> Result<BTreeSet<PreorderId>, StoreError> {
    of_campaign(reads, campaign, &[State::Open, State::Lost]).await
}

/// The orders of a campaign with a dispute in this state.
pub async fn list_in(
    reads: &impl Reads,
    campaign: CampaignId,
    state: State,
) -> Result<BTreeSet<PreorderId>, StoreError> {
    of_campaign(reads, campaign, &[state]).await
}

async fn of_campaign(
    reads: &impl Reads,
    campaign: CampaignId,
    states: &[State],
) -> Result<BTreeSet<PreorderId>, StoreError> {
    let orders = preorder::Entity::find()
        .select_only()
        .column(preorder::Column::Id)
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()));
    let ids: Vec<uuid::Uuid> = dispute::Entity::find()
        .select_only()
        .column(dispute::Column::PreorderId)
        .filter(dispute::Column::State.is_in(states.iter().map(|state| state.as_str())))
        .filter(dispute::Column::PreorderId.in_subquery(orders.into_query()))
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(ids.into_iter().map(PreorderId::new).collect())
}

/// Whether a bank holds or took money of this order.
pub async fn is_contested(reads: &impl Reads, order: PreorderId) -> Result<bool, StoreError> {
    let found = dispute::Entity::find()
        .filter(dispute::Column::PreorderId.eq(order.uuid()))
        .filter(dispute::Column::State.is_in([State::Open.as_str(), State::Lost.as_str()]))
        .count(reads.connection())
        .await?;
    Ok(found > 0)
}
