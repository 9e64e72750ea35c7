//! A campaign's clocks: what may be bought now, and how a pause moves every deadline by its length.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Refusal, State};
use crate::domain::time::{after, seconds};

/// Before production a pause lasts this long at most: money is not held hostage.
pub const PAUSE_MAX: TimeDelta = TimeDelta::days(30);

/// What a buyer can do at this instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sale {
    Open,
    /// Nothing new starts; card pages already open may finish.
    LastCall,
    Paused,
    Over,
}

/// What decides whether a sale goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaleClock {
    pub state: State,
    pub paused: bool,
    /// None before the opening.
    pub deadline_at: Option<DateTime<Utc>>,
    pub decided_at: Option<DateTime<Utc>>,
    pub last_call_seconds: u32,
}

impl SaleClock {
    /// The last call follows the deadline, or an earlier decision at the threshold.
    pub fn at(&self, now: DateTime<Utc>) -> Sale {
        let Some(deadline) = self.deadline_at.filter(|_| matches!(self.state, State::Open | State::Settling))
        else {
            return Sale::Over;
        };
        let end = self.end(deadline);
        if now >= after(end, seconds(self.last_call_seconds)) {
            return Sale::Over;
        }
        if self.paused {
            return Sale::Paused;
        }
        if now >= end { Sale::LastCall } else { Sale::Open }
    }

    /// The instant after which nothing new starts; none before the opening.
    pub fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.deadline_at.map(|deadline| self.end(deadline))
    }

    fn end(&self, deadline: DateTime<Utc>) -> DateTime<Utc> {
        self.decided_at.map_or(deadline, |decided| decided.min(deadline))
    }
}

/// A campaign's instants that stand still during a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clocks {
    pub deadline_at: Option<DateTime<Utc>>,
    pub first_charge_at: Option<DateTime<Utc>>,
    pub short_deadline_at: Option<DateTime<Utc>>,
}

/// A pause that is over: `paused_at` and its length move what was still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    pub paused_at: DateTime<Utc>,
    pub length: TimeDelta,
}

