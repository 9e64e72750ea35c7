//! How long the detectors and the standings take on a million ballots, in seconds and as a ratio to one pass over them.
//!
//! `cargo bench --bench integrity`. Goals: all detectors but C3 together under 2 s, C3 under 30 s.

use std::collections::BTreeMap;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use greenlit::domain::id::{AccountId, DesignId, RoundId};
use greenlit::domain::integrity::{Answer, Cast, Detector, Entry, Evidence, Mark, Voter, detect};
use greenlit::domain::rules::{IntegrityTerms, ScoringTerms};
use greenlit::domain::score::Score;
use greenlit::domain::standing::{Ballot, Ballots, close};
use uuid::Uuid;

const BALLOTS: usize = 1_000_000;
const VOTERS: usize = 20_000;
const WEEK_SECONDS: u64 = 604_800;
/// A pass is short: the floor is the middle of so many.
const PASSES: usize = 9;

fn main() {
    let asked_to_list = std::env::args().any(|argument| argument == "--list");
    if asked_to_list {
        return;
    }
    for designs in [5_000, 10_000, 50] {
        let evidence = evidence(designs);
        println!("{} ballots, {designs} designs, {VOTERS} voters", evidence.ballots.len());
        let floor = floor(&evidence);
        println!("  {:<22} {floor:>8.4} s", "one pass");
        detectors(&evidence, floor);
        standings(&evidence, floor);
    }
}

/// The time of one pass that adds up all ballots.
fn floor(evidence: &Evidence) -> f64 {
    let mut passes: Vec<f64> = (0..PASSES).map(|_| pass(evidence)).collect();
    passes.sort_by(f64::total_cmp);
    passes.get(PASSES / 2).copied().unwrap_or(f64::NAN)
}

fn pass(evidence: &Evidence) -> f64 {
    let start = Instant::now();
    let points = |cast: &Cast| u64::from(cast.answer.score.get()) + u64::from(cast.answer.would_buy);
    std::hint::black_box(std::hint::black_box(evidence).ballots.iter().map(points).sum::<u64>());
    start.elapsed().as_secs_f64()
}

fn detectors(evidence: &Evidence, floor: f64) {
    let start = Instant::now();
    let mut starts: Vec<(Detector, f64)> = Vec::new();
    let found = detect(evidence, &mut |detector| starts.push((detector, start.elapsed().as_secs_f64())));
    let whole = start.elapsed().as_secs_f64();
    tell("laying out", starts.first().map_or(whole, |(_, first)| *first), floor);
    let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([whole]);
    let mut alike = 0.0;
    for ((detector, start), end) in starts.iter().zip(ends) {
        tell(&format!("{} {detector}", detector.code()), end - start, floor);
        if *detector == Detector::Alike {
            alike = end - start;
        }
    }
    tell("all but C3", whole - alike, floor);
    println!("  {} findings", found.len());
}

fn standings(evidence: &Evidence, floor: f64) {
    let designs: Vec<DesignId> = evidence.designs.iter().map(|entry| entry.design).collect();
    let ballot = |cast: &Cast| {
        let (voter, design) = evidence.voters.get(cast.voter).zip(evidence.designs.get(cast.design))?;
        Some(Ballot {
            voter: voter.account,
            design: design.design,
            score: cast.answer.score,
            would_buy: cast.answer.would_buy,
            rank: u64::try_from(cast.design).unwrap_or(u64::MAX),
            set_aside: false,
            counted_as: None,
        })
    };
    let ballots: Vec<Ballot> = evidence.ballots.iter().filter_map(ballot).collect();
    let round = RoundId::new(Uuid::nil());
    let (terms, own) = (ScoringTerms::USUAL, BTreeMap::new());
    let start = Instant::now();
    let closed = close(&Ballots { round, terms: &terms, designs: &designs, ballots: &ballots, own: &own });
    tell("standings", start.elapsed().as_secs_f64(), floor);
    println!("  {} ballots counted", closed.n_counted);
}

fn tell(what: &str, seconds: f64, floor: f64) {
    println!("  {what:<22} {seconds:>8.3} s  {:>8.1} passes", seconds / floor);
}

/// Everybody scores as many designs, with tastes of their own; some share networks, some are new, some are designers.
fn evidence(designs: usize) -> Evidence {
    let start = DateTime::<Utc>::UNIX_EPOCH;
    let week = TimeDelta::weeks(1);
    let mut chance = Chance(7);
    let account = |number: usize| AccountId::new(id(number));
    let entry = |number: usize| Entry { design: DesignId::new(id(number)), makers: vec![account(number)] };
    let voter = |number: usize| Voter {
        account: account(number),
        joined_at: if number.is_multiple_of(7) { start + week } else { start },
        came_by: if number.is_multiple_of(5) { vec![number % designs] } else { Vec::new() },
        skips: 3,
        answer_milliseconds: vec![4_000; 60],
    };
    let each = (BALLOTS / VOTERS).min(designs);
    let mut ballots = Vec::with_capacity(BALLOTS);
    for voter in 0..VOTERS {
        let network =
            Some(Mark(u64::try_from(if voter % 20 < 2 { voter / 20 } else { VOTERS + voter }).unwrap_or(0)));
        let mut chosen: Vec<usize> =
            (0..each).map(|nth| (nth * designs / each + chance.below(designs / each)) % designs).collect();
        chosen.sort_unstable();
        chosen.dedup();
        for design in chosen {
            let first_at = start + week * 2 + seconds(chance.next() % WEEK_SECONDS);
            ballots.push(Cast {
                voter,
                design,
                answer: answer(&mut chance),
                first_at,
                network,
                device: None,
            });
        }
    }
    Evidence {
        terms: IntegrityTerms::USUAL,
        opened_at: start + week,
        scoring_open_at: start + week * 2,
        scoring_close_at: start + week * 3,
        designs: (0..designs).map(entry).collect(),
        voters: (0..VOTERS).map(voter).collect(),
        ballots,
        changes: Vec::new(),
    }
}

fn answer(chance: &mut Chance) -> Answer {
    let drawn = i64::try_from(chance.below(8)).unwrap_or(0);
    let score = Score::try_from(if drawn > 5 { drawn - 4 } else { drawn }).unwrap_or(Score::MAX);
    Answer { score, would_buy: chance.below(4) == 0 }
}

fn seconds(count: u64) -> TimeDelta {
    TimeDelta::seconds(i64::try_from(count).unwrap_or(0))
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128(u128::try_from(number).unwrap_or(u128::MAX))
}

/// The "splitmix" sequence.
struct Chance(u64);

impl Chance {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let first = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let second = (first ^ (first >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (second ^ (second >> 31)) >> 1
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next()).unwrap_or(0).checked_rem(end).unwrap_or(0)
    }
}
