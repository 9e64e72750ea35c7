//! Suns, ridges, cities and northern lights.

use std::f32::consts::{PI, TAU};

use super::canvas::{Canvas, HEIGHT, Ink, Point, SHEET, WIDTH, around, floor, ink, length, polar, ramp};
use super::chance::{Chance, hills};

fn wave(y: f32, from: f32, to: f32, height: f32) -> Vec<Point> {
    (0..=120_u16)
        .map(|step| from + (to - from) * f32::from(step) / 120.0)
        .map(|x| (x, y + height * (x / 38.0 + y).sin()))
        .collect()
}

fn palm(canvas: &mut Canvas, foot: Point, lean: f32, ink: Ink) {
    let trunk: Vec<Point> = (0..=20_u16)
        .map(|step| f32::from(step) / 20.0)
        .map(|t| (foot.0 + lean * t * t, foot.1 - 520.0 * t))
        .collect();
    for (number, pair) in (0_u16..).zip(trunk.windows(2)) {
        canvas.path(pair, 24.0 - 0.6 * f32::from(number), ink);
    }
    let crown = (foot.0 + lean, foot.1 - 520.0);
    for leaf in 0..9_u16 {
        let angle = PI + PI * (f32::from(leaf) - 0.5) / 7.0;
        let reach = 190.0 + 25.0 * (f32::from(leaf) * 2.4).sin();
        let rib = |t: f32| {
            let (x, y) = polar(crown, angle, reach * t);
            (x, y + 150.0 * t * t)
        };
        let upper =
            (0..=16_u16).map(|s| f32::from(s) / 16.0).map(|t| (rib(t).0, rib(t).1 - 26.0 * (PI * t).sin()));
        let lower = (0..=16_u16).rev().map(|s| f32::from(s) / 16.0).map(rib);
        canvas.polygon(&upper.chain(lower).collect::<Vec<_>>(), ink);
    }
}

pub(super) fn last_bus_to_the_sun(canvas: &mut Canvas) {
    let glow = [0xff_e066, 0xff_a94d, 0xff_6b6b, 0xd6_336c].map(ink);
    let centre = (600.0, 560.0);
    canvas.shade(around(centre, 424.0), |x, y| {
        let edge = (420.0 - length(x - centre.0, y - centre.1)).clamp(0.0, 1.0);
        let depth = (y - 500.0) / 480.0;
        let slit = 74.0 * (0.1 + 0.55 * depth);
        let place = floor((y - 500.0) / 74.0).1 * 74.0;
        let open = if depth > 0.0 { (place - slit).clamp(0.0, 1.0) } else { 1.0 };
        (ramp(&glow, (y - 140.0) / 840.0), edge * open)
    });
    let dark = ink(0x2b_2d42);
    palm(canvas, (330.0, 1090.0), -70.0, dark);
    palm(canvas, (880.0, 1100.0), 60.0, dark);
    canvas.ellipse((600.0, 1105.0), (430.0, 34.0), 0.0, dark);
    for row in 0..5_u16 {
        let n = f32::from(row);
        let line = wave(1165.0 + 38.0 * n, 190.0 + 70.0 * n, 1010.0 - 70.0 * n, 8.0);
        canvas.path(&line, 9.0, ramp(&[ink(0x11_8ab2), ink(0x06_d6a0)], n / 5.0));
    }
}

fn bird(canvas: &mut Canvas, (x, y): Point, size: f32, ink: Ink) {
    for side in [-1.0, 1.0] {
        let wing: Vec<Point> = (0..=10_u16)
            .map(|s| f32::from(s) / 10.0)
            .map(|t| (x + side * size * t, y - size * 0.55 * (PI * t * 0.8).sin()))
            .collect();
        canvas.path(&wing, size * 0.12, ink);
    }
}

