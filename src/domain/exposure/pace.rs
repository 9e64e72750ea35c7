//! The pace of designs that were cleared late: they catch up by lot, over the turns that are still expected.

use chrono::{DateTime, Utc};

use super::catches_up;
use crate::domain::rules::Windows;

/// How far a round's scoring is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    pub opened_at: DateTime<Utc>,
    pub closes_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
    /// Showings of all designs so far.
    pub turns: u64,
    /// Showings of the least-seen design that was there from the start.
    pub showings_least: u64,
}

impl Pace {
    /// Of a round in these windows, given each design's showings and when it was cleared.
    pub fn of(windows: &Windows, now: DateTime<Utc>, designs: &[(u64, Option<DateTime<Utc>>)]) -> Self {
        let opened_at = windows.scoring_open_at;
        let on_time = designs.iter().filter(|(_, cleared_at)| cleared_at.is_none_or(|at| at <= opened_at));
        Self {
            opened_at,
            closes_at: windows.scoring_close_at,
            now,
            turns: designs.iter().fold(0_u64, |sum, (showings, _)| sum.saturating_add(*showings)),
            showings_least: on_time.map(|(showings, _)| *showings).min().unwrap_or(0),
        }
    }

    /// Whether a design is in the queue for this turn. One that lacks nothing always is; one that came late is with
    /// a probability that makes up, by the end, for what it lacks, and so never goes before everybody else.
    ///
    /// Drawn for each turn, and not for a page of twelve: as many showings, spread more evenly.
    pub fn is_in_turn(&self, cleared_at: Option<DateTime<Utc>>, showings: u64, lot: u64) -> bool {
        let lacking = self.showings_least.saturating_sub(showings);
        let is_late = cleared_at.is_some_and(|at| at > self.opened_at);
        !is_late || lacking == 0 || catches_up(lacking, self.turns_expected(), lot)
    }

    /// Turns until the end, if members go on as they did so far.
    fn turns_expected(&self) -> u64 {
        let seconds = |from: DateTime<Utc>, to: DateTime<Utc>| {
            u128::try_from(to.signed_duration_since(from).num_seconds()).unwrap_or(0)
        };
        let left = u128::from(self.turns).saturating_mul(seconds(self.now, self.closes_at));
        let expected = left.checked_div(seconds(self.opened_at, self.now)).unwrap_or(0);
        u64::try_from(expected).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn a_late_design_makes_up_over_the_turns_that_are_left() {
        // 300 turns in 30 s and 10 s left: 100 more are expected, and 25 showings lack.
        let pace = Pace { opened_at: at(0), closes_at: at(40), now: at(30), turns: 300, showings_least: 25 };
        let check = |cleared: Option<i64>, showings, lot, expected| {
            assert_eq!(pace.is_in_turn(cleared.map(at), showings, lot), expected);
        };
        check(Some(20), 0, (1 << 62) - 1, true);
        check(Some(20), 0, 1 << 62, false);
        check(Some(20), 25, u64::MAX, true);
        check(Some(0), 0, u64::MAX, true);
        check(None, 0, u64::MAX, true);
    }

    #[test]
    fn at_the_end_every_turn_is_its() {
        let pace = Pace { opened_at: at(0), closes_at: at(40), now: at(40), turns: 9, showings_least: 1 };
        assert!(pace.is_in_turn(Some(at(1)), 0, u64::MAX));
        let at_once = Pace { now: at(0), ..pace };
        assert!(at_once.is_in_turn(Some(at(1)), 0, u64::MAX));
    }
}
