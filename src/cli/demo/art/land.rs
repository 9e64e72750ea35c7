//! Deserts, heights, mushrooms and weather.

use std::f32::consts::{PI, TAU};

use super::canvas::{Canvas, HEIGHT, Ink, Point, SHEET, WIDTH, floor, ink, length, ramp};
use super::chance::{Chance, hills};

fn cactus(canvas: &mut Canvas, (x, y): Point, size: f32, ink: Ink) {
    let width = size * 0.2;
    canvas.line((x, y), (x, y - size), width, ink);
    for (side, from, reach, up) in [(-1.0, 0.38, 0.3, 0.36), (1.0, 0.55, 0.27, 0.28)] {
        let elbow = (x + side * size * reach, y - size * from);
        canvas.line((x, y - size * from), elbow, width * 0.75, ink);
        canvas.line(elbow, (elbow.0, elbow.1 - size * up), width * 0.75, ink);
    }
}

fn dune(canvas: &mut Canvas, y: f32, seed: u64, ink: Ink) {
    let mut outline: Vec<Point> = (0..=120_u16)
        .map(|s| f32::from(s) * 10.0)
        .map(|x| (x, y - 190.0 * (hills(x / 520.0, 0.5, seed) - 0.5)))
        .collect();
    outline.extend([(WIDTH, HEIGHT), (0.0, HEIGHT)]);
    canvas.polygon(&outline, ink);
}

pub(super) fn desert_postcard(canvas: &mut Canvas) {
    let sky = [0x26_4653, 0x2a_9d8f, 0x8a_b17d, 0xe9_c46a, 0xf4_a261, 0xe7_6f51].map(ink);
    for band in 0..9_u16 {
        let n = f32::from(band);
        canvas.rectangle((0.0, 100.0 + 85.0 * n, WIDTH, HEIGHT), ramp(&sky, n / 8.0));
    }
    canvas.disc((690.0, 690.0), 165.0, ink(0xff_f0c9));
    let mesa = ink(0x9c_4a3c);
    canvas.polygon(&[(90.0, 960.0), (150.0, 620.0), (330.0, 610.0), (380.0, 800.0), (520.0, 960.0)], mesa);
    canvas.polygon(&[(820.0, 960.0), (880.0, 760.0), (1010.0, 750.0), (1180.0, 960.0)], mesa);
    canvas.polygon(&[(330.0, 610.0), (380.0, 800.0), (520.0, 960.0), (345.0, 960.0)], ink(0x7a_3530));
    dune(canvas, 930.0, 51, ink(0xd9_8a4b));
    dune(canvas, 1030.0, 52, ink(0xb8_653a));
    dune(canvas, 1140.0, 53, ink(0x7f_3f2e));
    cactus(canvas, (400.0, 1120.0), 330.0, ink(0x1f_4d45));
    cactus(canvas, (860.0, 1110.0), 210.0, ink(0x1f_4d45));
    cactus(canvas, (610.0, 1060.0), 110.0, ink(0x2d_6a5e));
    canvas.clip(|x, y| length(x - 600.0, y - 700.0) - 545.0);
    canvas.ring((600.0, 700.0), 568.0, 14.0, ink(0x7f_3f2e));
}