pub(super) fn paper_ranges(canvas: &mut Canvas) {
    canvas.wash(&[0xfd_e2c3, 0xfb_c3a7, 0xf4_978e, 0x9d_7e9e].map(ink));
    canvas.disc((810.0, 420.0), 210.0, ink(0xff_f1d6).alpha(0.35));
    canvas.disc((810.0, 420.0), 150.0, ink(0xff_f6e5));
    let papers = [0xd9_a5b3, 0x9a_7aa0, 0x5d_5c8d, 0x34_3f6e, 0x1b_264f, 0x0d_1533].map(ink);
    for layer in 0..7_u16 {
        let n = f32::from(layer);
        let seed = u64::from(layer).wrapping_add(11);
        let mut ridge: Vec<Point> = (0..=300_u16)
            .map(|step| f32::from(step) * 4.0)
            .map(|x| (x, 560.0 + 118.0 * n - 420.0 * (hills(x / (420.0 - 30.0 * n), n, seed) - 0.35)))
            .collect();
        ridge.extend([(WIDTH, HEIGHT), (0.0, HEIGHT)]);
        canvas.polygon(&ridge, ramp(&papers, n / 6.0));
    }
    for (x, y, size) in
        [(300.0, 330.0, 46.0), (390.0, 280.0, 34.0), (440.0, 360.0, 28.0), (250.0, 250.0, 22.0)]
    {
        bird(canvas, (x, y), size, ink(0x34_3f6e));
    }
}

fn stars(canvas: &mut Canvas, chance: &mut Chance, bottom: f32) {
    for _ in 0..170 {
        let place = (chance.between(0.0, WIDTH), chance.between(0.0, bottom));
        let size = chance.between(0.8, 3.4);
        canvas.disc(place, size, ink(0xff_f8e1).alpha(chance.between(0.4, 1.0)));
    }
}

fn house(canvas: &mut Canvas, chance: &mut Chance, area: (f32, f32, f32), (wall, lit): (Ink, f32)) {
    let (left, width, top) = area;
    canvas.rectangle((left, top, left + width, HEIGHT), wall);
    if chance.unit() < 0.4 {
        canvas.line((left + width / 2.0, top), (left + width / 2.0, top - 70.0), 5.0, wall);
    }
    let mut y = top + 26.0;
    while y < HEIGHT {
        let mut x = left + 18.0;
        while x + 16.0 < left + width - 8.0 {
            if chance.unit() < lit {
                let glow = chance.pick(&[0xff_d166, 0xff_e29a, 0xf7_a072, 0x9b_f6ff].map(ink));
                canvas.rectangle((x, y, x + 15.0, y + 22.0), glow.unwrap_or(wall));
            }
            x += 30.0;
        }
        y += 44.0;
    }
}

pub(super) fn night_shift(canvas: &mut Canvas) {
    let mut chance = Chance::new(4);
    canvas.wash(&[0x0b_1026, 0x1c_2350, 0x4a_3f77, 0xb5_6f8f].map(ink));
    stars(canvas, &mut chance, 700.0);
    canvas.disc((860.0, 330.0), 170.0, ink(0xff_f3c4).alpha(0.16));
    canvas.disc((860.0, 330.0), 130.0, ink(0xff_f3c4));
    for (x, y, size) in
        [(820.0, 290.0, 26.0), (900.0, 350.0, 36.0), (840.0, 390.0, 18.0), (905.0, 268.0, 14.0)]
    {
        canvas.disc((x, y), size, ink(0xe8_d8a0));
    }
    for (wall, base, lit) in [(0x43_3f78, 560.0, 0.12), (0x27_2a5a, 720.0, 0.3), (0x11_1433, 900.0, 0.45)] {
        let mut left = -30.0;
        while left < WIDTH {
            let width = chance.between(90.0, 190.0);
            let top = base + chance.between(0.0, 260.0);
            house(canvas, &mut chance, (left, width, top), (ink(wall), lit));
            left += width + chance.between(-4.0, 26.0);
        }
    }
}

