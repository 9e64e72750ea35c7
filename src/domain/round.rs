//! A round: its states and what moves it from one to the next.

mod outcome;
mod record;

use super::state::states;

pub use outcome::{Award, Outcome};
pub use record::{Round, Sealed, check, prizes_total};

states! {
    pub State {
        Draft = "draft",
        Submissions = "submissions",
        Scoring = "scoring",
        Judging = "judging",
        Closed = "closed",
        Cancelled = "cancelled",
    }

    pub Event {
        Open = "open",
        SubmissionsEnded = "submissions_ended",
        ScoringEnded = "scoring_ended",
        Close = "close",
        Cancel = "cancel",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Whether the money for every prize is set apart.
    pub prize_funded: bool,
    /// Designs that no moderator has decided on.
    pub undecided_designs: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the prizes are not funded yet; a round opens when their money is set apart")]
    PrizeNotFunded,
    #[error("this round was opened before")]
    OpenedBefore,
    #[error("this round has not been opened yet")]
    NotOpenYet,
    #[error("this round is not being judged yet; it can be closed when scoring has ended")]
    NotJudging,
    #[error("{0} designs wait for a moderator's decision; clear or refuse them first")]
    Undecided(u64),
    #[error("this round is closed")]
    Closed,
    #[error("this round was cancelled")]
    Cancelled,
}

/// What becomes of a round.
pub fn transition(state: State, event: Event, facts: &Facts) -> Result<Transition, Refusal> {
    let to = |to| Ok(Transition { to });
    match (state, event) {
        (State::Draft, Event::Open) if facts.prize_funded => to(State::Submissions),
        (State::Draft, Event::Open) => Err(Refusal::PrizeNotFunded),
        (State::Draft, Event::SubmissionsEnded | Event::ScoringEnded | Event::Close) => {
            Err(Refusal::NotOpenYet)
        }
        (State::Submissions, Event::SubmissionsEnded) => to(State::Scoring),
        (State::Scoring, Event::ScoringEnded) => to(State::Judging),
        (State::Judging, Event::Close) if facts.undecided_designs == 0 => to(State::Closed),
        (State::Judging, Event::Close) => Err(Refusal::Undecided(facts.undecided_designs)),
        (State::Draft | State::Submissions | State::Scoring | State::Judging, Event::Cancel) => {
            to(State::Cancelled)
        }
        (State::Submissions | State::Scoring | State::Judging, Event::Open) => Err(Refusal::OpenedBefore),
        (State::Submissions, Event::ScoringEnded | Event::Close)
        | (State::Scoring, Event::SubmissionsEnded | Event::Close)
        | (State::Judging, Event::SubmissionsEnded | Event::ScoringEnded) => Err(Refusal::NotJudging),
        (
            State::Closed,
            Event::Open | Event::SubmissionsEnded | Event::ScoringEnded | Event::Close | Event::Cancel,
        ) => Err(Refusal::Closed),
        (
            State::Cancelled,
            Event::Open | Event::SubmissionsEnded | Event::ScoringEnded | Event::Close | Event::Cancel,
        ) => Err(Refusal::Cancelled),
    }
}
