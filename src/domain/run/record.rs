//! A production run as it is kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{PaidLine, State};
use crate::domain::id::{AccountId, CampaignId, RunId};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub id: RunId,
    pub campaign: CampaignId,
    pub state: State,
    pub frozen_at: DateTime<Utc>,
    pub frozen_by: AccountId,
    pub done_at: Option<DateTime<Utc>>,
    /// Units that the brand adds for itself, contained in the lines.
    pub house_units: u32,
    /// What is made, by variant.
    pub lines: Vec<PaidLine>,
}
