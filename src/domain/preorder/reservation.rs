//! How long a started order keeps its units.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::campaign::SaleClock;
use crate::domain::time::{after, seconds};

/// From the start to the end of a reservation: the shortest life that the provider's card page can be given.
pub const RESERVED_FOR: TimeDelta = TimeDelta::minutes(30);

/// When a started order is over unless its card was saved.
///
/// A reservation that reaches beyond the sale's end ends with it, but a card page opened before may finish in
/// the last call. A pause stops the sale's clock and not the reservation's.
pub fn reservation_ends_at(
    reserved_until: DateTime<Utc>,
    is_page_open: bool,
    clock: &SaleClock,
) -> DateTime<Utc> {
    let Some(end) = clock.ends_at().filter(|end| !clock.paused && *end <= reserved_until) else {
        return reserved_until;
    };
    if is_page_open { after(end, seconds(clock.last_call_seconds)) } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::campaign::State;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::minutes(minute)
    }

    /// Decided by its deadline in the minute 100; ten minutes of last call.
    fn clock() -> SaleClock {
        SaleClock {
            state: State::Open,
            paused: false,
            deadline_at: Some(at(100)),
            decided_at: None,
            last_call_seconds: 600,
        }
    }

    #[test]
    fn a_reservation_lasts_half_an_hour_and_not_beyond_the_sale() {
        let check = |until, is_page_open, expected| {
            let found = reservation_ends_at(at(until), is_page_open, &clock());
            assert_eq!(found, at(expected), "until {until}, {is_page_open}");
        };
        check(99, true, 99);
        check(99, false, 99);
        check(100, true, 110);
        check(100, false, 100);
        check(105, true, 110);
        check(129, true, 110);
        check(129, false, 100);
    }

    #[test]
    fn a_decision_at_the_threshold_ends_it_as_the_deadline_would() {
        let decided = SaleClock { state: State::Settling, decided_at: Some(at(50)), ..clock() };
        assert_eq!(reservation_ends_at(at(70), true, &decided), at(60));
        assert_eq!(reservation_ends_at(at(70), false, &decided), at(50));
        assert_eq!(reservation_ends_at(at(45), true, &decided), at(45));
    }

    #[test]
    fn in_a_pause_only_the_reservation_itself_ends() {
        let paused = SaleClock { paused: true, ..clock() };
        assert_eq!(reservation_ends_at(at(105), false, &paused), at(105));
    }
}