/// Lines of equal height, each fifth one heavier, as a map has them.
pub(super) fn somewhere_uphill(canvas: &mut Canvas) {
    let heights = [0x1b_998b, 0x8c_b369, 0xf4_e285, 0xf4_a259, 0xbc_4b51].map(ink);
    let height = |x: f32, y: f32| {
        let peak = (-((x - 640.0) / 360.0).powi(2) - ((y - 600.0) / 430.0).powi(2)).exp();
        13.0 * hills(x / 420.0, y / 420.0, 77) + 15.0 * peak
    };
    canvas.shade(SHEET, |x, y| {
        let here = height(x, y);
        let slope = length(height(x + 1.5, y) - here, height(x, y + 1.5) - here) / 1.5;
        let (step, within) = floor(here);
        let distance = within.min(1.0 - within) / slope.max(0.002);
        let nearest = if within > 0.5 { step.saturating_add(1) } else { step };
        let half = if nearest.rem_euclid(5) == 0 { 5.0 } else { 2.2 };
        (ramp(&heights, (here - 4.0) / 20.0), (half - distance + 0.5).clamp(0.0, 1.0))
    });
    canvas.clip(|x, y| length((x - 600.0) / 520.0, (y - 700.0) / 640.0).mul_add(500.0, -500.0));
    canvas.line((628.0, 560.0), (628.0, 470.0), 8.0, ink(0x2f_2f3a));
    canvas.polygon(&[(630.0, 466.0), (720.0, 492.0), (630.0, 520.0)], ink(0xd6_2839));
}

fn mushroom(canvas: &mut Canvas, foot: Point, size: f32, cap: Ink) {
    let (x, y) = foot;
    let pale = ink(0xff_f3e2);
    canvas.polygon(
        &[
            (x - size * 0.16, y - size),
            (x + size * 0.16, y - size),
            (x + size * 0.24, y),
            (x - size * 0.24, y),
        ],
        pale,
    );
    canvas.ellipse((x, y), (size * 0.24, size * 0.07), 0.0, pale);
    canvas.ellipse((x, y - size * 0.72), (size * 0.24, size * 0.07), 0.0, ink(0xe8_d5bd));
    canvas.ellipse((x, y - size), (size * 0.62, size * 0.12), 0.0, ink(0xd8_b79a));
    let dome: Vec<Point> = (0..=40_u16)
        .map(|s| PI + PI * f32::from(s) / 40.0)
        .map(|a| (x + a.cos() * size * 0.68, y - size + a.sin() * size * 0.62))
        .collect();
    canvas.polygon(&dome, cap);
    for (dx, dy, radius) in [
        (-0.36, -0.16, 0.07),
        (-0.1, -0.4, 0.09),
        (0.22, -0.24, 0.11),
        (0.46, -0.1, 0.05),
        (-0.12, -0.13, 0.06),
    ] {
        canvas.ellipse(
            (x + dx * size, y - size + dy * size),
            (radius * size, radius * size * 0.8),
            0.0,
            pale,
        );
    }
}

pub(super) fn parliament_of_caps(canvas: &mut Canvas) {
    let mut chance = Chance::new(23);
    canvas.ellipse((600.0, 1130.0), (500.0, 120.0), 0.0, ink(0x38_6641));
    let caps = [0xd6_2828, 0xf7_7f00, 0x9d_4edd, 0xe6_3972];
    let places = [
        (330.0, 1060.0, 330.0),
        (860.0, 1050.0, 380.0),
        (590.0, 1080.0, 640.0),
        (450.0, 1150.0, 230.0),
        (760.0, 1165.0, 260.0),
        (940.0, 1150.0, 150.0),
        (260.0, 1150.0, 160.0),
    ];
    for ((x, y, size), hex) in places.into_iter().zip(caps.into_iter().cycle()) {
        mushroom(canvas, (x, y), size, ink(hex));
    }
    for _ in 0..150 {
        let angle = chance.between(0.0, PI);
        let foot = (600.0 + 500.0 * angle.cos(), 1135.0 + 115.0 * angle.sin() * chance.between(0.35, 1.0));
        let tip = (foot.0 + chance.between(-26.0, 26.0), foot.1 - chance.between(40.0, 110.0));
        let green = ink(0x38_6641).mix(ink(0xa7_c957), chance.unit());
        canvas.polygon(&[(foot.0 - 6.0, foot.1), tip, (foot.0 + 6.0, foot.1)], green);
    }
}

