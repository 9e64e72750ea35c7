//! A round as it is kept.

use chrono::{DateTime, TimeDelta, Utc};

use super::State;
use crate::domain::digest::Digest;
use crate::domain::field::{FieldError, Mistakes};
use crate::domain::id::{AccountId, ContestId, RoundId};
use crate::domain::rules::{Rules, Windows};

const TITLE_CHARS_MAX: usize = 120;
const BRIEF_CHARS_MAX: usize = 20_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    pub id: RoundId,
    pub contest: ContestId,
    pub title: String,
    pub brief: String,
    pub state: State,
    pub rules: Rules,
    /// Of the rules' canonical JSON.
    pub rules_digest: Digest,
    /// The first ballot or commitment; the rules never change after it.
    pub rules_frozen_at: Option<DateTime<Utc>>,
    pub opened_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub cancel_reason: Option<String>,
    /// When scoring ends since it was extended, which happens once at most.
    pub scoring_extended_until: Option<DateTime<Utc>>,
    /// Absent until the round is closed.
    pub sealed: Option<Sealed>,
    pub created_by: AccountId,
    pub created_at: DateTime<Utc>,
}

/// What is frozen of a round's ballots and result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// All ballots in the box, set aside or not (`N0` of the lot).
    pub ballots_all: u64,
    /// The sum of their scores (`S0` of the lot).
    pub scores_sum: u64,
    /// Of the result's canonical JSON.
    pub result_digest: Digest,
}

impl Round {
    /// Whether designs are taken: in the state for it and inside its window, so that opening early is announcing.
    pub fn is_taking_designs(&self, now: DateTime<Utc>) -> bool {
        let windows = self.rules.windows;
        self.state == State::Submissions
            && (windows.submissions_open_at..windows.scoring_open_at).contains(&now)
    }

    /// Whether scores are taken: in the state for it and inside its window.
    pub fn is_taking_scores(&self, now: DateTime<Utc>) -> bool {
        let windows = self.windows();
        self.state == State::Scoring && (windows.scoring_open_at..windows.scoring_close_at).contains(&now)
    }

    /// When the clock moves it on, if the clock does.
    pub fn moves_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::Submissions => Some(self.rules.windows.scoring_open_at),
            State::Scoring => Some(self.scoring_close_at()),
            State::Draft | State::Judging | State::Closed | State::Cancelled => None,
        }
    }

    /// When it moves on its own: as the rules say, but for a longer end of scoring.
    pub fn windows(&self) -> Windows {
        Windows { scoring_close_at: self.scoring_close_at(), ..self.rules.windows }
    }

    pub fn scoring_close_at(&self) -> DateTime<Utc> {
        self.scoring_extended_until.unwrap_or(self.rules.windows.scoring_close_at)
    }

    /// Whether a design that lacks ballots would still make scoring go on.
    pub const fn may_extend(&self) -> bool {
        self.rules.scoring.extension_seconds > 0 && self.scoring_extended_until.is_none()
    }

    /// Until when scoring goes on if it is extended now. Nobody scores while the server stands still, so a window
    /// whose extension would be over already goes on from now.
    pub fn extended_until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let length = TimeDelta::seconds(i64::from(self.rules.scoring.extension_seconds));
        let after = |at: DateTime<Utc>| at.checked_add_signed(length).unwrap_or(at);
        let planned = after(self.rules.windows.scoring_close_at);
        if planned > now { planned } else { after(now) }
    }

    /// Whether who made a design is for its makers, moderators and admins alone.
    pub const fn is_masking_names(&self) -> bool {
        match self.state {
            State::Submissions | State::Scoring | State::Judging => self.rules.scoring.names_masked,
            State::Draft | State::Closed | State::Cancelled => false,
        }
    }

    /// Whether others than admins may know of it.
    pub fn is_public(&self) -> bool {
        self.opened_at.is_some()
    }
}

/// What is wrong with a round's own texts; its rules are checked apart ([`Rules::check`]).
pub fn check(title: &str, brief: &str) -> Vec<FieldError> {
    let mut mistakes = Mistakes::default();
    mistakes.line("title", title, TITLE_CHARS_MAX);
    mistakes.text("brief", brief, BRIEF_CHARS_MAX);
    mistakes.into_errors()
}
