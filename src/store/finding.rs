//! Findings and their ballots.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::{ballot, finding, finding_ballot};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};
use crate::domain::ballot::Answer;
use crate::domain::finding::{Decision, Finding, State};
use crate::domain::id::{AccountId, BallotId, DesignId, FindingId, InspectionId, RoundId};
use crate::domain::integrity::Detector;
use crate::domain::score::Score;

/// Rows written or named by one statement: both databases bound the parameters of one.
const AT_ONCE: usize = 200;

type SaidColumns = (Uuid, Option<i32>, Option<bool>, String, String);

/// A ballot of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubted {
    pub ballot: BallotId,
    pub account: AccountId,
    pub design: DesignId,
    pub answer: Answer,
    /// The answer that counts instead, where only its change is doubted.
    pub earlier: Option<Answer>,
}

/// Which findings are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub state: Option<State>,
    /// After that one, oldest first.
    pub after: Option<FindingId>,
}

pub async fn insert(
    tx: &Tx,
    new: &Finding,
    ballots: &[(BallotId, Option<Answer>)],
) -> Result<(), StoreError> {
    let figures =
        serde_json::to_string(&new.figures).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let row = finding::ActiveModel {
        id: Set(new.id.uuid()),
        round_id: Set(new.round.uuid()),
        inspection_id: Set(new.inspection.uuid()),
        detector: Set(new.detector.as_str().to_owned()),
        state: Set(new.state.as_str().to_owned()),
        design_id: Set(new.design.map(DesignId::uuid)),
        reason: Set(new.reason.clone()),
        figures: Set(figures),
        found_at: Set(new.found_at),
        decided_at: Set(None),
        decided_by: Set(None),
        decided_reason: Set(None),
    };
    finding::Entity::insert(row).exec(tx.connection()).await?;
    for some in ballots.chunks(AT_ONCE) {
        let rows = some.iter().map(|(ballot, earlier)| finding_ballot::ActiveModel {
            finding_id: Set(new.id.uuid()),
            ballot_id: Set(ballot.uuid()),
            earlier_score: Set(earlier.map(|answer| i32::from(answer.score.get()))),
            earlier_would_buy: Set(earlier.map(|answer| answer.would_buy)),
        });
        finding_ballot::Entity::insert_many(rows).exec(tx.connection()).await?;
    }
    Ok(())
}

