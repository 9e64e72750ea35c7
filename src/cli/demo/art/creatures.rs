//! A fox, a cat, some birds and a whale.

use std::f32::consts::{PI, TAU};

use super::canvas::{Canvas, HEIGHT, Ink, Point, WIDTH, ink, polar};
use super::chance::Chance;

/// The polygon and its mirror image about the middle of the sheet.
fn both_sides(canvas: &mut Canvas, points: &[Point], left: Ink, right: Ink) {
    canvas.polygon(points, left);
    let mirrored: Vec<Point> = points.iter().map(|(x, y)| (WIDTH - x, *y)).collect();
    canvas.polygon(&mirrored, right);
}

pub(super) fn folded_fox(canvas: &mut Canvas) {
    let facets: [(&[Point], u32, u32); 9] = [
        (&[(210.0, 180.0), (480.0, 470.0), (260.0, 640.0)], 0xd9_480f, 0xc2_410c),
        (&[(255.0, 290.0), (420.0, 470.0), (300.0, 560.0)], 0x43_1407, 0x37_1005),
        (&[(480.0, 470.0), (600.0, 520.0), (600.0, 800.0)], 0xff_922b, 0xf7_7f00),
        (&[(480.0, 470.0), (600.0, 800.0), (260.0, 640.0)], 0xf7_6707, 0xe8_590c),
        (&[(260.0, 640.0), (600.0, 800.0), (430.0, 870.0)], 0xe8_590c, 0xd9_480f),
        (&[(260.0, 640.0), (430.0, 870.0), (200.0, 830.0)], 0xff_e8cc, 0xff_d8a8),
        (&[(200.0, 830.0), (430.0, 870.0), (420.0, 1010.0)], 0xff_f4e6, 0xff_e8cc),
        (&[(430.0, 870.0), (600.0, 800.0), (600.0, 1130.0), (545.0, 1110.0)], 0xff_a94d, 0xff_922b),
        (&[(430.0, 870.0), (545.0, 1110.0), (420.0, 1010.0)], 0xff_d8a8, 0xff_c078),
    ];
    for (points, left, right) in facets {
        both_sides(canvas, points, ink(left), ink(right));
    }
    let dark = ink(0x2b_1208);
    both_sides(canvas, &[(375.0, 715.0), (500.0, 765.0), (440.0, 800.0)], dark, dark);
    canvas.disc((452.0, 762.0), 9.0, ink(0xff_f4e6));
    canvas.disc((748.0, 762.0), 9.0, ink(0xff_f4e6));
    both_sides(canvas, &[(540.0, 1070.0), (600.0, 1058.0), (600.0, 1150.0)], dark, ink(0x43_1407));
}

