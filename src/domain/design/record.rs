//! A design as it is kept.

use chrono::{DateTime, Utc};

use super::{Origin, State};
use crate::domain::account::Role;
use crate::domain::digest::Digest;
use crate::domain::id::{AccountId, DesignId, RoundId};
use crate::domain::score::Relation;

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

impl State {
    /// Whether everybody may see the design.
    pub const fn is_public(self) -> bool {
        match self {
            Self::Cleared | Self::Ranked => true,
            Self::Draft | Self::Submitted | Self::Refused | Self::Withdrawn | Self::TakenDown => false,
        }
    }

    /// Whether it was handed in and not taken back: one of the designs that its designer may have in the round.
    pub const fn is_entered(self) -> bool {
        match self {
            Self::Submitted | Self::Cleared | Self::Ranked | Self::Refused | Self::TakenDown => true,
            Self::Draft | Self::Withdrawn => false,
        }
    }
}

impl Design {
    /// What the account has to do with the design.
    pub fn relation(&self, account: AccountId) -> Relation {
        if self.designer == account {
            return Relation::Designer;
        }
        if self.creators.iter().any(|creator| creator.account == account) {
            return Relation::CoCreator;
        }
        Relation::None
    }

    /// Whether the account may see it: those who made it and moderators always, others once it is public.
    pub fn is_visible_to(&self, viewer: Option<(AccountId, Role)>) -> bool {
        self.state.is_public() || self.is_open_to(viewer)
    }

    /// Whether the account may see all of it: earlier pictures, the decision and its reason.
    pub fn is_open_to(&self, viewer: Option<(AccountId, Role)>) -> bool {
        viewer.is_some_and(|(account, role)| {
            role.is_at_least(Role::Moderator) || self.relation(account) != Relation::None
        })
    }

    /// Whether licensed parts are listed, where there are any.
    pub fn is_origin_declared(&self) -> bool {
        match self.origin {
            Origin::Own => true,
            Origin::Licensed => !self.licensed_parts.trim().is_empty(),
        }
    }
}
