//! The queue: which design a member is shown next, what a showing counts for, and how many may be skipped.

mod pace;
mod record;

pub use pace::Pace;
pub use record::Exposure;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::id::DesignId;
use super::rules::ScoringTerms;
use super::state::states;

/// A showing not answered for this long is given back to its design's count.
pub const ANSWER_MINUTES_MAX: i64 = 15;

/// Designs in one page of the queue, for the catch-up of late ones.
pub const PAGE_DESIGNS: u64 = 12;

states! {
    /// How far the showing of one design to one member is.
    pub State {
        /// Preloaded: taken off the queue, not yet on the screen.
        Reserved = "reserved",
        /// The member's current design.
        Handed = "handed",
        Scored = "scored",
        Skipped = "skipped",
        /// Not answered in time, or its ballot is set aside: the design is owed another showing.
        GivenBack = "given_back",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    HandOut,
    Score,
    Skip,
    /// [`ANSWER_MINUTES_MAX`] have passed without an answer.
    Lapse,
    SetAside,
    Restore,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this design has not been shown to you yet")]
    NotHanded,
    #[error("this design is answered already")]
    Answered,
    #[error("there is no unanswered showing to give back")]
    NothingToGiveBack,
    #[error("score a few more designs before you skip the next: {skipped} are skipped and {allowed} may be")]
    TooManySkips { skipped: u64, allowed: u64 },
}

impl State {
    /// Whether the design was, or is just being, seen by this member as far as the queue's balance goes.
    pub const fn is_counted(self) -> bool {
        match self {
            Self::Reserved | Self::Handed | Self::Scored | Self::Skipped => true,
            Self::GivenBack => false,
        }
    }

    /// The next state, or why there is none.
    ///
    /// A showing that was given back can still be answered, and counts again then. A skipped design may be
    /// scored after all; a scored one cannot become skipped. When a ballot that is set aside changes, the
    /// exposure is left alone: only `Restore` brings it back.
    pub const fn apply(self, event: Event) -> Result<Self, Refusal> {
        match (self, event) {
            (Self::Reserved | Self::Handed | Self::GivenBack, Event::HandOut) => Ok(Self::Handed),
            (Self::Handed | Self::Scored | Self::Skipped | Self::GivenBack, Event::Score)
            | (Self::GivenBack | Self::Scored, Event::Restore) => Ok(Self::Scored),
            (Self::Handed | Self::Skipped | Self::GivenBack, Event::Skip) => Ok(Self::Skipped),
            (Self::Reserved | Self::Handed, Event::Lapse)
            | (Self::Scored | Self::GivenBack, Event::SetAside) => Ok(Self::GivenBack),
            (Self::Scored | Self::Skipped, Event::HandOut) | (Self::Scored, Event::Skip) => {
                Err(Refusal::Answered)
            }
            (Self::Reserved, Event::Score | Event::Skip) => Err(Refusal::NotHanded),
            (Self::Scored | Self::Skipped | Self::GivenBack, Event::Lapse)
            | (Self::Reserved | Self::Handed | Self::Skipped, Event::SetAside | Event::Restore) => {
                Err(Refusal::NothingToGiveBack)
            }
        }
    }
}

/// Whether a showing that began at `since` (reserved, or handed out) and has no answer is due to be given back.
pub fn has_lapsed(since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now.signed_duration_since(since) >= TimeDelta::minutes(ANSWER_MINUTES_MAX)
}

/// A design of the round as the queue sees it for one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    pub design: DesignId,
    /// Exposures of all members that count ([`State::is_counted`]).
    pub showings: u64,
    /// Whether the member designed it or had a part in it.
    pub is_own: bool,
    /// Whether this member has an exposure of it already, in whatever state.
    pub is_shown: bool,
    /// A fresh random number for this member, which decides ties.
    pub lot: u64,
}

/// The least-seen design that this member may be shown; ties fall to the lot.
pub fn next(candidates: &[Candidate]) -> Option<DesignId> {
    next_except(candidates, None)
}

fn next_except(candidates: &[Candidate], taken: Option<DesignId>) -> Option<DesignId> {
    candidates
        .iter()
        .filter(|candidate| !candidate.is_own && !candidate.is_shown && Some(candidate.design) != taken)
        .min_by_key(|candidate| (candidate.showings, candidate.lot, candidate.design))
        .map(|candidate| candidate.design)
}

/// What a member looks at, and what is loaded behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    pub current: Option<DesignId>,
    pub preload: Option<DesignId>,
}

/// The member's turn, given their unanswered showings in the order in which they were taken off the queue.
///
/// A showing that lapsed stays the member's own turn, although its design's count has it back: else one could
/// wait, or load again, until the design one is looking for appears. Designs that left the round are not `open`.
pub fn turn(open: &[DesignId], candidates: &[Candidate]) -> Turn {
    let mut held = open.iter().copied();
    let current = held.next().or_else(|| next(candidates));
    let preload = held.next().or_else(|| next_except(candidates, current));
    Turn { current, preload }
}

/// Those that are in the queue for this turn, given whether each was drawn ([`Pace::is_in_turn`]).
///
/// Who has seen all others is shown the late ones at once: nobody has to wait for them.
pub fn in_turn(all: Vec<(Candidate, bool)>) -> Vec<Candidate> {
    let is_open = |candidate: &Candidate| !candidate.is_own && !candidate.is_shown;
    let drawn: Vec<Candidate> = all.iter().filter(|(_, is_in)| *is_in).map(|(each, _)| *each).collect();
    if drawn.iter().filter(|each| is_open(each)).count() > 1 {
        return drawn;
    }
    all.into_iter().map(|(each, _)| each).collect()
}

/// Whether one more design may be skipped, after so many skips and scores in this round.
///
/// With the skip, skips are at most `skips_free` and the scores given so far (`DESIGN.md` section 6).
pub fn may_skip(skipped: u64, scored: u64, terms: &ScoringTerms) -> Result<(), Refusal> {
    let allowed = skips_allowed(scored, terms);
    if skipped >= allowed {
        return Err(Refusal::TooManySkips { skipped, allowed });
    }
    Ok(())
}

/// How many more designs may be skipped before the next score.
pub fn skips_left(skipped: u64, scored: u64, terms: &ScoringTerms) -> u64 {
    skips_allowed(scored, terms).saturating_sub(skipped)
}

fn skips_allowed(scored: u64, terms: &ScoringTerms) -> u64 {
    u64::from(terms.skips_free).saturating_add(scored)
}

/// Whether a design that came late is put into this page of [`PAGE_DESIGNS`].
///
/// True with probability min(1, `showings_lacking` / `pages_expected`) over a random `lot`, to within 2^-64.
pub fn catches_up(showings_lacking: u64, pages_expected: u64, lot: u64) -> bool {
    // lot / 2^64 < lacking / pages, without a fraction: the left side stays under 2^128.
    let drawn = u128::from(lot).saturating_mul(u128::from(pages_expected));
    showings_lacking > 0 && drawn < u128::from(showings_lacking) << u64::BITS
}

/// Where in the page the late design goes, counted from 0 and never first: nobody's turn is put off by it.
pub fn catch_up_slot(lot: u64) -> u64 {
    let others = const { PAGE_DESIGNS.saturating_sub(1) };
    lot.checked_rem(others).unwrap_or(0).saturating_add(1)
}

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
