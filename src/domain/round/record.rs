//! A round as it is kept.

use chrono::{DateTime, Utc};

use super::State;
use crate::domain::digest::Digest;
use crate::domain::field::{FieldError, Mistakes};
use crate::domain::id::{AccountId, ContestId, RoundId};
use crate::domain::rules::Rules;

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
        let windows = self.rules.windows;
        self.state == State::Scoring && (windows.scoring_open_at..windows.scoring_close_at).contains(&now)
    }

    /// When the clock moves it on, if the clock does.
    pub const fn moves_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::Submissions => Some(self.rules.windows.scoring_open_at),
            State::Scoring => Some(self.rules.windows.scoring_close_at),
            State::Draft | State::Judging | State::Closed | State::Cancelled => None,
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
