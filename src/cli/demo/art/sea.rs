//! Waves, kelp, jellyfish and a harbour without wind.

use std::f32::consts::{PI, TAU};

use super::canvas::{Canvas, HEIGHT, Ink, Point, WIDTH, around, ink, length, polar, ramp};
use super::chance::{Chance, hills};

pub(super) fn sea_in_scales(canvas: &mut Canvas) {
    let mut chance = Chance::new(3);
    let blues = [0x05_2f5f, 0x00_5377, 0x06_a77d, 0x2e_86ab].map(ink);
    let foam = ink(0xf6_f7eb);
    for row in 0..24_u16 {
        let y = 160.0 + 58.0 * f32::from(row);
        for column in 0..8_u16 {
            let shift = if row % 2 == 0 { 0.0 } else { 92.0 };
            let centre = (f32::from(column) * 184.0 + shift - 40.0, y);
            let body =
                if chance.unit() < 0.06 { ink(0xf1_a208) } else { chance.pick(&blues).unwrap_or(foam) };
            canvas.disc(centre, 104.0, foam);
            canvas.disc(centre, 96.0, body);
            for radius in [74.0, 50.0, 26.0] {
                canvas.ring(centre, radius, 9.0, foam);
            }
        }
    }
    canvas.clip(|x, y| length(x - 600.0, y - 700.0) - 560.0);
}

fn kelp(canvas: &mut Canvas, foot: f32, height: f32, seed: f32, ink: Ink) {
    let sway = |t: f32| foot + (26.0 + 40.0 * t) * (t * 5.0 + seed).sin();
    let stalk: Vec<Point> =
        (0..=60_u16).map(|s| f32::from(s) / 60.0).map(|t| (sway(t), HEIGHT - height * t)).collect();
    canvas.path(&stalk, 11.0, ink);
    for leaf in 2..26_u16 {
        let t = f32::from(leaf) / 26.0;
        let side = if leaf % 2 == 0 { 1.0 } else { -1.0 };
        let long = 78.0 * (1.15 - t);
        let middle = (sway(t) + side * long * 0.8, HEIGHT - height * t - long * 0.45);
        canvas.ellipse(middle, (long, 15.0), -side * 0.55, ink);
    }
}

fn fish(canvas: &mut Canvas, (x, y): Point, size: f32, (body, stripe): (Ink, Ink)) {
    let facing = size.signum();
    let big = size.abs();
    canvas.polygon(
        &[
            (x - size * 0.7, y),
            (x - size * 1.5, y - big * 0.5),
            (x - size * 1.3, y),
            (x - size * 1.5, y + big * 0.5),
        ],
        body,
    );
    canvas.ellipse((x, y), (big, big * 0.52), 0.0, body);
    canvas.ellipse((x - size * 0.1, y), (big * 0.13, big * 0.5), 0.0, stripe);
    canvas.ellipse((x + size * 0.35, y), (big * 0.08, big * 0.46), 0.0, stripe);
    canvas.disc((x + facing * big * 0.66, y - big * 0.12), big * 0.09, ink(0x10_2027));
}

pub(super) fn kelp_choir(canvas: &mut Canvas) {
    let mut chance = Chance::new(17);
    canvas.wash(&[0x9b_e7d8, 0x3f_b8af, 0x1b_7f8c, 0x0b_3c5d].map(ink));
    for ray in 0..6_u16 {
        let x = 130.0 + 190.0 * f32::from(ray);
        let beam = [(x, 0.0), (x + 80.0, 0.0), (x - 160.0, HEIGHT), (x - 380.0, HEIGHT)];
        canvas.polygon(&beam, ink(0xff_ffff).alpha(0.07));
    }
    for (count, hex, top) in [(6_u16, 0x1d_8a7a, 1150.0), (6, 0x0f_6b5c, 950.0), (7, 0x08_4a4a, 760.0)] {
        for _ in 0..count {
            let (foot, seed) = (chance.between(40.0, 1160.0), chance.between(0.0, TAU));
            kelp(canvas, foot, top * chance.between(0.75, 1.1), seed, ink(hex));
        }
    }
    let dress = [(0xff_8c42, 0xff_f1d0), (0xff_d23f, 0xee_4266), (0xf2_545b, 0xff_f1d0)];
    for number in 0..15_u16 {
        let place = (chance.between(140.0, 1060.0), 150.0 + 68.0 * f32::from(number));
        let size = chance.between(36.0, 74.0) * if chance.unit() < 0.5 { -1.0 } else { 1.0 };
        let (body, stripe) = chance.pick(&dress).unwrap_or((0, 0));
        fish(canvas, place, size, (ink(body), ink(stripe)));
    }
    for _ in 0..40 {
        let place = (chance.between(60.0, 1140.0), chance.between(60.0, 1200.0));
        canvas.ring(place, chance.between(5.0, 17.0), 3.0, ink(0xe8_fffb).alpha(0.75));
    }
}

