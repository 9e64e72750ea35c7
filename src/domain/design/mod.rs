//! Designs: drafted, submitted, decided by a moderator, ranked when the round closes (`DESIGN.md` section 3).

mod draft;
mod record;

use super::round;
use super::state::states;

pub use draft::{CO_CREATORS_MAX, CoCreator, Draft};
pub use record::{Creator, Design};

states! {
    pub State {
        Draft = "draft",
        /// A moderator has it.
        Submitted = "submitted",
        /// In the queue once scoring opens.
        Cleared = "cleared",
        /// It has a place in the closed round.
        Ranked = "ranked",
        Refused = "refused",
        /// By its designer.
        Withdrawn = "withdrawn",
        /// A rights claim was upheld.
        TakenDown = "taken_down",
    }

    pub Origin {
        Own = "own",
        /// With parts of others, each listed with its licence.
        Licensed = "licensed",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its designer puts in another picture.
    Revise,
    Submit,
    /// A moderator lets it in, if need be after an appeal.
    Clear,
    /// A moderator keeps it out, with a reason.
    Refuse,
    Withdraw,
    /// The round closed and gave it a place.
    Rank,
    TakeDown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub round: round::State,
    pub has_artwork: bool,
    /// Whether its designer accepted the rules as they are now.
    pub rules_are_accepted: bool,
    /// Whether licensed parts are listed, where there are any.
    pub origin_is_declared: bool,
    /// Designs of the same designer in the round, without this one, drafts and withdrawn ones.
    pub others_in_round: u32,
    pub designs_per_designer_max: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The next revision is the one that counts.
    StoreRevision,
    /// The accepted rules' version and digest, and when.
    StoreAcceptance,
    TellModerators,
    /// Members are handed it; where scoring runs already it catches up by lot.
    EnterQueue,
    /// Nobody is handed it any more; its ballots count in nothing.
    LeaveQueue,
    NotifyDesigner,
    /// Its pictures are not served any more.
    HidePictures,
    /// Its campaign and its money go the way of an upheld claim.
    UpholdClaim,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: State,
    pub effects: Vec<Effect>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the round takes no submissions now")]
    NotSubmissions,
    #[error("upload a picture before you submit the design")]
    NoArtwork,
    #[error("read and accept the round's rules before you submit the design")]
    RulesNotAccepted,
    #[error("list the parts that are not your own work, with their licences")]
    OriginMissing,
    #[error("at most {0} of your designs can be in this round")]
    TooMany(u32),
    #[error("the picture can be changed until a moderator has decided, and this design is {0}")]
    PictureFixed(State),
    #[error("the design is {0}: it was submitted already")]
    Submitted(State),
    #[error("the design is {0}, and a moderator decides on submitted ones")]
    NotSubmitted(State),
    #[error("the round is {0}, so its designs are decided")]
    RoundOver(round::State),
    #[error("a design can be withdrawn until judging begins")]
    TooLateToWithdraw,
    #[error("the design is {0}, and that is final")]
    Over(State),
    #[error("only a cleared design gets a place")]
    NotCleared,
    #[error("the round is {0}, and places are given when it closes")]
    NotClosing(round::State),
}

/// A moderator may decide until the round is over; one cleared during judging has no scores and stays unranked.
///
/// `TakeDown` applies whatever the state: an upheld claim is a fact. Withdrawing ends with scoring, so that
/// nobody leaves on seeing the preview; a draft is its designer's at any time.
pub fn transition(state: State, event: Event, facts: &Facts) -> Result<Transition, Refusal> {
    match event {
        Event::Revise => revise(state, facts),
        Event::Submit => submit(state, facts),
        Event::Clear => clear(state, facts),
        Event::Refuse => refuse(state, facts),
        Event::Withdraw => withdraw(state, facts),
        Event::Rank => rank(state, facts),
        Event::TakeDown => Ok(take_down(state)),
    }
}

fn to(to: State, effects: &[Effect]) -> Transition {
    Transition { to, effects: effects.to_vec() }
}

fn revise(state: State, facts: &Facts) -> Result<Transition, Refusal> {
    match state {
        State::Draft => submissions_open(facts)?,
        State::Submitted => undecided_round(facts)?,
        State::Cleared | State::Ranked | State::Refused | State::Withdrawn | State::TakenDown => {
            return Err(Refusal::PictureFixed(state));
        }
    }
    Ok(to(state, &[Effect::StoreRevision]))
}

fn submit(state: State, facts: &Facts) -> Result<Transition, Refusal> {
    match state {
        State::Draft => {}
        State::Submitted | State::Cleared | State::Ranked | State::Refused => {
            return Err(Refusal::Submitted(state));
        }
        State::Withdrawn | State::TakenDown => return Err(Refusal::Over(state)),
    }
    submissions_open(facts)?;
    if !facts.has_artwork {
        return Err(Refusal::NoArtwork);
    }
    if !facts.origin_is_declared {
        return Err(Refusal::OriginMissing);
    }
    if !facts.rules_are_accepted {
        return Err(Refusal::RulesNotAccepted);
    }
    if facts.others_in_round >= facts.designs_per_designer_max {
        return Err(Refusal::TooMany(facts.designs_per_designer_max));
    }
    Ok(to(State::Submitted, &[Effect::StoreAcceptance, Effect::TellModerators]))
}

fn clear(state: State, facts: &Facts) -> Result<Transition, Refusal> {
    match state {
        State::Submitted | State::Refused => {
            undecided_round(facts)?;
            Ok(to(State::Cleared, &[Effect::EnterQueue, Effect::NotifyDesigner]))
        }
        State::Draft | State::Cleared | State::Ranked => Err(Refusal::NotSubmitted(state)),
        State::Withdrawn | State::TakenDown => Err(Refusal::Over(state)),
    }
}

fn refuse(state: State, facts: &Facts) -> Result<Transition, Refusal> {
    match state {
        State::Submitted => {
            undecided_round(facts)?;
            Ok(to(State::Refused, &[Effect::NotifyDesigner]))
        }
        State::Draft | State::Cleared | State::Ranked | State::Refused => Err(Refusal::NotSubmitted(state)),
        State::Withdrawn | State::TakenDown => Err(Refusal::Over(state)),
    }
}

fn withdraw(state: State, facts: &Facts) -> Result<Transition, Refusal> {
    match state {
        State::Draft => Ok(to(State::Withdrawn, &[])),
        State::Submitted | State::Refused => {
            before_judging(facts)?;
            Ok(to(State::Withdrawn, &[]))
        }
        State::Cleared => {
            before_judging(facts)?;
            Ok(to(State::Withdrawn, &[Effect::LeaveQueue]))
        }
        State::Ranked => Err(Refusal::TooLateToWithdraw),
        State::Withdrawn | State::TakenDown => Err(Refusal::Over(state)),
    }
}

fn rank(state: State, facts: &Facts) -> Result<Transition, Refusal> {
    match state {
        State::Cleared => {}
        State::Draft
        | State::Submitted
        | State::Ranked
        | State::Refused
        | State::Withdrawn
        | State::TakenDown => return Err(Refusal::NotCleared),
    }
    match facts.round {
        round::State::Judging | round::State::Closed => Ok(to(State::Ranked, &[Effect::NotifyDesigner])),
        round::State::Draft | round::State::Submissions | round::State::Scoring | round::State::Cancelled => {
            Err(Refusal::NotClosing(facts.round))
        }
    }
}

fn take_down(state: State) -> Transition {
    match state {
        State::Draft | State::Submitted | State::Refused | State::Withdrawn => {
            to(State::TakenDown, &[Effect::HidePictures, Effect::NotifyDesigner])
        }
        State::Cleared => {
            to(State::TakenDown, &[Effect::LeaveQueue, Effect::HidePictures, Effect::NotifyDesigner])
        }
        State::Ranked => {
            to(State::TakenDown, &[Effect::HidePictures, Effect::UpholdClaim, Effect::NotifyDesigner])
        }
        State::TakenDown => to(state, &[]),
    }
}

fn submissions_open(facts: &Facts) -> Result<(), Refusal> {
    match facts.round {
        round::State::Submissions => Ok(()),
        round::State::Draft
        | round::State::Scoring
        | round::State::Judging
        | round::State::Closed
        | round::State::Cancelled => Err(Refusal::NotSubmissions),
    }
}

fn undecided_round(facts: &Facts) -> Result<(), Refusal> {
    if facts.round.is_over() { Err(Refusal::RoundOver(facts.round)) } else { Ok(()) }
}

fn before_judging(facts: &Facts) -> Result<(), Refusal> {
    match facts.round {
        round::State::Draft | round::State::Submissions | round::State::Scoring => Ok(()),
        round::State::Judging | round::State::Closed | round::State::Cancelled => {
            Err(Refusal::TooLateToWithdraw)
        }
    }
}

#[cfg(test)]
mod tests;
