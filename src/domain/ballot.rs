//! Ballots: one member's score for one design, as it is kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::{AccountId, BallotId, DesignId, RoundId};
use super::score::Score;

/// What a member says of a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub score: Score,
    pub would_buy: bool,
}

/// The last value of a member's score for a design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    pub id: BallotId,
    pub round: RoundId,
    pub design: DesignId,
    pub account: AccountId,
    pub score: Score,
    pub would_buy: bool,
    pub first_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    /// Time order within the round, from 1. Tells how many ballots there are, so nobody sees it before the close.
    pub sequence: i64,
    pub set_aside_reason: Option<String>,
    /// The earlier answer that counts, where the change to this one was set aside, and why.
    pub counted_as: Option<(Answer, String)>,
}

impl Ballot {
    pub fn answer(&self) -> Answer {
        Answer { score: self.score, would_buy: self.would_buy }
    }

    pub fn has_value(&self, score: Score, would_buy: bool) -> bool {
        self.answer() == Answer { score, would_buy }
    }
}
