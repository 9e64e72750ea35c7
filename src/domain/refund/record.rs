//! A refund as it is kept.

use chrono::{DateTime, Utc};

use super::{Kind, State};
use crate::domain::id::{AccountId, IntentId, PreorderId, RefundId};
use crate::domain::money::Money;

pub use crate::domain::preorder::Line;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub id: RefundId,
    pub preorder: PreorderId,
    /// Whose charge it gives back.
    pub intent: Option<IntentId>,
    /// Of this sending, unique in its pre-order; it names the key.
    pub number: u32,
    pub kind: Kind,
    /// What it is for; empty where it is for no line.
    pub lines: Vec<Line>,
    /// What the buyer gets.
    pub amount: Money,
    /// Goods at the prices shown.
    pub goods_minor: i64,
    /// The shipping fee, where it goes back too.
    pub shipping_minor: i64,
    /// The part of `amount` that is tax.
    pub tax_minor: i64,
    pub state: State,
    pub key: String,
    pub provider_ref: Option<String>,
    /// Why it was decided, as `released` or `goodwill`.
    pub cause: String,
    pub decided_by: Option<AccountId>,
    pub created_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub done_at: Option<DateTime<Utc>>,
    pub failure: Option<String>,
}