pub async fn find(reads: &impl Reads, id: FindingId) -> Result<Option<Finding>, StoreError> {
    finding::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

/// Reads it and holds its row until the transaction ends.
pub async fn lock(tx: &Tx, id: FindingId) -> Result<Option<Finding>, StoreError> {
    let query = finding::Entity::find_by_id(id.uuid()).lock_exclusive();
    query.one(tx.connection()).await?.map(read).transpose()
}

pub async fn list(
    reads: &impl Reads,
    round: RoundId,
    filter: Filter,
    limit: u64,
) -> Result<Vec<Finding>, StoreError> {
    let mut query = finding::Entity::find()
        .filter(finding::Column::RoundId.eq(round.uuid()))
        .order_by_asc(finding::Column::Id)
        .limit(limit);
    if let Some(state) = filter.state {
        query = query.filter(finding::Column::State.eq(state.as_str()));
    }
    if let Some(after) = filter.after {
        query = query.filter(finding::Column::Id.gt(after.uuid()));
    }
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// How many of the round's findings are in this state.
pub async fn count(reads: &impl Reads, round: RoundId, state: State) -> Result<u64, StoreError> {
    let query = finding::Entity::find()
        .filter(finding::Column::RoundId.eq(round.uuid()))
        .filter(finding::Column::State.eq(state.as_str()));
    Ok(query.count(reads.connection()).await?)
}

/// The findings with ballots for this design, in the order of their ids, each with how many.
pub async fn list_of_design(reads: &impl Reads, design: DesignId) -> Result<Vec<(Finding, u64)>, StoreError> {
    let rows: Vec<(Uuid, i64)> = finding_ballot::Entity::find()
        .select_only()
        .column(finding_ballot::Column::FindingId)
        .column_as(finding_ballot::Column::BallotId.count(), "ballots")
        .join(JoinType::InnerJoin, to_ballot())
        .filter(ballot::Column::DesignId.eq(design.uuid()))
        .group_by(finding_ballot::Column::FindingId)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let counts: BTreeMap<Uuid, i64> = rows.into_iter().collect();
    let mut found = Vec::with_capacity(counts.len());
    for (id, ballots) in counts {
        let finding = find(reads, FindingId::new(id)).await?;
        let finding = finding.ok_or_else(|| StoreError::Corrupt(format!("finding {id} has no row")))?;
        found.push((finding, u64::try_from(ballots).unwrap_or(0)));
    }
    Ok(found)
}

/// How many ballots it is about.
pub async fn count_ballots(reads: &impl Reads, id: FindingId) -> Result<u64, StoreError> {
    let query = finding_ballot::Entity::find().filter(finding_ballot::Column::FindingId.eq(id.uuid()));
    Ok(query.count(reads.connection()).await?)
}

/// A finding's ballots, by design and voter.
pub async fn list_ballots(reads: &impl Reads, id: FindingId) -> Result<Vec<Doubted>, StoreError> {
    let rows = finding_ballot::Entity::find()
        .filter(finding_ballot::Column::FindingId.eq(id.uuid()))
        .all(reads.connection())
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.ballot_id).collect();
    let mut ballots = BTreeMap::new();
    for some in ids.chunks(AT_ONCE) {
        let found = ballot::Entity::find()
            .filter(ballot::Column::Id.is_in(some.iter().copied()))
            .all(reads.connection())
            .await?;
        ballots.extend(found.into_iter().map(|row| (row.id, row)));
    }
    let mut doubted: Vec<Doubted> = rows
        .iter()
        .filter_map(|row| Some(self::doubted(row, ballots.get(&row.ballot_id)?)))
        .collect::<Result<_, _>>()?;
    doubted.sort_by_key(|each| (each.design, each.account));
    Ok(doubted)
}

/// Every ballot that a detector has proposed before in this round, whatever came of it.
pub async fn list_known(
    reads: &impl Reads,
    round: RoundId,
) -> Result<BTreeSet<(Detector, BallotId)>, StoreError> {
    let rows: Vec<(String, Uuid)> = finding_ballot::Entity::find()
        .select_only()
        .column(finding::Column::Detector)
        .column(finding_ballot::Column::BallotId)
        .join(JoinType::InnerJoin, to_finding())
        .filter(finding::Column::RoundId.eq(round.uuid()))
        .into_tuple()
        .all(reads.connection())
        .await?;
    rows.into_iter()
        .map(|(detector, ballot)| {
            let detector =
                detector.parse().map_err(|_| StoreError::Corrupt("a finding's detector".into()))?;
            Ok((detector, BallotId::new(ballot)))
        })
        .collect()
}

/// What is said in force against each of these ballots: detector, reason, earlier answer. In the order of detectors.
pub async fn list_in_force(
    reads: &impl Reads,
    ballots: &[BallotId],
) -> Result<BTreeMap<BallotId, Vec<(Detector, String, Option<Answer>)>>, StoreError> {
    let in_force = State::ALL.iter().filter(|state| state.is_in_force()).map(|state| state.as_str());
    let in_force: Vec<&str> = in_force.collect();
    let mut found: BTreeMap<BallotId, Vec<(Detector, String, Option<Answer>)>> = BTreeMap::new();
    for some in ballots.chunks(AT_ONCE) {
        let rows: Vec<SaidColumns> = finding_ballot::Entity::find()
            .select_only()
            .column(finding_ballot::Column::BallotId)
            .column(finding_ballot::Column::EarlierScore)
            .column(finding_ballot::Column::EarlierWouldBuy)
            .column(finding::Column::Detector)
            .column(finding::Column::Reason)
            .join(JoinType::InnerJoin, to_finding())
            .filter(finding_ballot::Column::BallotId.is_in(some.iter().map(|id| id.uuid())))
            .filter(finding::Column::State.is_in(in_force.iter().copied()))
            .order_by_asc(finding::Column::Id)
            .into_tuple()
            .all(reads.connection())
            .await?;
        for (ballot, score, would_buy, detector, reason) in rows {
            let detector: Detector =
                detector.parse().map_err(|_| StoreError::Corrupt("a finding's detector".into()))?;
            let earlier = answer(score, would_buy)?;
            found.entry(BallotId::new(ballot)).or_default().push((detector, reason, earlier));
        }
    }
    for said in found.values_mut() {
        said.sort_by_key(|(detector, _, _)| *detector);
    }
    Ok(found)
}

/// Moves a finding from one state to the next, with who decided it.
pub async fn transition(
    tx: &Tx,
    id: FindingId,
    (from, to): (State, State),
    decision: &Decision,
) -> Result<(), StoreError> {
    let done = finding::Entity::update_many()
        .col_expr(finding::Column::State, Expr::value(to.as_str()))
        .col_expr(finding::Column::DecidedAt, Expr::value(decision.at))
        .col_expr(finding::Column::DecidedBy, Expr::value(decision.by.uuid()))
        .col_expr(finding::Column::DecidedReason, Expr::value(decision.reason.clone()))
        .filter(finding::Column::Id.eq(id.uuid()))
        .filter(finding::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the finding")) }
}

fn to_finding() -> sea_orm::RelationDef {
    finding_ballot::Entity::belongs_to(finding::Entity)
        .from(finding_ballot::Column::FindingId)
        .to(finding::Column::Id)
        .into()
}

fn to_ballot() -> sea_orm::RelationDef {
    finding_ballot::Entity::belongs_to(ballot::Entity)
        .from(finding_ballot::Column::BallotId)
        .to(ballot::Column::Id)
        .into()
}

fn doubted(row: &finding_ballot::Model, ballot: &ballot::Model) -> Result<Doubted, StoreError> {
    let given = answer(Some(ballot.score), Some(ballot.would_buy))?;
    Ok(Doubted {
        ballot: BallotId::new(row.ballot_id),
        account: AccountId::new(ballot.account_id),
        design: DesignId::new(ballot.design_id),
        answer: given.ok_or_else(|| StoreError::Corrupt(format!("ballot {}", ballot.id)))?,
        earlier: answer(row.earlier_score, row.earlier_would_buy)?,
    })
}

fn answer(score: Option<i32>, would_buy: Option<bool>) -> Result<Option<Answer>, StoreError> {
    let (Some(score), Some(would_buy)) = (score, would_buy) else { return Ok(None) };
    let score = Score::try_from(i64::from(score))
        .map_err(|_| StoreError::Corrupt("a doubted ballot's score".into()))?;
    Ok(Some(Answer { score, would_buy }))
}

fn read(row: finding::Model) -> Result<Finding, StoreError> {
    let unreadable = |what: &str| StoreError::Corrupt(format!("{what} of finding {}", row.id));
    Ok(Finding {
        id: FindingId::new(row.id),
        round: RoundId::new(row.round_id),
        inspection: InspectionId::new(row.inspection_id),
        detector: row.detector.parse().map_err(|_| unreadable("detector"))?,
        state: row.state.parse().map_err(|_| unreadable("state"))?,
        design: row.design_id.map(DesignId::new),
        figures: serde_json::from_str(&row.figures).map_err(|_| unreadable("figures"))?,
        reason: row.reason,
        found_at: row.found_at,
        decided: decision((row.decided_at, row.decided_by), row.decided_reason),
    })
}

/// Who decided, from the columns that say so.
pub(super) fn decision(
    (at, by): (Option<DateTime<Utc>>, Option<Uuid>),
    reason: Option<String>,
) -> Option<Decision> {
    Some(Decision { by: AccountId::new(by?), at: at?, reason: reason.unwrap_or_default() })
}
