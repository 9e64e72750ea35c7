//! Things that grow by a rule: ferns, trees, weeds and sunflowers.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use super::canvas::{Canvas, Ink, Point, ink, length, polar, ramp};
use super::chance::Chance;

/// A stem that bends, with something on both sides of each of its joints.
fn frond(
    canvas: &mut Canvas,
    foot: Point,
    (angle, reach): (f32, f32),
    (bend, green): (f32, Ink),
    mut leaf: impl FnMut(&mut Canvas, Point, f32, f32),
) {
    let joints = 30_u16;
    let (mut at, mut heading) = (foot, angle);
    for number in 0..joints {
        let share = f32::from(number) / f32::from(joints);
        let next = polar(at, heading, reach / f32::from(joints));
        canvas.line(at, next, (reach * 0.014 * (1.15 - share)).max(2.0), green);
        for side in [-1.0, 1.0] {
            leaf(canvas, at, heading + side * (1.2 - 0.35 * share), side * share);
        }
        at = next;
        heading += bend / f32::from(joints);
    }
}

pub(super) fn fern_telegram(canvas: &mut Canvas) {
    let greens = [0x1b_4332, 0x2d_6a4f, 0x74_c69d].map(ink);
    let stem = (0.8, ink(0x1b_4332));
    frond(canvas, (560.0, 1340.0), (-FRAC_PI_2 - 0.3, 1230.0), stem, |canvas, at, out, share| {
        let (far, side) = (share.abs(), share.signum());
        let reach = 430.0 * (1.0 - far).powf(0.85) * (far * 4.0 + 0.25).min(1.0);
        let green = ramp(&greens, far);
        frond(canvas, at, (out, reach), (-side * 0.4, green), |canvas, at, out, share| {
            let long = (reach * 0.06 + 5.0) * (1.05 - share.abs());
            canvas.ellipse(polar(at, out, long * 0.7), (long * 0.75, long * 0.26), out, green);
        });
    });
}

fn branch(
    canvas: &mut Canvas,
    chance: &mut Chance,
    foot: Point,
    (angle, reach): (f32, f32),
    tips: &mut Vec<Point>,
) {
    let end = polar(foot, angle, reach);
    canvas.line(foot, end, (reach * 0.15).max(3.0), ink(0x5c_4033));
    if reach < 38.0 {
        tips.push(end);
        return;
    }
    // Two boughs always, and every other time a third between them.
    for (turn, likelihood) in [(-1.0, 1.0), (0.1, 0.5), (1.0, 1.0)] {
        if chance.unit() < likelihood {
            let next = angle + turn * chance.between(0.32, 0.62) + chance.between(-0.08, 0.08);
            let shorter = reach * chance.between(0.68, 0.8);
            branch(canvas, chance, end, (next, shorter), tips);
        }
    }
}

pub(super) fn late_blossom(canvas: &mut Canvas) {
    let mut chance = Chance::new(31);
    let mut tips = Vec::new();
    canvas.ellipse((600.0, 1285.0), (420.0, 46.0), 0.0, ink(0x95_b46a));
    canvas.polygon(&[(562.0, 1290.0), (582.0, 1020.0), (618.0, 1020.0), (640.0, 1290.0)], ink(0x5c_4033));
    branch(canvas, &mut chance, (600.0, 1040.0), (-FRAC_PI_2, 250.0), &mut tips);
    let petals = [0xff_c2d1, 0xff_8fab, 0xfb_6f92, 0xff_e5ec].map(ink);
    for tip in &tips {
        for _ in 0..3 {
            let place = polar(*tip, chance.between(0.0, TAU), chance.between(0.0, 30.0));
            canvas.disc(place, chance.between(8.0, 21.0), chance.pick(&petals).unwrap_or(ink(0)).alpha(0.9));
        }
    }
    for _ in 0..46 {
        let place = (chance.between(230.0, 970.0), chance.between(1255.0, 1315.0));
        canvas.ellipse(place, (10.0, 5.0), chance.between(0.0, PI), chance.pick(&petals).unwrap_or(ink(0)));
    }
}

/// A word rewritten by its rule `depth` times over: `F` forward, `+` and `-` turn, brackets branch.
fn grown(rule: &str, depth: u16) -> String {
    (0..depth).fold("F".to_owned(), |word, _| word.replace('F', rule))
}

