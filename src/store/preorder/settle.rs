//! What settlement asks of many orders: whose time has come, and what money they stand for.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::{preorder, refund};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};

use crate::domain::id::{CampaignId, PreorderId};
use crate::domain::preorder::State;
use crate::domain::refund::{Line, State as RefundState};
use crate::store::{Reads, StoreError, dispute};

/// What orders whose payment failed wait for.
#[derive(Debug, Clone, Copy)]
pub enum Waiting {
    Retry {
        until: DateTime<Utc>,
    },
    Reminder {
        until: DateTime<Utc>,
    },
    /// The end of a grace that began then or before, or of the agreement.
    GraceOver {
        first_failed_by: DateTime<Utc>,
        now: DateTime<Utc>,
    },
}

/// Units of orders by what became of their money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnitsInHand {
    pub paid: u32,
    pub refunded: u32,
    pub disputed: u32,
}

/// Amounts of a campaign's orders in one state, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    pub total_minor: i64,
    pub received_minor: i64,
    pub returned_minor: i64,
}

/// Orders whose payment failed and whose time has come, oldest first.
pub async fn list_waiting(
    reads: &impl Reads,
    campaign: CampaignId,
    waiting: Waiting,
    limit: u64,
) -> Result<Vec<PreorderId>, StoreError> {
    let due = match waiting {
        Waiting::Retry { until } => Condition::all().add(preorder::Column::NextRetryAt.lte(until)),
        Waiting::Reminder { until } => Condition::all().add(preorder::Column::NextReminderAt.lte(until)),
        Waiting::GraceOver { first_failed_by, now } => Condition::any()
            .add(preorder::Column::GraceFrom.lte(first_failed_by))
            .add(preorder::Column::ChargeBy.lt(now)),
    };
    let ids: Vec<uuid::Uuid> = preorder::Entity::find()
        .select_only()
        .column(preorder::Column::Id)
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()))
        .filter(preorder::Column::State.is_in([State::Declined.as_str(), State::NeedsAction.as_str()]))
        .filter(due)
        .order_by_asc(preorder::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(ids.into_iter().map(PreorderId::new).collect())
}

/// When the next failed payment is tried again.
pub async fn next_retry_at(
    reads: &impl Reads,
    campaign: CampaignId,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let found: Option<Option<DateTime<Utc>>> = preorder::Entity::find()
        .select_only()
        .column_as(preorder::Column::NextRetryAt.min(), "next_retry_at")
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()))
        .filter(preorder::Column::State.is_in([State::Declined.as_str(), State::NeedsAction.as_str()]))
        .into_tuple()
        .one(reads.connection())
        .await?;
    Ok(found.flatten())
}

/// What the orders in each state stand for.
pub async fn sums(reads: &impl Reads, campaign: CampaignId) -> Result<BTreeMap<State, Sum>, StoreError> {
    let sum = |column: &str| Expr::cust(format!("CAST(COALESCE(SUM({column}), 0) AS BIGINT)"));
    let rows: Vec<(String, i64, i64, i64)> = preorder::Entity::find()
        .select_only()
        .column(preorder::Column::State)
        .column_as(sum("total_minor"), "total")
        .column_as(sum("received_minor"), "received")
        .column_as(sum("returned_minor"), "returned")
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()))
        .group_by(preorder::Column::State)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let read = |(state, total_minor, received_minor, returned_minor): (String, i64, i64, i64)| {
        let unreadable = |_| StoreError::Corrupt(format!("orders of campaign {campaign}"));
        Ok((state.parse().map_err(unreadable)?, Sum { total_minor, received_minor, returned_minor }))
    };
    rows.into_iter().map(read).collect()
}

/// How many of a campaign's orders were paid, or failed for the first time, since that instant.
pub async fn count_tried(
    reads: &impl Reads,
    campaign: CampaignId,
    since: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let paid = preorder::Entity::find()
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()))
        .filter(preorder::Column::PaidAt.gte(since))
        .count(reads.connection())
        .await?;
    let failed = preorder::Entity::find()
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()))
        .filter(preorder::Column::State.is_in([State::Declined.as_str(), State::NeedsAction.as_str()]))
        .filter(preorder::Column::GraceFrom.gte(since))
        .count(reads.connection())
        .await?;
    Ok(paid.saturating_add(failed))
}

/// Units that were paid, and those of them whose money is gone or contested.
pub async fn units_in_hand(reads: &impl Reads, campaign: CampaignId) -> Result<UnitsInHand, StoreError> {
    let contested = dispute::list_contested(reads, campaign).await?;
    let refunded = refunded_units(reads, campaign).await?;
    let rows = preorder::Entity::find()
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()))
        .filter(preorder::Column::ReceivedMinor.gt(0))
        .all(reads.connection())
        .await?;
    let mut hand = UnitsInHand::default();
    for row in rows {
        let id = PreorderId::new(row.id);
        let units =
            u32::try_from(row.units).map_err(|_| StoreError::Corrupt(format!("units of pre-order {id}")))?;
        hand.paid = hand.paid.saturating_add(units);
        if contested.contains(&id) {
            hand.disputed = hand.disputed.saturating_add(units);
        } else if row.returned_minor >= row.received_minor {
            hand.refunded = hand.refunded.saturating_add(units);
        } else {
            let of_lines = Ord::min(refunded.get(&id).copied().unwrap_or(0), units);
            hand.refunded = hand.refunded.saturating_add(of_lines);
        }
    }
    Ok(hand)
}

/// Units named by refunds that stand.
async fn refunded_units(
    reads: &impl Reads,
    campaign: CampaignId,
) -> Result<BTreeMap<PreorderId, u32>, StoreError> {
    let orders = preorder::Entity::find()
        .select_only()
        .column(preorder::Column::Id)
        .filter(preorder::Column::CampaignId.eq(campaign.uuid()));
    let rows = refund::Entity::find()
        .filter(refund::Column::PreorderId.in_subquery(orders.into_query()))
        .filter(refund::Column::State.ne(RefundState::Withdrawn.as_str()))
        .all(reads.connection())
        .await?;
    let mut units: BTreeMap<PreorderId, u32> = BTreeMap::new();
    for row in rows {
        let lines: Vec<Line> = serde_json::from_str(&row.lines)
            .map_err(|error| StoreError::Corrupt(format!("refund {}: {error}", row.id)))?;
        let sum = units.entry(PreorderId::new(row.preorder_id)).or_default();
        *sum = lines.iter().fold(*sum, |sum, line| sum.saturating_add(line.quantity));
    }
    Ok(units)
}