fn pine(canvas: &mut Canvas, foot: Point, height: f32, ink: Ink) {
    for tier in 0..5_u16 {
        let n = f32::from(tier);
        let top = foot.1 - height * (1.0 - 0.16 * n);
        let half = height * (0.09 + 0.045 * n);
        canvas.polygon(
            &[(foot.0, top), (foot.0 + half, top + height * 0.3), (foot.0 - half, top + height * 0.3)],
            ink,
        );
    }
    canvas.rectangle((foot.0 - height * 0.03, foot.1 - height * 0.1, foot.0 + height * 0.03, foot.1), ink);
}

pub(super) fn aurora_camp(canvas: &mut Canvas) {
    let mut chance = Chance::new(9);
    canvas.wash(&[0x05_0b24, 0x0a_1a3f, 0x10_3352, 0x1b_4b5a].map(ink));
    stars(canvas, &mut chance, 900.0);
    let curtain = [0x7b_2cbf, 0x4c_c9f0, 0x52_f2a4, 0xa8_ff9e].map(ink);
    for (fold, base) in [(1_u64, 520.0), (2, 690.0), (3, 830.0)] {
        canvas.shade(SHEET, |x, y| {
            let foot = base + 230.0 * (hills(x / 360.0, 0.0, fold) - 0.5) + 60.0 * (x / 170.0 + base).sin();
            let above = foot - y;
            let rays = 0.55 + 0.45 * hills(x / 26.0, 3.0, fold.wrapping_add(40));
            let strength = if above > 0.0 { (-above / 190.0).exp() } else { (above / 16.0).exp() };
            (ramp(&curtain, 1.0 - above / 420.0), (0.62 * strength * rays).clamp(0.0, 1.0))
        });
    }
    for (y, hex, seed) in [(1030.0, 0x0b_2436, 21), (1150.0, 0x06_1726, 22)] {
        let mut hill: Vec<Point> = (0..=120_u16)
            .map(|s| f32::from(s) * 10.0)
            .map(|x| (x, y - 130.0 * (hills(x / 400.0, 1.0, seed) - 0.4)))
            .collect();
        hill.extend([(WIDTH, HEIGHT), (0.0, HEIGHT)]);
        canvas.polygon(&hill, ink(hex));
    }
    canvas.disc((690.0, 1265.0), 240.0, ink(0xff_b347).alpha(0.14));
    canvas.polygon(&[(690.0, 1110.0), (850.0, 1300.0), (530.0, 1300.0)], ink(0xff_9f43));
    canvas.polygon(&[(690.0, 1110.0), (735.0, 1300.0), (645.0, 1300.0)], ink(0xff_e3a3));
    canvas.rectangle((0.0, 1298.0, WIDTH, HEIGHT), ink(0x04_0f1a));
    for _ in 0..15 {
        let x = chance.between(0.0, 470.0);
        pine(canvas, (x, 1330.0), chance.between(230.0, 470.0), ink(0x04_0f1a));
        pine(canvas, (WIDTH - x * 0.6, 1330.0), chance.between(200.0, 400.0), ink(0x04_0f1a));
    }
}

fn balloon(canvas: &mut Canvas, centre: Point, radius: f32, inks: &[Ink; 3]) {
    let half = |y: f32| {
        let t = (y - centre.1) / radius;
        let round = (1.0 - t * t).max(0.0).sqrt();
        if t < 0.45 { radius * round } else { radius * (0.893 - (t - 0.45) * 0.68).max(0.0) }
    };
    let (top, bottom) = (centre.1 - radius, centre.1 + radius * 1.42);
    canvas.shade((centre.0 - radius - 2.0, top, centre.0 + radius + 2.0, bottom), |x, y| {
        let wide = half(y);
        let across = ((x - centre.0) / wide.max(1.0)).clamp(-1.0, 1.0).asin() / PI + 0.5;
        let gore = floor(across * 9.0).0.rem_euclid(3);
        let chosen = usize::try_from(gore).ok().and_then(|n| inks.get(n)).copied();
        let paper = chosen.unwrap_or(ink(0xff_ffff)).mix(ink(0x22_2244), 0.22 * (across - 0.25).max(0.0));
        (paper, (wide - (x - centre.0).abs() + 0.5).clamp(0.0, 1.0))
    });
    let rope = ink(0x5c_4033);
    let basket = (centre.1 + radius * 1.62, radius * 0.17);
    for side in [-1.0, 1.0] {
        canvas.line(
            (centre.0 + side * radius * 0.2, bottom),
            (centre.0 + side * basket.1, basket.0),
            3.0,
            rope,
        );
    }
    let area = (centre.0 - basket.1, basket.0, centre.0 + basket.1, basket.0 + radius * 0.24);
    canvas.rectangle(area, ink(0xb0_7d4f));
}

