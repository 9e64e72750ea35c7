//! Inspections: when a round's ballots were looked through, and how far the detectors are.

use chrono::{DateTime, Duration, Utc};

use super::id::{InspectionId, RoundId};
use super::integrity::Detector;
use super::state::states;

/// How long after the last one a round that is being scored is looked through again.
pub const EVERY_HOURS: i64 = 24;

states! {
    pub Cause {
        Nightly = "nightly",
        /// Scoring is over.
        Close = "close",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    pub id: InspectionId,
    pub round: RoundId,
    pub cause: Cause,
    pub asked_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    /// The detector that runs, or ran last.
    pub step: Option<Detector>,
    pub ballots: u64,
    /// New findings.
    pub found: u64,
}

impl Inspection {
    /// Detectors that are done, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        let all = Detector::ALL.len();
        if self.finished_at.is_some() {
            return (all, all);
        }
        let done = self.step.and_then(|step| Detector::ALL.iter().position(|each| *each == step));
        (done.unwrap_or(0), all)
    }
}

/// Whether a round that is scored since `open_at` is to be looked through, the last time having been `last_at`.
pub fn is_due(open_at: DateTime<Utc>, last_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    now.signed_duration_since(last_at.unwrap_or(open_at)) >= Duration::hours(EVERY_HOURS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ballots_are_looked_through_a_day_after_the_opening_and_daily_from_then_on() {
        let opened = DateTime::UNIX_EPOCH;
        let at = |hours| opened + Duration::hours(hours);
        assert!(!is_due(opened, None, at(23)));
        assert!(is_due(opened, None, at(24)));
        assert!(!is_due(opened, Some(at(30)), at(53)));
        assert!(is_due(opened, Some(at(30)), at(54)));
    }
}
