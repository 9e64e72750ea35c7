//! A prize as it is kept.

use chrono::{DateTime, Utc};

use super::State;
use crate::domain::id::{DesignId, PrizeId, RoundId};
use crate::domain::money::Money;

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
