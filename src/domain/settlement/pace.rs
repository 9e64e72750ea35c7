//! How fast a settlement goes, and how long it still takes.

use chrono::{DateTime, TimeDelta, Utc};

/// The pace is that of the last minute.
pub const WINDOW: TimeDelta = TimeDelta::minutes(1);

/// How many orders were tried in the time before now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    pub tried: u64,
    /// The window, or less where charging began in it; none where it has not begun.
    pub over: Option<TimeDelta>,
}

impl Pace {
    pub fn new(tried: u64, began_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        let since =
            began_at.map(|began| now.signed_duration_since(began)).filter(|since| *since > TimeDelta::zero());
        Self { tried, over: since.map(|since| since.min(WINDOW)) }
    }

    /// Tenths of an order in a second.
    pub fn per_second_tenths(self) -> u64 {
        let seconds = self.over.map_or(0, |over| u64::try_from(over.num_seconds()).unwrap_or(0));
        self.tried.saturating_mul(10).checked_div(seconds).unwrap_or(0)
    }

    /// How long `left` orders still take: at this pace, and not faster than `limit` of them in a second.
    /// None where nothing moves, so that nobody knows.
    pub fn time_left(self, left: u64, limit: Option<u32>) -> Option<TimeDelta> {
        let over = self.over?;
        let at_limit = limit.map(|limit| left.div_ceil(u64::from(limit.max(1))));
        let over_seconds = u64::try_from(over.num_seconds()).unwrap_or(0).max(1);
        let at_pace = match (left, self.tried) {
            (0, _) => Some(0),
            (_, 0) => None,
            (left, tried) => Some(left.saturating_mul(over_seconds).div_ceil(tried)),
        };
        let seconds = at_pace?.max(at_limit.unwrap_or(0));
        TimeDelta::try_seconds(i64::try_from(seconds).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(tried: u64, began_seconds_ago: i64) -> Pace {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Pace::new(tried, Some(now - TimeDelta::seconds(began_seconds_ago)), now)
    }

    #[test]
    fn the_pace_is_that_of_the_last_minute_or_since_the_beginning() {
        let check = |tried, ago, tenths| assert_eq!(pace(tried, ago).per_second_tenths(), tenths);
        check(120, 3_600, 20);
        check(120, 30, 40);
        check(7, 60, 1);
        check(5, 0, 0);
        check(5, -60, 0);
    }

    #[test]
    fn the_time_left_is_what_is_left_at_this_pace_and_within_the_limit() {
        let check = |tried, left, limit, expected: Option<i64>| {
            let found = pace(tried, 3_600).time_left(left, limit);
            assert_eq!(found, expected.map(TimeDelta::seconds), "{tried} {left} {limit:?}");
        };
        check(120, 1_000, None, Some(500));
        check(120, 1_000, Some(20), Some(500));
        check(120, 1_000, Some(1), Some(1_000));
        check(1, 1, None, Some(60));
        check(0, 1, None, None);
        check(0, 1, Some(20), None);
        check(0, 0, None, Some(0));
        assert_eq!(pace(0, -60).time_left(5, Some(20)), None, "it has not begun");
    }
}
