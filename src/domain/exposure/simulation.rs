//! Whole rounds through the queue's own functions: how evenly it shows, and what waiting for a late design brings.

use std::collections::BTreeMap;
use std::ops::Range;

use uuid::Uuid;

use super::*;
use crate::domain::rules::Windows;
use crate::domain::rules::support::rules;

/// A sequence of numbers that its seed decides (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }
}

/// A round as the app keeps it: showings beside each design, and each member's exposures in their order.
struct Sim {
    windows: Windows,
    now: DateTime<Utc>,
    cleared: Vec<Option<DateTime<Utc>>>,
    showings: Vec<u64>,
    members: Vec<BTreeMap<usize, State>>,
    /// Unanswered designs of each member, in the order in which they were taken off the queue.
    open: Vec<Vec<usize>>,
    chance: Chance,
}

impl Sim {
    fn new(designs: usize, members: usize, seed: u64) -> Self {
        let windows = rules().windows;
        Self {
            windows,
            now: windows.scoring_open_at,
            cleared: vec![None; designs],
            showings: vec![0; designs],
            members: vec![BTreeMap::new(); members],
            open: vec![Vec::new(); members],
            chance: Chance(seed),
        }
    }

    /// The member's turn, taken and written as `app::exposure` does.
    fn turn(&mut self, member: usize) -> Option<usize> {
        let seen: Vec<_> = self.showings.iter().copied().zip(self.cleared.iter().copied()).collect();
        let pace = Pace::of(&self.windows, self.now, &seen);
        let mut all = Vec::with_capacity(seen.len());
        for (number, (showings, cleared)) in seen.into_iter().enumerate() {
            let candidate = Candidate {
                design: id(number),
                showings,
                is_own: false,
                is_shown: self.members[member].contains_key(&number),
                lot: self.chance.next(),
            };
            all.push((candidate, pace.is_in_turn(cleared, showings, self.chance.next())));
        }
        let open: Vec<DesignId> = self.open[member].iter().copied().map(id).collect();
        let turn = turn(&open, &in_turn(all));
        for (design, state) in [(turn.current, State::Handed), (turn.preload, State::Reserved)] {
            let Some(design) = design.map(number) else { continue };
            match self.members[member].get(&design).copied() {
                None => self.open[member].push(design),
                Some(_) if state == State::Reserved => continue,
                Some(_) => {}
            }
            self.put(member, design, state);
        }
        turn.current.map(number)
    }

    fn put(&mut self, member: usize, design: usize, to: State) {
        let from = self.members[member].insert(design, to);
        let before = u64::from(from.is_some_and(State::is_counted));
        self.showings[design] = self.showings[design] + u64::from(to.is_counted()) - before;
    }

    fn answer(&mut self, member: usize, design: usize, event: Event) {
        let to = self.members[member][&design].apply(event).unwrap();
        self.put(member, design, to);
        self.open[member].retain(|other| *other != design);
    }

    /// Fifteen minutes later: what waits for an answer is given back.
    fn lapse(&mut self, member: usize) {
        for design in self.open[member].clone() {
            if let Ok(to) = self.members[member][&design].apply(Event::Lapse) {
                self.put(member, design, to);
            }
        }
    }

    /// One sitting: some designs are scored, one in twelve is skipped, and the last is left without an answer.
    fn sit(&mut self, member: usize, designs: usize) {
        for _ in 0..designs {
            let Some(design) = self.turn(member) else { break };
            let event = if self.chance.below(12) == 0 { Event::Skip } else { Event::Score };
            self.answer(member, design, event);
        }
        self.turn(member);
        self.lapse(member);
    }

    /// Not in the round yet: nobody can be shown them, and nobody else is held up.
    fn hide(&mut self, designs: Range<usize>) {
        for design in designs {
            self.cleared[design] = Some(self.windows.scoring_close_at);
            for seen in &mut self.members {
                seen.insert(design, State::GivenBack);
            }
        }
    }

    fn clear_late(&mut self, designs: Range<usize>) {
        for design in designs {
            self.cleared[design] = Some(self.now);
            for seen in &mut self.members {
                seen.remove(&design);
            }
        }
    }

    fn go_to(&mut self, percent: i32) {
        let length = self.windows.scoring_close_at - self.windows.scoring_open_at;
        self.now = self.windows.scoring_open_at + length * percent / 100;
    }

    /// Standard deviation over mean.
    fn variation(&self, designs: impl Iterator<Item = usize>) -> f64 {
        let counts: Vec<f64> =
            designs.map(|design| f64::from(u32::try_from(self.showings[design]).unwrap())).collect();
        let length = f64::from(u32::try_from(counts.len()).unwrap());
        let mean = counts.iter().sum::<f64>() / length;
        (counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / length).sqrt() / mean
    }
}

fn id(number: usize) -> DesignId {
    DesignId::new(Uuid::from_u128(u128::try_from(number).unwrap()))
}

fn number(design: DesignId) -> usize {
    usize::try_from(design.uuid().as_u128()).unwrap()
}

#[test]
fn designs_of_equal_time_are_shown_equally_often() {
    for seed in 0..6 {
        let mut sim = Sim::new(60, 40, seed);
        sim.hide(50..60);
        for percent in 0..100 {
            sim.go_to(percent);
            if percent == 30 {
                sim.clear_late(50..60);
            }
            for _ in 0..4 {
                let member = sim.chance.below(40);
                let designs = 1 + sim.chance.below(6);
                sim.sit(member, designs);
            }
        }
        let on_time = sim.variation(0..50);
        assert!(on_time < 0.05, "seed {seed}: {on_time} {:?}", sim.showings);
    }
}

#[test]
fn a_hundred_accounts_that_wait_for_a_late_design_give_it_ten_ballots_at_most() {
    let (designs, honest, waiting) = (300, 600, 100);
    let late = designs - 1;
    for seed in 0..3 {
        let mut sim = Sim::new(designs, honest + waiting, seed);
        sim.hide(late..designs);
        let mut theirs = 0;
        for percent in 0..100 {
            sim.go_to(percent);
            if percent == 50 {
                sim.clear_late(late..designs);
                theirs = (honest..honest + waiting).filter(|member| find(&mut sim, *member, late)).count();
            }
            for _ in 0..36 {
                let member = sim.chance.below(honest);
                sim.sit(member, 5);
            }
        }
        assert!(theirs <= 10, "seed {seed}: {theirs} of their ballots are on it");
        let least = sim.showings[..late].iter().min().unwrap();
        assert!(sim.showings[late] * 10 >= least * 8, "it catches up: {} of {least}", sim.showings[late]);
    }
}

/// Skips as often as the rules let, until the design comes, and scores it alone.
fn find(sim: &mut Sim, member: usize, wanted: usize) -> bool {
    let terms = rules().scoring;
    for skipped in 0.. {
        let Some(design) = sim.turn(member) else { return false };
        if design == wanted {
            sim.answer(member, design, Event::Score);
            return true;
        }
        if may_skip(skipped, 0, &terms).is_err() {
            return false;
        }
        sim.answer(member, design, Event::Skip);
    }
    false
}
