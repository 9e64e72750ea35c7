//! An entry: what is debited and credited for one fact. Only the constructors of this folder make one, and only a balanced one.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::account::{Account, Side};
use super::cause::Cause;
use super::kind::EntryKind;
use crate::domain::id::{AccountId, CampaignId, PreorderId, RoundId};
use crate::domain::money::{self, Currency, Money};
use crate::domain::share::Share;

/// One line of an entry, in minor units of the entry's currency: one side is above zero, the other zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Posting {
    pub account: Account,
    pub debit_minor: i64,
    pub credit_minor: i64,
}

/// What an entry belongs to; no personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Refs {
    pub round: Option<RoundId>,
    pub campaign: Option<CampaignId>,
    pub preorder: Option<PreorderId>,
}

/// When a fact happened, and what it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    pub at: DateTime<Utc>,
    pub refs: Refs,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    kind: EntryKind,
    cause: Cause,
    currency: Currency,
    occurred_at: DateTime<Utc>,
    refs: Refs,
    postings: Vec<Posting>,
}

/// Facts from which no entry can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("an entry cannot post the negative amount {0}")]
    Negative(Money),
    #[error("an entry needs an amount above zero")]
    Empty,
    #[error("an entry of {debit_minor} debited and {credit_minor} credited does not balance")]
    Unbalanced { debit_minor: i128, credit_minor: i128 },
    #[error(transparent)]
    Money(#[from] money::Error),
}

impl Posting {
    /// What it adds to the account, in minor units: a debit is positive.
    pub fn change_minor(&self) -> i128 {
        i128::from(self.debit_minor).saturating_sub(i128::from(self.credit_minor))
    }
}

/// Whether as much is debited as credited, with one side on each line and at least one line.
pub fn is_balanced(postings: &[Posting]) -> bool {
    let one_sided = |line: &Posting| {
        line.debit_minor >= 0 && line.credit_minor >= 0 && (line.debit_minor == 0) != (line.credit_minor == 0)
    };
    let (debit, credit) = totals(postings);
    !postings.is_empty() && debit == credit && postings.iter().all(one_sided)
}

impl Refs {
    pub fn of_round(round: RoundId) -> Self {
        Self { round: Some(round), ..Self::default() }
    }

    pub fn of_campaign(round: RoundId, campaign: CampaignId) -> Self {
        Self { campaign: Some(campaign), ..Self::of_round(round) }
    }

    pub fn of_preorder(round: RoundId, campaign: CampaignId, preorder: PreorderId) -> Self {
        Self { preorder: Some(preorder), ..Self::of_campaign(round, campaign) }
    }
}

impl Entry {
    pub const fn kind(&self) -> EntryKind {
        self.kind
    }

    pub const fn cause(&self) -> Cause {
        self.cause
    }

    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// When the fact happened; when it was written is the store's to say.
    pub const fn occurred_at(&self) -> DateTime<Utc> {
        self.occurred_at
    }

    pub const fn refs(&self) -> Refs {
        self.refs
    }

    /// At least two, none of them zero.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }

    pub fn is_balanced(&self) -> bool {
        is_balanced(&self.postings)
    }
}

fn totals(postings: &[Posting]) -> (i128, i128) {
    let sum = |amount: fn(&Posting) -> i64| {
        postings.iter().fold(0_i128, |total, line| total.saturating_add(i128::from(amount(line))))
    };
    (sum(|line| line.debit_minor), sum(|line| line.credit_minor))
}

/// An entry being written. It keeps the first mistake until `finish`, so that constructors read as their table row.
pub(super) struct Draft {
    kind: EntryKind,
    cause: Cause,
    on: Occurrence,
    currency: Option<Currency>,
    postings: Vec<Posting>,
    refused: Option<Refusal>,
}

impl Draft {
    pub(super) fn new(kind: EntryKind, cause: Cause, on: Occurrence) -> Self {
        Self { kind, cause, on, currency: None, postings: Vec::new(), refused: None }
    }

    pub(super) fn debit(self, account: Account, amount: Money) -> Self {
        self.post(Side::Debit, account, amount)
    }

    pub(super) fn credit(self, account: Account, amount: Money) -> Self {
        self.post(Side::Credit, account, amount)
    }