struct Habit {
    rule: &'static str,
    depth: u16,
    step: f32,
    turn: f32,
}

fn weed(canvas: &mut Canvas, foot: Point, habit: &Habit, (stem, bud): (Ink, Ink)) {
    let (mut at, mut heading) = (foot, -FRAC_PI_2);
    let mut forks: Vec<(Point, f32)> = Vec::new();
    let mut buds = Vec::new();
    for letter in grown(habit.rule, habit.depth).chars() {
        match letter {
            'F' => {
                let next = polar(at, heading, habit.step);
                let wide = 8.0 - 4.5 * (length(at.0 - foot.0, at.1 - foot.1) / 600.0).min(1.0);
                canvas.line(at, next, wide, stem);
                at = next;
            }
            '+' => heading += habit.turn,
            '-' => heading -= habit.turn,
            '[' => forks.push((at, heading)),
            _ => {
                buds.push(at);
                (at, heading) = forks.pop().unwrap_or((foot, -FRAC_PI_2));
            }
        }
    }
    for place in buds.iter().step_by(3) {
        canvas.disc(*place, 9.0, bud);
    }
}

fn pot(canvas: &mut Canvas, (x, y): Point, (clay, band): (Ink, Ink)) {
    canvas.polygon(&[(x - 120.0, y), (x + 120.0, y), (x + 88.0, y + 240.0), (x - 88.0, y + 240.0)], clay);
    canvas.polygon(
        &[(x - 110.0, y + 80.0), (x + 110.0, y + 80.0), (x + 102.0, y + 140.0), (x - 102.0, y + 140.0)],
        band,
    );
    canvas.rectangle((x - 134.0, y - 26.0, x + 134.0, y + 24.0), clay.mix(ink(0xff_ffff), 0.15));
}

pub(super) fn three_survivors(canvas: &mut Canvas) {
    let habits = [
        Habit { rule: "FF+[+F-F-F]-[-F+F+F]", depth: 3, step: 31.0, turn: 0.39 },
        Habit { rule: "F[+F]F[-F]F", depth: 4, step: 9.6, turn: 0.45 },
        Habit { rule: "F[+F]F[-F][F]", depth: 4, step: 25.0, turn: 0.35 },
    ];
    let dress = [(0x2a_9d8f, 0xf4_a261), (0x38_6641, 0xe6_3946), (0x6a_994e, 0xff_b4a2)];
    let clays = [(0xe7_6f51, 0xff_e8d6), (0x26_4653, 0xe9_c46a), (0xbc_6c25, 0xfe_fae0)];
    for (number, ((habit, (stem, bud)), (clay, band))) in (0_u16..).zip(habits.iter().zip(dress).zip(clays)) {
        let x = 235.0 + 365.0 * f32::from(number);
        weed(canvas, (x, 1060.0), habit, (ink(stem), ink(bud)));
        pot(canvas, (x, 1060.0), (ink(clay), ink(band)));
    }
}

/// Each seed turns by the golden angle against the one before, and lies farther out by the root of its number.
pub(super) fn sunflower_arithmetic(canvas: &mut Canvas) {
    let centre = (600.0, 700.0);
    let golden = PI * (3.0 - 5.0_f32.sqrt());
    for (petals, reach, hex) in [(34_u16, 520.0, 0xe8_9005), (34, 490.0, 0xff_b703), (21, 440.0, 0xff_d60a)] {
        for petal in 0..petals {
            let angle = f32::from(petal) / f32::from(petals) * TAU + reach;
            canvas.ellipse(
                polar(centre, angle, reach * 0.78),
                (reach * 0.27, reach * 0.075),
                angle,
                ink(hex),
            );
        }
    }
    canvas.disc(centre, 325.0, ink(0x3c_2415));
    let seeds = [0x1c_0f0a, 0x7f_4f24, 0xdd_a15e, 0xff_e8a3].map(ink);
    for number in 0..820_u16 {
        let n = f32::from(number);
        let far = n.sqrt() * 11.1;
        canvas.disc(polar(centre, n * golden, far), 2.6 + 4.4 * far / 320.0, ramp(&seeds, far / 320.0));
    }
}
