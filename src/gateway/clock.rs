//! Time, new ids and chance: the only place that asks the machine for them.

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

/// Digits of a second that both databases keep.
const SUBSECOND_DIGITS: u16 = 6;

/// The current instant, in whole microseconds, which is what both databases keep.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

/// New ids, secrets and lots.
pub trait Ids: Send + Sync {
    /// A new `UUIDv7`.
    fn id(&self) -> Uuid;
    /// 32 random bytes, good enough for a secret.
    fn secret(&self) -> [u8; 32];
    /// A random number, for ties.
    fn lot(&self) -> u64;
}

pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(SUBSECOND_DIGITS)
    }
}

pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn secret(&self) -> [u8; 32] {
        rand::random()
    }

    fn lot(&self) -> u64 {
        rand::random()
    }
}
