//! Rounds: draft, submissions, scoring, judging, closed; or cancelled before that (`DESIGN.md` section 3).

mod outcome;
mod record;
mod step;

use chrono::{DateTime, Utc};

use super::rules::Windows;
use super::state::states;

pub use outcome::{Award, Outcome};
pub use record::{Round, Sealed, check};
pub use step::{Entry, Step, Visitor, step};

states! {
    pub State {
        /// Its rules may still change; nobody sees it.
        Draft = "draft",
        /// Designers submit.
        Submissions = "submissions",
        /// Members score; the last submissions are decided.
        Scoring = "scoring",
        /// The window is over; an admin looks at the preview and closes.
        Judging = "judging",
        /// Standings are frozen, prizes assigned, campaigns made.
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An admin publishes it.
    Open,
    /// The clock: scoring opens.
    SubmissionsEnded,
    /// The clock: the scoring window is over.
    ScoringEnded,
    /// An admin accepts the preview.
    Close,
    Cancel {
        /// What designers are told.
        reason: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Whether the reserve holds all prizes of the table.
    pub prize_is_funded: bool,
    /// Whether `scoring_open_at` is still to come.
    pub submissions_are_ahead: bool,
    /// Designs that are submitted and neither cleared nor refused.
    pub undecided_designs: u32,
    /// Whether a design has too few counted ballots, and the window was not extended yet and may be.
    pub is_extension_due: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Designers may submit.
    Publish,
    /// The queue hands designs out from now on.
    OpenQueue,
    /// Scoring goes on, once, because a design has too few counted ballots.
    ExtendScoring,
    /// No score changes any more.
    CloseQueue,
    /// Moderators are told of the submissions that still wait.
    RemindModerators,
    /// Standings with the lot, written once.
    FreezeStandings,
    /// J12 and J13, by place.
    AssignPrizes,
    /// The best designs become campaigns.
    MakeCampaigns,
    /// J13, the whole reserve.
    ReturnReserve,
    NotifyDesigners,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: State,
    pub effects: Vec<Effect>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("fund all prizes before the round opens")]
    NotFunded,
    #[error("the submission window would be over already: move the round's dates first")]
    TooLate,
    #[error("the round is open already")]
    Open,
    #[error("the round is still {0}: it can be closed once scoring is over")]
    NotJudging(State),
    #[error("{0} designs are neither cleared nor refused: decide them before the round closes")]
    Undecided(u32),
    #[error("the round is {0}, and that is final")]
    Over(State),
    #[error("say why the round is cancelled: its designers will read it")]
    ReasonMissing,
}

impl State {
    /// Whether nothing can happen to it any more.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Closed | Self::Cancelled => true,
            Self::Draft | Self::Submissions | Self::Scoring | Self::Judging => false,
        }
    }
}

/// What the clock has to say to a round at `now`, if anything. Asked again after each answer, until there is none.
pub fn due(state: State, windows: &Windows, now: DateTime<Utc>) -> Option<Event> {
    match state {
        State::Submissions if now >= windows.scoring_open_at => Some(Event::SubmissionsEnded),
        State::Scoring if now >= windows.scoring_close_at => Some(Event::ScoringEnded),
        State::Draft
        | State::Submissions
        | State::Scoring
        | State::Judging
        | State::Closed
        | State::Cancelled => None,
    }
}

/// Commands may be refused; the clock's events never are.
///
/// Closing needs every submission decided: a design that waits for a moderator would lose its place to a delay
/// that is not its designer's. Scoring does not wait for them; one cleared late catches up by lot.
pub fn transition(state: State, event: &Event, facts: &Facts) -> Result<Transition, Refusal> {
    match event {
        Event::Open => open(state, *facts),
        Event::SubmissionsEnded => Ok(submissions_ended(state, *facts)),
        Event::ScoringEnded => Ok(scoring_ended(state, *facts)),
        Event::Close => close(state, *facts),
        Event::Cancel { reason } => cancel(state, reason),
    }
}

fn to(to: State, effects: &[Effect]) -> Transition {
    Transition { to, effects: effects.to_vec() }
}

fn open(state: State, facts: Facts) -> Result<Transition, Refusal> {
    match state {
        State::Draft if !facts.prize_is_funded => Err(Refusal::NotFunded),
        State::Draft if !facts.submissions_are_ahead => Err(Refusal::TooLate),
        State::Draft => Ok(to(State::Submissions, &[Effect::Publish])),
        State::Submissions | State::Scoring | State::Judging => Err(Refusal::Open),
        State::Closed | State::Cancelled => Err(Refusal::Over(state)),
    }
}

fn submissions_ended(state: State, facts: Facts) -> Transition {
    match state {
        State::Submissions if facts.undecided_designs > 0 => {
            to(State::Scoring, &[Effect::OpenQueue, Effect::RemindModerators])
        }
        State::Submissions => to(State::Scoring, &[Effect::OpenQueue]),
        State::Draft | State::Scoring | State::Judging | State::Closed | State::Cancelled => to(state, &[]),
    }
}

fn scoring_ended(state: State, facts: Facts) -> Transition {
    match state {
        State::Scoring if facts.is_extension_due => to(State::Scoring, &[Effect::ExtendScoring]),
        State::Scoring if facts.undecided_designs > 0 => {
            to(State::Judging, &[Effect::CloseQueue, Effect::RemindModerators])
        }
        State::Scoring => to(State::Judging, &[Effect::CloseQueue]),
        State::Draft | State::Submissions | State::Judging | State::Closed | State::Cancelled => {
            to(state, &[])
        }
    }
}

