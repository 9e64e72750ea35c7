//! What the detectors look at, read in a few wide queries.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::{account, ballot, ballot_change, ballot_mark, exposure};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationDef,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{Reads, StoreError};
use crate::domain::ballot::Answer;
use crate::domain::exposure::State;
use crate::domain::id::{AccountId, BallotId, DesignId, RoundId};
use crate::domain::integrity::{Mark, MarkKind};
use crate::domain::score::Score;
use crate::domain::standing::Ballot;

type BallotColumns = (Uuid, Uuid, Uuid, i32, bool, DateTime<Utc>, i64);
type AnswerColumns = (Uuid, String, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// A ballot with its marks.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: BallotId,
    pub account: AccountId,
    pub design: DesignId,
    pub answer: Answer,
    pub first_at: DateTime<Utc>,
    /// Its place in the round's time order.
    pub rank: u64,
    pub network: Option<Mark>,
    pub device: Option<Mark>,
}

impl Row {
    /// The same for a count in which nothing is set aside.
    pub fn restored(&self) -> Ballot {
        Ballot {
            voter: self.account,
            design: self.design,
            score: self.answer.score,
            would_buy: self.answer.would_buy,
            rank: self.rank,
            set_aside: false,
            counted_as: None,
        }
    }
}

/// One answer to the queue.
#[derive(Debug, Clone, Copy)]
pub struct Answered {
    pub account: AccountId,
    pub is_skip: bool,
    pub handed_at: DateTime<Utc>,
    pub answered_at: DateTime<Utc>,
}

/// Every ballot of the round, by voter and design.
pub async fn list_ballots(reads: &impl Reads, round: RoundId) -> Result<Vec<Row>, StoreError> {
    let mut marks = list_marks(reads, round).await?;
    let rows: Vec<BallotColumns> = ballot::Entity::find()
        .select_only()
        .columns([
            ballot::Column::Id,
            ballot::Column::AccountId,
            ballot::Column::DesignId,
            ballot::Column::Score,
            ballot::Column::WouldBuy,
            ballot::Column::FirstAt,
            ballot::Column::Sequence,
        ])
        .filter(ballot::Column::RoundId.eq(round.uuid()))
        .order_by_asc(ballot::Column::AccountId)
        .order_by_asc(ballot::Column::DesignId)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let read = |(id, account, design, score, would_buy, first_at, sequence): BallotColumns| {
        let (network, device) = marks.remove(&id).unwrap_or_default();
        Ok(Row {
            id: BallotId::new(id),
            account: AccountId::new(account),
            design: DesignId::new(design),
            answer: answer(score, would_buy)?,
            first_at,
            rank: u64::try_from(sequence).unwrap_or(0),
            network,
            device,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Every value of the ballots that were changed, by ballot in time order: the first one is the answer given first.
pub async fn list_values(
    reads: &impl Reads,
    round: RoundId,
) -> Result<Vec<(BallotId, Answer, DateTime<Utc>)>, StoreError> {
    let changed = ballot::Entity::find()
        .select_only()
        .column(ballot::Column::Id)
        .filter(ballot::Column::RoundId.eq(round.uuid()))
        .filter(Expr::col(ballot::Column::ChangedAt).not_equals(ballot::Column::FirstAt));
    let rows = ballot_change::Entity::find()
        .filter(ballot_change::Column::BallotId.in_subquery(changed.into_query()))
        .order_by_asc(ballot_change::Column::BallotId)
        .order_by_asc(ballot_change::Column::At)
        .order_by_asc(ballot_change::Column::Id)
        .all(reads.connection())
        .await?;
    rows.into_iter()
        .map(|row| Ok((BallotId::new(row.ballot_id), answer(row.score, row.would_buy)?, row.at)))
        .collect()
}

/// Scores and skips, in the order in which they were given.
pub async fn list_answered(reads: &impl Reads, round: RoundId) -> Result<Vec<Answered>, StoreError> {
    let rows: Vec<AnswerColumns> = exposure::Entity::find()
        .select_only()
        .columns([
            exposure::Column::AccountId,
            exposure::Column::State,
            exposure::Column::HandedAt,
            exposure::Column::AnsweredAt,
        ])
        .filter(exposure::Column::RoundId.eq(round.uuid()))
        .filter(exposure::Column::AnsweredAt.is_not_null())
        .order_by_asc(exposure::Column::AnsweredAt)
        .order_by_asc(exposure::Column::Id)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let read = |(account, state, handed_at, answered_at): AnswerColumns| {
        Some(Answered {
            account: AccountId::new(account),
            is_skip: state == State::Skipped.as_str(),
            handed_at: handed_at?,
            answered_at: answered_at?,
        })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// When each voter of the round joined.
pub async fn list_joined(
    reads: &impl Reads,
    round: RoundId,
) -> Result<BTreeMap<AccountId, DateTime<Utc>>, StoreError> {
    let voters = ballot::Entity::find()
        .select_only()
        .column(ballot::Column::AccountId)
        .distinct()
        .filter(ballot::Column::RoundId.eq(round.uuid()));
    let rows: Vec<(Uuid, DateTime<Utc>)> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .column(account::Column::CreatedAt)
        .filter(account::Column::Id.in_subquery(voters.into_query()))
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(|(id, at)| (AccountId::new(id), at)).collect())
}

type Marks = (Option<Mark>, Option<Mark>);

async fn list_marks(reads: &impl Reads, round: RoundId) -> Result<BTreeMap<Uuid, Marks>, StoreError> {
    let to_ballot: RelationDef = ballot_mark::Entity::belongs_to(ballot::Entity)
        .from(ballot_mark::Column::BallotId)
        .to(ballot::Column::Id)
        .into();
    let rows = ballot_mark::Entity::find()
        .join(JoinType::InnerJoin, to_ballot)
        .filter(ballot::Column::RoundId.eq(round.uuid()))
        .all(reads.connection())
        .await?;
    let mut marks: BTreeMap<Uuid, Marks> = BTreeMap::new();
    for row in rows {
        let kind = row.kind.parse().map_err(|_| StoreError::Corrupt("a mark's kind".into()))?;
        let mark = Some(Mark(u64::from_ne_bytes(row.mark.to_ne_bytes())));
        let of_ballot = marks.entry(row.ballot_id).or_default();
        match kind {
            MarkKind::Network => of_ballot.0 = mark,
            MarkKind::Device => of_ballot.1 = mark,
        }
    }
    Ok(marks)
}

fn answer(score: i32, would_buy: bool) -> Result<Answer, StoreError> {
    let score =
        Score::try_from(i64::from(score)).map_err(|_| StoreError::Corrupt("a ballot's score".into()))?;
    Ok(Answer { score, would_buy })
}