    /// One line for each share, on the account that `account` gives its person.
    pub(super) fn shares(self, side: Side, account: fn(AccountId) -> Account, shares: &[Share]) -> Self {
        shares.iter().fold(self, |draft, share| draft.post(side, account(share.account), share.amount))
    }

    /// The other side of each line of `entry`.
    pub(super) fn reverse(self, entry: &Entry) -> Self {
        entry.postings.iter().fold(self, |draft, line| {
            draft.post(Side::Debit, line.account, Money::new(line.credit_minor, entry.currency)).post(
                Side::Credit,
                line.account,
                Money::new(line.debit_minor, entry.currency),
            )
        })
    }

    /// A zero is no line, but its currency is looked at all the same.
    fn post(mut self, side: Side, account: Account, amount: Money) -> Self {
        let currency = *self.currency.get_or_insert(amount.currency);
        if currency != amount.currency {
            let mixed = money::Error::MixedCurrencies { left: currency, right: amount.currency };
            self.refused.get_or_insert(mixed.into());
        }
        if amount.minor < 0 {
            self.refused.get_or_insert(Refusal::Negative(amount));
        }
        if amount.minor > 0 {
            let (debit_minor, credit_minor) = match side {
                Side::Debit => (amount.minor, 0),
                Side::Credit => (0, amount.minor),
            };
            self.postings.push(Posting { account, debit_minor, credit_minor });
        }
        self
    }

    pub(super) fn finish(self) -> Result<Entry, Refusal> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let Some(currency) = self.currency.filter(|_| !self.postings.is_empty()) else {
            return Err(Refusal::Empty);
        };
        let (debit_minor, credit_minor) = totals(&self.postings);
        if debit_minor != credit_minor {
            return Err(Refusal::Unbalanced { debit_minor, credit_minor });
        }
        let Self { kind, cause, on, postings, .. } = self;
        Ok(Entry { kind, cause, currency, occurred_at: on.at, refs: on.refs, postings })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::support::{ON, eur, id, money};

    fn draft() -> Draft {
        Draft::new(EntryKind::FeeSeen, Cause::Movement(id(1)), ON)
    }

    #[test]
    fn what_does_not_balance_is_refused() {
        let refused = draft().debit(Account::Provider, eur(5)).credit(Account::Sales, eur(4)).finish();
        assert_eq!(refused, Err(Refusal::Unbalanced { debit_minor: 5, credit_minor: 4 }));
    }

    #[test]
    fn what_is_negative_or_nothing_or_of_two_currencies_is_refused() {
        let refused = draft().debit(Account::Provider, eur(-5)).credit(Account::Sales, eur(-5)).finish();
        assert_eq!(refused, Err(Refusal::Negative(eur(-5))));

        assert_eq!(draft().finish(), Err(Refusal::Empty));
        let refused = draft().debit(Account::Provider, eur(0)).credit(Account::Sales, eur(0)).finish();
        assert_eq!(refused, Err(Refusal::Empty));

        let mixed = draft().debit(Account::Provider, eur(5)).credit(Account::Sales, money(5, "USD")).finish();
        assert!(matches!(mixed, Err(Refusal::Money(money::Error::MixedCurrencies { .. }))));
    }

    #[test]
    fn a_zero_makes_no_line() {
        let entry = draft()
            .debit(Account::Provider, eur(5))
            .credit(Account::Tax, eur(0))
            .credit(Account::Sales, eur(5))
            .finish()
            .unwrap();
        assert_eq!(entry.postings().len(), 2);
        assert!(entry.is_balanced());
    }

    #[test]
    fn stored_lines_that_are_negative_or_two_sided_do_not_balance() {
        let line = |debit_minor, credit_minor| Posting { account: Account::Tax, debit_minor, credit_minor };
        assert!(is_balanced(&[line(5, 0), line(0, 5)]));
        assert!(!is_balanced(&[line(5, 0), line(0, 4)]));
        assert!(!is_balanced(&[line(5, 5)]));
        assert!(!is_balanced(&[line(-5, 0), line(0, -5)]));
        assert!(!is_balanced(&[]));
    }
}