fn close(state: State, facts: Facts) -> Result<Transition, Refusal> {
    match state {
        State::Judging if facts.undecided_designs > 0 => Err(Refusal::Undecided(facts.undecided_designs)),
        State::Judging => {
            let effects = [
                Effect::FreezeStandings,
                Effect::AssignPrizes,
                Effect::MakeCampaigns,
                Effect::NotifyDesigners,
            ];
            Ok(to(State::Closed, &effects))
        }
        State::Draft | State::Submissions | State::Scoring => Err(Refusal::NotJudging(state)),
        State::Closed | State::Cancelled => Err(Refusal::Over(state)),
    }
}

fn cancel(state: State, reason: &str) -> Result<Transition, Refusal> {
    match state {
        State::Closed | State::Cancelled => Err(Refusal::Over(state)),
        State::Draft | State::Submissions | State::Scoring | State::Judging if reason.trim().is_empty() => {
            Err(Refusal::ReasonMissing)
        }
        State::Draft => Ok(to(State::Cancelled, &[Effect::ReturnReserve])),
        State::Submissions | State::Judging => {
            Ok(to(State::Cancelled, &[Effect::ReturnReserve, Effect::NotifyDesigners]))
        }
        State::Scoring => {
            let effects = [Effect::CloseQueue, Effect::ReturnReserve, Effect::NotifyDesigners];
            Ok(to(State::Cancelled, &effects))
        }
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may overflow: it then fails")]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::table;

    const READY: Facts = Facts {
        prize_is_funded: true,
        submissions_are_ahead: true,
        undecided_designs: 0,
        is_extension_due: false,
    };

    const TABLE: &str = "
draft       submissions .       .       no     cancelled
submissions no          scoring .       no     cancelled
scoring     no          .       judging no     cancelled
judging     no          .       .       closed cancelled
closed      no          .       .       no     no
cancelled   no          .       .       no     no
";

    fn cancel() -> Event {
        Event::Cancel { reason: "the printer closed down".to_owned() }
    }

    fn events() -> [Event; 5] {
        [Event::Open, Event::SubmissionsEnded, Event::ScoringEnded, Event::Close, cancel()]
    }

    #[test]
    fn every_state_answers_every_event_as_the_table_says() {
        table::check(TABLE, State::ALL, &events(), |state, event| {
            transition(*state, event, &READY).ok().map(|next| next.to)
        });
    }

    #[test]
    fn a_round_opens_only_funded_and_in_time() {
        let open = |facts| transition(State::Draft, &Event::Open, &facts);
        assert_eq!(open(Facts { prize_is_funded: false, ..READY }), Err(Refusal::NotFunded));
        assert_eq!(open(Facts { submissions_are_ahead: false, ..READY }), Err(Refusal::TooLate));
        assert_eq!(open(READY), Ok(to(State::Submissions, &[Effect::Publish])));
    }

    #[test]
    fn undecided_designs_stop_the_close_and_nothing_else() {
        let waiting = Facts { undecided_designs: 2, ..READY };
        let closed = transition(State::Judging, &Event::Close, &waiting);
        assert_eq!(closed, Err(Refusal::Undecided(2)));
        let scoring = transition(State::Submissions, &Event::SubmissionsEnded, &waiting).unwrap();
        assert_eq!(scoring, to(State::Scoring, &[Effect::OpenQueue, Effect::RemindModerators]));
        let judging = transition(State::Scoring, &Event::ScoringEnded, &waiting).unwrap();
        assert_eq!(judging, to(State::Judging, &[Effect::CloseQueue, Effect::RemindModerators]));
    }

    #[test]
    fn scoring_goes_on_while_a_design_lacks_ballots_and_may_get_more() {
        let lacking = Facts { is_extension_due: true, undecided_designs: 1, ..READY };
        let next = transition(State::Scoring, &Event::ScoringEnded, &lacking).unwrap();
        assert_eq!(next, to(State::Scoring, &[Effect::ExtendScoring]));
        assert_eq!(
            transition(State::Scoring, &Event::Close, &lacking),
            Err(Refusal::NotJudging(State::Scoring))
        );
    }

    #[test]
    fn a_round_is_not_cancelled_without_a_reason() {
        let silent = Event::Cancel { reason: " \n".to_owned() };
        assert_eq!(transition(State::Scoring, &silent, &READY), Err(Refusal::ReasonMissing));
    }

    #[test]
    fn the_clock_moves_it_exactly_at_its_windows() {
        let opened = DateTime::UNIX_EPOCH;
        let windows = Windows {
            submissions_open_at: opened,
            scoring_open_at: opened + TimeDelta::days(7),
            scoring_close_at: opened + TimeDelta::days(14),
        };
        let check = |state, now, expected| assert_eq!(due(state, &windows, now), expected);
        let just = TimeDelta::nanoseconds(1);
        check(State::Submissions, windows.scoring_open_at - just, None);
        check(State::Submissions, windows.scoring_open_at, Some(Event::SubmissionsEnded));
        check(State::Scoring, windows.scoring_close_at - just, None);
        check(State::Scoring, windows.scoring_close_at, Some(Event::ScoringEnded));
        for state in [State::Draft, State::Judging, State::Closed, State::Cancelled] {
            check(state, DateTime::<Utc>::MAX_UTC, None);
        }
    }

    proptest! {
        #[test]
        fn a_reserve_is_assigned_or_returned_at_most_once(
            picks in prop::collection::vec(prop::sample::select(events().to_vec()), 0..30),
        ) {
            let mut state = State::Draft;
            let mut settled = 0;
            for event in picks {
                let Ok(next) = transition(state, &event, &READY) else { continue };
                let settles = |effect: &&Effect| matches!(effect, Effect::AssignPrizes | Effect::ReturnReserve);
                settled += next.effects.iter().filter(settles).count();
                state = next.to;
            }
            prop_assert_eq!(settled, usize::from(state.is_over()));
        }
    }
}