pub(super) fn landlord(canvas: &mut Canvas) {
    let mut chance = Chance::new(71);
    canvas.wash(&[0xe0_7a5f, 0xd4_6a4f].map(ink));
    for column in 0..10_u16 {
        let x = f32::from(column) * 120.0 + 30.0;
        canvas.rectangle((x, 0.0, x + 60.0, HEIGHT), ink(0xda_715a));
    }
    canvas.rectangle((190.0, 130.0, 1010.0, 1130.0), ink(0xf4_f1de));
    canvas.rectangle((230.0, 170.0, 970.0, 1090.0), ink(0x1d_2b53));
    for _ in 0..80 {
        let place = (chance.between(240.0, 960.0), chance.between(180.0, 900.0));
        canvas.disc(place, chance.between(1.0, 3.6), ink(0xff_f1c1).alpha(chance.between(0.5, 1.0)));
    }
    canvas.disc((740.0, 400.0), 150.0, ink(0xff_e8a3));
    canvas.disc((800.0, 360.0), 130.0, ink(0x1d_2b53));
    canvas.rectangle((588.0, 170.0, 612.0, 1090.0), ink(0xf4_f1de));
    canvas.rectangle((230.0, 600.0, 970.0, 622.0), ink(0xf4_f1de));
    let fur = ink(0x11_1018);
    let tail: Vec<Point> = (0..=40_u16)
        .map(|s| f32::from(s) / 40.0)
        .map(|t| (620.0 + 250.0 * t - 70.0 * t * t, 1060.0 + 260.0 * t - 60.0 * (t * PI * 1.4).sin()))
        .collect();
    canvas.rectangle((130.0, 1090.0, 1070.0, 1170.0), ink(0xf4_f1de));
    canvas.rectangle((130.0, 1150.0, 1070.0, 1170.0), ink(0xd8_d3b8));
    canvas.path(&tail, 46.0, fur);
    canvas.ellipse((520.0, 940.0), (150.0, 170.0), 0.0, fur);
    canvas.ellipse((500.0, 790.0), (104.0, 170.0), 0.12, fur);
    canvas.ellipse((478.0, 640.0), (112.0, 96.0), 0.0, fur);
    canvas.polygon(&[(372.0, 640.0), (382.0, 500.0), (468.0, 566.0)], fur);
    canvas.polygon(&[(584.0, 640.0), (574.0, 500.0), (488.0, 566.0)], fur);
    for x in [430.0, 526.0] {
        canvas.ellipse((x, 640.0), (26.0, 20.0), 0.0, ink(0xf2_cc8f));
        canvas.ellipse((x, 640.0), (6.0, 19.0), 0.0, fur);
    }
    canvas.polygon(&[(466.0, 676.0), (490.0, 676.0), (478.0, 692.0)], ink(0xe0_7a5f));
    for (side, turn) in [(-1.0, 0.1), (-1.0, -0.08), (1.0, 0.1), (1.0, -0.08)] {
        let from = (478.0 + side * 40.0, 686.0);
        canvas.line(from, (from.0 + side * 110.0, from.1 + 110.0 * turn), 3.0, ink(0xf4_f1de));
    }
    for x in [440.0, 540.0] {
        canvas.ellipse((x, 1078.0), (52.0, 30.0), 0.0, fur);
    }
}

fn sparrow(canvas: &mut Canvas, (x, y): Point, size: f32, (coat, wing): (Ink, Ink)) {
    let facing = size.signum();
    let big = size.abs();
    let at = |dx: f32, dy: f32| (x + dx * size, y + dy * big);
    canvas.polygon(&[at(-0.6, -0.1), at(-1.75, 0.42), at(-1.6, 0.62), at(-0.5, 0.35)], wing);
    canvas.ellipse((x, y), (big, big * 0.8), facing * -0.25, coat);
    canvas.disc(at(0.62, -0.66), big * 0.52, coat);
    canvas.ellipse(at(0.25, 0.25), (big * 0.62, big * 0.46), facing * -0.3, ink(0xff_f8f0));
    canvas.ellipse(at(-0.28, 0.06), (big * 0.66, big * 0.38), facing * 0.35, wing);
    canvas.polygon(&[at(1.08, -0.76), at(1.46, -0.62), at(1.06, -0.52)], ink(0xf4_8c06));
    canvas.disc(at(0.74, -0.76), big * 0.09, ink(0x14_1414));
    for leg in [-0.05, 0.25] {
        canvas.line(at(leg, 0.7), at(leg, 1.05), big * 0.06, ink(0x3a_3a3a));
    }
}

