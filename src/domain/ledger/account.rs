//! The accounts of the book, what they are, and whose they are.

use std::fmt;

use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::domain::id::{AccountId, RoundId};
use crate::domain::state::states;

states! {
    /// An account without its subject, as the journal's lines keep it.
    pub AccountKind {
        /// The provider's whole balance: available, pending and reserved.
        Provider = "provider",
        /// Money set apart outside and confirmed, nothing else.
        Bank = "bank",
        /// Taken back by a bank while a dispute is open.
        Disputed = "disputed",
        /// Paid and not shipped, without tax.
        Deposits = "deposits",
        Tax = "tax",
        RefundsDue = "refunds_due",
        /// Of one round.
        PrizeReserve = "prize_reserve",
        /// Of one designer; below zero the designer owes.
        PrizesDue = "prizes_due",
        /// Of one designer; below zero the designer owes.
        RoyaltiesDue = "royalties_due",
        /// What the organiser brought in, less what was taken out.
        Organiser = "organiser",
        Sales = "sales",
        /// What is taken off sales.
        Returns = "returns",
        ProviderFees = "provider_fees",
        PrizeExpense = "prize_expense",
        RoyaltyExpense = "royalty_expense",
        DisputeLosses = "dispute_losses",
        WriteOffs = "write_offs",
        /// Movements nobody knows; zero when all is explained.
        Suspense = "suspense",
    }

    pub Class {
        Asset = "asset",
        Liability = "liability",
        Equity = "equity",
        Income = "income",
        Expense = "expense",
    }

    pub Side {
        Debit = "debit",
        Credit = "credit",
    }
}

impl AccountKind {
    /// `suspense` counts as a liability: money of unknown owner is not ours until it is explained.
    pub const fn class(self) -> Class {
        match self {
            Self::Provider | Self::Bank | Self::Disputed => Class::Asset,
            Self::Deposits
            | Self::Tax
            | Self::RefundsDue
            | Self::PrizeReserve
            | Self::PrizesDue
            | Self::RoyaltiesDue
            | Self::Suspense => Class::Liability,
            Self::Organiser => Class::Equity,
            Self::Sales | Self::Returns => Class::Income,
            Self::ProviderFees
            | Self::PrizeExpense
            | Self::RoyaltyExpense
            | Self::DisputeLosses
            | Self::WriteOffs => Class::Expense,
        }
    }

    /// The side on which it grows: its class's, but `returns` is taken off income.
    pub const fn normal_side(self) -> Side {
        match self.class() {
            Class::Asset | Class::Expense => Side::Debit,
            Class::Income if matches!(self, Self::Returns) => Side::Debit,
            Class::Liability | Class::Equity | Class::Income => Side::Credit,
        }
    }
}

/// An account with its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    Provider,
    Bank,
    Disputed,
    Deposits,
    Tax,
    RefundsDue,
    PrizeReserve(RoundId),
    PrizesDue(AccountId),
    RoyaltiesDue(AccountId),
    Organiser,
    Sales,
    Returns,
    ProviderFees,
    PrizeExpense,
    RoyaltyExpense,
    DisputeLosses,
    WriteOffs,
    Suspense,
}

/// A stored line whose account lacks its subject, or has one too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the account {kind} does not go with the subject {subject:?}")]
pub struct Mismatch {
    pub kind: AccountKind,
    pub subject: Option<Uuid>,
}

impl Account {
    pub const fn kind(self) -> AccountKind {
        match self {
            Self::Provider => AccountKind::Provider,
            Self::Bank => AccountKind::Bank,
            Self::Disputed => AccountKind::Disputed,
            Self::Deposits => AccountKind::Deposits,
            Self::Tax => AccountKind::Tax,
            Self::RefundsDue => AccountKind::RefundsDue,
            Self::PrizeReserve(_) => AccountKind::PrizeReserve,
            Self::PrizesDue(_) => AccountKind::PrizesDue,
            Self::RoyaltiesDue(_) => AccountKind::RoyaltiesDue,
            Self::Organiser => AccountKind::Organiser,
            Self::Sales => AccountKind::Sales,
            Self::Returns => AccountKind::Returns,
            Self::ProviderFees => AccountKind::ProviderFees,
            Self::PrizeExpense => AccountKind::PrizeExpense,
            Self::RoyaltyExpense => AccountKind::RoyaltyExpense,
            Self::DisputeLosses => AccountKind::DisputeLosses,
            Self::WriteOffs => AccountKind::WriteOffs,
            Self::Suspense => AccountKind::Suspense,
        }
    }

