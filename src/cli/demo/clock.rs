//! The demo's clock: the machine's, set back by weeks while the samples are made and then brought up to it.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, Utc};

use crate::gateway::clock::{Clock, SystemClock};

/// Never ahead of the machine, and never turned back.
pub(super) struct DemoClock {
    machine: SystemClock,
    behind_us: AtomicI64,
}

impl DemoClock {
    /// Shows the machine's time.
    pub(super) fn present() -> Self {
        Self { machine: SystemClock, behind_us: AtomicI64::new(0) }
    }

    /// Shows this instant, and goes on from there. One that is ahead of the machine counts as the machine's.
    pub(super) fn beginning(at: DateTime<Utc>) -> Self {
        let clock = Self::present();
        clock.behind_us.store(clock.distance(at), Ordering::SeqCst);
        clock
    }

    /// Moves on to this instant; one that is past already changes nothing.
    pub(super) fn move_to(&self, at: DateTime<Utc>) {
        self.behind_us.fetch_min(self.distance(at), Ordering::SeqCst);
    }

    /// Shows the machine's time from here on.
    pub(super) fn catch_up(&self) {
        self.behind_us.store(0, Ordering::SeqCst);
    }

    /// How far before the machine's time it is, in microseconds.
    fn distance(&self, at: DateTime<Utc>) -> i64 {
        (self.machine.now() - at).num_microseconds().unwrap_or(i64::MAX).max(0)
    }
}

impl Clock for DemoClock {
    fn now(&self) -> DateTime<Utc> {
        self.machine.now() - Duration::microseconds(self.behind_us.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_only_ever_moves_forward_and_never_past_the_machine() {
        let machine = SystemClock.now();
        let clock = DemoClock::beginning(machine - Duration::days(40));
        let first = clock.now();
        assert!((machine - first).num_days() >= 39, "{first}");

        clock.move_to(machine - Duration::days(50));
        assert!(clock.now() >= first);
        clock.move_to(machine - Duration::days(10));
        let second = clock.now();
        assert!(second - first > Duration::days(29), "{second}");

        clock.move_to(machine + Duration::days(10));
        assert!(clock.now() <= SystemClock.now());
        clock.catch_up();
        assert!(clock.now() >= machine);
    }
}
