//! When people come: sessions over a week with days and nights.

use chrono::{DateTime, Utc};

use super::attack::Attack;
use super::chance::Chance;
use super::world::{Person, World};
use crate::domain::exposure::ANSWER_MINUTES_MAX;

pub(super) const WINDOW_SECONDS: i64 = 7 * DAY_SECONDS;
/// When a late design is cleared: two thirds into the window.
pub(super) const LATE_SECONDS: i64 = WINDOW_SECONDS * 2 / 3;

const DAY_SECONDS: i64 = 86_400;
const HOUR_SECONDS: i64 = 3_600;
const SESSION_TURNS: usize = 25;
const TURN_SECONDS: i64 = 12;
/// Few come at night.
const NIGHT_SHARE: f64 = 0.2;

/// What happens at a moment of the window, to a person by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Happening {
    /// They come by a link, and score what it leads to where the channel is open.
    Link(usize),
    /// They look at the design that the queue gives them.
    Turn(usize),
    /// What they left unanswered is given back.
    Lapse(usize),
}

/// An instant of the simulated week.
pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    const MONDAY: i64 = 1_900_000_800;
    DateTime::from_timestamp(MONDAY + seconds, 0).unwrap_or_default()
}

/// Everything that will happen, in time order.
pub(super) fn timeline(world: &World, attack: Attack, chance: &mut Chance) -> Vec<(i64, Happening)> {
    let mut all = Vec::new();
    for (number, person) in world.people.iter().enumerate() {
        let first = if person.is_attacker && attack == Attack::LateClearance {
            LATE_SECONDS + chance.seconds(HOUR_SECONDS)
        } else {
            moment(chance)
        };
        if person.is_attacker && attack.is_by_link() {
            all.push((first, Happening::Link(number)));
        }
        sit(&mut all, (number, person), first, chance);
    }
    all.retain(|(seconds, _)| *seconds < WINDOW_SECONDS);
    all.sort_unstable();
    all
}

/// The person's turns, in sessions of which the first begins at `first`.
fn sit(all: &mut Vec<(i64, Happening)>, (number, person): (usize, &Person), first: i64, chance: &mut Chance) {
    let mut left = person.turns;
    let mut start = first;
    while left > 0 {
        let turns = left.min(SESSION_TURNS);
        let mut now = start;
        for _ in 0..turns {
            now += TURN_SECONDS / 2 + chance.seconds(TURN_SECONDS);
            all.push((now, Happening::Turn(number)));
        }
        all.push((now + ANSWER_MINUTES_MAX * 60, Happening::Lapse(number)));
        left -= turns;
        start = moment(chance);
    }
}

fn moment(chance: &mut Chance) -> i64 {
    const TRIES_MAX: usize = 64;
    let mut found = chance.seconds(WINDOW_SECONDS);
    for _ in 0..TRIES_MAX {
        let hour = i32::try_from(found % DAY_SECONDS / HOUR_SECONDS).unwrap_or(0);
        // From nothing at four in the morning to all at four in the afternoon.
        let day = (1.0 - (f64::from(hour - 4) / 24.0 * std::f64::consts::TAU).cos()) / 2.0;
        if chance.is(NIGHT_SHARE.max(day)) {
            break;
        }
        found = chance.seconds(WINDOW_SECONDS);
    }
    found
}
