//! How far a settlement is, from the number of its orders in each state.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::preorder::State;

/// A campaign's orders counted by state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts(BTreeMap<State, u64>);

impl FromIterator<(State, u64)> for Counts {
    fn from_iter<I: IntoIterator<Item = (State, u64)>>(counts: I) -> Self {
        let mut sums = BTreeMap::new();
        for (state, count) in counts {
            let sum: &mut u64 = sums.entry(state).or_default();
            *sum = sum.saturating_add(count);
        }
        Self(sums)
    }
}

/// What an admin sees while cards are charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Paid, whatever became of the money later.
    pub paid: u64,
    /// Waiting for the buyer or for another try.
    pub failed: u64,
    /// Not tried yet.
    pub waiting: u64,
    /// With the provider now.
    pub asking: u64,
    /// Ended without a payment.
    pub over: u64,
}

impl Counts {
    pub fn of(&self, state: State) -> u64 {
        self.0.get(&state).copied().unwrap_or(0)
    }

    /// Whether each order is paid or over, so that the money in hand can be counted.
    pub fn is_none_open(&self) -> bool {
        self.0.iter().all(|(state, count)| *count == 0 || !state.is_open())
    }

    /// Whether every commitment had its first attempt; no grace ends before.
    pub fn is_all_tried(&self) -> bool {
        self.of(State::Started) == 0 && self.of(State::Committed) == 0
    }

    pub fn progress(&self) -> Progress {
        let sum =
            |states: &[State]| states.iter().fold(0_u64, |sum, state| sum.saturating_add(self.of(*state)));
        Progress {
            paid: sum(&[State::Paid, State::Refunded, State::ChargedBack]),
            failed: sum(&[State::Declined, State::NeedsAction]),
            waiting: sum(&[State::Started, State::Committed]),
            asking: sum(&[State::Charging, State::Voiding]),
            over: sum(&[State::Expired, State::Cancelled, State::Released, State::Dropped]),
        }
    }
}

impl Progress {
    /// Orders whose first attempt is not over.
    pub fn left(self) -> u64 {
        self.waiting.saturating_add(self.asking)
    }

    pub fn orders(self) -> u64 {
        [self.paid, self.failed, self.waiting, self.asking, self.over]
            .into_iter()
            .fold(0, u64::saturating_add)
    }
}

/// Whether a buyer's grace may end now: its time is up, and no other order still waits for its first attempt.
pub fn is_grace_over(ends_at: DateTime<Utc>, counts: &Counts, now: DateTime<Utc>) -> bool {
    now >= ends_at && counts.is_all_tried()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn counts(of: &[(State, u64)]) -> Counts {
        of.iter().copied().collect()
    }

    #[test]
    fn an_order_is_open_until_it_is_paid_or_over() {
        let open = [
            State::Started,
            State::Committed,
            State::Charging,
            State::Declined,
            State::NeedsAction,
            State::Voiding,
        ];
        for state in State::ALL.iter().copied() {
            assert_eq!(counts(&[(state, 1)]).is_none_open(), !open.contains(&state), "{state}");
            assert!(counts(&[(state, 0)]).is_none_open());
        }
        assert!(counts(&[]).is_none_open());
    }

    #[test]
    fn progress_adds_up() {
        let progress = State::ALL.iter().map(|state| (*state, 1)).collect::<Counts>().progress();
        assert_eq!(progress, Progress { paid: 3, failed: 2, waiting: 2, asking: 2, over: 4 });
        assert_eq!((progress.left(), progress.orders()), (4, 13));
    }

    #[test]
    fn no_grace_ends_before_every_commitment_was_tried() {
        let end = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let tried = counts(&[(State::Declined, 3), (State::Paid, 9)]);
        let waiting = counts(&[(State::Declined, 3), (State::Committed, 1)]);
        assert!(is_grace_over(end, &tried, end));
        assert!(!is_grace_over(end, &tried, end - TimeDelta::seconds(1)));
        assert!(!is_grace_over(end, &waiting, end + TimeDelta::days(9)));
    }
}