pub(super) fn slow_race(canvas: &mut Canvas) {
    for (x, y, size) in
        [(260.0, 980.0, 1.0), (900.0, 1120.0, 1.25), (520.0, 250.0, 0.8), (1010.0, 250.0, 0.6)]
    {
        for (dx, dy, radius) in
            [(-90.0, 10.0, 50.0), (-30.0, -20.0, 70.0), (50.0, -5.0, 60.0), (105.0, 18.0, 40.0)]
        {
            canvas.disc((x + dx * size, y + dy * size), radius * size, ink(0xbf_e3f2));
        }
        canvas.ellipse((x, y + 40.0 * size), (150.0 * size, 22.0 * size), 0.0, ink(0xbf_e3f2));
    }
    let sets = [
        [0xe6_3946, 0xf1_faee, 0x1d_3557],
        [0xff_b703, 0xfb_8500, 0x21_9ebc],
        [0x06_d6a0, 0xff_d166, 0xef_476f],
    ];
    let balloons =
        [(380.0, 420.0, 230.0), (850.0, 600.0, 190.0), (560.0, 950.0, 130.0), (760.0, 200.0, 90.0)];
    for ((x, y, radius), inks) in balloons.into_iter().zip(sets.iter().cycle()) {
        balloon(canvas, (x, y), radius, &inks.map(ink));
    }
}

pub(super) fn halftone_planet(canvas: &mut Canvas) {
    let centre = (600.0, 690.0);
    let (sine, cosine) = 0.4_f32.sin_cos();
    for row in 0..120_u16 {
        for column in 0..120_u16 {
            let (u, v) = (f32::from(column) * 15.0 - 900.0, f32::from(row) * 15.0 - 900.0);
            let (x, y) = (u * cosine - v * sine, u * sine + v * cosine);
            let (nx, ny) = (x / 330.0, y / 330.0);
            let inside = nx * nx + ny * ny < 1.0;
            let depth = (1.0 - nx * nx - ny * ny).max(0.0).sqrt();
            let light = (-0.55 * nx - 0.6 * ny + 0.58 * depth).max(0.0);
            let band = 0.12 * (ny * 13.0 + nx * 4.0 + (nx * 6.0).sin()).sin();
            let place = (centre.0 + x, centre.1 + y);
            let around_it = length((x * 0.94 + y * 0.34) / 540.0, (y * 0.94 - x * 0.34) / 150.0);
            let in_front = y * 0.94 - x * 0.34 > 0.0;
            if (0.72..1.0).contains(&around_it) && (in_front || !inside) {
                canvas.disc(place, 4.6 + 2.2 * ((around_it - 0.72) * TAU * 7.0).sin(), ink(0xf3_722c));
            } else if inside {
                canvas.disc(place, 8.6 * (1.0 - light - band).clamp(0.12, 1.0).sqrt(), ink(0x3a_0ca3));
            }
        }
    }
    for (x, y, size) in
        [(180.0, 260.0, 13.0), (1010.0, 330.0, 9.0), (930.0, 1180.0, 15.0), (260.0, 1130.0, 8.0)]
    {
        canvas.disc((x, y), size, ink(0xf3_722c));
    }
}
