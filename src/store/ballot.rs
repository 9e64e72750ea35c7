//! Ballots, and every value that each of them had.

use chrono::{DateTime, Utc};
use entity::{ballot, ballot_change};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{Reads, StoreError, Tx, counter, tally};
use crate::domain::ballot::{Answer, Ballot};
use crate::domain::id::{AccountId, BallotId, DesignId, RoundId};
use crate::domain::score::Score;
use crate::domain::tally::Tally;

/// Ids named by one statement: both databases bound the parameters of one.
const AT_ONCE: usize = 500;

/// What of a ballot counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verdict {
    /// Nothing of it, for this reason.
    pub set_aside_reason: Option<String>,
    /// An earlier answer, for this reason.
    pub counted_as: Option<(Answer, String)>,
}

/// Writes the value that a member's ballot for a design has from now on, the first or another than `before`, in one
/// statement, keeps each value in its history and counts it for its design. Its id, its place in time and whether it
/// is set aside stay as they first were.
pub async fn put(tx: &Tx, ballot: &Ballot, before: Option<Answer>, change: Uuid) -> Result<(), StoreError> {
    let row = ballot::ActiveModel {
        id: Set(ballot.id.uuid()),
        round_id: Set(ballot.round.uuid()),
        design_id: Set(ballot.design.uuid()),
        account_id: Set(ballot.account.uuid()),
        score: Set(i32::from(ballot.score.get())),
        would_buy: Set(ballot.would_buy),
        first_at: Set(ballot.first_at),
        changed_at: Set(ballot.changed_at),
        sequence: Set(ballot.sequence),
        set_aside_reason: Set(ballot.set_aside_reason.clone()),
        counted_score: Set(None),
        counted_would_buy: Set(None),
        counted_reason: Set(None),
    };
    let mut known = OnConflict::columns([ballot::Column::AccountId, ballot::Column::DesignId]);
    known.update_columns([ballot::Column::Score, ballot::Column::WouldBuy, ballot::Column::ChangedAt]);
    ballot::Entity::insert(row).on_conflict(known).exec_without_returning(tx.connection()).await?;
    insert_change(tx, ballot, change).await?;
    tally::add(tx, ballot.round, ballot.design, Tally::of_change(before, ballot.answer())).await
}

async fn insert_change(tx: &Tx, ballot: &Ballot, id: Uuid) -> Result<(), StoreError> {
    let row = ballot_change::ActiveModel {
        id: Set(id),
        ballot_id: Set(ballot.id.uuid()),
        score: Set(i32::from(ballot.score.get())),
        would_buy: Set(ballot.would_buy),
        at: Set(ballot.changed_at),
    };
    ballot_change::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

/// The place of a new ballot in the round's time order. Others wait for it until the transaction ends: ask last.
pub async fn next_sequence(tx: &Tx, round: RoundId) -> Result<i64, StoreError> {
    counter::next_or_first(tx, &format!("ballot:{round}")).await
}

pub async fn find(
    reads: &impl Reads,
    member: AccountId,
    design: DesignId,
) -> Result<Option<Ballot>, StoreError> {
    let row = ballot::Entity::find()
        .filter(ballot::Column::AccountId.eq(member.uuid()))
        .filter(ballot::Column::DesignId.eq(design.uuid()))
        .one(reads.connection())
        .await?;
    row.map(read).transpose()
}

pub async fn count_of_member(
    reads: &impl Reads,
    round: RoundId,
    member: AccountId,
) -> Result<u64, StoreError> {
    let of_member = of_member(round, member);
    Ok(of_member.count(reads.connection()).await?)
}

/// Members with a ballot in a round, after that one.
pub async fn list_members(
    reads: &impl Reads,
    round: RoundId,
    after: Option<AccountId>,
    limit: u64,
) -> Result<Vec<AccountId>, StoreError> {
    let mut query = ballot::Entity::find()
        .select_only()
        .column(ballot::Column::AccountId)
        .distinct()
        .filter(ballot::Column::RoundId.eq(round.uuid()))
        .order_by_asc(ballot::Column::AccountId)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(ballot::Column::AccountId.gt(after.uuid()));
    }
    let rows: Vec<Uuid> = query.into_tuple().all(reads.connection()).await?;
    Ok(rows.into_iter().map(AccountId::new).collect())
}

