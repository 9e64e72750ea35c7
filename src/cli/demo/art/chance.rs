//! Numbers that look random and are the same on every machine, and smooth noise made of them.

use super::canvas::floor;

/// The "splitmix" sequence: one addition and three mixings a step.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0, below 1.
    pub(super) fn unit(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        unit(mixed(self.0))
    }

    pub(super) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// One of them; `None` of an empty list.
    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = usize::try_from(mixed(self.0) >> 33).ok()?.checked_rem(from.len())?;
        self.unit();
        from.get(at).copied()
    }
}

const fn mixed(state: u64) -> u64 {
    let first = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let second = (first ^ (first >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    second ^ (second >> 31)
}

fn unit(mixed: u64) -> f32 {
    let [first, second, ..] = mixed.to_be_bytes();
    f32::from(u16::from_be_bytes([first, second])) / 65_536.0
}

/// Smooth hills, 0 to 1, about one a unit of length.
fn noise(x: f32, y: f32, seed: u64) -> f32 {
    let ((left, right), (top, bottom)) = (floor(x), floor(y));
    let corner = |dx: i64, dy: i64| {
        let (column, row) = (left.wrapping_add(dx), top.wrapping_add(dy));
        let place = column.wrapping_mul(0x51_7cc1).wrapping_add(row.wrapping_mul(0x2722_0a95));
        unit(mixed(place.cast_unsigned().wrapping_add(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))))
    };
    let (u, v) = (right * right * (3.0 - 2.0 * right), bottom * bottom * (3.0 - 2.0 * bottom));
    let upper = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * u;
    let lower = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * u;
    upper + (lower - upper) * v
}

/// Hills with smaller hills on them, four times over; 0 to 1.
pub(super) fn hills(x: f32, y: f32, seed: u64) -> f32 {
    let mut sum = 0.0;
    let (mut scale, mut weight) = (1.0, 0.5);
    for octave in 0..4_u64 {
        sum += weight * noise(x * scale, y * scale, seed.wrapping_add(octave));
        scale *= 2.03;
        weight *= 0.5;
    }
    sum / 0.9375
}
