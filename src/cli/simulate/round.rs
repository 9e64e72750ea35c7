//! One simulated round: people come, the real queue hands them designs, and they answer, skip or wander off.

use uuid::Uuid;

use super::Setting;
use super::attack::{Attack, RIVALS};
use super::chance::Chance;
use super::clock::{Happening, LATE_SECONDS, WINDOW_SECONDS, at, timeline};
use super::world::{Opinion, World};
use crate::domain::exposure::{Candidate, Event, Pace, State, Turn, may_skip, turn};
use crate::domain::id::DesignId;
use crate::domain::rules::ScoringTerms;

const SKIP_SHARE: f64 = 0.03;
/// Ballots that somebody thinks over again.
const CHANGE_SHARE: f64 = 0.02;
/// The least that somebody takes who looks, in milliseconds, and how much more they may take.
const LOOK_MILLISECONDS: u32 = 1_500;
const MUSE_MILLISECONDS: usize = 20_000;
const HOUR_SECONDS: i64 = 3_600;
/// What the last-hour attackers call a rival of their target: the best fifth, if they liked it themselves.
const REVERSAL_PART: usize = 5;
const REVERSAL_SCORE_MIN: u8 = 3;
const TOP: Opinion = (5, true);

#[derive(Debug, Clone, Copy)]
pub(super) struct Ballot {
    pub(super) voter: usize,
    pub(super) design: usize,
    pub(super) opinion: Opinion,
    pub(super) first_at: i64,
    /// From 1, in the voter's own time order.
    pub(super) rank: u64,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) voter: usize,
    pub(super) design: usize,
    pub(super) from: Opinion,
    pub(super) to: Opinion,
    pub(super) at: i64,
}

/// What is left when the window ends.
pub(super) struct Round {
    pub(super) world: World,
    pub(super) attack: Attack,
    pub(super) ballots: Vec<Ballot>,
    pub(super) changes: Vec<Change>,
    /// By design: exposures that count.
    pub(super) showings: Vec<u64>,
    /// By person.
    pub(super) seats: Vec<Seat>,
    /// By design.
    ids: Vec<DesignId>,
    chance: Chance,
    /// By design: number and sum of the scores so far.
    sums: Vec<(f64, f64)>,
}

/// One person in the queue.
#[derive(Debug, Clone, Default)]
pub(super) struct Seat {
    pub(super) skips: u32,
    pub(super) milliseconds: Vec<u32>,
    scored: u64,
    shown: Vec<bool>,
    /// Shown and not answered, in the order in which they were taken off the queue.
    held: Vec<(usize, State)>,
}

/// Plays the whole window; the same arguments give the same round.
pub(super) fn play(setting: &Setting, attack: Attack, percent: u32, seed: u64) -> Round {
    let mut chance = Chance::new(seed);
    let world = World::new(setting, attack, percent, &mut chance);
    let timeline = timeline(&world, attack, &mut chance);
    let designs = world.designs.len();
    let seat = Seat { shown: vec![false; designs], ..Seat::default() };
    let mut round = Round {
        seats: vec![seat; world.people.len()],
        world,
        attack,
        ballots: Vec::new(),
        changes: Vec::new(),
        showings: vec![0; designs],
        ids: (0..designs).map(design_id).collect(),
        chance,
        sums: vec![(0.0, 0.0); designs],
    };
    for (now, happening) in timeline {
        match happening {
            Happening::Link(person) => round.follow(person, now),
            Happening::Turn(person) => round.sit(person, now),
            Happening::Lapse(person) => round.lapse(person),
        }
    }
    round.think_over();
    round
}

/// The id under which the rules know a design.
pub(super) fn design_id(design: usize) -> DesignId {
    DesignId::new(Uuid::from_u128(u128::try_from(design).unwrap_or(u128::MAX)))
}

fn number_of(id: DesignId) -> usize {
    usize::try_from(id.uuid().as_u128()).unwrap_or(usize::MAX)
}

impl Round {
    /// Whether it was cleared late.
    pub(super) fn is_late(&self, design: usize) -> bool {
        self.attack == Attack::LateClearance && self.world.targets.contains(&design)
    }

    /// Whether an attacker's ballot says what they came to say.
    pub(super) fn is_harmful(&self, ballot: &Ballot) -> bool {
        let is_on_target = self.world.targets.contains(&ballot.design);
        match self.attack {
            Attack::None | Attack::Herding => false,
            Attack::QueueZeros | Attack::StraightLine => true,
            Attack::Rivals => is_on_target || self.is_rival(ballot.design),
            Attack::Reversal => self
                .changes
                .iter()
                .any(|change| (change.voter, change.design) == (ballot.voter, ballot.design)),
            Attack::LinkOnly
            | Attack::Link
            | Attack::QueueRandom
            | Attack::QueueHonest
            | Attack::Catalogue
            | Attack::RingLink
            | Attack::RingQueue
            | Attack::LateClearance => is_on_target,
        }
    }

