//! An attempt as it is kept, with what its request was made of.

use chrono::{DateTime, Utc};

use super::{Channel, State};
use crate::domain::id::{AttemptId, IntentId, PreorderId};
use crate::domain::money::Money;
use crate::domain::settlement::Class;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub id: AttemptId,
    pub preorder: PreorderId,
    pub intent: IntentId,
    /// From 1 for each pre-order.
    pub number: u32,
    pub channel: Channel,
    pub state: State,
    /// The provider's id of the card that is tried.
    pub method: String,
    pub amount: Money,
    pub key: String,
    /// Where the bank's page sends a buyer who is present.
    pub return_url: Option<String>,
    /// The bank's page, once it asks.
    pub action_url: Option<String>,
    pub decline_code: Option<String>,
    pub decline_class: Option<Class>,
    pub recorded_at: DateTime<Utc>,
    /// When its request first left; none if it never did.
    pub sent_at: Option<DateTime<Utc>>,
    pub decided_at: Option<DateTime<Utc>>,
}

impl Attempt {
    /// The bank's page, while it waits for the buyer.
    pub fn open_page(&self) -> Option<&str> {
        self.action_url.as_deref().filter(|_| self.state.is_undecided())
    }
}