    /// The round of a prize reserve, the designer of what is due.
    pub const fn subject(self) -> Option<Uuid> {
        match self {
            Self::PrizeReserve(round) => Some(round.uuid()),
            Self::PrizesDue(designer) | Self::RoyaltiesDue(designer) => Some(designer.uuid()),
            Self::Provider
            | Self::Bank
            | Self::Disputed
            | Self::Deposits
            | Self::Tax
            | Self::RefundsDue
            | Self::Organiser
            | Self::Sales
            | Self::Returns
            | Self::ProviderFees
            | Self::PrizeExpense
            | Self::RoyaltyExpense
            | Self::DisputeLosses
            | Self::WriteOffs
            | Self::Suspense => None,
        }
    }

    /// The account of a stored line.
    pub fn from_parts(kind: AccountKind, subject: Option<Uuid>) -> Result<Self, Mismatch> {
        let alone = |account| subject.is_none().then_some(account);
        let account = match kind {
            AccountKind::PrizeReserve => subject.map(|round| Self::PrizeReserve(round.into())),
            AccountKind::PrizesDue => subject.map(|designer| Self::PrizesDue(designer.into())),
            AccountKind::RoyaltiesDue => subject.map(|designer| Self::RoyaltiesDue(designer.into())),
            AccountKind::Provider => alone(Self::Provider),
            AccountKind::Bank => alone(Self::Bank),
            AccountKind::Disputed => alone(Self::Disputed),
            AccountKind::Deposits => alone(Self::Deposits),
            AccountKind::Tax => alone(Self::Tax),
            AccountKind::RefundsDue => alone(Self::RefundsDue),
            AccountKind::Organiser => alone(Self::Organiser),
            AccountKind::Sales => alone(Self::Sales),
            AccountKind::Returns => alone(Self::Returns),
            AccountKind::ProviderFees => alone(Self::ProviderFees),
            AccountKind::PrizeExpense => alone(Self::PrizeExpense),
            AccountKind::RoyaltyExpense => alone(Self::RoyaltyExpense),
            AccountKind::DisputeLosses => alone(Self::DisputeLosses),
            AccountKind::WriteOffs => alone(Self::WriteOffs),
            AccountKind::Suspense => alone(Self::Suspense),
        };
        account.ok_or(Mismatch { kind, subject })
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.subject() {
            Some(subject) => write!(f, "{}:{subject}", self.kind()),
            None => self.kind().fmt(f),
        }
    }
}

impl Serialize for Account {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_comes_back_from_its_parts_and_only_with_the_right_subject() {
        let subject = Uuid::from_u128(7);
        for kind in AccountKind::ALL.iter().copied() {
            let found = [None, Some(subject)].map(|subject| Account::from_parts(kind, subject));
            let [without, with] = found;
            assert_ne!(without.is_ok(), with.is_ok(), "{kind} takes a subject or none");
            let account = without.or(with).unwrap();
            assert_eq!(Account::from_parts(account.kind(), account.subject()), Ok(account));
            assert_eq!(account.kind(), kind);
        }
    }

    #[test]
    fn returns_alone_grows_on_the_other_side_of_its_class() {
        let check =
            |kind: AccountKind, class, side| assert_eq!((kind.class(), kind.normal_side()), (class, side));
        check(AccountKind::Provider, Class::Asset, Side::Debit);
        check(AccountKind::Deposits, Class::Liability, Side::Credit);
        check(AccountKind::Organiser, Class::Equity, Side::Credit);
        check(AccountKind::Sales, Class::Income, Side::Credit);
        check(AccountKind::Returns, Class::Income, Side::Debit);
        check(AccountKind::WriteOffs, Class::Expense, Side::Debit);
    }

    #[test]
    fn an_account_is_shown_with_its_subject() {
        let designer = AccountId::new(Uuid::from_u128(1));
        let expected = "prizes_due:00000000-0000-0000-0000-000000000001";
        assert_eq!(Account::PrizesDue(designer).to_string(), expected);
        assert_eq!(serde_json::to_string(&Account::Provider).unwrap(), "\"provider\"");
    }
}
