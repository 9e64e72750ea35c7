//! One try at charging a pre-order: on record before the provider is asked, decided once.

mod record;

use chrono::{DateTime, Utc};

use super::id::{AttemptId, PreorderId};
use super::state::states;

pub use record::Attempt;

/// Tries without the buyer that one pre-order may see; card schemes fine those who try on and on.
pub const OFF_SESSION_MAX: u32 = 4;

/// Intents that one pre-order may use up before a person looks at it.
pub const INTENTS_MAX: u32 = 10;

states! {
    pub State {
        /// Written down; perhaps sent, not yet answered.
        Recorded = "recorded",
        Succeeded = "succeeded",
        Declined = "declined",
        /// The bank wants the buyer, and the buyer was not there or went away.
        NeedsAction = "needs_action",
        /// It charged nothing and never will: not sent, or its intent was cancelled.
        Void = "void",
        /// No answer came; the intent has to be read.
        Unknown = "unknown",
    }

    /// Who starts it: the clock, or the buyer on the repair page.
    pub Channel {
        OffSession = "off_session",
        Repair = "repair",
    }
}

/// What is learnt of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Succeeded,
    Declined,
    AuthRequired,
    NoAnswer,
    /// The intent was read as cancelled with nothing received.
    IntentCancelled,
    /// Ours: it shall not be sent any more (a pause, `charge_by`).
    VoidUnsent,
}

/// When the request left for the provider; none if it never did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub sent_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the attempt was sent already, so only the provider can say what became of it")]
    Sent,
    #[error("the attempt is decided already")]
    Decided,
}

impl State {
    /// Whether it still keeps every other attempt of its pre-order from starting.
    pub const fn is_undecided(self) -> bool {
        match self {
            Self::Recorded | Self::Unknown => true,
            Self::Succeeded | Self::Declined | Self::NeedsAction | Self::Void => false,
        }
    }
}

/// The state after `event`. Facts are never refused: one about a decided attempt leaves it as it is, except
/// that a bank's page finished late turns `needs_action` into `succeeded`.
pub fn transition(state: State, event: Event, facts: &Facts) -> Result<State, Refusal> {
    match (state, event) {
        (State::Recorded | State::Unknown | State::NeedsAction | State::Succeeded, Event::Succeeded) => {
            Ok(State::Succeeded)
        }
        (State::Recorded | State::Unknown, Event::Declined) => Ok(State::Declined),
        (State::Recorded | State::Unknown, Event::AuthRequired) => Ok(State::NeedsAction),
        (State::Recorded | State::Unknown, Event::NoAnswer) => Ok(State::Unknown),
        (State::Recorded | State::Unknown, Event::IntentCancelled) => Ok(State::Void),
        (State::Recorded, Event::VoidUnsent) if facts.sent_at.is_none() => Ok(State::Void),
        (State::Recorded | State::Unknown, Event::VoidUnsent) => Err(Refusal::Sent),
        (State::Declined | State::Void, Event::Succeeded)
        | (
            State::Succeeded | State::Declined | State::NeedsAction | State::Void,
            Event::Declined | Event::AuthRequired | Event::NoAnswer | Event::IntentCancelled,
        ) => Ok(state),
        (State::Succeeded | State::Declined | State::NeedsAction | State::Void, Event::VoidUnsent) => {
            Err(Refusal::Decided)
        }
    }
}

/// Names the making of a pre-order's intent number `number`, from 1.
pub fn intent_key(preorder: PreorderId, number: u32) -> String {
    format!("preorder:{preorder}:intent:{number}")
}

/// Names the one confirmation that an attempt is.
pub fn confirm_key(preorder: PreorderId, attempt: AttemptId) -> String {
    format!("preorder:{preorder}:confirm:{attempt}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [Event; 6] = [
        Event::Succeeded,
        Event::Declined,
        Event::AuthRequired,
        Event::NoAnswer,
        Event::IntentCancelled,
        Event::VoidUnsent,
    ];

    #[test]
    fn every_state_answers_every_event_as_the_table_says() {
        use State::{Declined, NeedsAction, Recorded, Succeeded, Unknown, Void};
        let sent = Facts { sent_at: Some(DateTime::UNIX_EPOCH) };
        let table = [
            (
                Recorded,
                [Ok(Succeeded), Ok(Declined), Ok(NeedsAction), Ok(Unknown), Ok(Void), Err(Refusal::Sent)],
            ),
            (
                Unknown,
                [Ok(Succeeded), Ok(Declined), Ok(NeedsAction), Ok(Unknown), Ok(Void), Err(Refusal::Sent)],
            ),
            (
                Succeeded,
                [
                    Ok(Succeeded),
                    Ok(Succeeded),
                    Ok(Succeeded),
                    Ok(Succeeded),
                    Ok(Succeeded),
                    Err(Refusal::Decided),
                ],
            ),
            (
                Declined,
                [Ok(Declined), Ok(Declined), Ok(Declined), Ok(Declined), Ok(Declined), Err(Refusal::Decided)],
            ),
            (
                NeedsAction,
                [
                    Ok(Succeeded),
                    Ok(NeedsAction),
                    Ok(NeedsAction),
                    Ok(NeedsAction),
                    Ok(NeedsAction),
                    Err(Refusal::Decided),
                ],
            ),
            (Void, [Ok(Void), Ok(Void), Ok(Void), Ok(Void), Ok(Void), Err(Refusal::Decided)]),
        ];
        assert_eq!(table.len(), State::ALL.len());
        for (state, row) in table {
            for (event, expected) in EVENTS.into_iter().zip(row) {
                assert_eq!(transition(state, event, &sent), expected, "{state} + {event:?}");
            }
        }
    }

    #[test]
    fn only_an_attempt_that_never_left_can_be_voided_by_us() {
        let unsent = Facts { sent_at: None };
        assert_eq!(transition(State::Recorded, Event::VoidUnsent, &unsent), Ok(State::Void));
        assert_eq!(transition(State::Unknown, Event::VoidUnsent, &unsent), Err(Refusal::Sent));
    }

    #[test]
    fn keys_name_the_operation() {
        let preorder = PreorderId::new(uuid::Uuid::nil());
        let attempt = AttemptId::new(uuid::Uuid::max());
        let nil = "00000000-0000-0000-0000-000000000000";
        assert_eq!(intent_key(preorder, 2), format!("preorder:{nil}:intent:2"));
        let max = "ffffffff-ffff-ffff-ffff-ffffffffffff";
        assert_eq!(confirm_key(preorder, attempt), format!("preorder:{nil}:confirm:{max}"));
    }
}
