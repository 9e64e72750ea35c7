//! The book of the money that passes through Greenlit: double entry, one currency an entry, each entry for one fact.
//!
//! The entries are the rows of `MONEY.md` section 2; `order`, `refund`, `dispute`, `prize`, `payout` and `brand` make them.

mod account;
mod book;
pub mod brand;
mod cause;
pub mod check;
pub mod dispute;
mod entry;
mod kind;
pub mod order;
pub mod payout;
mod portion;
pub mod prize;
mod record;
pub mod refund;
#[cfg(test)]
mod support;
#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may overflow: it then fails")]
mod tests;

pub use account::{Account, AccountKind, Class, Mismatch, Side};
pub use book::{Book, Row};
pub use cause::Cause;
pub use entry::{Entry, Occurrence, Posting, Refs, Refusal, is_balanced};
pub use kind::EntryKind;
pub use portion::{Order, Part, Shipped};
pub use record::Record;

use crate::domain::id::AccountId;
use crate::domain::money::Money;
use crate::domain::state::states;

states! {
    /// For what a designer is owed money.
    pub Due {
        Prize = "prize",
        Royalty = "royalty",
    }

    /// Where the organiser's own money is when it is not at the provider.
    pub Purse {
        /// The brand's own, outside this book.
        Organiser = "organiser",
        /// Set apart and confirmed.
        Bank = "bank",
    }
}

/// An amount that one designer is owed, or is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    pub due: Due,
    pub designer: AccountId,
    pub amount: Money,
}

impl Due {
    pub const fn account(self, designer: AccountId) -> Account {
        match self {
            Self::Prize => Account::PrizesDue(designer),
            Self::Royalty => Account::RoyaltiesDue(designer),
        }
    }

    fn accounts(self) -> fn(AccountId) -> Account {
        match self {
            Self::Prize => Account::PrizesDue,
            Self::Royalty => Account::RoyaltiesDue,
        }
    }
}

impl Owed {
    pub const fn account(&self) -> Account {
        self.due.account(self.designer)
    }
}

impl Purse {
    pub const fn account(self) -> Account {
        match self {
            Self::Organiser => Account::Organiser,
            Self::Bank => Account::Bank,
        }
    }
}

/// The sum of shares, in the currency of the first; none where there is no share.
fn total(shares: &[crate::domain::share::Share]) -> Result<Option<Money>, Refusal> {
    let mut amounts = shares.iter().map(|share| share.amount);
    let Some(first) = amounts.next() else { return Ok(None) };
    Ok(Some(amounts.try_fold(first, Money::checked_add)?))
}
