//! Leaving in two steps: an intent that may still succeed is cancelled first, and only then is the order over.

use super::{Effect, Facts, LiveIntent, Notice, State, Transition};
use crate::domain::campaign;
use crate::domain::state::states;

states! {
    /// Why an order leaves, marked while it cannot yet.
    pub Leaving {
        GaveUp = "gave_up",
        GraceEnded = "grace_ended",
        Released = "released",
    }
}

/// Sends an order away, after `first`: at once where no intent lives, else by `voiding`.
pub(super) fn leave(leaving: Leaving, facts: &Facts, first: &[Effect]) -> Transition {
    match facts.intent {
        LiveIntent::None => end(leaving, facts, first),
        LiveIntent::Waiting | LiveIntent::AwaitingAction => Transition {
            to: State::Voiding,
            effects: [first, &[Effect::Mark(leaving), Effect::CancelIntent]].concat(),
        },
    }
}

/// The order is over: no intent of it can succeed any more.
pub(super) fn end(leaving: Leaving, facts: &Facts, first: &[Effect]) -> Transition {
    let (to, notice) = match leaving {
        Leaving::GaveUp | Leaving::GraceEnded => (State::Dropped, Notice::Dropped),
        Leaving::Released => (State::Released, Notice::Released),
    };
    let effects = [first, units_back(facts), &[Effect::DetachCards, Effect::Notify(notice)]].concat();
    Transition { to, effects }
}

/// Committed units go back while the sale is open; afterwards their count is what the gate decided on.
pub(super) fn units_back(facts: &Facts) -> &'static [Effect] {
    if facts.campaign == campaign::State::Open { &[Effect::ReturnCommitted] } else { &[] }
}