pub(super) fn seven_on_the_line(canvas: &mut Canvas) {
    let wire = |sag: f32, y: f32| {
        move |x: f32| {
            let t = (x - 600.0) / 560.0;
            y + sag * (1.0 - t * t)
        }
    };
    let wires = [(70.0, 440.0), (90.0, 730.0), (60.0, 1020.0)];
    for (sag, y) in wires {
        let height = wire(sag, y);
        let line: Vec<Point> =
            (0..=60_u16).map(|s| 40.0 + f32::from(s) * 1120.0 / 60.0).map(|x| (x, height(x))).collect();
        canvas.path(&line, 6.0, ink(0x2b_2d42));
    }
    let birds: [(usize, f32, f32, u32, u32); 7] = [
        (0, 280.0, 78.0, 0x00_b4d8, 0x00_77b6),
        (0, 760.0, -92.0, 0xef_476f, 0xb5_179e),
        (1, 190.0, -70.0, 0x8a_c926, 0x4f_772d),
        (1, 520.0, 96.0, 0xff_ca3a, 0xf4_8c06),
        (1, 940.0, 76.0, 0x6a_4c93, 0x3c_096c),
        (2, 400.0, -88.0, 0xff_7b54, 0xc4_4536),
        (2, 830.0, -64.0, 0x4a_4e69, 0x22_223b),
    ];
    for (row, x, size, coat, wing) in birds {
        let (sag, y): (f32, f32) = wires.get(row).copied().unwrap_or_default();
        let seat = wire(sag, y)(x) - size.abs() * 1.05;
        sparrow(canvas, (x, seat), size, (ink(coat), ink(wing)));
    }
}

/// A whale in the sky, which has swallowed a piece of the night.
pub(super) fn night_swimmer(canvas: &mut Canvas) {
    let mut chance = Chance::new(62);
    let (back, belly) = (ink(0x1b_3a6b), ink(0xd7_e3fc));
    let upper = |t: f32| 690.0 - 250.0 * (PI * t.powf(0.62)).sin();
    let lower = |t: f32| 690.0 + 215.0 * (PI * t.powf(0.5)).sin();
    let place = |t: f32| 130.0 + 800.0 * t;
    let steps = || (0..=60_u16).map(|s| f32::from(s) / 60.0);
    let body: Vec<Point> = steps()
        .map(|t| (place(t), upper(t)))
        .chain(steps().map(|t| 1.0 - t).map(|t| (place(t), lower(t))))
        .collect();
    let fluke = [
        (880.0, 690.0),
        (980.0, 590.0),
        (1000.0, 430.0),
        (1060.0, 520.0),
        (1150.0, 500.0),
        (1100.0, 610.0),
        (1000.0, 690.0),
        (900.0, 740.0),
    ];
    canvas.polygon(&fluke, back);
    canvas.polygon(&body, back);
    let jaw: Vec<Point> = steps()
        .map(|t| t * 0.62)
        .map(|t| (place(t), 730.0 + 60.0 * t))
        .chain(steps().map(|t| 0.62 * (1.0 - t)).map(|t| (place(t), lower(t))))
        .collect();
    canvas.polygon(&jaw, belly);
    for groove in 1..6_u16 {
        let n = f32::from(groove);
        let line: Vec<Point> = steps()
            .map(|t| 0.03 + t * (0.56 - 0.03 * n))
            .map(|t| (place(t), 730.0 + 60.0 * t + (lower(t) - 730.0 - 60.0 * t) * n / 6.0))
            .collect();
        canvas.path(&line, 4.0, ink(0x9d_b4e0));
    }
    canvas.polygon(&[(500.0, 800.0), (640.0, 830.0), (720.0, 1040.0), (590.0, 960.0)], ink(0x12_2a52));
    canvas.disc((330.0, 690.0), 15.0, ink(0xff_f8e1));
    canvas.disc((327.0, 690.0), 8.0, ink(0x0b_1026));
    for _ in 0..60 {
        let t = chance.between(0.1, 0.85);
        let y = upper(t) + chance.between(24.0, 170.0) * (PI * t).sin();
        if y < 680.0 {
            canvas.disc(
                (place(t), y),
                chance.between(1.6, 5.6),
                ink(0xff_e8a3).alpha(chance.between(0.6, 1.0)),
            );
        }
    }
    for drop in 0..15_u16 {
        let share = f32::from(drop) / 14.0;
        let place = polar((420.0, 380.0), PI + share * PI, 60.0 + 70.0 * (share * TAU * 2.0).sin().abs());
        canvas.disc((place.0, place.1 - 40.0), 9.0 + 5.0 * (share * 21.0).sin(), ink(0x48_cae4));
    }
    canvas.line((420.0, 430.0), (420.0, 340.0), 12.0, ink(0x48_cae4));
}
