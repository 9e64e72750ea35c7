//! Ids, secrets and lots that follow from a seed, so that two servers can be given the same chance.

use std::sync::{Arc, Mutex};

use greenlit::gateway::clock::{Clock, Ids};
use uuid::{Builder, Uuid};

use super::clock::TestClock;

/// A sequence of numbers that its seed decides (`SplitMix64`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chance(u64);

/// Ids in the order in which they were made, on a clock that the test moves.
pub(crate) struct SeededIds {
    clock: Arc<TestClock>,
    state: Mutex<(Chance, u32)>,
}

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0, and below this.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn one_in(&mut self, odds: usize) -> bool {
        self.below(odds) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

impl SeededIds {
    pub(crate) fn new(clock: Arc<TestClock>) -> Self {
        Self { clock, state: Mutex::new((Chance::new(0), 0)) }
    }

    /// What comes next depends on this alone. Each step gets numbers of its own, so that no id comes twice.
    pub(crate) fn begin(&self, step: u32) {
        *self.state.lock().unwrap() = (Chance::new(u64::from(step)), step << 12);
    }

    fn next(&self) -> u64 {
        self.state.lock().unwrap().0.next()
    }
}

impl Ids for SeededIds {
    fn id(&self) -> Uuid {
        let number = {
            let mut state = self.state.lock().unwrap();
            state.1 += 1;
            state.1
        };
        let mut bytes = [0; 10];
        bytes[3..7].copy_from_slice(&number.to_be_bytes());
        bytes[7..].copy_from_slice(&self.next().to_be_bytes()[..3]);
        let milliseconds = u64::try_from(self.clock.now().timestamp_millis()).unwrap();
        Builder::from_unix_timestamp_millis(milliseconds, &bytes).into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for part in bytes.chunks_mut(8) {
            part.copy_from_slice(&self.next().to_be_bytes());
        }
        bytes
    }

    fn lot(&self) -> u64 {
        self.next()
    }
}
