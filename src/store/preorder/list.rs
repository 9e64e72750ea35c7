//! Reading many pre-orders: a campaign's, a buyer's, and those whose time has come.

use chrono::{DateTime, Utc};
use entity::preorder;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::row::with_lines;
use crate::domain::id::{AccountId, CampaignId, PreorderId};
use crate::domain::preorder::{Preorder, State};
use crate::domain::settlement::Counts;
use crate::store::{Reads, StoreError, Tx};

/// Orders of a campaign after that id, oldest first.
pub async fn list(
    reads: &impl Reads,
    campaign: CampaignId,
    after: Option<PreorderId>,
    limit: u64,
) -> Result<Vec<Preorder>, StoreError> {
    let mut wanted = Condition::all().add(preorder::Column::CampaignId.eq(campaign.uuid()));
    if let Some(after) = after {
        wanted = wanted.add(preorder::Column::Id.gt(after.uuid()));
    }
    let query = preorder::Entity::find().filter(wanted).order_by_asc(preorder::Column::Id).limit(limit);
    with_lines(reads, query.all(reads.connection()).await?).await
}

/// Orders of all campaigns that ever received money, after that id, oldest first.
pub async fn list_received(
    reads: &impl Reads,
    after: Option<PreorderId>,
    limit: u64,
) -> Result<Vec<Preorder>, StoreError> {
    let mut wanted = Condition::all().add(preorder::Column::ReceivedMinor.gt(0));
    if let Some(after) = after {
        wanted = wanted.add(preorder::Column::Id.gt(after.uuid()));
    }
    let query = preorder::Entity::find().filter(wanted).order_by_asc(preorder::Column::Id).limit(limit);
    with_lines(reads, query.all(reads.connection()).await?).await
}

/// Orders of a campaign in one of these states after that id, oldest first.
pub async fn list_in(
    reads: &impl Reads,
    campaign: CampaignId,
    states: &[State],
    after: Option<PreorderId>,
    limit: u64,
) -> Result<Vec<Preorder>, StoreError> {
    let mut query = in_states(campaign, states).order_by_asc(preorder::Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(preorder::Column::Id.gt(after.uuid()));
    }
    with_lines(reads, query.all(reads.connection()).await?).await
}

/// The orders with these ids, in no order.
pub async fn find_all(reads: &impl Reads, ids: &[PreorderId]) -> Result<Vec<Preorder>, StoreError> {
    let query = preorder::Entity::find().filter(preorder::Column::Id.is_in(ids.iter().map(|id| id.uuid())));
    with_lines(reads, query.all(reads.connection()).await?).await
}

/// Those in one of these states, each row held until the transaction ends: for fan-outs.
pub async fn find_batch(
    tx: &Tx,
    campaign: CampaignId,
    states: &[State],
    after: Option<PreorderId>,
    limit: u64,
) -> Result<Vec<Preorder>, StoreError> {
    let mut query = in_states(campaign, states);
    if let Some(after) = after {
        query = query.filter(preorder::Column::Id.gt(after.uuid()));
    }
    let query = query.order_by_asc(preorder::Column::Id).limit(limit).lock_exclusive();
    with_lines(tx, query.all(tx.connection()).await?).await
}

/// A buyer's orders before that id, newest first.
pub async fn list_of_buyer(
    reads: &impl Reads,
    buyer: AccountId,
    before: Option<PreorderId>,
    limit: u64,
) -> Result<Vec<Preorder>, StoreError> {
    let mut wanted = Condition::all().add(preorder::Column::BuyerId.eq(buyer.uuid()));
    if let Some(before) = before {
        wanted = wanted.add(preorder::Column::Id.lt(before.uuid()));
    }
    let query = preorder::Entity::find().filter(wanted).order_by_desc(preorder::Column::Id).limit(limit);
    with_lines(reads, query.all(reads.connection()).await?).await
}

/// Started orders whose reservation ends by `now`, and those of campaigns that are past their deadline or are
/// not open any more: which of them are over is the domain's to say.
pub async fn list_expirable(
    reads: &impl Reads,
    now: DateTime<Utc>,
    campaigns: &[CampaignId],
    limit: u64,
) -> Result<Vec<Preorder>, StoreError> {
    let ended = campaigns.iter().map(|id| id.uuid());
    let due = Condition::any()
        .add(preorder::Column::ReservedUntil.lte(now))
        .add(preorder::Column::CampaignId.is_in(ended));
    let query = preorder::Entity::find()
        .filter(preorder::Column::State.eq(State::Started.as_str()))
        .filter(due)
        .order_by_asc(preorder::Column::Id)
        .limit(limit);
    with_lines(reads, query.all(reads.connection()).await?).await
}

/// Commitments of a campaign that may not be charged at this instant any more.
pub async fn list_past_agreement(
    tx: &Tx,
    campaign: CampaignId,
    at: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Preorder>, StoreError> {
    let query = in_states(campaign, &[State::Committed])
        .filter(preorder::Column::ChargeBy.lt(at))
        .order_by_asc(preorder::Column::Id)
        .limit(limit)
        .lock_exclusive();
    with_lines(tx, query.all(tx.connection()).await?).await
}

/// Whether there is one of these.
pub async fn is_any_past_agreement(
    reads: &impl Reads,
    campaign: CampaignId,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let query = in_states(campaign, &[State::Committed]).filter(preorder::Column::ChargeBy.lt(at));
    Ok(query.one(reads.connection()).await?.is_some())
}

/// How many units a buyer holds in a campaign's orders that are not over.
pub async fn units_of(
    reads: &impl Reads,
    campaign: CampaignId,
    buyer: AccountId,
) -> Result<Vec<(PreorderId, u32)>, StoreError> {
    let live: Vec<State> = State::ALL.iter().copied().filter(|state| holds_units(*state)).collect();
    let rows = in_states(campaign, &live)
        .filter(preorder::Column::BuyerId.eq(buyer.uuid()))
        .all(reads.connection())
        .await?;
    let held = |row: preorder::Model| {
        let units = u32::try_from(row.units)
            .map_err(|_| StoreError::Corrupt(format!("units of pre-order {}", row.id)))?;
        Ok((PreorderId::new(row.id), units))
    };
    rows.into_iter().map(held).collect()
}

/// A campaign's orders counted by state.
pub async fn counts(reads: &impl Reads, campaign: CampaignId) -> Result<Counts, StoreError> {
    let rows: Vec<(String, i64)> = preorder::Entity::find()
        .select_only()
        .column(preorder::Column::State)
        .column_as(preorder::Column::Id.count(), "count")
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()))
        .group_by(preorder::Column::State)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let counted = |(state, count): (String, i64)| {
        let unreadable = || StoreError::Corrupt(format!("orders of campaign {campaign}"));
        let state: State = state.parse().map_err(|_| unreadable())?;
        Ok((state, u64::try_from(count).map_err(|_| unreadable())?))
    };
    rows.into_iter().map(counted).collect()
}

fn in_states(campaign: CampaignId, states: &[State]) -> sea_orm::Select<preorder::Entity> {
    preorder::Entity::find()
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()))
        .filter(preorder::Column::State.is_in(states.iter().map(|state| state.as_str())))
}

/// An order counts against the buyer's limit while it is open or paid.
fn holds_units(state: State) -> bool {
    state.is_open() || state == State::Paid
}
