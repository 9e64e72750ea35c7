//! The showing of one design to one member, as it is kept.

use chrono::{DateTime, Utc};

use super::State;
use crate::domain::id::{AccountId, DesignId, ExposureId, RoundId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    pub id: ExposureId,
    pub round: RoundId,
    pub design: DesignId,
    pub account: AccountId,
    pub state: State,
    /// The member's own order, from 1.
    pub position: i64,
    pub reserved_at: DateTime<Utc>,
    /// When it was last made the member's current design.
    pub handed_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub returned_at: Option<DateTime<Utc>>,
}

impl Exposure {
    /// When the showing that waits for an answer began.
    pub fn since(&self) -> DateTime<Utc> {
        self.handed_at.unwrap_or(self.reserved_at)
    }

    /// Whether it waits for the member's answer, lapsed or not.
    pub fn is_unanswered(&self) -> bool {
        self.answered_at.is_none()
    }
}
