//! This node's clock against the database's: a node that is off decides nothing.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, Utc};

use super::App;
use crate::store::{self, StoreError};

/// How far a node may be off and still decide.
pub const SKEW_MAX: Duration = Duration::seconds(2);
const MEASURE_EVERY: Duration = Duration::minutes(1);

/// What was measured last, in microseconds; ahead of the database is positive.
#[derive(Debug, Default)]
pub struct Skew {
    ahead: AtomicI64,
    measured_at: AtomicI64,
}

impl Skew {
    pub fn ahead(&self) -> Duration {
        Duration::microseconds(self.ahead.load(Ordering::Relaxed))
    }

    /// Whether this node may take decisions that hang on the time.
    pub fn is_right(&self) -> bool {
        self.ahead().abs() <= SKEW_MAX
    }

    fn is_due(&self, now: DateTime<Utc>) -> bool {
        let before = self.measured_at.load(Ordering::Relaxed);
        (now.timestamp_micros() - before).abs() >= MEASURE_EVERY.num_microseconds().unwrap_or(0)
    }

    fn set(&self, ahead: Duration, now: DateTime<Utc>) {
        self.ahead.store(ahead.num_microseconds().unwrap_or(i64::MAX), Ordering::Relaxed);
        self.measured_at.store(now.timestamp_micros(), Ordering::Relaxed);
    }
}

/// Compares once a minute. Half of the time the question took counts for the way back.
pub async fn measure(app: &App) -> Result<(), StoreError> {
    let before = app.now();
    if !app.settings.is_clock_compared || !app.skew.is_due(before) {
        return Ok(());
    }
    let Some(theirs) = store::clock::read(&app.store).await? else { return Ok(()) };
    let after = app.now();
    let ours = before + (after - before) / 2;
    app.skew.set(ours - theirs, after);
    if !app.skew.is_right() {
        let off = app.skew.ahead().num_milliseconds();
        tracing::error!(
            milliseconds = off,
            "this node's clock differs from the database's; it decides nothing"
        );
    }
    Ok(())
}
