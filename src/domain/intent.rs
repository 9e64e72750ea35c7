//! The provider's payment of one pre-order: made unconfirmed, successful at most once, replaced only when it is cancelled.

use chrono::{DateTime, Utc};

use super::attempt::{self, Attempt};
use super::id::{IntentId, PreorderId};
use super::money::Money;
use super::preorder::LiveIntent;
use super::state::states;

states! {
    pub State {
        /// Being made; its id is not stored yet, so nothing can confirm it.
        Creating = "creating",
        /// Stored. It can still succeed.
        Live = "live",
        Succeeded = "succeeded",
        /// Read as cancelled with nothing received; or it was never made.
        Cancelled = "cancelled",
    }
}

/// An intent as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    pub id: IntentId,
    pub preorder: PreorderId,
    /// From 1, in the order in which they were made.
    pub number: u32,
    /// The provider's id of it; none until the answer is stored.
    pub provider_ref: Option<String>,
    pub state: State,
    pub amount: Money,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// What is learnt of an intent. All are facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Made,
    Succeeded,
    Cancelled,
}

impl State {
    /// Whether it can still charge the buyer.
    pub const fn is_live(self) -> bool {
        match self {
            Self::Creating | Self::Live => true,
            Self::Succeeded | Self::Cancelled => false,
        }
    }
}

/// The state after `event`. What ended stays ended, but that money which arrived is never denied.
pub const fn transition(state: State, event: Event) -> State {
    match (state, event) {
        (State::Creating, Event::Made) => State::Live,
        (State::Creating | State::Live | State::Cancelled | State::Succeeded, Event::Succeeded) => {
            State::Succeeded
        }
        (State::Creating | State::Live, Event::Cancelled) => State::Cancelled,
        (State::Live | State::Succeeded | State::Cancelled, Event::Made)
        | (State::Succeeded | State::Cancelled, Event::Cancelled) => state,
    }
}

/// What a pre-order's intents and attempts, oldest first, say of the one that can still succeed.
pub fn live(intents: &[Intent], attempts: &[Attempt]) -> LiveIntent {
    let Some(intent) = intents.iter().find(|intent| intent.state.is_live()) else {
        return LiveIntent::None;
    };
    let is_at_the_bank = attempts
        .iter()
        .rfind(|attempt| attempt.intent == intent.id && attempt.sent_at.is_some())
        .is_some_and(|last| last.state == attempt::State::NeedsAction && last.action_url.is_some());
    if is_at_the_bank { LiveIntent::AwaitingAction } else { LiveIntent::Waiting }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::attempt::Channel;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[test]
    fn every_state_answers_every_event_as_the_table_says() {
        use State::{Cancelled, Creating, Live, Succeeded};
        let table = [
            (Creating, [Live, Succeeded, Cancelled]),
            (Live, [Live, Succeeded, Cancelled]),
            (Succeeded, [Succeeded, Succeeded, Succeeded]),
            (Cancelled, [Cancelled, Succeeded, Cancelled]),
        ];
        assert_eq!(table.len(), State::ALL.len());
        for (state, row) in table {
            for (event, expected) in [Event::Made, Event::Succeeded, Event::Cancelled].into_iter().zip(row) {
                assert_eq!(transition(state, event), expected, "{state} + {event:?}");
            }
        }
    }

    fn money() -> Money {
        Money::new(2_500, "EUR".parse().unwrap())
    }

    fn intent(number: u32, state: State) -> Intent {
        Intent {
            id: Uuid::from_u128(u128::from(number)).into(),
            preorder: Uuid::nil().into(),
            number,
            provider_ref: None,
            state,
            amount: money(),
            created_at: NOW,
            closed_at: None,
        }
    }

    fn attempt(intent: u32, state: attempt::State, action_url: Option<&str>) -> Attempt {
        Attempt {
            id: Uuid::nil().into(),
            preorder: Uuid::nil().into(),
            intent: Uuid::from_u128(u128::from(intent)).into(),
            number: 1,
            channel: Channel::Repair,
            state,
            method: String::new(),
            amount: money(),
            key: String::new(),
            return_url: None,
            action_url: action_url.map(str::to_owned),
            decline_code: None,
            decline_class: None,
            recorded_at: NOW,
            sent_at: Some(NOW),
            decided_at: None,
        }
    }

    #[test]
    fn an_intent_waits_at_the_bank_after_its_page_was_left() {
        use attempt::State::{Declined, NeedsAction};
        let check = |state, last, url, expected| {
            let found = live(&[intent(1, State::Cancelled), intent(2, state)], &[attempt(2, last, url)]);
            assert_eq!(found, expected, "{state} {last} {url:?}");
        };
        check(State::Live, NeedsAction, Some("https://bank.test"), LiveIntent::AwaitingAction);
        check(State::Live, NeedsAction, None, LiveIntent::Waiting);
        check(State::Live, Declined, Some("https://bank.test"), LiveIntent::Waiting);
        check(State::Creating, Declined, None, LiveIntent::Waiting);
        check(State::Cancelled, NeedsAction, Some("https://bank.test"), LiveIntent::None);
    }

    #[test]
    fn a_page_of_an_earlier_intent_says_nothing_of_this_one() {
        let attempts = [attempt(1, attempt::State::NeedsAction, Some("https://bank.test"))];
        let intents = [intent(1, State::Cancelled), intent(2, State::Live)];
        assert_eq!(live(&intents, &attempts), LiveIntent::Waiting);
    }
}
