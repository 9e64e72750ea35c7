//! A small painter: shapes with smooth edges on a sheet of 1200 by 1400 units, at whatever resolution is asked for.

use std::f32::consts::TAU;

use image::{Rgba, RgbaImage};

pub(super) const WIDTH: f32 = 1200.0;
pub(super) const HEIGHT: f32 = 1400.0;
/// The whole sheet: left, top, right, bottom.
pub(super) const SHEET: Area = (0.0, 0.0, WIDTH, HEIGHT);
/// Lines within a row of pixels at which a polygon's edges are looked at.
const SUBROWS: u16 = 4;

pub(super) type Point = (f32, f32);
pub(super) type Area = (f32, f32, f32, f32);

/// A colour: red, green, blue and opacity, 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink([f32; 4]);

/// An opaque colour from 0xRRGGBB.
pub(super) fn ink(hex: u32) -> Ink {
    let [_, red, green, blue] = hex.to_be_bytes().map(|byte| f32::from(byte) / 255.0);
    Ink([red, green, blue, 1.0])
}

impl Ink {
    pub(super) fn alpha(self, alpha: f32) -> Self {
        let [red, green, blue, _] = self.0;
        Self([red, green, blue, alpha])
    }

    /// `share` of the other, 0 to 1.
    pub(super) fn mix(self, other: Self, share: f32) -> Self {
        let share = share.clamp(0.0, 1.0);
        let mut mixed = self.0;
        for (mine, theirs) in mixed.iter_mut().zip(other.0) {
            *mine += (theirs - *mine) * share;
        }
        Self(mixed)
    }
}

/// The ink at `place` (0 to 1) of an even row of inks.
pub(super) fn ramp(inks: &[Ink], place: f32) -> Ink {
    let steps = inks.len().saturating_sub(1);
    let (step, within) = floor(place.clamp(0.0, 0.999) * real(steps));
    let at = |n: usize| inks.get(n).copied().unwrap_or(Ink([0.0; 4]));
    let step = usize::try_from(step).unwrap_or(0);
    at(step).mix(at(step.saturating_add(1)), within)
}

pub(super) struct Canvas {
    image: RgbaImage,
    /// Pixels a unit.
    scale: f32,
}

impl Canvas {
    /// A transparent sheet.
    pub(super) fn new(width_px: u32) -> Self {
        let height_px = width_px.saturating_mul(7) / 6;
        Self { image: RgbaImage::new(width_px, height_px), scale: pixels(width_px) / WIDTH }
    }

    pub(super) fn into_image(self) -> RgbaImage {
        self.image
    }

    /// Asks each pixel of the area for its ink and how much of it, 0 to 1.
    pub(super) fn shade(&mut self, area: Area, ask: impl Fn(f32, f32) -> (Ink, f32)) {
        let (left, top, right, bottom) = area;
        let columns = self.span(left, right, self.image.width());
        for row in self.span(top, bottom, self.image.height()) {
            let y = (pixels(row) + 0.5) / self.scale;
            for column in columns.clone() {
                let (ink, coverage) = ask((pixels(column) + 0.5) / self.scale, y);
                self.blend(column, row, ink, coverage);
            }
        }
    }

    /// Paints where the distance to a shape's edge is negative.
    pub(super) fn field(&mut self, area: Area, ink: Ink, distance: impl Fn(f32, f32) -> f32) {
        let scale = self.scale;
        self.shade(area, |x, y| (ink, (0.5 - distance(x, y) * scale).clamp(0.0, 1.0)));
    }

    /// Wipes out what lies where the distance is positive.
    pub(super) fn clip(&mut self, distance: impl Fn(f32, f32) -> f32) {
        let scale = self.scale;
        for (column, row, pixel) in self.image.enumerate_pixels_mut() {
            let (x, y) = ((pixels(column) + 0.5) / scale, (pixels(row) + 0.5) / scale);
            let kept = (0.5 - distance(x, y) * scale).clamp(0.0, 1.0);
            let Rgba([_, _, _, alpha]) = pixel;
            *alpha = byte(f32::from(*alpha) / 255.0 * kept);
        }
    }

    /// The whole sheet, from the first ink at the top to the last at the bottom.
    pub(super) fn wash(&mut self, inks: &[Ink]) {
        self.shade(SHEET, |_, y| (ramp(inks, y / HEIGHT), 1.0));
    }

    pub(super) fn disc(&mut self, centre: Point, radius: f32, ink: Ink) {
        self.field(around(centre, radius + 2.0), ink, |x, y| length(x - centre.0, y - centre.1) - radius);
    }

    pub(super) fn ring(&mut self, centre: Point, radius: f32, width: f32, ink: Ink) {
        let area = around(centre, radius + width);
        self.field(area, ink, |x, y| (length(x - centre.0, y - centre.1) - radius).abs() - width / 2.0);
    }

    /// Round at both ends.
    pub(super) fn line(&mut self, from: Point, to: Point, width: f32, ink: Ink) {
        let reach = width / 2.0 + 2.0;
        let area = (
            from.0.min(to.0) - reach,
            from.1.min(to.1) - reach,
            from.0.max(to.0) + reach,
            from.1.max(to.1) + reach,
        );
        self.field(area, ink, |x, y| segment_distance((x, y), from, to) - width / 2.0);
    }

