//! Patterns: what a ruler, a compass and a formula can do.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use super::canvas::{Canvas, HEIGHT, Ink, Point, SHEET, around, floor, ink, length, polar, ramp};
use super::chance::Chance;

/// Two families of circles whose middles are a little apart.
pub(super) fn two_combs(canvas: &mut Canvas) {
    let combs = [((556.0, 660.0), 0xe6_3946), ((644.0, 740.0), 0x1d_3557)];
    for (centre, hex) in combs {
        canvas.field(around(centre, 480.0), ink(hex), |x, y| {
            let far = length(x - centre.0, y - centre.1);
            let line = (floor(far / 19.0).1 - 0.5).abs() * 19.0 - 4.2;
            line.max(far - 475.0)
        });
    }
}

pub(super) fn truchet_garden(canvas: &mut Canvas) {
    let mut chance = Chance::new(12);
    canvas.wash(&[ink(0xfe_fae0), ink(0xfa_edcd)]);
    let side = 150.0;
    for row in 0..10_u16 {
        for column in 0..8_u16 {
            let (left, top) = (f32::from(column) * side, f32::from(row) * side - 50.0);
            let flip = chance.unit() < 0.5;
            let corners = if flip {
                [(left, top), (left + side, top + side)]
            } else {
                [(left + side, top), (left, top + side)]
            };
            let tile = (left, top, left + side, top + side);
            for corner in corners {
                for (radius, width, hex) in
                    [(75.0, 62.0, 0x28_3618), (75.0, 38.0, 0xdd_a15e), (75.0, 12.0, 0xbc_6c25)]
                {
                    canvas.field(tile, ink(hex), |x, y| {
                        let arc = (length(x - corner.0, y - corner.1) - radius).abs() - width / 2.0;
                        arc.max(left - x).max(x - left - side).max(top - y).max(y - top - side)
                    });
                }
            }
            if chance.unit() < 0.16 {
                let at = (left + side / 2.0, top + side / 2.0);
                for petal in 0..6_u16 {
                    canvas.disc(polar(at, f32::from(petal) * TAU / 6.0, 17.0), 13.0, ink(0xd6_2828));
                }
                canvas.disc(at, 11.0, ink(0xff_d166));
            }
        }
    }
}

fn quarter(canvas: &mut Canvas, corner: Point, towards: f32, radius: f32, ink: Ink) {
    let arc = (0..=24_u16).map(|s| polar(corner, towards + FRAC_PI_2 * f32::from(s) / 24.0, radius));
    let outline: Vec<Point> = std::iter::once(corner).chain(arc).collect();
    canvas.polygon(&outline, ink);
}

pub(super) fn picnic_plan(canvas: &mut Canvas) {
    let mut chance = Chance::new(44);
    let inks = [0xe6_3946, 0xf4_a261, 0xff_d166, 0x2a_9d8f, 0x1d_3557, 0xf1_faee].map(ink);
    let side = 200.0;
    for row in 0..7_u16 {
        for column in 0..6_u16 {
            let (left, top) = (f32::from(column) * side, f32::from(row) * side);
            let middle = (left + side / 2.0, top + side / 2.0);
            let ground = chance.pick(&inks).unwrap_or(ink(0));
            let mut draw = || chance.pick(&inks).unwrap_or(ink(0xff_ffff));
            let (first, second) = (draw(), draw());
            canvas.rectangle((left, top, left + side, top + side), ground);
            let kind = floor(chance.unit() * 6.0).0;
            match kind {
                0 => quarter(canvas, (left, top), 0.0, side, first),
                1 => {
                    quarter(canvas, (left, top + side), -FRAC_PI_2, side, first);
                    quarter(canvas, (left, top + side), -FRAC_PI_2, side / 2.0, second);
                }
                2 => {
                    canvas.disc(middle, side * 0.42, first);
                    canvas.disc(middle, side * 0.2, second);
                }
                3 => {
                    canvas.polygon(&[(left, top), (left + side, top), (left, top + side)], first);
                }
                4 => {
                    quarter(canvas, (left, middle.1), -FRAC_PI_2, side / 2.0, first);
                    quarter(canvas, (left + side, middle.1), FRAC_PI_2, side / 2.0, first);
                    quarter(canvas, (left + side, middle.1), PI, side / 2.0, second);
                    quarter(canvas, (left, middle.1), 0.0, side / 2.0, second);
                }
                _ => {
                    for line in 0..4_u16 {
                        let y = top + 25.0 + 50.0 * f32::from(line);
                        canvas.rectangle((left, y - 12.5, left + side, y + 12.5), first);
                    }
                }
            }
        }
    }
}

