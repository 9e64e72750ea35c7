//! A design: its states, who made it with which share, and what its texts must be.

mod draft;
mod record;
#[cfg(test)]
mod tests;

pub use draft::{CO_CREATORS_MAX, CoCreator, Draft};
pub use record::{Creator, Design};

use super::account::Role;
use super::artwork::Review;
use super::id::AccountId;
use super::round;
use super::score::Relation;
use super::state::states;

states! {
    /// Where a design is (`DESIGN.md` section 3).
    pub State {
        Draft = "draft",
        Submitted = "submitted",
        Cleared = "cleared",
        Ranked = "ranked",
        Refused = "refused",
        Withdrawn = "withdrawn",
        TakenDown = "taken_down",
    }

    /// Where the work in it comes from.
    pub Origin {
        Own = "own",
        /// Parts of it are somebody else's, used under a licence that is named.
        Licensed = "licensed",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Submit,
    Clear,
    Refuse,
    /// The designer takes it back.
    Withdraw,
    /// The round closed with it in its standings.
    Rank,
    /// A rights claim was upheld.
    TakeDown,
}

/// What the design's own state does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub round: round::State,
    pub has_artwork: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the round does not take designs now")]
    NotTaking,
    #[error("upload a picture before you submit the design")]
    NoArtwork,
    #[error("the design is submitted already")]
    AlreadySubmitted,
    #[error("the design is not waiting for a moderator")]
    NotSubmitted,
    #[error("a moderator has decided on this design already")]
    AlreadyDecided,
    #[error("the design was withdrawn or taken down")]
    Gone,
    #[error("only a cleared design can be ranked")]
    NotCleared,
    #[error("a design can be withdrawn until its round is judged, and this one is past that")]
    TooLateToWithdraw,
    #[error("designs are cleared until scoring ends, and this round is past that; refuse it instead")]
    TooLateToClear,
}

impl State {
    /// The next state, or why there is none.
    pub fn apply(self, event: Event, facts: Facts) -> Result<Self, Refusal> {
        match (self, event) {
            (Self::Draft, Event::Submit) => submit(facts),
            (Self::Submitted, Event::Submit) => Err(Refusal::AlreadySubmitted),
            (Self::Submitted, Event::Clear) => clear(facts),
            (Self::Submitted, Event::Refuse) => Ok(Self::Refused),
            (Self::Draft, Event::Clear | Event::Refuse) => Err(Refusal::NotSubmitted),
            (Self::Cleared | Self::Ranked | Self::Refused, Event::Submit | Event::Clear | Event::Refuse) => {
                Err(Refusal::AlreadyDecided)
            }
            (Self::Draft | Self::Submitted | Self::Cleared | Self::Refused, Event::Withdraw) => {
                withdraw(facts)
            }
            (Self::Ranked, Event::Withdraw) => Err(Refusal::TooLateToWithdraw),
            (Self::Cleared, Event::Rank) => Ok(Self::Ranked),
            (Self::Draft | Self::Submitted | Self::Ranked | Self::Refused, Event::Rank) => {
                Err(Refusal::NotCleared)
            }
            (
                Self::Draft | Self::Submitted | Self::Cleared | Self::Ranked | Self::Refused,
                Event::TakeDown,
            ) => Ok(Self::TakenDown),
            (
                Self::Withdrawn | Self::TakenDown,
                Event::Submit
                | Event::Clear
                | Event::Refuse
                | Event::Withdraw
                | Event::Rank
                | Event::TakeDown,
            ) => Err(Refusal::Gone),
        }
    }

    /// Whether everybody may see the design.
    pub const fn is_public(self) -> bool {
        match self {
            Self::Cleared | Self::Ranked => true,
            Self::Draft | Self::Submitted | Self::Refused | Self::Withdrawn | Self::TakenDown => false,
        }
    }

    /// Whether it is one of the designs that its designer may have in the round.
    pub const fn takes_a_place(self) -> bool {
        match self {
            Self::Draft | Self::Submitted | Self::Cleared | Self::Ranked | Self::TakenDown => true,
            Self::Refused | Self::Withdrawn => false,
        }
    }

    /// Whether its picture may still change.
    pub const fn review(self) -> Review {
        match self {
            Self::Draft | Self::Submitted => Review::Open,
            Self::Cleared | Self::Ranked | Self::Refused | Self::Withdrawn | Self::TakenDown => {
                Review::Decided
            }
        }
    }
}

fn submit(facts: Facts) -> Result<State, Refusal> {
    if facts.round != round::State::Submissions {
        return Err(Refusal::NotTaking);
    }
    if !facts.has_artwork {
        return Err(Refusal::NoArtwork);
    }
    Ok(State::Submitted)
}

/// A moderator who is late may still clear while scores are given: such a design catches up by lot.
fn clear(facts: Facts) -> Result<State, Refusal> {
    match facts.round {
        round::State::Draft | round::State::Submissions | round::State::Scoring => Ok(State::Cleared),
        round::State::Judging | round::State::Closed | round::State::Cancelled => {
            Err(Refusal::TooLateToClear)
        }
    }
}

fn withdraw(facts: Facts) -> Result<State, Refusal> {
    match facts.round {
        round::State::Draft | round::State::Submissions | round::State::Scoring | round::State::Cancelled => {
            Ok(State::Withdrawn)
        }
        round::State::Judging | round::State::Closed => Err(Refusal::TooLateToWithdraw),
    }
}

impl Design {
    /// What the account has to do with the design.
    pub fn relation(&self, account: AccountId) -> Relation {
        if self.designer == account {
            return Relation::Designer;
        }
        if self.creators.iter().any(|creator| creator.account == account) {
            return Relation::CoCreator;
        }
        Relation::None
    }

    /// Whether the account may see it: those who made it and moderators always, others once it is public.
    pub fn is_visible_to(&self, viewer: Option<(AccountId, Role)>) -> bool {
        self.state.is_public() || self.is_open_to(viewer)
    }

    /// Whether the account may see all of it: earlier pictures, the decision and its reason.
    pub fn is_open_to(&self, viewer: Option<(AccountId, Role)>) -> bool {
        viewer.is_some_and(|(account, role)| {
            role.is_at_least(Role::Moderator) || self.relation(account) != Relation::None
        })
    }
}