    fn is_rival(&self, design: usize) -> bool {
        self.world.truth.iter().take(RIVALS).any(|rival| *rival == design)
    }

    /// Scores what the link leads to; the product has no such door.
    fn follow(&mut self, person: usize, now: i64) {
        for design in self.world.targets.clone() {
            let is_own = self.world.people.get(person).is_some_and(|person| person.own == Some(design));
            let shown = self.seats.get_mut(person).and_then(|seat| seat.shown.get_mut(design));
            if let Some(shown) = shown.filter(|shown| !is_own && !**shown) {
                *shown = true;
                self.cast(person, design, now);
            }
        }
    }

    fn sit(&mut self, person: usize, now: i64) {
        let candidates = self.candidates(person, now);
        let Some(seat) = self.seats.get(person) else { return };
        let open: Vec<DesignId> = seat.held.iter().map(|(design, _)| design_id(*design)).collect();
        let turn = turn(&open, &candidates);
        self.hand_out(person, turn);
        if let Some(current) = turn.current.map(number_of) {
            self.answer(person, current, now);
        }
    }

    /// As the product puts them together: late designs are in by lot, and by themselves for who has seen the rest.
    fn candidates(&mut self, person: usize, now: i64) -> Vec<Candidate> {
        let late = self.world.targets.first().copied().filter(|target| self.is_late(*target));
        let own = self.world.people.get(person).and_then(|person| person.own);
        let shown = self.seats.get(person).map(|seat| seat.shown.as_slice()).unwrap_or_default();
        let chance = &mut self.chance;
        let all = self.showings.iter().zip(shown).zip(&self.ids).enumerate();
        let candidate =
            |(number, ((showings, is_shown), design)): (usize, ((&u64, &bool), &DesignId))| Candidate {
                design: *design,
                showings: *showings,
                is_own: own == Some(number),
                is_shown: *is_shown,
                lot: chance.next(),
            };
        let mut found: Vec<Candidate> = all.map(candidate).collect();
        let Some(late) = late.filter(|late| *late < found.len()) else { return found };
        let waiting = found.remove(late);
        let open = found.iter().filter(|candidate| !candidate.is_own && !candidate.is_shown).count();
        let lot = self.chance.next();
        let is_in = || self.pace(late, now).is_in_turn(Some(at(LATE_SECONDS)), waiting.showings, lot);
        if now >= LATE_SECONDS && (open <= 1 || is_in()) {
            found.push(waiting);
        }
        found
    }

    fn pace(&self, late: usize, now: i64) -> Pace {
        let on_time = self.showings.iter().enumerate().filter(|(design, _)| late != *design);
        Pace {
            opened_at: at(0),
            closes_at: at(WINDOW_SECONDS),
            now: at(now),
            turns: self.showings.iter().sum(),
            showings_least: on_time.map(|(_, showings)| *showings).min().unwrap_or(0),
        }
    }

    fn hand_out(&mut self, person: usize, turn: Turn) {
        let Some(seat) = self.seats.get_mut(person) else { return };
        for (design, state) in [(turn.current, State::Handed), (turn.preload, State::Reserved)] {
            let Some(design) = design.map(number_of) else { continue };
            let held = seat.held.iter_mut().find(|(held, _)| *held == design);
            let before = held.as_ref().map(|(_, state)| *state);
            let after = match (before, state) {
                (Some(before), State::Handed) => before.apply(Event::HandOut).unwrap_or(before),
                (Some(before), _) => before,
                (None, state) => state,
            };
            match held {
                Some(slot) => slot.1 = after,
                None => seat.held.push((design, after)),
            }
            count(&mut self.showings, design, before.is_some_and(State::is_counted), after.is_counted());
            if let Some(shown) = seat.shown.get_mut(design) {
                *shown = true;
            }
        }
    }

    fn answer(&mut self, person: usize, design: usize, now: i64) {
        let Some(seat) = self.seats.get_mut(person) else { return };
        let Some(place) = seat.held.iter().position(|(held, _)| *held == design) else { return };
        let is_honest = self.world.people.get(person).is_some_and(|person| !person.is_attacker);
        let skips = u64::from(seat.skips);
        let is_skipped = is_honest
            && self.chance.is(SKIP_SHARE)
            && may_skip(skips, seat.scored, &ScoringTerms::USUAL).is_ok();
        let event = if is_skipped { Event::Skip } else { Event::Score };
        let (_, before) = seat.held.remove(place);
        let Ok(after) = before.apply(event) else { return };
        count(&mut self.showings, design, before.is_counted(), after.is_counted());
        let muse = u32::try_from(self.chance.below(MUSE_MILLISECONDS)).unwrap_or(0);
        seat.milliseconds.push(LOOK_MILLISECONDS + muse);
        if is_skipped {
            seat.skips += 1;
        } else {
            self.cast(person, design, now);
        }
    }

