//! Money set apart for a round's prizes: asked for by one admin, then brought to the provider or confirmed by a second.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::{AccountId, FundingId, RoundId};
use super::ledger::prize::FundingSource;
use super::money::Money;
use super::state::states;

/// Longest text that names a bank transfer.
pub const REFERENCE_CHARS_MAX: usize = 140;

states! {
    pub State {
        Requested = "requested",
        /// The provider is being asked; whether the money moved may be unknown.
        Sending = "sending",
        Funded = "funded",
        Refused = "refused",
    }

    pub Event {
        /// The top-up's turn has come, for the first time or again with the same key.
        Send = "send",
        /// The provider has the money.
        Arrive = "arrive",
        /// A second admin saw the money in the bank.
        Confirm = "confirm",
        /// An admin takes the request back.
        TakeBack = "take_back",
        /// The provider will not take the money, or its book shows that it never came.
        Refuse = "refuse",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funding {
    pub id: FundingId,
    pub round: RoundId,
    pub amount: Money,
    pub source: FundingSource,
    pub state: State,
    /// The provider's own id of the top-up, as its movements name it.
    pub provider_ref: Option<String>,
    /// How the bank's statement names the transfer.
    pub reference: Option<String>,
    pub requested_by: AccountId,
    pub confirmed_by: Option<AccountId>,
    pub created_at: DateTime<Utc>,
    pub funded_at: Option<DateTime<Utc>>,
}

impl Funding {
    /// The key of its one top-up: its row is asked for once, and a new try is a new row.
    pub fn key(&self) -> String {
        format!("funding:{}", self.id)
    }

    /// Whether it counts towards the prizes: it is there, or may still come.
    pub const fn is_live(&self) -> bool {
        match self.state {
            State::Requested | State::Sending | State::Funded => true,
            State::Refused => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this prize money is set apart already")]
    FundedAlready,
    #[error("this request for prize money was refused; make a new one")]
    RefusedAlready,
    #[error("only bank money is confirmed by a person; a top-up is confirmed by the payment provider")]
    NotBank,
    #[error("bank money is confirmed by a second admin, not sent to the payment provider")]
    NotTopUp,
    #[error("the payment provider is being asked for this top-up; wait for its answer")]
    Sending,
    #[error("the payment provider was not asked for this money yet")]
    NotSent,
}

/// What becomes of a funding. Facts of the provider (`Arrive`, `Refuse`) are taken wherever it was asked.
pub fn transition(state: State, source: FundingSource, event: Event) -> Result<State, Refusal> {
    match (state, event) {
        (State::Requested | State::Sending, Event::Send) => match source {
            FundingSource::TopUp => Ok(State::Sending),
            FundingSource::Bank | FundingSource::FreeMoney => Err(Refusal::NotTopUp),
        },
        (State::Sending, Event::Arrive) => Ok(State::Funded),
        (State::Sending, Event::Refuse) | (State::Requested, Event::TakeBack) => Ok(State::Refused),
        (State::Requested, Event::Confirm) => match source {
            FundingSource::Bank => Ok(State::Funded),
            FundingSource::TopUp | FundingSource::FreeMoney => Err(Refusal::NotBank),
        },
        (State::Requested, Event::Arrive | Event::Refuse) => Err(Refusal::NotSent),
        (State::Sending, Event::Confirm | Event::TakeBack) => Err(Refusal::Sending),
        (State::Funded, Event::Send | Event::Arrive | Event::Confirm | Event::TakeBack | Event::Refuse) => {
            Err(Refusal::FundedAlready)
        }
        (State::Refused, Event::Send | Event::Arrive | Event::Confirm | Event::TakeBack | Event::Refuse) => {
            Err(Refusal::RefusedAlready)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_decides_every_event() {
        use Refusal::{FundedAlready, NotBank, NotSent, NotTopUp, RefusedAlready, Sending};
        use State::{Funded, Refused};
        let check = |source, state, expected: [Result<State, Refusal>; 5]| {
            let events = Event::ALL.iter().copied();
            let found: Vec<_> = events.map(|event| transition(state, source, event)).collect();
            assert_eq!(found, expected, "{source} {state}");
        };
        for source in FundingSource::ALL.iter().copied() {
            check(source, Funded, [Err(FundedAlready); 5]);
            check(source, Refused, [Err(RefusedAlready); 5]);
            let (send, confirm) = match source {
                FundingSource::TopUp => (Ok(State::Sending), Err(NotBank)),
                FundingSource::Bank => (Err(NotTopUp), Ok(Funded)),
                FundingSource::FreeMoney => (Err(NotTopUp), Err(NotBank)),
            };
            check(source, State::Requested, [send, Err(NotSent), confirm, Ok(Refused), Err(NotSent)]);
            check(source, State::Sending, [send, Ok(Funded), Err(Sending), Err(Sending), Ok(Refused)]);
        }
    }
}
