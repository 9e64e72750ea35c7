//! The rows of a round as the detectors want them: voters and designs by position, everything in a fixed order.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::{App, standing};
use crate::domain::ballot::Answer;
use crate::domain::id::{AccountId, BallotId, DesignId, RoundId};
use crate::domain::integrity::{Cast, Change, Entry, Evidence, Voter};
use crate::domain::round::Round;
use crate::domain::standing::{Ballot, Ballots, Fate, close};
use crate::store::evidence::{Answered, Row};
use crate::store::standing::Entrant;
use crate::store::{self, StoreError};

/// What the detectors look at, and whose ballots those are.
pub(super) struct Read {
    pub(super) evidence: Arc<Evidence>,
    pub(super) ids: BTreeMap<(AccountId, DesignId), BallotId>,
}

/// None where the round is gone or has no detectors.
pub(super) async fn read(app: &App, id: RoundId) -> Result<Option<Read>, StoreError> {
    let snapshot = app.store.begin_read().await?;
    let Some(round) = store::round::find(&snapshot, id).await? else { return Ok(None) };
    let Some(terms) = round.rules.integrity else { return Ok(None) };
    let entrants = store::standing::list_entrants(&snapshot, id).await?;
    let rows = store::evidence::list_ballots(&snapshot, id).await?;
    let values = store::evidence::list_values(&snapshot, id).await?;
    let joined = store::evidence::list_joined(&snapshot, id).await?;
    let answered = store::evidence::list_answered(&snapshot, id).await?;
    let arrivals = store::arrival::list(&snapshot, id).await?;
    drop(snapshot);

    let designs: Positions<DesignId> = Positions::of(entrants.iter().map(|entrant| entrant.design));
    let rows = counted(&round, rows, &entrants);
    let accounts = Positions::of(rows.iter().map(|row| row.account));
    let mut voters = voters(&accounts, &joined, round.opened_at.unwrap_or(round.created_at));
    for (account, design) in arrivals {
        if let (Some(voter), Some(design)) = (accounts.at(&account), designs.at(&design)) {
            voters.get_mut(voter).into_iter().for_each(|voter| voter.came_by.push(design));
        }
    }
    add_answers(&mut voters, &accounts, &answered);
    let ids = rows.iter().map(|row| ((row.account, row.design), row.id)).collect();
    let places: BTreeMap<BallotId, (usize, usize)> = rows
        .iter()
        .filter_map(|row| Some((row.id, (accounts.at(&row.account)?, designs.at(&row.design)?))))
        .collect();
    let evidence = Evidence {
        terms,
        opened_at: round.opened_at.unwrap_or(round.created_at),
        scoring_open_at: round.rules.windows.scoring_open_at,
        scoring_close_at: round.scoring_close_at(),
        designs: entrants.iter().map(entry).collect(),
        voters,
        ballots: rows.iter().filter_map(|row| Some(cast(row, *places.get(&row.id)?))).collect(),
        changes: changes(&values, &places),
    };
    Ok(Some(Read { evidence: Arc::new(evidence), ids }))
}

/// The ballots that count by the round's rules, or would if they were not set aside: of no others anything hangs.
fn counted(round: &Round, rows: Vec<Row>, entrants: &[Entrant]) -> Vec<Row> {
    let ballots: Vec<Ballot> = rows.iter().map(Row::restored).collect();
    let designs: Vec<DesignId> = entrants.iter().map(|entrant| entrant.design).collect();
    let input = Ballots {
        round: round.id,
        terms: &round.rules.scoring,
        designs: &designs,
        ballots: &ballots,
        own: &standing::own(entrants),
    };
    let fates = close(&input).fates;
    rows.into_iter().zip(fates).filter(|(_, fate)| *fate == Fate::Counted).map(|(row, _)| row).collect()
}

/// Where something is in a list that is ordered by it.
struct Positions<T>(BTreeMap<T, usize>);

impl<T: Ord> Positions<T> {
    fn of(all: impl Iterator<Item = T>) -> Self {
        let distinct: std::collections::BTreeSet<T> = all.collect();
        Self(distinct.into_iter().zip(0..).collect())
    }

    fn at(&self, one: &T) -> Option<usize> {
        self.0.get(one).copied()
    }
}

fn voters(
    accounts: &Positions<AccountId>,
    joined: &BTreeMap<AccountId, DateTime<Utc>>,
    opened_at: DateTime<Utc>,
) -> Vec<Voter> {
    let voter = |account: &AccountId| Voter {
        account: *account,
        joined_at: joined.get(account).copied().unwrap_or(opened_at),
        came_by: Vec::new(),
        skips: 0,
        answer_milliseconds: Vec::new(),
    };
    accounts.0.keys().map(voter).collect()
}

fn add_answers(voters: &mut [Voter], accounts: &Positions<AccountId>, answered: &[Answered]) {
    for each in answered {
        let Some(voter) = accounts.at(&each.account).and_then(|at| voters.get_mut(at)) else { continue };
        let took = each.answered_at.signed_duration_since(each.handed_at).num_milliseconds().max(0);
        voter.answer_milliseconds.push(u32::try_from(took).unwrap_or(u32::MAX));
        if each.is_skip {
            voter.skips = voter.skips.saturating_add(1);
        }
    }
}

fn entry(entrant: &Entrant) -> Entry {
    let mut makers: Vec<AccountId> = entrant.shares.stakes().iter().map(|stake| stake.account).collect();
    if !makers.contains(&entrant.designer) {
        makers.push(entrant.designer);
    }
    makers.sort_unstable();
    Entry { design: entrant.design, makers }
}

fn cast(row: &Row, (voter, design): (usize, usize)) -> Cast {
    Cast {
        voter,
        design,
        answer: row.answer,
        first_at: row.first_at,
        network: row.network,
        device: row.device,
    }
}

/// Each value that followed another one of the same ballot, in time order.
fn changes(
    values: &[(BallotId, Answer, DateTime<Utc>)],
    places: &BTreeMap<BallotId, (usize, usize)>,
) -> Vec<Change> {
    let pairs = values.windows(2).filter_map(|pair| match pair {
        [(one, from, _), (other, to, at)] if one == other => {
            let (voter, design) = *places.get(one)?;
            Some(Change { voter, design, from: *from, to: *to, at: *at })
        }
        _ => None,
    });
    let mut changes: Vec<Change> = pairs.collect();
    changes.sort_by_key(|change| (change.at, change.voter, change.design));
    changes
}