/// The ballot that the member gave last in a round, whatever was changed since.
pub async fn last_of_member(
    reads: &impl Reads,
    round: RoundId,
    member: AccountId,
) -> Result<Option<Ballot>, StoreError> {
    let query = of_member(round, member).order_by_desc(ballot::Column::Sequence);
    query.one(reads.connection()).await?.map(read).transpose()
}

/// A member's ballots in a round after that id, oldest first.
pub async fn list_of_member(
    reads: &impl Reads,
    (round, member): (RoundId, AccountId),
    after: Option<BallotId>,
    limit: u64,
) -> Result<Vec<Ballot>, StoreError> {
    let mut query = of_member(round, member).order_by_asc(ballot::Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(ballot::Column::Id.gt(after.uuid()));
    }
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// The whole box, in time order.
pub async fn list_of_round(reads: &impl Reads, round: RoundId) -> Result<Vec<Ballot>, StoreError> {
    let rows = ballot::Entity::find()
        .filter(ballot::Column::RoundId.eq(round.uuid()))
        .order_by_asc(ballot::Column::Sequence)
        .all(reads.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Every value a ballot had, oldest first, with when it was given.
pub async fn list_changes(
    reads: &impl Reads,
    id: BallotId,
) -> Result<Vec<(Score, bool, DateTime<Utc>)>, StoreError> {
    let rows = ballot_change::Entity::find()
        .filter(ballot_change::Column::BallotId.eq(id.uuid()))
        .order_by_asc(ballot_change::Column::At)
        .order_by_asc(ballot_change::Column::Id)
        .all(reads.connection())
        .await?;
    rows.into_iter().map(|row| Ok((score(row.score, row.id)?, row.would_buy, row.at))).collect()
}

fn of_member(round: RoundId, member: AccountId) -> sea_orm::Select<ballot::Entity> {
    ballot::Entity::find()
        .filter(ballot::Column::RoundId.eq(round.uuid()))
        .filter(ballot::Column::AccountId.eq(member.uuid()))
}

/// Writes what of these ballots counts: all of them the same.
pub async fn set_verdict(tx: &Tx, ids: &[BallotId], verdict: &Verdict) -> Result<(), StoreError> {
    let earlier = verdict.counted_as.as_ref();
    for some in ids.chunks(AT_ONCE) {
        ballot::Entity::update_many()
            .col_expr(ballot::Column::SetAsideReason, Expr::value(verdict.set_aside_reason.clone()))
            .col_expr(
                ballot::Column::CountedScore,
                Expr::value(earlier.map(|(answer, _)| i32::from(answer.score.get()))),
            )
            .col_expr(
                ballot::Column::CountedWouldBuy,
                Expr::value(earlier.map(|(answer, _)| answer.would_buy)),
            )
            .col_expr(ballot::Column::CountedReason, Expr::value(earlier.map(|(_, reason)| reason.clone())))
            .filter(ballot::Column::Id.is_in(some.iter().map(|id| id.uuid())))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// The earlier answer that counts instead of the last one, and why.
pub(super) fn counted_as(row: &ballot::Model) -> Result<Option<(Answer, String)>, StoreError> {
    let (Some(given), Some(would_buy)) = (row.counted_score, row.counted_would_buy) else { return Ok(None) };
    let answer = Answer { score: score(given, row.id)?, would_buy };
    Ok(Some((answer, row.counted_reason.clone().unwrap_or_default())))
}

fn read(row: ballot::Model) -> Result<Ballot, StoreError> {
    Ok(Ballot {
        counted_as: counted_as(&row)?,
        id: BallotId::new(row.id),
        round: RoundId::new(row.round_id),
        design: DesignId::new(row.design_id),
        account: AccountId::new(row.account_id),
        score: score(row.score, row.id)?,
        would_buy: row.would_buy,
        first_at: row.first_at,
        changed_at: row.changed_at,
        sequence: row.sequence,
        set_aside_reason: row.set_aside_reason,
    })
}

fn score(stored: i32, id: Uuid) -> Result<Score, StoreError> {
    Score::try_from(i64::from(stored)).map_err(|_| StoreError::Corrupt(format!("score of ballot {id}")))
}
