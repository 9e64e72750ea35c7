//! Rights claims against a design: their states, what one stops, and what becomes of a campaign (`MONEY.md` 1.5).

mod stop;
#[cfg(test)]
mod tests;

use super::state::states;

pub use stop::{Resumption, Stage, Stop, Upheld, if_rejected, if_upheld, stops};

/// A claim that no moderator looked at opens by itself after this many hours.
pub const OPENS_AFTER_HOURS: u32 = 72;

states! {
    pub State {
        /// Stops only what cannot be undone.
        Filed = "filed",
        /// A full pause.
        Open = "open",
        /// The designer has answered.
        Answered = "answered",
        Upheld = "upheld",
        Rejected = "rejected",
        /// Not a claim at all.
        Dismissed = "dismissed",
        /// By its claimant.
        Withdrawn = "withdrawn",
    }

    pub Judge {
        Moderator = "moderator",
        Court = "court",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A moderator takes it on.
    Accept,
    /// The clock: 72 hours without a moderator.
    Unattended,
    Dismiss,
    /// The designer's answer, or counter-notice.
    Answer,
    /// The clock: the designer has not answered in time.
    AnswerDue,
    /// The clock: the waiting time after a counter-notice is over.
    WaitOver,
    Uphold,
    Reject(Judge),
    Withdraw,
    NewEvidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Whether the claimant went to court after the counter-notice.
    pub claimant_sues: bool,
    /// Whether the waiting time after the counter-notice is over.
    pub wait_is_over: bool,
    /// Whether no other claim against the design is going on.
    pub is_last: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    KeepAnswer,
    KeepEvidence,
    /// Everything that an open claim stops, from now on.
    Pause,
    /// The pause ends and the clocks move by its length.
    EndPause,
    RemindDesigner,
    /// The design is taken down, and its campaign, prize and royalties go as `if_upheld` says.
    ApplyUpheld,
    Desk,
    NotifyBoth,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: State,
    pub effects: Vec<Effect>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("take the claim on before it is decided")]
    NotOpen,
    #[error("the claim is open: uphold or reject it")]
    IsOpen,
    #[error("the claimant went to court: the claim cannot be rejected before the waiting time is over")]
    Waiting,
    #[error("the claim is {0}; only new evidence opens it again")]
    Over(State),
    #[error("the claim was upheld; only a court's decision changes that")]
    Upheld,
}

/// The table of `MONEY.md` 1.5.
pub fn transition(state: State, event: Event, facts: &Facts) -> Result<Transition, Refusal> {
    match event {
        Event::Accept | Event::Unattended => Ok(open(state)),
        Event::Dismiss => dismiss(state, *facts),
        Event::Answer => Ok(answer(state)),
        Event::AnswerDue => Ok(answer_due(state)),
        Event::WaitOver => Ok(wait_over(state)),
        Event::Uphold => uphold(state),
        Event::Reject(judge) => reject(state, judge, *facts),
        Event::Withdraw => Ok(withdraw(state, *facts)),
        Event::NewEvidence => Ok(new_evidence(state)),
    }
}

fn to(to: State, effects: &[Effect]) -> Transition {
    Transition { to, effects: effects.to_vec() }
}

/// The end of a claim; the pause ends with the design's last one.
fn end(to: State, facts: Facts) -> Transition {
    let ended = facts.is_last.then_some(Effect::EndPause);
    Transition { to, effects: ended.into_iter().chain([Effect::NotifyBoth]).collect() }
}

fn open(state: State) -> Transition {
    match state {
        State::Filed => to(State::Open, &[Effect::Pause, Effect::NotifyBoth]),
        State::Open
        | State::Answered
        | State::Upheld
        | State::Rejected
        | State::Dismissed
        | State::Withdrawn => to(state, &[]),
    }
}

fn dismiss(state: State, facts: Facts) -> Result<Transition, Refusal> {
    match state {
        State::Filed => Ok(end(State::Dismissed, facts)),
        State::Open | State::Answered => Err(Refusal::IsOpen),
        State::Upheld | State::Rejected | State::Dismissed | State::Withdrawn => Ok(to(state, &[])),
    }
}

fn answer(state: State) -> Transition {
    match state {
        State::Filed | State::Answered => to(state, &[Effect::KeepAnswer]),
        State::Open => to(State::Answered, &[Effect::KeepAnswer, Effect::NotifyBoth]),
        State::Upheld | State::Rejected | State::Dismissed | State::Withdrawn => to(state, &[]),
    }
}

/// Silence alone never upholds a claim.
fn answer_due(state: State) -> Transition {
    match state {
        State::Open => to(state, &[Effect::Desk, Effect::RemindDesigner]),
        State::Filed
        | State::Answered
        | State::Upheld
        | State::Rejected
        | State::Dismissed
        | State::Withdrawn => to(state, &[]),
    }
}

fn wait_over(state: State) -> Transition {
    match state {
        State::Answered => to(state, &[Effect::Desk]),
        State::Filed
        | State::Open
        | State::Upheld
        | State::Rejected
        | State::Dismissed
        | State::Withdrawn => to(state, &[]),
    }
}

fn uphold(state: State) -> Result<Transition, Refusal> {
    match state {
        State::Filed => Err(Refusal::NotOpen),
        State::Open | State::Answered => Ok(to(State::Upheld, &[Effect::ApplyUpheld, Effect::NotifyBoth])),
        State::Upheld => Ok(to(state, &[])),
        State::Rejected | State::Dismissed | State::Withdrawn => Err(Refusal::Over(state)),
    }
}

fn reject(state: State, judge: Judge, facts: Facts) -> Result<Transition, Refusal> {
    match (state, judge) {
        (State::Filed, Judge::Moderator | Judge::Court) => Err(Refusal::NotOpen),
        (State::Answered, Judge::Moderator) if facts.claimant_sues && !facts.wait_is_over => {
            Err(Refusal::Waiting)
        }
        (State::Open | State::Answered, Judge::Moderator | Judge::Court) => Ok(end(State::Rejected, facts)),
        (State::Upheld, Judge::Moderator) => Err(Refusal::Upheld),
        (State::Upheld, Judge::Court) => Ok(to(State::Rejected, &[Effect::Desk, Effect::NotifyBoth])),
        (State::Rejected | State::Dismissed | State::Withdrawn, Judge::Moderator | Judge::Court) => {
            Ok(to(state, &[]))
        }
    }
}

fn withdraw(state: State, facts: Facts) -> Transition {
    match state {
        State::Filed | State::Open | State::Answered => end(State::Withdrawn, facts),
        State::Upheld | State::Rejected | State::Dismissed | State::Withdrawn => to(state, &[]),
    }
}

fn new_evidence(state: State) -> Transition {
    match state {
        State::Filed | State::Open | State::Answered => to(state, &[Effect::KeepEvidence]),
        State::Upheld => to(state, &[Effect::KeepEvidence, Effect::Desk]),
        State::Rejected | State::Dismissed | State::Withdrawn => {
            to(State::Open, &[Effect::KeepEvidence, Effect::Pause, Effect::NotifyBoth])
        }
    }
}
