//! A design as it is kept.

use chrono::{DateTime, Utc};

use super::{Origin, State};
use crate::domain::digest::Digest;
use crate::domain::id::{AccountId, DesignId, RoundId};

/// One submission to a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    pub id: DesignId,
    pub round: RoundId,
    pub designer: AccountId,
    pub title: String,
    pub story: String,
    pub origin: Origin,
    /// The parts that are not the designer's own and their licences; empty for own work.
    pub licensed_parts: String,
    pub state: State,
    /// The designer first; shares sum to 10,000 basis points.
    pub creators: Vec<Creator>,
    /// The version of the round's rules that the designer accepted.
    pub rules_version: Option<u32>,
    pub rules_digest: Option<Digest>,
    pub submitted_at: Option<DateTime<Utc>>,
    /// When a moderator cleared or refused it, and who.
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_by: Option<AccountId>,
    pub refusal_reason: Option<String>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Exposures that count now, as the queue balances them. Never leaves the server while scores are given.
    pub showings: u64,
    pub created_at: DateTime<Utc>,
}

/// One of those who made a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Creator {
    pub account: AccountId,
    /// 1 to 10,000.
    pub share_basis_points: u32,
}