fn umbrella(canvas: &mut Canvas, (x, y): Point, size: f32, (cloth, stripe): (Ink, Ink)) {
    let dark = ink(0x22_2b3a);
    canvas.line((x, y - size * 0.95), (x, y + size * 0.75), size * 0.05, dark);
    let hook: Vec<Point> = (0..=14_u16)
        .map(|s| PI * f32::from(s) / 14.0)
        .map(|a| (x - size * 0.13 + a.cos() * size * 0.13, y + size * 0.75 + a.sin() * size * 0.15))
        .collect();
    canvas.path(&hook, size * 0.05, dark);
    for gore in 0..6_u16 {
        let edge = |n: f32| (n / 3.0 - 1.0).clamp(-1.0, 1.0);
        let (left, right) = (edge(f32::from(gore)), edge(f32::from(gore) + 1.0));
        let rib = |side: f32, t: f32| {
            (x + side * size * (PI * t / 2.0).sin(), y - size * 0.85 * (PI * t / 2.0).cos())
        };
        let down = (0..=14_u16).map(|s| rib(left, f32::from(s) / 14.0));
        let hem = (0..=10_u16)
            .map(|s| f32::from(s) / 10.0)
            .map(|t| (x + size * (left + (right - left) * t), y - size * 0.09 * (PI * t).sin()));
        let up = (0..=14_u16).rev().map(|s| rib(right, f32::from(s) / 14.0));
        let outline: Vec<Point> = down.chain(hem).chain(up).collect();
        canvas.polygon(&outline, if gore % 2 == 0 { cloth } else { stripe });
    }
}

pub(super) fn forecast(canvas: &mut Canvas) {
    let mut chance = Chance::new(5);
    canvas.wash(&[0x33_4e68, 0x48_6581, 0x62_7d98].map(ink));
    for _ in 0..420 {
        let (x, y) = (chance.between(-20.0, 1240.0), chance.between(-40.0, HEIGHT));
        let drop = chance.between(26.0, 70.0);
        canvas.line(
            (x, y),
            (x - drop * 0.25, y + drop),
            3.4,
            ink(0xbc_ccdc).alpha(chance.between(0.25, 0.8)),
        );
    }
    let cloths = [
        (0xf9_c74f, 0xf8_961e),
        (0xf9_4144, 0xff_d6d6),
        (0x43_aa8b, 0xd8_f3dc),
        (0xf7_86aa, 0xff_e5ec),
        (0x57_7590, 0xe0_fbfc),
        (0x90_be6d, 0xfe_fae0),
    ];
    for row in 0..4_u16 {
        for column in 0..3_u16 {
            let shift = if row % 2 == 0 { 0.0 } else { 190.0 };
            let place = (210.0 + 385.0 * f32::from(column) + shift - 90.0, 270.0 + 315.0 * f32::from(row));
            let (cloth, stripe) = chance.pick(&cloths).unwrap_or((0, 0));
            umbrella(canvas, place, 150.0 + chance.between(-14.0, 14.0), (ink(cloth), ink(stripe)));
        }
    }
}

/// A wheel of mountains seen from above its middle: peaks of three colours around a sun.
pub(super) fn round_trip(canvas: &mut Canvas) {
    let centre = (600.0, 700.0);
    let rings =
        [(560.0, 34_u16, 0x0b_3954), (470.0, 26, 0x08_7e8b), (370.0, 20, 0xbf_d7ea), (270.0, 14, 0xff_5a5f)];
    for (reach, peaks, hex) in rings {
        let outline: Vec<Point> = (0..peaks.saturating_mul(2))
            .map(|step| {
                let angle = f32::from(step) / f32::from(peaks) * PI + reach;
                let tall = if step % 2 == 0 { reach } else { reach * 0.8 };
                super::canvas::polar(centre, angle, tall)
            })
            .collect();
        canvas.polygon(&outline, ink(hex));
    }
    canvas.disc(centre, 150.0, ink(0xff_d166));
    for ray in 0..24_u16 {
        let angle = f32::from(ray) / 24.0 * TAU;
        let (from, to) =
            (super::canvas::polar(centre, angle, 165.0), super::canvas::polar(centre, angle, 195.0));
        canvas.line(from, to, 7.0, ink(0xff_d166));
    }
}