    pub(super) fn path(&mut self, points: &[Point], width: f32, ink: Ink) {
        for (from, to) in points.iter().zip(points.iter().skip(1)) {
            self.line(*from, *to, width, ink);
        }
    }

    pub(super) fn ellipse(&mut self, centre: Point, radii: Point, turn: f32, ink: Ink) {
        let (sine, cosine) = turn.sin_cos();
        let points: Vec<Point> = (0..64_u16)
            .map(|step| (f32::from(step) / 64.0 * TAU).sin_cos())
            .map(|(s, c)| (c * radii.0, s * radii.1))
            .map(|(x, y)| (centre.0 + x * cosine - y * sine, centre.1 + x * sine + y * cosine))
            .collect();
        self.polygon(&points, ink);
    }

    pub(super) fn rectangle(&mut self, area: Area, ink: Ink) {
        let (left, top, right, bottom) = area;
        self.polygon(&[(left, top), (right, top), (right, bottom), (left, bottom)], ink);
    }

    /// Any closed outline; where it crosses itself, twice inside is outside.
    pub(super) fn polygon(&mut self, points: &[Point], ink: Ink) {
        let lowest = points.iter().map(|p| p.1).fold(f32::MAX, f32::min);
        let highest = points.iter().map(|p| p.1).fold(f32::MIN, f32::max);
        let columns = usize::try_from(self.image.width()).unwrap_or(0);
        for row in self.span(lowest, highest, self.image.height()) {
            let mut coverage = vec![0.0_f32; columns];
            for subrow in 0..SUBROWS {
                let y = (pixels(row) + (f32::from(subrow) + 0.5) / f32::from(SUBROWS)) / self.scale;
                for (from, to) in crossings(points, y) {
                    cover(&mut coverage, from * self.scale, to * self.scale);
                }
            }
            for (column, covered) in (0..).zip(coverage) {
                self.blend(column, row, ink, covered / f32::from(SUBROWS));
            }
        }
    }

    /// The rows or columns of pixels between two places on the sheet.
    fn span(&self, from: f32, to: f32, pixels_max: u32) -> std::ops::Range<u32> {
        let at = |place: f32| u32::try_from(floor(place * self.scale).0.max(0)).unwrap_or(u32::MAX);
        at(from).min(pixels_max)..at(to).saturating_add(1).min(pixels_max)
    }

    fn blend(&mut self, column: u32, row: u32, ink: Ink, coverage: f32) {
        let [red, green, blue, alpha] = ink.0;
        let over = alpha * coverage;
        let Some(pixel) = self.image.get_pixel_mut_checked(column, row) else { return };
        if over <= 0.0 {
            return;
        }
        let under = f32::from(pixel.0[3]) / 255.0 * (1.0 - over);
        let total = over + under;
        let mixed = |new: f32, old: u8| byte((new * over + f32::from(old) / 255.0 * under) / total);
        let Rgba([r, g, b, _]) = *pixel;
        *pixel = Rgba([mixed(red, r), mixed(green, g), mixed(blue, b), byte(total)]);
    }
}

/// Pairs of places where the outline is entered and left at this height, from left to right.
fn crossings(points: &[Point], y: f32) -> Vec<(f32, f32)> {
    let ends = points.iter().skip(1).chain(points.first());
    let mut found: Vec<f32> = points
        .iter()
        .zip(ends)
        .filter(|(a, b)| (a.1 <= y) != (b.1 <= y))
        .map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
        .collect();
    found.sort_by(f32::total_cmp);
    found.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?))).collect()
}

/// Adds to each pixel the part of it that lies between two places.
fn cover(coverage: &mut [f32], from: f32, to: f32) {
    let first = usize::try_from(floor(from).0.max(0)).unwrap_or(0);
    let last = usize::try_from(floor(to).0.max(-1).saturating_add(1)).unwrap_or(0);
    for (column, covered) in coverage.iter_mut().enumerate().take(last).skip(first) {
        let left = real(column);
        *covered += (to.min(left + 1.0) - from.max(left)).clamp(0.0, 1.0);
    }
}

pub(super) fn around(centre: Point, reach: f32) -> Area {
    (centre.0 - reach, centre.1 - reach, centre.0 + reach, centre.1 + reach)
}

pub(super) fn length(x: f32, y: f32) -> f32 {
    x.hypot(y)
}

/// The point at an angle and a distance from another.
pub(super) fn polar(centre: Point, angle: f32, distance: f32) -> Point {
    let (sine, cosine) = angle.sin_cos();
    (centre.0 + cosine * distance, centre.1 + sine * distance)
}

fn segment_distance(point: Point, from: Point, to: Point) -> f32 {
    let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
    let (off_x, off_y) = (point.0 - from.0, point.1 - from.1);
    let square = (along_x * along_x + along_y * along_y).max(f32::EPSILON);
    let share = ((off_x * along_x + off_y * along_y) / square).clamp(0.0, 1.0);
    length(off_x - along_x * share, off_y - along_y * share)
}

/// The whole number below, and what is left over.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "places on a sheet are small numbers"
)]
pub(super) fn floor(value: f32) -> (i64, f32) {
    let whole = value.floor();
    (whole as i64, value - whole)
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts here are far below 2^24")]
fn real(count: usize) -> f32 {
    count as f32
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "pixels of a side are far below 2^24")]
fn pixels(count: u32) -> f32 {
    count as f32
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte's range"
)]
fn byte(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}
