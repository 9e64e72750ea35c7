//! Integrity: what in a round's ballots looks bought, swapped or automatic, proposed to a moderator with the reason.
//!
//! Source of every formula: `SCORING.md` section 2.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::id::{AccountId, DesignId};
use super::rules::IntegrityTerms;
use super::score::Score;
use super::state::states;

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
    pub Severity {
        Low = "low",
        High = "high",
    }
}

/// A keyed hash of a network address or of a device's cookie; only equality means anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(pub u64);

/// The value of a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Answer {
    pub score: Score,
    pub would_buy: bool,
}

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
    /// Ordered by voter, then design; at most one of a voter for a design.
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
    /// The figures that speak for it, named as the sentence names them.
    pub figures: BTreeMap<&'static str, i64>,
}
