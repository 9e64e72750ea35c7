//! A clock that only the test moves.

use std::sync::Mutex;

use chrono::{DateTime, Duration, TimeZone, Utc};
use greenlit::gateway::clock::Clock;

pub(crate) struct TestClock(Mutex<DateTime<Utc>>);

impl TestClock {
    /// Begins at noon of a Monday, so that no test depends on the day it runs.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Utc.with_ymd_and_hms(2030, 1, 7, 12, 0, 0).unwrap()))
    }

    /// Begins at this instant.
    pub(crate) fn at(instant: DateTime<Utc>) -> Self {
        Self(Mutex::new(instant))
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }

    pub(crate) fn set(&self, to: DateTime<Utc>) {
        *self.0.lock().unwrap() = to;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}
