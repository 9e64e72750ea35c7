//! Why a payout waits: all reasons at once, so that nobody solves one to be told the next.

use chrono::{DateTime, Utc};

use crate::domain::money::Money;
use crate::domain::state::states;

states! {
    pub Reason {
        AccountMissing = "account_missing",
        /// Onboarding is not complete.
        AccountPending = "account_pending",
        AccountRestricted = "account_restricted",
        /// Closed or rejected by the provider.
        AccountClosed = "account_closed",
        WrongRegion = "wrong_region",
        /// The provider's available balance does not cover it.
        FundsUnavailable = "funds_unavailable",
        UnderMinimum = "under_minimum",
        HoldWindow = "hold_window",
        ApprovalMissing = "approval_missing",
        /// A pause or a claim.
        Paused = "paused",
        /// The designer owes at least as much.
        BalanceBelowZero = "balance_below_zero",
        /// The provider refused the last sending, and nobody has looked yet.
        ProviderRefused = "provider_refused",
    }

    /// How the designer's account at the provider stands.
    pub Account {
        Missing = "missing",
        Pending = "pending",
        Active = "active",
        Restricted = "restricted",
        Closed = "closed",
    }
}

impl Reason {
    /// What a person reads after "the payout waits:".
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::AccountMissing => "the designer has no payout account yet",
            Self::AccountPending => "the designer's payout account is not complete",
            Self::AccountRestricted => "the payment provider has restricted the designer's account",
            Self::AccountClosed => "the designer's payout account is closed",
            Self::WrongRegion => "the payment provider cannot pay to the designer's country",
            Self::FundsUnavailable => "the provider's available balance does not cover it yet",
            Self::UnderMinimum => "it is under the smallest amount that is paid out",
            Self::HoldWindow => "its holding time is not over",
            Self::ApprovalMissing => "another person has to approve it",
            Self::Paused => "payouts are paused here, by an admin or because of a claim",
            Self::BalanceBelowZero => "the designer owes more than is due",
            Self::ProviderRefused => "the payment provider refused it, and a person has to look",
        }
    }
}

pub(super) fn sentence(reasons: &[Reason]) -> String {
    reasons.iter().copied().map(Reason::sentence).collect::<Vec<_>>().join("; ")
}

/// All that decides whether a payout may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub account: Account,
    pub region_is_served: bool,
    pub amount: Money,
    /// What the designer's account for this holds in the payout's currency, this payout included.
    pub balance: Money,
    /// The provider's available balance.
    pub available: Money,
    /// The smallest amount that is paid out.
    pub minimum: Money,
    pub hold_until: Option<DateTime<Utc>>,
    pub approvals_needed: u32,
    pub approvals: u32,
    pub is_paused: bool,
    pub was_refused: bool,
}

/// Every reason why it waits at `now`; none where it may leave. Amounts are in one currency, that of the payout.
pub fn reasons(standing: &Standing, now: DateTime<Utc>) -> Vec<Reason> {
    let Standing { amount, balance, available, minimum, .. } = *standing;
    let account = match standing.account {
        Account::Missing => Some(Reason::AccountMissing),
        Account::Pending => Some(Reason::AccountPending),
        Account::Restricted => Some(Reason::AccountRestricted),
        Account::Closed => Some(Reason::AccountClosed),
        Account::Active => None,
    };
    let conditions = [
        (!standing.region_is_served, Reason::WrongRegion),
        (!covers(available, amount), Reason::FundsUnavailable),
        (!covers(amount, minimum), Reason::UnderMinimum),
        (standing.hold_until.is_some_and(|until| now < until), Reason::HoldWindow),
        (standing.approvals < standing.approvals_needed, Reason::ApprovalMissing),
        (standing.is_paused, Reason::Paused),
        (!covers(balance, amount), Reason::BalanceBelowZero),
        (standing.was_refused, Reason::ProviderRefused),
    ];
    let waiting = conditions.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason);
    account.into_iter().chain(waiting).collect()
}

/// Whether `amount` is at least `needed`, in the same currency.
fn covers(amount: Money, needed: Money) -> bool {
    amount.currency == needed.currency && amount.minor >= needed.minor
}