/// A chessboard through a drop of water; nine samples a pixel, since its squares grow small.
pub(super) fn checkmate_in_water(canvas: &mut Canvas) {
    let (light, dark, tint) = (ink(0xfd_f0d5), ink(0x14_213d), ink(0xfc_a311));
    let centre = (600.0, 700.0);
    let shade = |x: f32, y: f32| {
        let (dx, dy) = ((x - centre.0) / 520.0, (y - centre.1) / 520.0);
        let far = length(dx, dy).min(1.0);
        let bulge = far.asin() / FRAC_PI_2 / far.max(0.001);
        let (u, v) = (dx * bulge * 7.0, dy * bulge * 7.0);
        let (sine, cosine) = 0.5_f32.sin_cos();
        let (column, row) = (floor(u * cosine - v * sine).0, floor(u * sine + v * cosine).0);
        let odd = column.wrapping_add(row).rem_euclid(2) == 1;
        let third = column.wrapping_sub(row).rem_euclid(6) == 0;
        let square = if third {
            tint
        } else if odd {
            dark
        } else {
            light
        };
        square.mix(ink(0x00_0000), 0.5 * far.powi(5))
    };
    canvas.shade(around(centre, 522.0), |x, y| {
        let mut mixed = shade(x, y);
        for (number, (dx, dy)) in (2_u16..).zip([
            (-0.3, -0.3),
            (0.3, -0.3),
            (-0.3, 0.3),
            (0.3, 0.3),
            (0.0, 0.33),
            (0.33, 0.0),
            (-0.33, 0.0),
            (0.0, -0.33),
        ]) {
            mixed = mixed.mix(shade(x + dx, y + dy), 1.0 / f32::from(number));
        }
        (mixed, (520.0 - length(x - centre.0, y - centre.1)).clamp(0.0, 1.0))
    });
    canvas.ellipse((420.0, 480.0), (130.0, 66.0), -0.75, ink(0xff_ffff).alpha(0.28));
}

/// The curve of a pen in a wheel that rolls inside another wheel, for five pens.
pub(super) fn rainy_sunday(canvas: &mut Canvas) {
    let inks = [0xff_006e, 0xfb_5607, 0xff_be0b, 0x38_b000, 0x3a_86ff, 0x83_38ec].map(ink);
    let centre = (600.0, 700.0);
    for (number, colour) in (0_u16..).zip(inks) {
        let pen = 205.0 - 29.0 * f32::from(number);
        let curve: Vec<Point> = (0..=1400_u16)
            .map(|step| f32::from(step) / 1400.0 * TAU * 7.0)
            .map(|t| {
                let (wheel, frame) = (210.0, 540.0);
                let roll = t * (frame - wheel) / wheel;
                let (a, b) = (polar(centre, t, frame - wheel), polar((0.0, 0.0), -roll, pen));
                (a.0 + b.0, a.1 + b.1)
            })
            .collect();
        canvas.path(&curve, 3.6, colour);
    }
}

fn koch(points: &[Point]) -> Vec<Point> {
    let ends = points.iter().skip(1).chain(points.first());
    let split = |(a, b): (&Point, &Point)| {
        let third = ((b.0 - a.0) / 3.0, (b.1 - a.1) / 3.0);
        let first = (a.0 + third.0, a.1 + third.1);
        let (sine, cosine) = (-PI / 3.0).sin_cos();
        let tip = (first.0 + third.0 * cosine - third.1 * sine, first.1 + third.0 * sine + third.1 * cosine);
        [*a, first, tip, (a.0 + third.0 * 2.0, a.1 + third.1 * 2.0)]
    };
    points.iter().zip(ends).flat_map(split).collect()
}

