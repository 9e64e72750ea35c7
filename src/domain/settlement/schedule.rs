//! A buyer's grace: from the first failed attempt to its end, with its retries and reminders.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::time::{after, before, seconds};

/// Retries after the first failure; one more comes on the last day.
const RETRY_AFTER: [TimeDelta; 2] = [TimeDelta::hours(24), TimeDelta::hours(72)];
const REMINDER_EVERY: TimeDelta = TimeDelta::hours(48);
const LAST_DAY: TimeDelta = TimeDelta::hours(24);
/// In a short grace the last day is the last quarter.
const LAST_DAY_SHARE: i32 = 4;

/// From a buyer's first failed attempt to the instant at which the order is let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grace {
    pub first_failed_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

impl Grace {
    /// Ends `grace_seconds` after the first failure, and at `charge_by` at the latest.
    pub fn new(first_failed_at: DateTime<Utc>, grace_seconds: u32, charge_by: DateTime<Utc>) -> Self {
        let ends_at = after(first_failed_at, seconds(grace_seconds)).min(charge_by);
        Self { first_failed_at, ends_at }
    }

    /// When the next try without the buyer falls due: a day and three days after the first failure, and on
    /// the last day; none once these are over.
    pub fn next_retry(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let spread = RETRY_AFTER.iter().map(|by| after(self.first_failed_at, *by));
        self.soonest(spread.chain([self.last_day_from()]), now)
    }

    /// When the next reminder is mailed: every 48 hours and on the last day.
    pub fn next_reminder(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let rounds = self.elapsed(now).num_seconds().checked_div(REMINDER_EVERY.num_seconds()).unwrap_or(0);
        let count = i32::try_from(rounds).unwrap_or(i32::MAX).saturating_add(1);
        let regular = REMINDER_EVERY.checked_mul(count).map(|by| after(self.first_failed_at, by));
        self.soonest(regular.into_iter().chain([self.last_day_from()]), now)
    }

    pub fn is_last_day(&self, now: DateTime<Utc>) -> bool {
        now >= self.last_day_from() && now < self.ends_at
    }

    fn last_day_from(&self) -> DateTime<Utc> {
        let quarter = self.elapsed(self.ends_at).checked_div(LAST_DAY_SHARE).unwrap_or(LAST_DAY);
        before(self.ends_at, LAST_DAY.min(quarter))
    }

    fn elapsed(&self, now: DateTime<Utc>) -> TimeDelta {
        now.signed_duration_since(self.first_failed_at).max(TimeDelta::zero())
    }

    fn soonest(
        &self,
        instants: impl Iterator<Item = DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        instants.filter(|at| *at > now && *at < self.ends_at).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_SECONDS: u32 = 86_400;

    fn hour(count: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::hours(count)
    }

    fn week() -> Grace {
        Grace::new(hour(0), 7 * DAY_SECONDS, hour(1_000))
    }

    #[test]
    fn a_week_of_grace_has_retries_on_its_first_third_and_last_day() {
        let check = |now, expected: Option<i64>| {
            assert_eq!(week().next_retry(hour(now)), expected.map(hour), "after hour {now}");
        };
        check(0, Some(24));
        check(23, Some(24));
        check(24, Some(72));
        check(72, Some(144));
        check(143, Some(144));
        check(144, None);
        check(168, None);
    }

    #[test]
    fn reminders_come_every_two_days_and_on_the_last() {
        let five_days = Grace::new(hour(0), 5 * DAY_SECONDS, hour(1_000));
        let check = |grace: Grace, now, expected: Option<i64>| {
            assert_eq!(grace.next_reminder(hour(now)), expected.map(hour), "after hour {now}");
        };
        check(week(), 0, Some(48));
        check(week(), 47, Some(48));
        check(week(), 48, Some(96));
        check(week(), 96, Some(144));
        check(week(), 144, None);
        check(five_days, 48, Some(96));
        check(five_days, 96, None);
    }

    #[test]
    fn a_short_grace_still_has_its_last_quarter() {
        let day = Grace::new(hour(0), DAY_SECONDS, hour(1_000));
        assert_eq!(day.next_retry(hour(0)), Some(hour(18)));
        assert_eq!(day.next_reminder(hour(0)), Some(hour(18)));
        assert!(!day.is_last_day(hour(17)));
        assert!(day.is_last_day(hour(18)));
        assert!(!day.is_last_day(hour(24)));
    }

    #[test]
    fn grace_never_outlives_what_the_buyer_agreed_to() {
        let grace = Grace::new(hour(0), 7 * DAY_SECONDS, hour(100));
        assert_eq!(grace.ends_at, hour(100));
        assert_eq!(grace.next_retry(hour(72)), Some(hour(76)));
    }
}
