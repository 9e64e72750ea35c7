//! A payout as it is kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Reason, State};
use crate::domain::id::{AccountId, PayoutId, PrizeId};
use crate::domain::ledger::{Due, Owed};
use crate::domain::money::Money;

/// How many admins have to agree before a payout leaves.
pub const APPROVALS_NEEDED: u32 = 2;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout {
    pub id: PayoutId,
    /// Whom it is for.
    pub account: AccountId,
    pub amount: Money,
    pub due: Due,
    /// The prize it is a share of; none for royalties.
    pub prize: Option<PrizeId>,
    pub state: State,
    /// How often sending was begun.
    pub number: u32,
    /// Of the present or last sending.
    pub key: Option<String>,
    /// The designer's account at the provider, frozen with the sending.
    pub payee_ref: Option<String>,
    pub transfer_ref: Option<String>,
    /// Why it waits, while it is owed.
    pub reasons: Vec<Reason>,
    pub requested_at: DateTime<Utc>,
    /// When the present or last sending was begun.
    pub sent_at: Option<DateTime<Utc>>,
    pub hold_until: Option<DateTime<Utc>>,
    pub first_approved_by: Option<AccountId>,
    pub second_approved_by: Option<AccountId>,
}

impl Payout {
    /// A person's share of a prize, owed from `now` on.
    pub fn of_prize(
        id: PayoutId,
        account: AccountId,
        prize: PrizeId,
        amount: Money,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            account,
            amount,
            due: Due::Prize,
            prize: Some(prize),
            state: State::Owed,
            number: 0,
            key: None,
            payee_ref: None,
            transfer_ref: None,
            reasons: vec![Reason::ApprovalMissing],
            requested_at: now,
            sent_at: None,
            hold_until: None,
            first_approved_by: None,
            second_approved_by: None,
        }
    }

    pub fn owed(&self) -> Owed {
        Owed { due: self.due, designer: self.account, amount: self.amount }
    }

    /// How many admins agreed.
    pub fn approvals(&self) -> u32 {
        u32::from(self.first_approved_by.is_some())
            .saturating_add(u32::from(self.second_approved_by.is_some()))
    }

    /// Whether the provider's refusal still waits for a person to look at it.
    pub fn was_refused(&self) -> bool {
        self.reasons.contains(&Reason::ProviderRefused)
    }
}