fn snowflake(canvas: &mut Canvas, centre: Point, size: f32, inks: &[Ink; 4]) {
    for (number, shade) in (0_u16..).zip(inks) {
        let n = f32::from(number);
        let triangle: Vec<Point> = (0..3_u16)
            .map(|s| {
                polar(centre, f32::from(s) * TAU / 3.0 + n * PI / 6.0 - FRAC_PI_2, size * 0.66_f32.powf(n))
            })
            .collect();
        let outline = (0..4).fold(triangle, |points, _| koch(&points));
        canvas.polygon(&outline, *shade);
    }
}

pub(super) fn no_two_alike(canvas: &mut Canvas) {
    let sets = [
        [0x02_3e8a, 0x90_e0ef, 0x00_77b6, 0xff_ffff],
        [0x00_96c7, 0xca_f0f8, 0x48_cae4, 0x02_3e8a],
        [0x5e_60ce, 0xe0_c3fc, 0x74_00b8, 0xff_ffff],
    ];
    let flakes = [
        (600.0, 680.0, 380.0),
        (210.0, 260.0, 160.0),
        (970.0, 250.0, 190.0),
        (190.0, 1120.0, 190.0),
        (990.0, 1160.0, 165.0),
        (590.0, 1250.0, 110.0),
        (590.0, 140.0, 95.0),
    ];
    for ((x, y, size), set) in flakes.into_iter().zip(sets.iter().cycle()) {
        snowflake(canvas, (x, y), size, &set.map(ink));
    }
}

/// How soon z*z + c runs away, for one c: the filled Julia set of a "dendrite with bulbs".
pub(super) fn weather_on_julia(canvas: &mut Canvas) {
    let inks =
        [0x03_071e, 0x6a_040f, 0xd0_0000, 0xe8_5d04, 0xfa_a307, 0xff_f3b0, 0x48_cae4, 0x03_045e].map(ink);
    let (turn_sine, turn_cosine) = 0.9_f32.sin_cos();
    canvas.shade(SHEET, |x, y| {
        let (u, v) = ((x - 600.0) / 430.0, (y - 700.0) / 430.0);
        let (mut re, mut im) = (u * turn_cosine - v * turn_sine, u * turn_sine + v * turn_cosine);
        let mut steps = 0.0_f32;
        while re * re + im * im < 64.0 && steps < 140.0 {
            (re, im) = (re * re - im * im - 0.745, 2.0 * re * im + 0.113);
            steps += 1.0;
        }
        let smooth = steps - (re * re + im * im).max(1.1).ln().max(0.01).log2();
        (ramp(&inks, 1.0 - (smooth / 90.0).clamp(0.0, 1.0).powf(0.45)), 1.0)
    });
    canvas.clip(|x, y| {
        let (dx, dy) = ((x - 600.0).abs() - 420.0, (y - 700.0).abs() - 520.0);
        length(dx.max(0.0), dy.max(0.0)) + dx.max(dy).min(0.0) - 80.0
    });
}

/// Stripes that swell where a heart would be.
pub(super) fn static_heart(canvas: &mut Canvas) {
    let inks = [0xff_4d6d, 0xc9_184a, 0x80_0f2f].map(ink);
    canvas.shade(SHEET, |x, y| {
        let (u, v) = ((x - 600.0) / 350.0, (720.0 - y) / 350.0 + 0.12);
        let heart = (u * u + v * v - 1.0).powi(3) - u * u * v.powi(3);
        let swell = (-heart * 9.0).clamp(0.0, 1.0);
        let place = floor(y / 34.0 + 0.9 * swell * (u * 3.4).sin()).1;
        let half = 0.03 + 0.36 * swell.sqrt();
        let edge = ((half - (place - 0.5).abs()) * 34.0 + 0.5).clamp(0.0, 1.0);
        let fade = ((470.0 - (x - 600.0).abs()) / 60.0).clamp(0.0, 1.0)
            * ((560.0 - (y - HEIGHT / 2.0).abs()) / 60.0).clamp(0.0, 1.0);
        (ramp(&inks, (y - 250.0) / 900.0), edge * fade)
    });
}
