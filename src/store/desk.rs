//! What waits for people, and what a round holds, in numbers.

use entity::{ballot, campaign, design, payout, prize_funding, round};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use uuid::Uuid;

use super::{Reads, StoreError};
use crate::domain::id::{AccountId, RoundId};
use crate::domain::ledger::prize::FundingSource;
use crate::domain::{campaign as sale, design as entry, funding, payout as transfer, round as stage};

/// Designs in this state, in all rounds.
pub async fn count_designs(reads: &impl Reads, state: entry::State) -> Result<u64, StoreError> {
    let query = design::Entity::find().filter(design::Column::State.eq(state.as_str()));
    Ok(query.count(reads.connection()).await?)
}

pub async fn count_rounds(reads: &impl Reads, state: stage::State) -> Result<u64, StoreError> {
    let query = round::Entity::find().filter(round::Column::State.eq(state.as_str()));
    Ok(query.count(reads.connection()).await?)
}

pub async fn count_campaigns(reads: &impl Reads, state: sale::State) -> Result<u64, StoreError> {
    let query = campaign::Entity::find().filter(campaign::Column::State.eq(state.as_str()));
    Ok(query.count(reads.connection()).await?)
}

/// The rounds with bank money that this admin could confirm, oldest request first: somebody else asked for it.
pub async fn list_unconfirmed(reads: &impl Reads, admin: AccountId) -> Result<Vec<RoundId>, StoreError> {
    let rounds: Vec<Uuid> = prize_funding::Entity::find()
        .select_only()
        .column(prize_funding::Column::RoundId)
        .filter(prize_funding::Column::State.eq(funding::State::Requested.as_str()))
        .filter(prize_funding::Column::Source.eq(FundingSource::Bank.as_str()))
        .filter(prize_funding::Column::RequestedBy.ne(admin.uuid()))
        .order_by_asc(prize_funding::Column::Id)
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(rounds.into_iter().map(RoundId::new).collect())
}

/// Payouts that this admin could agree to: not their own, and not agreed to by them or by two already.
pub async fn count_unapproved(reads: &impl Reads, admin: AccountId) -> Result<u64, StoreError> {
    let first = payout::Column::FirstApprovedBy;
    let query = payout::Entity::find()
        .filter(payout::Column::State.eq(transfer::State::Owed.as_str()))
        .filter(payout::Column::AccountId.ne(admin.uuid()))
        .filter(payout::Column::SecondApprovedBy.is_null())
        .filter(Condition::any().add(first.is_null()).add(first.ne(admin.uuid())));
    Ok(query.count(reads.connection()).await?)
}

/// How many designs of a round are in each state, in the order of states; empty states are absent.
pub async fn designs_of_round(
    reads: &impl Reads,
    id: RoundId,
) -> Result<Vec<(entry::State, u64)>, StoreError> {
    let rows: Vec<(String, i64)> = design::Entity::find()
        .select_only()
        .column(design::Column::State)
        .column_as(design::Column::Id.count(), "number")
        .filter(design::Column::RoundId.eq(id.uuid()))
        .group_by(design::Column::State)
        .order_by_asc(design::Column::State)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let mut counts = Vec::with_capacity(rows.len());
    for (word, number) in rows {
        let unreadable = || StoreError::Corrupt(format!("a count of designs of round {id}"));
        let state: entry::State = word.parse().map_err(|_| unreadable())?;
        counts.push((state, u64::try_from(number).map_err(|_| unreadable())?));
    }
    counts.sort_by_key(|(state, _)| *state);
    Ok(counts)
}

/// All ballots in a round's box, set aside or not.
pub async fn ballots_of_round(reads: &impl Reads, id: RoundId) -> Result<u64, StoreError> {
    let query = ballot::Entity::find().filter(ballot::Column::RoundId.eq(id.uuid()));
    Ok(query.count(reads.connection()).await?)
}
