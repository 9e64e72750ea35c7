//! Test cards by number, and saved methods: what each card does when it is saved and when it is charged.

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

use super::{Answer, Card, CustomerRef, Decline, MethodRef, Model, Reply, SessionRef, missing, refused};
use crate::domain::id::PreorderId;

/// Decline codes after which the issuer wants never to see the card again.
const NEVER_AGAIN: [&str; 3] = ["lost_card", "pickup_card", "stolen_card"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    Succeeds,
    DeclinedWhenSaved,
    DeclinedAtCharge,
    InsufficientFunds,
    AuthenticatesWhenSaved,
    AuthenticatesAlways,
    AuthenticatesThenInsufficientFunds,
    ExpiredAtCharge,
    Stolen,
    RefundFails,
    Slow,
    Blocked,
}

/// One line of the table on the card page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestCard {
    pub number: &'static str,
    pub behaviour: Behaviour,
    pub explanation: &'static str,
}

/// Every card the model knows. All but the slow one are the provider's own public test numbers.
pub const TEST_CARDS: [TestCard; 12] = [
    TestCard {
        number: "4242424242424242",
        behaviour: Behaviour::Succeeds,
        explanation: "is saved and charged without a question",
    },
    TestCard {
        number: "4000000000000002",
        behaviour: Behaviour::DeclinedWhenSaved,
        explanation: "is declined on the card page",
    },
    TestCard {
        number: "4000000000000341",
        behaviour: Behaviour::DeclinedAtCharge,
        explanation: "is saved, and declined at every charge",
    },
    TestCard {
        number: "4000000000009995",
        behaviour: Behaviour::InsufficientFunds,
        explanation: "is saved, and has no money at any charge",
    },
    TestCard {
        number: "4000002500003155",
        behaviour: Behaviour::AuthenticatesWhenSaved,
        explanation: "asks the buyer when it is saved, and never again",
    },
    TestCard {
        number: "4000002760003184",
        behaviour: Behaviour::AuthenticatesAlways,
        explanation: "asks the buyer when it is saved and at every charge",
    },
    TestCard {
        number: "4000008260003178",
        behaviour: Behaviour::AuthenticatesThenInsufficientFunds,
        explanation: "asks the buyer every time, and then has no money",
    },
    TestCard {
        number: "4000000000000069",
        behaviour: Behaviour::ExpiredAtCharge,
        explanation: "is saved, and has expired when it is charged",
    },
    TestCard {
        number: "4000000000009979",
        behaviour: Behaviour::Stolen,
        explanation: "is saved, and reported stolen at the charge: never to be tried again",
    },
    TestCard {
        number: "4000000000005126",
        behaviour: Behaviour::RefundFails,
        explanation: "is charged, and its refunds fail after they seemed done",
    },
    TestCard {
        number: "4000000000060006",
        behaviour: Behaviour::Slow,
        explanation: "is charged, but the bank takes its time to say so",
    },
    TestCard {
        number: "4100000000000019",
        behaviour: Behaviour::Blocked,
        explanation: "is saved, and stopped at the charge by the provider's own risk rules",
    },
];

/// What came of asking a card for money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Response {
    Approve,
    ApproveLater,
    Challenge,
    Decline(&'static str),
}

impl Behaviour {
    pub(super) const fn asks_when_saved(self) -> bool {
        matches!(
            self,
            Self::AuthenticatesWhenSaved
                | Self::AuthenticatesAlways
                | Self::AuthenticatesThenInsufficientFunds
        )
    }

    pub(super) const fn at_charge(self) -> Response {
        match self {
            Self::Succeeds | Self::AuthenticatesWhenSaved | Self::RefundFails => Response::Approve,
            Self::Slow => Response::ApproveLater,
            Self::AuthenticatesAlways | Self::AuthenticatesThenInsufficientFunds => Response::Challenge,
            Self::DeclinedWhenSaved | Self::DeclinedAtCharge => Response::Decline("generic_decline"),
            Self::InsufficientFunds => Response::Decline("insufficient_funds"),
            Self::ExpiredAtCharge => Response::Decline("expired_card"),
            Self::Stolen => Response::Decline("stolen_card"),
            Self::Blocked => Response::Decline("fraudulent"),
        }
    }

    /// What the bank says once the buyer has answered its question.
    pub(super) const fn after_challenge(self) -> Response {
        match self {
            Self::AuthenticatesThenInsufficientFunds => Response::Decline("insufficient_funds"),
            Self::AuthenticatesAlways => Response::Approve,
            Self::Succeeds
            | Self::DeclinedWhenSaved
            | Self::DeclinedAtCharge
            | Self::InsufficientFunds
            | Self::AuthenticatesWhenSaved
            | Self::ExpiredAtCharge
            | Self::Stolen
            | Self::RefundFails
            | Self::Slow
            | Self::Blocked => self.at_charge(),
        }
    }
}

pub(super) fn decline(code: &str) -> Decline {
    Decline { code: code.to_owned(), never_again: NEVER_AGAIN.contains(&code) }
}

/// A test card as typed on the card page, known to be one: a real number never gets this far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub behaviour: Behaviour,
    pub card: Card,
}

impl Entry {
    /// Reads what was typed. Spaces and dashes do not matter; a year of two digits is of this century.
    pub fn parse(number: &str, exp_month: u8, exp_year: u16, cvc: &str) -> Answer<Self> {
        let digits: String = number.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let known = TEST_CARDS.iter().find(|card| card.number == digits).ok_or_else(|| {
            refused("incorrect_number", "This page takes only the test cards listed on it.")
        })?;
        if !(1..=12).contains(&exp_month) {
            return Err(refused("invalid_expiry_month", "The month of expiry is a number from 1 to 12."));
        }
        if !matches!(cvc.len(), 3 | 4) || !cvc.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refused("invalid_cvc", "The security code has three or four digits."));
        }
        let exp_year = if exp_year < 100 { exp_year + 2_000 } else { exp_year };
        let last4 = digits.chars().skip(digits.len().saturating_sub(4)).collect();
        let card = Card { brand: "visa".to_owned(), last4, exp_month, exp_year };
        Ok(Self { behaviour: known.behaviour, card })
    }
}

/// A card is good through the last day of its month.
pub(super) fn is_expired(card: &Card, now: DateTime<Utc>) -> bool {
    (i32::from(card.exp_year), u32::from(card.exp_month)) < (now.year(), now.month())
}

/// A saved card. Once detached it can never be charged again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodRecord {
    pub id: MethodRef,
    pub session: SessionRef,
    pub customer: CustomerRef,
    pub preorder: PreorderId,
    pub behaviour: Behaviour,
    pub card: Card,
    pub saved_at: DateTime<Utc>,
    pub is_detached: bool,
}

impl Model {
    pub(super) fn detach(&mut self, id: &MethodRef) -> Answer<Reply> {
        let method = self.book.methods.get_mut(id).ok_or_else(|| missing("payment method", id))?;
        method.is_detached = true;
        Ok(Reply::Nothing)
    }

    /// A method that may be charged for this customer.
    pub(super) fn usable_method(&self, id: &MethodRef, customer: &CustomerRef) -> Answer<&MethodRecord> {
        let method = self.book.methods.get(id).ok_or_else(|| missing("payment method", id))?;
        let unusable = |message| Err(refused("payment_method_unexpected_state", message));
        if method.is_detached {
            return unusable("This payment method was detached and may not be used again.");
        }
        if method.customer != *customer {
            return unusable("This payment method belongs to another customer.");
        }
        Ok(method)
    }
}
