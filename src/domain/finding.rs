//! Findings: what a detector says of ballots, what a moderator decides, and what the designer says to that.
//!
//! The ballots of a finding are set aside as long as it is proposed or confirmed; none is ever deleted.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::id::{AccountId, AppealId, DesignId, FindingId, InspectionId, RoundId};
use super::integrity::Detector;
use super::rules::IntegrityTerms;
use super::state::states;

states! {
    pub State {
        /// Its ballots are set aside until somebody has looked.
        Proposed = "proposed",
        Confirmed = "confirmed",
        /// Its ballots count.
        Restored = "restored",
    }
    pub AppealState {
        Filed = "filed",
        /// The finding was restored.
        Upheld = "upheld",
        Rejected = "rejected",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub id: FindingId,
    pub round: RoundId,
    pub inspection: InspectionId,
    pub detector: Detector,
    pub state: State,
    /// The design that it is about, where it is about one.
    pub design: Option<DesignId>,
    /// The evidence as one sentence, published in the ballot box.
    pub reason: String,
    /// The same as numbers, named as the sentence names them.
    pub figures: BTreeMap<String, i64>,
    pub found_at: DateTime<Utc>,
    pub decided: Option<Decision>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub by: AccountId,
    pub at: DateTime<Utc>,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    pub id: AppealId,
    pub finding: FindingId,
    pub account: AccountId,
    pub text: String,
    pub state: AppealState,
    pub filed_at: DateTime<Utc>,
    pub decided: Option<Decision>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Confirm,
    Restore,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Whether the round's result is final.
    pub is_round_over: bool,
    /// Whether the moderator has a part in a design of the round.
    pub is_party: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the round is over, and its result is final")]
    RoundOver,
    #[error("you have a design in this round: another moderator decides")]
    Party,
    #[error("this finding is {0} already")]
    Decided(State),
    #[error("only a finding that a moderator confirmed can be appealed against, and this one is {0}")]
    NotConfirmed(State),
    #[error("appeals against it ended at {0:?}")]
    AppealLate(DateTime<Utc>),
    #[error("you have appealed against it already")]
    Appealed,
    #[error("this appeal is {0} already")]
    AppealDecided(AppealState),
}

impl State {
    /// Whether its ballots are left out of the result.
    pub const fn is_in_force(self) -> bool {
        match self {
            Self::Proposed | Self::Confirmed => true,
            Self::Restored => false,
        }
    }
}

/// A moderator may change their mind until the round is over.
pub fn transition(state: State, event: Event, facts: Facts) -> Result<State, Refusal> {
    if facts.is_round_over {
        return Err(Refusal::RoundOver);
    }
    if facts.is_party {
        return Err(Refusal::Party);
    }
    match (state, event) {
        (State::Proposed | State::Restored, Event::Confirm) => Ok(State::Confirmed),
        (State::Proposed | State::Confirmed, Event::Restore) => Ok(State::Restored),
        (State::Confirmed, Event::Confirm) | (State::Restored, Event::Restore) => {
            Err(Refusal::Decided(state))
        }
    }
}

impl Finding {
    /// Until when its designers may appeal. Nobody sees findings before scoring is over, so it starts then at least.
    pub fn appeal_until(
        &self,
        terms: &IntegrityTerms,
        scoring_closed_at: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let decided = self.decided.as_ref().filter(|_| self.state == State::Confirmed)?;
        let from = decided.at.max(scoring_closed_at);
        from.checked_add_signed(Duration::seconds(i64::from(terms.appeal.seconds)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::table;

    const OPEN: Facts = Facts { is_round_over: false, is_party: false };

    #[test]
    fn every_state_answers_every_event_as_the_table_says() {
        let expected = "
proposed  confirmed restored
confirmed no        restored
restored  confirmed no
";
        table::check(expected, State::ALL, &[Event::Confirm, Event::Restore], |state, event| {
            transition(*state, *event, OPEN).ok()
        });
    }

    #[test]
    fn nobody_decides_after_the_end_or_in_their_own_round() {
        let decide = |facts| transition(State::Proposed, Event::Confirm, facts);
        assert_eq!(decide(Facts { is_round_over: true, ..OPEN }), Err(Refusal::RoundOver));
        assert_eq!(decide(Facts { is_party: true, ..OPEN }), Err(Refusal::Party));
    }
}
