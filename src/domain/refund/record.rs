//! A refund as it is kept.

use chrono::{DateTime, Utc};

use super::{Kind, State, WaitsFor};
use crate::domain::id::{AccountId, IntentId, PreorderId, RefundId};
use crate::domain::ledger::Part;
use crate::domain::money::{Error, Money};

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
    /// The tax on what it is for.
    pub tax_minor: i64,
    /// Goodwill paid before, by which `amount` is less than what it is for.
    pub goodwill_minor: i64,
    /// What its goods had been sold for, without tax and shipping fee; none where they were not shipped.
    pub goods_net_minor: Option<i64>,
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
    /// Why an owed one is not sent yet; it goes on by itself.
    pub waits_for: Option<WaitsFor>,
}

impl Refund {
    /// Whether the buyer gets it, now or in the end.
    pub fn is_standing(&self) -> bool {
        self.state != State::Withdrawn
    }

    /// Whether it was sent, and nobody knows yet that it arrived.
    pub const fn is_on_its_way(&self) -> bool {
        matches!(self.state, State::Sending | State::Pending)
    }

    /// Whether a person paid it after it had failed: what the provider says of it changes nothing any more.
    pub fn is_paid_by_hand(&self) -> bool {
        self.state == State::Done && self.failure.is_some()
    }

    /// Whether its goods had left the house, so that it is taken off sales and not off the deposit.
    pub const fn is_of_shipped(&self) -> bool {
        self.goods_net_minor.is_some()
    }

    /// What it is for, in money: what the buyer gets, and the goodwill that they had before.
    pub fn part(&self) -> Result<Part, Error> {
        let money = |minor| Money { minor, ..self.amount };
        let gross = self.amount.checked_add(money(self.goodwill_minor))?;
        Ok(Part { net: gross.checked_sub(money(self.tax_minor))?, tax: money(self.tax_minor) })
    }

    /// At the prices shown, with the shipping fee where it goes back.
    pub fn listed_minor(&self) -> Result<i64, Error> {
        self.goods_minor.checked_add(self.shipping_minor).ok_or(Error::Overflow)
    }
}