impl Pause {
    /// A retry, reminder or end of grace that was still to come when the pause began, moved by its length.
    pub fn moves(&self, due: DateTime<Utc>) -> DateTime<Utc> {
        if due > self.paused_at { after(due, self.length) } else { due }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resumed {
    pub pause: Pause,
    pub clocks: Clocks,
}

/// Whether a campaign may be paused. Pausing twice keeps the first instant: `Ok` with what to store.
pub fn pause(
    state: State,
    paused_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Refusal> {
    if state.is_over() {
        return Err(Refusal::Over);
    }
    Ok(paused_at.unwrap_or(now))
}

/// Ends a pause that no open claim holds. A clock that had already struck stays where it is: the deadline
/// belongs to `open`, the short deadline to `short`.
pub fn resume(
    state: State,
    paused_at: Option<DateTime<Utc>>,
    claims_open: u32,
    clocks: &Clocks,
    now: DateTime<Utc>,
) -> Result<Resumed, Refusal> {
    let paused_at = paused_at.ok_or(Refusal::NotPaused)?;
    if claims_open > 0 {
        return Err(Refusal::ClaimOpen);
    }
    let pause = Pause { paused_at, length: now.signed_duration_since(paused_at).max(TimeDelta::zero()) };
    let in_state = |at: Option<DateTime<Utc>>, of: State| {
        at.map(|at| if state == of { after(at, pause.length) } else { at })
    };
    let clocks = Clocks {
        deadline_at: in_state(clocks.deadline_at, State::Open),
        first_charge_at: clocks.first_charge_at.map(|at| pause.moves(at)),
        short_deadline_at: in_state(clocks.short_deadline_at, State::Short),
    };
    Ok(Resumed { pause, clocks })
}

/// Whether a pause has to end by cancelling or refunding.
pub fn is_too_long(paused_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now.signed_duration_since(paused_at) >= PAUSE_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::minutes(minute)
    }

    fn clock(state: State) -> SaleClock {
        SaleClock {
            state,
            paused: false,
            deadline_at: Some(at(100)),
            decided_at: None,
            last_call_seconds: 600,
        }
    }

    #[test]
    fn nothing_starts_at_the_deadline_and_open_pages_have_ten_minutes() {
        let check = |minute, expected| assert_eq!(clock(State::Open).at(at(minute)), expected, "{minute}");
        check(0, Sale::Open);
        check(99, Sale::Open);
        check(100, Sale::LastCall);
        check(109, Sale::LastCall);
        check(110, Sale::Over);
    }

    #[test]
    fn a_decision_at_the_threshold_has_its_own_last_call() {
        let decided = |minute| SaleClock { decided_at: Some(at(minute)), ..clock(State::Settling) };
        assert_eq!(decided(50).at(at(50)), Sale::LastCall);
        assert_eq!(decided(50).at(at(59)), Sale::LastCall);
        assert_eq!(decided(50).at(at(60)), Sale::Over);
        assert_eq!(decided(105).at(at(109)), Sale::LastCall);
        assert_eq!(decided(105).at(at(110)), Sale::Over);
        assert_eq!(decided(110).at(at(110)), Sale::Over);
    }

    #[test]
    fn nothing_is_sold_in_a_pause_nor_in_another_state() {
        assert_eq!(SaleClock { paused: true, ..clock(State::Open) }.at(at(50)), Sale::Paused);
        for state in
            State::ALL.iter().copied().filter(|state| *state != State::Open && *state != State::Settling)
        {
            assert_eq!(clock(state).at(at(50)), Sale::Over, "{state}");
        }
    }

    #[test]
    fn a_pause_moves_what_was_still_to_come_by_its_length() {
        let clocks = Clocks {
            deadline_at: Some(at(100)),
            first_charge_at: Some(at(20)),
            short_deadline_at: Some(at(300)),
        };
        let resumed = |state| resume(state, Some(at(30)), 0, &clocks, at(75)).unwrap().clocks;
        assert_eq!(resumed(State::Open).deadline_at, Some(at(145)));
        assert_eq!(resumed(State::Open).first_charge_at, Some(at(20)));
        assert_eq!(resumed(State::Open).short_deadline_at, Some(at(300)));
        assert_eq!(resumed(State::Settling).deadline_at, Some(at(100)));
        assert_eq!(resumed(State::Short).short_deadline_at, Some(at(345)));
        let pause = Pause { paused_at: at(30), length: TimeDelta::minutes(45) };
        assert_eq!(pause.moves(at(30)), at(30));
        assert_eq!(pause.moves(at(31)), at(76));
    }

    #[test]
    fn a_pause_in_the_last_call_leaves_the_rest_of_it() {
        let clocks = Clocks { deadline_at: Some(at(100)), ..Clocks::default() };
        let resumed = resume(State::Open, Some(at(104)), 0, &clocks, at(504)).unwrap();
        let sale = SaleClock { deadline_at: resumed.clocks.deadline_at, ..clock(State::Open) };
        assert_eq!(sale.at(at(504)), Sale::LastCall);
        assert_eq!(sale.at(at(509)), Sale::LastCall);
        assert_eq!(sale.at(at(510)), Sale::Over);
    }

    #[test]
    fn a_pause_begins_once_and_ends_with_the_last_claim() {
        assert_eq!(pause(State::Open, None, at(5)), Ok(at(5)));
        assert_eq!(pause(State::Open, Some(at(1)), at(5)), Ok(at(1)));
        assert_eq!(pause(State::Failed, None, at(5)), Err(Refusal::Over));
        let end = |paused_at, claims| resume(State::Open, paused_at, claims, &Clocks::default(), at(9));
        assert_eq!(end(Some(at(1)), 1), Err(Refusal::ClaimOpen));
        assert_eq!(end(None, 0), Err(Refusal::NotPaused));
        assert_eq!(end(Some(at(1)), 0).map(|resumed| resumed.pause.length), Ok(TimeDelta::minutes(8)));
    }

    #[test]
    fn thirty_days_are_too_long() {
        let days = |count: i64| at(count * 24 * 60);
        assert!(!is_too_long(at(0), days(30) - TimeDelta::seconds(1)));
        assert!(is_too_long(at(0), days(30)));
    }
}
