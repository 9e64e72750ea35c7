//! The stage the samples play on: the application, its clock, and the worker's part done by hand.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::super::clock::DemoClock;
use super::cast::Cast;
use crate::app::{self, App};
use crate::cli::Failure;
use crate::domain::job::Lane;
use crate::worker;

/// The clock goes in steps of this length, so that what is due happens about when it is.
const STEP_HOURS: i64 = 12;
const JOBS_AT_ONCE: u64 = 100;
/// More than any one instant of the samples plans; beyond it jobs plan each other for ever.
const SWEEPS_MAX: usize = 1_000;
const OWNER: &str = "demo";

pub(super) struct Stage {
    pub(super) app: Arc<App>,
    pub(super) clock: Arc<DemoClock>,
    pub(super) cast: Cast,
    /// The machine's time when the seeding began; the samples' own times are hours before it.
    pub(super) end: DateTime<Utc>,
}

impl Stage {
    /// The instant so many hours before the end; after it where they are negative.
    pub(super) fn at(&self, hours_ago: i64) -> DateTime<Utc> {
        self.end - Duration::hours(hours_ago)
    }

    /// Moves the clock on to that instant, and lets everything happen that becomes due on the way.
    pub(super) async fn go_to(&self, hours_ago: i64) -> Result<(), Failure> {
        let goal = self.at(hours_ago);
        while self.app.now() < goal {
            let next = self.app.now() + Duration::hours(STEP_HOURS);
            self.clock.move_to(next.min(goal));
            self.settle_down().await?;
        }
        Ok(())
    }

    /// Runs reconcilers and due jobs until nothing is due at the present instant.
    pub(super) async fn settle_down(&self) -> Result<(), Failure> {
        for _ in 0..SWEEPS_MAX {
            worker::reconcile(&self.app).await;
            let mut held = Vec::new();
            for lane in Lane::ALL {
                held.extend(app::job::claim(&self.app, OWNER, lane, JOBS_AT_ONCE).await?);
            }
            if held.is_empty() {
                return Ok(());
            }
            for one in &held {
                app::job::run(&self.app, one).await?;
            }
        }
        Err("the samples' jobs plan each other for ever".into())
    }
}