    fn lapse(&mut self, person: usize) {
        let Some(seat) = self.seats.get_mut(person) else { return };
        for (design, state) in &mut seat.held {
            if let Ok(after) = state.apply(Event::Lapse) {
                count(&mut self.showings, *design, state.is_counted(), after.is_counted());
                *state = after;
            }
        }
    }

    fn cast(&mut self, person: usize, design: usize, now: i64) {
        let opinion = self.opinion(person, design);
        let Some(seat) = self.seats.get_mut(person) else { return };
        seat.scored += 1;
        let rank = seat.scored;
        self.ballots.push(Ballot { voter: person, design, opinion, first_at: now, rank });
        if let Some((number, sum)) = self.sums.get_mut(design) {
            *number += 1.0;
            *sum += f64::from(opinion.0);
        }
    }

    /// What this person answers: what they think, or what they came for.
    fn opinion(&mut self, person: usize, design: usize) -> Opinion {
        let is_herding = self.attack == Attack::Herding;
        let seen = self.sums.get(design).filter(|(number, _)| is_herding && *number > 0.0);
        let visible = seen.map(|(number, sum)| sum / number);
        let is_attacker = self.world.people.get(person).is_some_and(|person| person.is_attacker);
        let honest = self.world.opinion((person, design), visible, &mut self.chance);
        if is_attacker { self.crooked(design, honest) } else { honest }
    }

    fn crooked(&mut self, design: usize, honest: Opinion) -> Opinion {
        let is_target = self.world.targets.contains(&design);
        match self.attack {
            Attack::StraightLine => (3, false),
            Attack::Reversal | Attack::None | Attack::Herding => honest,
            _ if is_target => TOP,
            Attack::QueueZeros => (0, false),
            Attack::QueueRandom => (u8::try_from(self.chance.below(6)).unwrap_or(0), self.chance.is(0.3)),
            Attack::Rivals if self.is_rival(design) => (0, false),
            Attack::LinkOnly
            | Attack::Link
            | Attack::QueueHonest
            | Attack::Catalogue
            | Attack::Rivals
            | Attack::RingLink
            | Attack::RingQueue
            | Attack::LateClearance => honest,
        }
    }

    /// Some change their mind; attackers of the last hour turn everything round.
    fn think_over(&mut self) {
        let rivals: Vec<usize> =
            self.world.truth.iter().take(self.world.designs.len() / REVERSAL_PART).copied().collect();
        for place in 0..self.ballots.len() {
            let Some(ballot) = self.ballots.get(place).copied() else { continue };
            let is_attacker = self.world.people.get(ballot.voter).is_some_and(|person| person.is_attacker);
            let turned = (is_attacker && self.attack == Attack::Reversal)
                .then(|| self.turned(&ballot, &rivals))
                .flatten()
                .map(|to| (to, WINDOW_SECONDS - 1 - self.chance.seconds(HOUR_SECONDS)));
            let again = (!is_attacker && self.chance.is(CHANGE_SHARE)).then(|| {
                let later = ballot.first_at + self.chance.seconds((WINDOW_SECONDS - ballot.first_at).max(1));
                (self.world.opinion((ballot.voter, ballot.design), None, &mut self.chance), later)
            });
            let Some((to, at)) = turned.or(again).filter(|(to, _)| *to != ballot.opinion) else { continue };
            let Ballot { voter, design, opinion: from, .. } = ballot;
            self.changes.push(Change { voter, design, from, to, at });
            if let Some(slot) = self.ballots.get_mut(place) {
                slot.opinion = to;
            }
        }
        self.changes.sort_by_key(|change| change.at);
    }

    fn turned(&self, ballot: &Ballot, rivals: &[usize]) -> Option<Opinion> {
        if self.world.targets.contains(&ballot.design) {
            return Some(TOP);
        }
        let is_rival = rivals.contains(&ballot.design) && ballot.opinion.0 >= REVERSAL_SCORE_MIN;
        is_rival.then_some((0, false))
    }
}

fn count(showings: &mut [u64], design: usize, before: bool, after: bool) {
    if let Some(showings) = showings.get_mut(design) {
        *showings = showings.saturating_add(u64::from(after)).saturating_sub(u64::from(before));
    }
}
