//! A round's prizes, one for each place that has one.

use chrono::{DateTime, Utc};

use super::id::{DesignId, PrizeId, RoundId};
use super::money::Money;
use super::state::states;

states! {
    pub State {
        Planned = "planned",
        Awarded = "awarded",
        /// Nobody took the place, or the round was cancelled.
        Returned = "returned",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prize {
    pub id: PrizeId,
    pub round: RoundId,
    /// From 1.
    pub place: u32,
    pub amount: Money,
    pub state: State,
    pub design: Option<DesignId>,
    pub awarded_at: Option<DateTime<Utc>>,
}