fn jellyfish(canvas: &mut Canvas, centre: Point, size: f32, ink: Ink) {
    for arm in 0..9_u16 {
        let share = f32::from(arm) / 8.0 - 0.5;
        let strand: Vec<Point> = (0..=50_u16)
            .map(|s| f32::from(s) / 50.0)
            .map(|t| {
                let sway = (t * 9.0 + f32::from(arm) * 1.7).sin() * size * 0.16 * t;
                (centre.0 + share * size * (1.5 - 0.4 * t) + sway, centre.1 + size * 2.9 * t)
            })
            .collect();
        canvas.path(&strand, size * if arm % 3 == 1 { 0.075 } else { 0.03 }, ink.alpha(0.55));
    }
    canvas.disc((centre.0, centre.1 - size * 0.2), size * 1.45, ink.alpha(0.1));
    let dome = (0..=40_u16)
        .map(|s| PI + PI * f32::from(s) / 40.0)
        .map(|a| (centre.0 + a.cos() * size, centre.1 + a.sin() * size * 1.05));
    let hem = (0..=48_u16)
        .map(|s| f32::from(s) / 48.0)
        .map(|t| (centre.0 + size * (1.0 - 2.0 * t), centre.1 + size * 0.17 * (t * PI * 6.0).sin().abs()));
    let bell: Vec<Point> = dome.chain(hem).collect();
    canvas.polygon(&bell, ink.alpha(0.8));
    for rib in 1..6_u16 {
        let share = f32::from(rib) / 3.0 - 1.0;
        canvas.ellipse(
            (centre.0 + share * size * 0.8, centre.1 - size * 0.4),
            (size * 0.05, size * 0.36),
            -share * 0.5,
            super::canvas::ink(0xff_ffff).alpha(0.3),
        );
    }
}

pub(super) fn soft_chandeliers(canvas: &mut Canvas) {
    let mut chance = Chance::new(8);
    canvas.wash(&[0x12_0b3a, 0x1b_1464, 0x0c_2d6b, 0x06_1a40].map(ink));
    for _ in 0..140 {
        let place = (chance.between(0.0, WIDTH), chance.between(0.0, HEIGHT));
        canvas.disc(place, chance.between(1.0, 4.0), ink(0x8e_ecf5).alpha(chance.between(0.1, 0.5)));
    }
    let lamps = [
        (880.0, 250.0, 90.0, 0x90_dbf4),
        (250.0, 860.0, 105.0, 0xa3_c4f3),
        (960.0, 880.0, 130.0, 0xf1_c0e8),
        (390.0, 380.0, 180.0, 0xff_90b3),
        (640.0, 780.0, 80.0, 0xfb_f8cc),
    ];
    for (x, y, size, hex) in lamps {
        jellyfish(canvas, (x, y), size, ink(hex));
    }
}

/// Lines drawn from the front to the back, each hidden where a nearer one is higher.
pub(super) fn quiet_harbour(canvas: &mut Canvas) {
    let colours = [0x00_3049, 0xd6_2828, 0xf7_7f00, 0xfc_bf49].map(ink);
    let columns = 260_u16;
    let mut horizon = vec![f32::MAX; usize::from(columns) + 1];
    for row in (0..46_u16).rev() {
        let n = f32::from(row);
        let mut last: Option<Point> = None;
        for (column, seen) in (0..=columns).zip(horizon.iter_mut()) {
            let share = f32::from(column) / f32::from(columns);
            let bump = (-((share - 0.5 - 0.06 * (n / 6.0).sin()) * 4.6).powi(2)).exp();
            let x = 150.0 + 900.0 * share;
            let y = 330.0 + 19.0 * n
                - 330.0 * bump * hills(share * 9.0, n * 0.24, 31).powi(2)
                - 5.0 * hills(share * 40.0, n, 5);
            let visible = y < *seen;
            if let (true, Some(from)) = (visible, last) {
                canvas.line(from, (x, y), 5.0, ramp(&colours, n / 46.0));
            }
            last = visible.then_some((x, y));
            *seen = seen.min(y);
        }
    }
}

/// A hull and two sails on rings of water.
pub(super) fn paper_boat(canvas: &mut Canvas) {
    for ring in (1..9_u16).rev() {
        let n = f32::from(ring);
        let water = ramp(&[0x48_cae4, 0x00_96c7, 0x03_045e].map(ink), n / 9.0);
        canvas.ellipse((600.0, 1010.0), (62.0 * n, 21.0 * n), 0.0, water);
    }
    let (light, shade, dark) = (ink(0xff_f3e0), ink(0xf2_cc8f), ink(0xe0_7a5f));
    canvas.polygon(&[(600.0, 330.0), (600.0, 860.0), (290.0, 860.0)], light);
    canvas.polygon(&[(600.0, 330.0), (910.0, 860.0), (600.0, 860.0)], shade);
    canvas.polygon(&[(130.0, 780.0), (600.0, 870.0), (600.0, 1040.0), (330.0, 1040.0)], dark);
    canvas.polygon(
        &[(1070.0, 780.0), (600.0, 870.0), (600.0, 1040.0), (870.0, 1040.0)],
        dark.mix(ink(0x3d_405b), 0.3),
    );
    canvas.line((600.0, 330.0), (600.0, 220.0), 7.0, ink(0x3d_405b));
    canvas.polygon(&[(600.0, 220.0), (700.0, 250.0), (600.0, 285.0)], ink(0xe6_3946));
    for (x, y) in [(250.0, 400.0), (330.0, 340.0), (930.0, 430.0)] {
        for side in [0.0, 1.0] {
            let centre = (x - 30.0 + 60.0 * side, y);
            let arc: Vec<Point> =
                (0..=12_u16).map(|s| polar(centre, PI + PI * f32::from(s) / 12.0, 30.0)).collect();
            canvas.path(&arc, 6.0, ink(0x3d_405b));
        }
    }
    canvas.field(around((600.0, 1120.0), 420.0), ink(0x90_e0ef), |x, y| {
        let wave = (y - 1190.0 - 14.0 * (x / 30.0).sin()).abs() - 5.0;
        wave.max((x - 600.0).abs() - 330.0)
    });
}
