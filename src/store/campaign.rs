//! Campaigns: the sale of one design each, with both unit counts and its clocks.

use chrono::{DateTime, Utc};
use entity::campaign;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{Reads, StoreError, Tx};
use crate::domain::campaign::{Campaign, Clocks, State, Units};
use crate::domain::id::{AccountId, CampaignId, DesignId, RoundId};
use crate::domain::rules::GateTerms;

/// Which campaigns a list has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub round: Option<RoundId>,
    pub state: Option<State>,
    /// Without it, only campaigns that were opened.
    pub with_unopened: bool,
}

pub async fn insert(tx: &Tx, new: &Campaign) -> Result<(), StoreError> {
    let row = campaign::ActiveModel {
        id: Set(new.id.uuid()),
        round_id: Set(new.round.uuid()),
        currency: Set(new.currency.code().to_owned()),
        design_id: Set(new.design.uuid()),
        state: Set(new.state.as_str().to_owned()),
        threshold_units: Set(stored(new.terms.threshold_units)?),
        cap_units: Set(new.terms.cap_units.map(stored).transpose()?),
        per_buyer_units_max: Set(new.terms.per_buyer_units_max.map(stored).transpose()?),
        on_threshold: Set(new.terms.on_threshold),
        sale_seconds: Set(new.terms.sale_seconds.into()),
        last_call_seconds: Set(new.terms.last_call_seconds.into()),
        notice_seconds: Set(new.terms.notice_seconds.into()),
        grace_seconds: Set(new.terms.grace_seconds.into()),
        short_seconds: Set(new.terms.short_seconds.into()),
        reserved_units: Set(stored(new.units.reserved)?),
        committed_units: Set(stored(new.units.committed)?),
        opened_at: Set(new.opened_at),
        deadline_at: Set(new.clocks.deadline_at),
        decided_at: Set(new.decided_at),
        first_charge_at: Set(new.clocks.first_charge_at),
        funded_at: Set(new.funded_at),
        short_deadline_at: Set(new.clocks.short_deadline_at),
        closed_at: Set(new.closed_at),
        paused_at: Set(new.paused_at),
        pause_reason: Set(new.pause_reason.clone()),
        close_reason: Set(new.close_reason.clone()),
        refund_requested_by: Set(new.refund_requested_by.map(AccountId::uuid)),
        created_at: Set(new.created_at),
    };
    campaign::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

pub async fn find(reads: &impl Reads, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
    campaign::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

/// The sale of a design, if it has one.
pub async fn find_by_design(reads: &impl Reads, design: DesignId) -> Result<Option<Campaign>, StoreError> {
    let query = campaign::Entity::find().filter(campaign::Column::DesignId.eq(design.uuid()));
    query.one(reads.connection()).await?.map(read).transpose()
}

/// Reads it and holds its row until the transaction ends. Taken after its round and before its pre-orders.
pub async fn lock(tx: &Tx, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
    let row = campaign::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.connection()).await?;
    row.map(read).transpose()
}

/// Reads it so that nobody changes it until the transaction ends, while others may do the same: for charging.
pub async fn lock_shared(tx: &Tx, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
    let row = campaign::Entity::find_by_id(id.uuid()).lock_shared().one(tx.connection()).await?;
    row.map(read).transpose()
}

/// Campaigns before that id, newest first.
pub async fn list(
    reads: &impl Reads,
    filter: Filter,
    before: Option<CampaignId>,
    limit: u64,
) -> Result<Vec<Campaign>, StoreError> {
    let mut wanted = Condition::all();
    if !filter.with_unopened {
        wanted = wanted.add(campaign::Column::OpenedAt.is_not_null());
    }
    if let Some(round) = filter.round {
        wanted = wanted.add(campaign::Column::RoundId.eq(round.uuid()));
    }
    if let Some(state) = filter.state {
        wanted = wanted.add(campaign::Column::State.eq(state.as_str()));
    }
    if let Some(before) = before {
        wanted = wanted.add(campaign::Column::Id.lt(before.uuid()));
    }
    let query = campaign::Entity::find().filter(wanted).order_by_desc(campaign::Column::Id).limit(limit);
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// The sale of a design, whether it was opened or not.
pub async fn find_of_design(reads: &impl Reads, design: DesignId) -> Result<Option<Campaign>, StoreError> {
    let query = campaign::Entity::find().filter(campaign::Column::DesignId.eq(design.uuid()));
    query.order_by_desc(campaign::Column::Id).one(reads.connection()).await?.map(read).transpose()
}

/// These campaigns, in no order.
pub async fn list_by_ids(reads: &impl Reads, ids: &[CampaignId]) -> Result<Vec<Campaign>, StoreError> {
    let query = campaign::Entity::find().filter(campaign::Column::Id.is_in(ids.iter().map(|id| id.uuid())));
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// Campaigns that were opened, those still open first and newest first in each part, after that one.
pub async fn list_shelf(
    reads: &impl Reads,
    after: Option<CampaignId>,
    limit: u64,
) -> Result<Vec<Campaign>, StoreError> {
    let is_open = campaign::Column::State.eq(State::Open.as_str());
    let mut wanted = Condition::all().add(campaign::Column::OpenedAt.is_not_null());
    if let Some(after) = after {
        let older = campaign::Column::Id.lt(after.uuid());
        let last = find(reads, after).await?;
        wanted = wanted.add(if last.is_some_and(|last| last.state == State::Open) {
            Condition::any().add(older).add(is_open.clone().not())
        } else {
            Condition::all().add(older).add(is_open.clone().not())
        });
    }
    let query = campaign::Entity::find()
        .filter(wanted)
        .order_by_desc(is_open)
        .order_by_desc(campaign::Column::Id)
        .limit(limit);
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// Every campaign in this state, oldest first: for reconcilers, which look at live ones only.
pub async fn list_in(reads: &impl Reads, state: State) -> Result<Vec<Campaign>, StoreError> {
    let query = campaign::Entity::find()
        .filter(campaign::Column::State.eq(state.as_str()))
        .order_by_asc(campaign::Column::Id);
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// Open campaigns that are past their deadline and not paused; their last call may still run.
pub async fn list_past_deadline(reads: &impl Reads, now: DateTime<Utc>) -> Result<Vec<Campaign>, StoreError> {
    let query = campaign::Entity::find()
        .filter(campaign::Column::State.eq(State::Open.as_str()))
        .filter(campaign::Column::DeadlineAt.lte(now))
        .filter(campaign::Column::PausedAt.is_null())
        .order_by_asc(campaign::Column::Id);
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// Open campaigns that the gate may have an answer for: past their deadline, or at the threshold that decides.
pub async fn list_decidable(reads: &impl Reads, now: DateTime<Utc>) -> Result<Vec<Campaign>, StoreError> {
    let committed = Expr::col(campaign::Column::CommittedUnits);
    let is_reached = Condition::all()
        .add(campaign::Column::OnThreshold.eq(true))
        .add(committed.gte(Expr::col(campaign::Column::ThresholdUnits)));
    let query = campaign::Entity::find()
        .filter(campaign::Column::State.eq(State::Open.as_str()))
        .filter(Condition::any().add(campaign::Column::DeadlineAt.lte(now)).add(is_reached))
        .filter(campaign::Column::PausedAt.is_null())
        .order_by_asc(campaign::Column::Id);
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// Live campaigns paused at this instant or before.
pub async fn list_paused_since(
    reads: &impl Reads,
    since: DateTime<Utc>,
) -> Result<Vec<CampaignId>, StoreError> {
    let live = State::ALL.iter().filter(|state| !state.is_over() && **state != State::Refunding);
    let live = live.map(|state| state.as_str());
    let query = campaign::Entity::find()
        .filter(campaign::Column::PausedAt.lte(since))
        .filter(campaign::Column::State.is_in(live))
        .order_by_asc(campaign::Column::Id);
    let rows = query.all(reads.connection()).await?;
    Ok(rows.into_iter().map(|row| CampaignId::new(row.id)).collect())
}

/// Moves a campaign from one state to the next.
pub async fn transition(tx: &Tx, id: CampaignId, from: State, to: State) -> Result<(), StoreError> {
    let done = campaign::Entity::update_many()
        .col_expr(campaign::Column::State, Expr::value(to.as_str()))
        .filter(campaign::Column::Id.eq(id.uuid()))
        .filter(campaign::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

/// Both counts as they are now.
pub async fn units(tx: &Tx, id: CampaignId) -> Result<Units, StoreError> {
    let found = find(tx, id).await?.ok_or_else(|| StoreError::Corrupt(format!("no campaign {id}")))?;
    Ok(found.units)
}

/// Replaces both counts, if they are still what they were.
pub async fn set_units(tx: &Tx, id: CampaignId, from: Units, to: Units) -> Result<(), StoreError> {
    let done = campaign::Entity::update_many()
        .col_expr(campaign::Column::ReservedUnits, Expr::value(stored(to.reserved)?))
        .col_expr(campaign::Column::CommittedUnits, Expr::value(stored(to.committed)?))
        .filter(campaign::Column::Id.eq(id.uuid()))
        .filter(campaign::Column::ReservedUnits.eq(stored(from.reserved)?))
        .filter(campaign::Column::CommittedUnits.eq(stored(from.committed)?))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

/// Writes down instants, marks and reasons, everything but state and counts.
pub async fn save(tx: &Tx, changed: &Campaign) -> Result<(), StoreError> {
    let done = campaign::Entity::update_many()
        .col_expr(campaign::Column::OpenedAt, Expr::value(changed.opened_at))
        .col_expr(campaign::Column::DeadlineAt, Expr::value(changed.clocks.deadline_at))
        .col_expr(campaign::Column::DecidedAt, Expr::value(changed.decided_at))
        .col_expr(campaign::Column::FirstChargeAt, Expr::value(changed.clocks.first_charge_at))
        .col_expr(campaign::Column::FundedAt, Expr::value(changed.funded_at))
        .col_expr(campaign::Column::ShortDeadlineAt, Expr::value(changed.clocks.short_deadline_at))
        .col_expr(campaign::Column::ClosedAt, Expr::value(changed.closed_at))
        .col_expr(campaign::Column::PausedAt, Expr::value(changed.paused_at))
        .col_expr(campaign::Column::PauseReason, Expr::value(changed.pause_reason.clone()))
        .col_expr(campaign::Column::CloseReason, Expr::value(changed.close_reason.clone()))
        .col_expr(
            campaign::Column::RefundRequestedBy,
            Expr::value(changed.refund_requested_by.map(AccountId::uuid)),
        )
        .filter(campaign::Column::Id.eq(changed.id.uuid()))
        .exec(tx.connection())
        .await?;
    one(done.rows_affected)
}

fn one(rows_affected: u64) -> Result<(), StoreError> {
    if rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the campaign")) }
}

fn stored(count: u32) -> Result<i32, StoreError> {
    i32::try_from(count).map_err(|_| StoreError::Corrupt("a count beyond 31 bits".into()))
}

fn read(row: campaign::Model) -> Result<Campaign, StoreError> {
    let unreadable = |what: &str| StoreError::Corrupt(format!("{what} of campaign {}", row.id));
    let count = |value: i32| u32::try_from(value).map_err(|_| unreadable("a count"));
    let seconds = |value: i64| u32::try_from(value).map_err(|_| unreadable("a length of time"));
    Ok(Campaign {
        id: CampaignId::new(row.id),
        round: RoundId::new(row.round_id),
        design: DesignId::new(row.design_id),
        currency: row.currency.parse().map_err(|_| unreadable("currency"))?,
        state: row.state.parse().map_err(|_| unreadable("state"))?,
        terms: GateTerms {
            threshold_units: count(row.threshold_units)?,
            cap_units: row.cap_units.map(count).transpose()?,
            per_buyer_units_max: row.per_buyer_units_max.map(count).transpose()?,
            on_threshold: row.on_threshold,
            sale_seconds: seconds(row.sale_seconds)?,
            last_call_seconds: seconds(row.last_call_seconds)?,
            notice_seconds: seconds(row.notice_seconds)?,
            grace_seconds: seconds(row.grace_seconds)?,
            short_seconds: seconds(row.short_seconds)?,
        },
        units: Units { reserved: count(row.reserved_units)?, committed: count(row.committed_units)? },
        clocks: Clocks {
            deadline_at: row.deadline_at,
            first_charge_at: row.first_charge_at,
            short_deadline_at: row.short_deadline_at,
        },
        opened_at: row.opened_at,
        decided_at: row.decided_at,
        funded_at: row.funded_at,
        closed_at: row.closed_at,
        paused_at: row.paused_at,
        pause_reason: row.pause_reason,
        close_reason: row.close_reason,
        refund_requested_by: row.refund_requested_by.map(AccountId::new),
        created_at: row.created_at,
    })
}
