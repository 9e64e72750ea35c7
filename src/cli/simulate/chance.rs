//! Numbers that look random and are the same on every machine for the same seed.

use std::f64::consts::TAU;

/// The "splitmix" sequence: one addition and three mixings a step.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let first = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let second = (first ^ (first >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        second ^ (second >> 31)
    }

    /// From 0, below 1.
    pub(super) fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    pub(super) fn is(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }

    /// From 0, below `end`; 0 where that is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0).checked_rem(end).unwrap_or(0)
    }

    /// Seconds from 0, below `end`.
    pub(super) fn seconds(&mut self, end: i64) -> i64 {
        i64::try_from(self.next() >> 33).unwrap_or(0).checked_rem(end).unwrap_or(0)
    }

    /// Around 0, with deviation 1.
    pub(super) fn normal(&mut self) -> f64 {
        let (radius, angle) = (1.0 - self.unit(), self.unit());
        (-2.0 * radius.ln()).sqrt() * (TAU * angle).cos()
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_even_and_normal_enough() {
        let mut chance = Chance::new(5);
        let units: Vec<f64> = (0..10_000).map(|_| chance.unit()).collect();
        let normals: Vec<f64> = (0..10_000).map(|_| chance.normal()).collect();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / 10_000.0;
        let squares: Vec<f64> = normals.iter().map(|value| value * value).collect();
        assert!((mean(&units) - 0.5).abs() < 0.02);
        assert!(mean(&normals).abs() < 0.05 && (mean(&squares) - 1.0).abs() < 0.05);
    }

    #[test]
    fn a_shuffle_keeps_everything() {
        let mut items: Vec<usize> = (0..50).collect();
        Chance::new(1).shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
