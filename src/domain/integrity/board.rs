//! The ballots laid out for the detectors: by voter and by design, in an order that the evidence's own does not change.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Answer, Cast, Detector, Entry, Evidence, Finding, Mark, Voter};
use crate::domain::id::{AccountId, DesignId};

/// Points of one step of the score, and of `would_buy`, of 500 (`SCORING.md` section 2).
const SCORE_POINTS: u32 = 70;
const BUY_POINTS: u32 = 150;

/// Answers that differ: six scores with and without `would_buy`.
pub(super) const CELLS: usize = 12;

const SCORE_MAX: u8 = 5;

/// One ballot; voter and design are positions in the board's own order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) voter: usize,
    pub(super) design: usize,
    pub(super) answer: Answer,
    pub(super) first_at: DateTime<Utc>,
    pub(super) network: Option<Mark>,
    pub(super) device: Option<Mark>,
}

impl Row {
    pub(super) fn score(&self) -> u8 {
        self.answer.score.get()
    }

    /// 0 to 500.
    pub(super) fn points(&self) -> u32 {
        let bought = if self.answer.would_buy { BUY_POINTS } else { 0 };
        SCORE_POINTS.saturating_mul(u32::from(self.score())).saturating_add(bought)
    }

    /// Below [`CELLS`].
    pub(super) fn cell(&self) -> usize {
        usize::from(self.score()).saturating_mul(2).saturating_add(usize::from(self.answer.would_buy))
    }

    pub(super) fn is_five(&self) -> bool {
        self.score() == SCORE_MAX
    }

    /// The highest answer there is.
    pub(super) fn is_top(&self) -> bool {
        self.is_five() && self.answer.would_buy
    }

    pub(super) fn is_zero(&self) -> bool {
        self.score() == 0
    }
}

/// The ballots that a detector looks at.
#[derive(Debug)]
pub(super) struct Board<'a> {
    pub(super) evidence: &'a Evidence,
    /// By account.
    pub(super) voters: Vec<&'a Voter>,
    /// By id.
    pub(super) designs: Vec<&'a Entry>,
    /// By voter, then design.
    pub(super) rows: Vec<Row>,
    /// The same by design, then voter.
    columns: Vec<Row>,
}

impl<'a> Board<'a> {
    pub(super) fn of(evidence: &'a Evidence) -> Self {
        let (voters, voter_places) = ordered(&evidence.voters, |voter| voter.account);
        let (designs, design_places) = ordered(&evidence.designs, |entry| entry.design);
        let row = |cast: &Cast| {
            Some(Row {
                voter: *voter_places.get(cast.voter)?,
                design: *design_places.get(cast.design)?,
                answer: cast.answer,
                first_at: cast.first_at,
                network: cast.network,
                device: cast.device,
            })
        };
        let mut rows: Vec<Row> = evidence.ballots.iter().filter_map(row).collect();
        rows.sort_by_key(|row| (row.voter, row.design));
        let mut columns = rows.clone();
        columns.sort_by_key(|row| (row.design, row.voter));
        Self { evidence, voters, designs, rows, columns }
    }

    /// The board without a single ballot of these voters.
    pub(super) fn without(mut self, voters: &BTreeSet<usize>) -> Self {
        if !voters.is_empty() {
            self.rows.retain(|row| !voters.contains(&row.voter));
            self.columns.retain(|row| !voters.contains(&row.voter));
        }
        self
    }

    /// The ballots of each voter who gave any.
    pub(super) fn of_voters(&self) -> impl Iterator<Item = &[Row]> {
        self.rows.chunk_by(|one, other| one.voter == other.voter)
    }

    /// The ballots on each design that got any.
    pub(super) fn of_designs(&self) -> impl Iterator<Item = &[Row]> {
        self.columns.chunk_by(|one, other| one.design == other.design)
    }

    pub(super) fn voter(&self, row: &Row) -> Option<&'a Voter> {
        self.voters.get(row.voter).copied()
    }

    pub(super) fn design_id(&self, design: usize) -> Option<DesignId> {
        self.designs.get(design).map(|entry| entry.design)
    }

    /// Where the voters and designs of the evidence stand on the board.
    pub(super) fn places(&self) -> (Vec<usize>, Vec<usize>) {
        let voters = ordered(&self.evidence.voters, |voter| voter.account).1;
        (voters, ordered(&self.evidence.designs, |entry| entry.design).1)
    }

    /// A finding about these ballots; where it is about one design, [`Finding::about`] says so.
    pub(super) fn finding<'r>(
        &self,
        detector: Detector,
        rows: impl IntoIterator<Item = &'r Row>,
        figures: impl IntoIterator<Item = (&'static str, i64)>,
    ) -> Finding {
        Finding {
            detector,
            design: None,
            ballots: self.named(rows),
            earlier: BTreeMap::new(),
            figures: figures.into_iter().collect(),
        }
    }

    /// The ballots under the names they have outside, in their order.
    fn named<'r>(&self, rows: impl IntoIterator<Item = &'r Row>) -> Vec<(AccountId, DesignId)> {
        let name = |row: &Row| Some((self.voter(row)?.account, self.design_id(row.design)?));
        let names: BTreeSet<(AccountId, DesignId)> = rows.into_iter().filter_map(name).collect();
        names.into_iter().collect()
    }
}

/// The items in the order of their keys, and for each position given the place in that order.
fn ordered<T, K: Ord>(items: &[T], key: impl Fn(&T) -> K) -> (Vec<&T>, Vec<usize>) {
    let mut order: Vec<(usize, &T)> = items.iter().enumerate().collect();
    order.sort_by_key(|(_, item)| key(item));
    let mut places: Vec<(usize, usize)> =
        order.iter().enumerate().map(|(place, (position, _))| (*position, place)).collect();
    places.sort_unstable();
    (order.into_iter().map(|(_, item)| item).collect(), places.into_iter().map(|(_, place)| place).collect())
}
