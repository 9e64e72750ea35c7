//! Integrity: what in a round's ballots looks bought, swapped or automatic, proposed to a moderator with the reason.
//!
//! Source of every formula: `SCORING.md` section 2.

mod alike;
mod board;
mod burst;
mod chance;
mod cohort_gap;
mod fans;
mod group;
mod reason;
mod residual;
mod reversal;
mod same_mark;
mod skim;
mod straight_line;
mod swap;
#[cfg(test)]
mod tests;
mod zero_bomb;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::id::{AccountId, DesignId};
use super::rules::IntegrityTerms;
use super::state::states;
use board::Board;

pub use super::ballot::Answer;

states! {
    /// The detectors, in the order in which they run.
    pub Detector {
        /// S1.
        StraightLine = "straight_line",
        /// S2.
        ZeroBomb = "zero_bomb",
        /// C1.
        SameMark = "same_mark",
        /// C2.
        CohortGap = "cohort_gap",
        /// C3.
        Alike = "alike",
        /// C4.
        Fans = "fans",
        /// C5.
        Swap = "swap",
        /// T1.
        Burst = "burst",
        /// T2.
        Reversal = "reversal",
        /// T3.
        Skim = "skim",
    }
    /// What a mark is made of.
    pub MarkKind {
        Network = "network",
        Device = "device",
    }
    pub Severity {
        Low = "low",
        High = "high",
    }
}

/// A keyed hash of a network address or of a device's cookie; only equality means anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(pub u64);

/// A voter of the round; ballots name them by their position in [`Evidence::voters`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voter {
    pub account: AccountId,
    pub joined_at: DateTime<Utc>,
    /// Designs whose share links brought them to the round, by position in [`Evidence::designs`].
    pub came_by: Vec<usize>,
    pub skips: u32,
    /// How long each of their answers took, scores and skips in time order, in milliseconds.
    pub answer_milliseconds: Vec<u32>,
}

/// A design of the round, with everybody who had a part in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub design: DesignId,
    pub makers: Vec<AccountId>,
}

/// One ballot as it stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cast {
    /// Position in [`Evidence::voters`].
    pub voter: usize,
    /// Position in [`Evidence::designs`].
    pub design: usize,
    pub answer: Answer,
    pub first_at: DateTime<Utc>,
    pub network: Option<Mark>,
    pub device: Option<Mark>,
}

/// A changed ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub voter: usize,
    pub design: usize,
    pub from: Answer,
    pub to: Answer,
    pub at: DateTime<Utc>,
}

/// All that the detectors look at. They ask for nothing else, so the same evidence gives the same findings.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub terms: IntegrityTerms,
    /// When the round opened to submissions: who joined later is a newcomer.
    pub opened_at: DateTime<Utc>,
    pub scoring_open_at: DateTime<Utc>,
    /// As extended.
    pub scoring_close_at: DateTime<Utc>,
    /// Ordered by id.
    pub designs: Vec<Entry>,
    /// Ordered by account.
    pub voters: Vec<Voter>,
    /// Those that count by the rules (`count_from`, `counted_max`), ordered by voter, then design; at most one of a
    /// voter for a design.
    pub ballots: Vec<Cast>,
    /// In time order.
    pub changes: Vec<Change>,
}

/// What a detector proposes to set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub detector: Detector,
    /// The design that it is about, where it is about one.
    pub design: Option<DesignId>,
    /// The ballots, by voter and design, in that order.
    pub ballots: Vec<(AccountId, DesignId)>,
    /// T2 alone: the ballot stays, and this earlier answer of it counts.
    pub earlier: BTreeMap<(AccountId, DesignId), Answer>,
    /// The figures that speak for it, under the names that each detector's `find` lists.
    pub figures: BTreeMap<&'static str, i64>,
}

/// What the evidence shows, in the order of [`Detector::ALL`], each before it starts told to `progress`.
///
/// What S1 and S2 find is removed before the others look, so that crude ballots do not hide cleverer ones. The order
/// of voters, designs and ballots in the evidence makes no difference.
pub fn detect(evidence: &Evidence, progress: &mut dyn FnMut(Detector)) -> Vec<Finding> {
    let mut board = Board::of(evidence);
    let mut found = Vec::new();
    let mut crude = BTreeSet::new();
    for detector in Detector::ALL.iter().copied() {
        progress(detector);
        if !detector.is_crude() {
            board = board.without(&std::mem::take(&mut crude));
        }
        let findings = detector.find(&board);
        if detector.is_crude() {
            let accounts = findings.iter().flat_map(|finding| &finding.ballots).map(|(account, _)| *account);
            let accounts: BTreeSet<AccountId> = accounts.collect();
            let places =
                board.voters.iter().enumerate().filter(|(_, voter)| accounts.contains(&voter.account));
            crude.extend(places.map(|(place, _)| place));
        }
        found.extend(findings);
    }
    found
}

impl Detector {
    /// Its name in the rules' explanations.
    pub const fn code(self) -> &'static str {
        match self {
            Self::StraightLine => "S1",
            Self::ZeroBomb => "S2",
            Self::SameMark => "C1",
            Self::CohortGap => "C2",
            Self::Alike => "C3",
            Self::Fans => "C4",
            Self::Swap => "C5",
            Self::Burst => "T1",
            Self::Reversal => "T2",
            Self::Skim => "T3",
        }
    }

    /// How much a finding weighs: straight lines move no place, and skimming is a matter of care.
    pub const fn severity(self) -> Severity {
        match self {
            Self::StraightLine | Self::Skim => Severity::Low,
            Self::ZeroBomb
            | Self::SameMark
            | Self::CohortGap
            | Self::Alike
            | Self::Fans
            | Self::Swap
            | Self::Burst
            | Self::Reversal => Severity::High,
        }
    }

    /// Whether what it finds is removed before the others look.
    const fn is_crude(self) -> bool {
        matches!(self, Self::StraightLine | Self::ZeroBomb)
    }

    fn find(self, board: &Board<'_>) -> Vec<Finding> {
        match self {
            Self::StraightLine => straight_line::find(board),
            Self::ZeroBomb => zero_bomb::find(board),
            Self::SameMark => same_mark::find(board),
            Self::CohortGap => cohort_gap::find(board),
            Self::Alike => alike::find(board),
            Self::Fans => fans::find(board),
            Self::Swap => swap::find(board),
            Self::Burst => burst::find(board),
            Self::Reversal => reversal::find(board),
            Self::Skim => skim::find(board),
        }
    }
}

impl Finding {
    fn about(mut self, board: &Board<'_>, design: Option<usize>) -> Self {
        self.design = design.and_then(|design| board.design_id(design));
        self
    }
}

fn is_enough(count: usize, least: u32) -> bool {
    usize::try_from(least).is_ok_and(|least| count >= least)
}

/// Whether `part` is at least so many percent of `whole`, in whole numbers.
fn is_share(part: usize, whole: usize, percent: u32) -> bool {
    let percent = usize::try_from(percent).unwrap_or(usize::MAX);
    part.saturating_mul(100) >= whole.saturating_mul(percent)
}

/// `part` of `whole`; nothing of nothing is none.
fn share(part: usize, whole: usize) -> f64 {
    chance::real(part) / chance::real(whole).max(1.0)
}

fn percent(percent: u32) -> f64 {
    f64::from(percent) / 100.0
}
