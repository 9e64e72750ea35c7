//! Time and ids of the world: one true clock, nodes that may be wrong about it, ids that count.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use greenlit::gateway::clock::{Clock, Ids};
use uuid::Uuid;

use crate::chance::Chance;

/// What the provider and the buyers go by.
pub(crate) struct TrueClock(AtomicI64);

impl TrueClock {
    /// Noon of a Monday.
    pub(crate) fn new() -> Self {
        let start = Utc.with_ymd_and_hms(2030, 1, 7, 12, 0, 0).unwrap();
        Self(AtomicI64::new(start.timestamp_micros()))
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::Relaxed)).unwrap()
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_microseconds().unwrap(), Ordering::Relaxed);
    }
}

/// A node's clock: the true one and how far it is ahead.
pub(crate) struct NodeClock {
    truth: Arc<TrueClock>,
    ahead_micros: AtomicI64,
}

impl NodeClock {
    pub(crate) fn new(truth: Arc<TrueClock>) -> Self {
        Self { truth, ahead_micros: AtomicI64::new(0) }
    }

    pub(crate) fn set_ahead(&self, ahead: TimeDelta) {
        self.ahead_micros.store(ahead.num_microseconds().unwrap(), Ordering::Relaxed);
    }
}

impl Clock for NodeClock {
    fn now(&self) -> DateTime<Utc> {
        self.truth.now() + TimeDelta::microseconds(self.ahead_micros.load(Ordering::Relaxed))
    }
}

/// Ids of version 7 in the order of their making; no two alike, whatever is restored.
pub(crate) struct SeedIds {
    truth: Arc<TrueClock>,
    count: AtomicU64,
    chance: Mutex<Chance>,
}

impl SeedIds {
    pub(crate) const fn new(truth: Arc<TrueClock>, chance: Chance) -> Self {
        Self { truth, count: AtomicU64::new(1), chance: Mutex::new(chance) }
    }
}

impl Ids for SeedIds {
    fn id(&self) -> Uuid {
        let count = u128::from(self.count.fetch_add(1, Ordering::Relaxed));
        let millis = u128::try_from(self.truth.now().timestamp_millis()).unwrap();
        Uuid::from_u128((millis << 80) | (0x7 << 76) | (0x2 << 62) | count)
    }

    fn secret(&self) -> [u8; 32] {
        let mut secret = [0; 32];
        let mut chance = self.chance.lock().unwrap();
        for part in secret.chunks_mut(8) {
            part.copy_from_slice(&chance.next().to_be_bytes());
        }
        secret
    }

    fn lot(&self) -> u64 {
        self.chance.lock().unwrap().next()
    }
}
