//! What a simulated round came to: places with and without each measure, and whom the detectors found.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::attack::Attack;
use super::clock::{WINDOW_SECONDS, at};
use super::round::{Ballot, Round, design_id};
use super::world::Opinion;
use crate::domain::id::{AccountId, DesignId, RoundId};
use crate::domain::integrity::{
    Answer, Cast, Change, Detector, Entry, Evidence, Finding, Mark, Voter, detect,
};
use crate::domain::rules::{IntegrityTerms, ScoringTerms};
use crate::domain::score::Score;
use crate::domain::standing::{self, Ballots, Close, Fate, Standing, close};

/// The round opened to submissions a week before it was scored.
const OPENED_SECONDS: i64 = -WINDOW_SECONDS;
const MILLIONTHS_A_POINT: f64 = 10_000.0;

/// A round's rules of counting switched off: every ballot counts.
const NO_COUNTING: ScoringTerms =
    ScoringTerms { count_from: 0, counted_max: u32::MAX, ..ScoringTerms::USUAL };

/// The figures of one world.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    /// The target's place had no attacker come, and as it is: without any rule of counting, with those, and with what
    /// the detectors found set aside.
    pub(super) places: [Option<u32>; 4],
    /// How far the target's standing, with everything applied, is from what it is without the attackers' ballots; in
    /// points of 100.
    pub(super) moved: f64,
    /// Of those who count and attacked: how many, and how many were found.
    pub(super) attackers: (usize, usize),
    pub(super) honest_members: (usize, usize),
    pub(super) honest_ballots: (usize, usize),
    /// Honest ballots flagged, by the detector's code.
    pub(super) honest_by_detector: BTreeMap<&'static str, usize>,
    pub(super) exposure_cv: f64,
    /// Kendall's tau between the places (with everything applied) and what the designs deserve.
    pub(super) tau: f64,
    /// Attackers' ballots on the target.
    pub(super) on_target: usize,
}

/// Closes the round three ways and asks the detectors.
pub(super) fn measure(round: &Round) -> Outcome {
    let honest = count(round, &ScoringTerms::USUAL, &Flags::of_attackers(round));
    let plain = count(round, &NO_COUNTING, &Flags::default());
    let ruled = count(round, &ScoringTerms::USUAL, &Flags::default());
    let is_counted = |fate: &Fate| *fate == Fate::Counted;
    let counted: Vec<&Ballot> = round
        .ballots
        .iter()
        .zip(&ruled.fates)
        .filter(|(_, fate)| is_counted(fate))
        .map(|(ballot, _)| ballot)
        .collect();
    let findings = detect(&evidence(round, &counted), &mut |_| {});
    let flags = Flags::of(&findings);
    let clean = count(round, &ScoringTerms::USUAL, &flags);
    let target = round.world.targets.first().copied().map(design_id);
    let find = |close: &Close| close.rows.iter().find(|row| Some(row.design) == target).cloned();
    let points =
        |close: &Close| find(close).map_or(0.0, |row: Standing| f64::from(row.standing) / MILLIONTHS_A_POINT);
    Outcome {
        places: [&honest, &plain, &ruled, &clean].map(|close| find(close).and_then(|row| row.place)),
        moved: points(&clean) - points(&honest),
        attackers: caught(round, &counted, &flags),
        honest_members: honest_members(round, &flags),
        honest_ballots: honest_ballots(round, &counted, &flags),
        honest_by_detector: honest_by_detector(round, &findings),
        exposure_cv: exposure_cv(round),
        tau: tau(round, &clean),
        on_target: on_target(round),
    }
}

/// What is set aside, and for which ballots an earlier answer counts.
#[derive(Debug, Default)]
struct Flags {
    all: BTreeSet<(usize, usize)>,
    earlier: BTreeMap<(usize, usize), Opinion>,
}

impl Flags {
    /// Takes back all that attackers did: the changes of those who only changed, else every ballot.
    fn of_attackers(round: &Round) -> Self {
        if round.attack == Attack::Reversal {
            let theirs = round.changes.iter().filter(|change| is_attacker(round, change.voter));
            let earlier = theirs.map(|change| ((change.voter, change.design), change.from)).collect();
            return Self { all: BTreeSet::new(), earlier };
        }
        let theirs = round.ballots.iter().filter(|ballot| is_attacker(round, ballot.voter));
        Self { all: theirs.map(|ballot| (ballot.voter, ballot.design)).collect(), earlier: BTreeMap::new() }
    }

    fn of(findings: &[Finding]) -> Self {
        let mut flags = Self::default();
        for finding in findings {
            flags.all.extend(finding.ballots.iter().copied().filter_map(numbers));
            let earlier = finding.earlier.iter().filter_map(|(named, answer)| {
                Some((numbers(*named)?, (answer.score.get(), answer.would_buy)))
            });
            flags.earlier.extend(earlier);
        }
        flags
    }

    fn has(&self, ballot: &Ballot) -> bool {
        self.all.contains(&(ballot.voter, ballot.design))
    }

    fn has_voter(&self, voter: usize) -> bool {
        self.all.range((voter, 0)..=(voter, usize::MAX)).next().is_some()
    }
}

fn numbers((account, design): (AccountId, DesignId)) -> Option<(usize, usize)> {
    let number = |id: Uuid| usize::try_from(id.as_u128()).ok();
    Some((number(account.uuid())?, number(design.uuid())?))
}

fn account(person: usize) -> AccountId {
    AccountId::new(Uuid::from_u128(u128::try_from(person).unwrap_or(u128::MAX)))
}

fn count(round: &Round, terms: &ScoringTerms, flags: &Flags) -> Close {
    let designs: Vec<DesignId> = (0..round.world.designs.len()).map(design_id).collect();
    let ballot = |ballot: &Ballot| {
        let earlier = flags.earlier.get(&(ballot.voter, ballot.design)).copied();
        let last = answer(ballot.opinion);
        standing::Ballot {
            voter: account(ballot.voter),
            design: design_id(ballot.design),
            score: last.score,
            would_buy: last.would_buy,
            rank: ballot.rank,
            set_aside: earlier.is_none() && flags.has(ballot),
            counted_as: earlier.map(answer),
        }
    };
    let ballots: Vec<standing::Ballot> = round.ballots.iter().map(ballot).collect();
    let makers = round.world.people.iter().enumerate().filter(|(_, person)| person.own.is_some());
    let own: BTreeMap<AccountId, u32> = makers.map(|(number, _)| (account(number), 1)).collect();
    let id = RoundId::new(Uuid::from_u128(1));
    close(&Ballots { round: id, terms, designs: &designs, ballots: &ballots, own: &own })
}

fn answer((score, would_buy): Opinion) -> Answer {
    Answer { score: Score::try_from(i64::from(score)).unwrap_or(Score::MAX), would_buy }
}

/// What the product's detectors would be given of this round.
fn evidence(round: &Round, counted: &[&Ballot]) -> Evidence {
    let people = round.world.people.iter().zip(&round.seats).enumerate();
    let voters = people.map(|(number, (person, seat))| Voter {
        account: account(number),
        joined_at: at(if person.is_new { OPENED_SECONDS / 2 } else { 2 * OPENED_SECONDS }),
        came_by: if person.is_attacker && round.attack.is_by_link() {
            round.world.targets.clone()
        } else {
            Vec::new()
        },
        skips: seat.skips,
        answer_milliseconds: seat.milliseconds.clone(),
    });
    let mut makers: Vec<Vec<AccountId>> = vec![Vec::new(); round.world.designs.len()];
    for (number, person) in round.world.people.iter().enumerate() {
        if let Some(makers) = person.own.and_then(|design| makers.get_mut(design)) {
            makers.push(account(number));
        }
    }
    let cast = |ballot: &&Ballot| Cast {
        voter: ballot.voter,
        design: ballot.design,
        answer: answer(ballot.opinion),
        first_at: at(ballot.first_at),
        network: round.world.people.get(ballot.voter).map(|person| Mark(person.network)),
        device: u64::try_from(ballot.voter).ok().map(Mark),
    };
    let mut ballots: Vec<Cast> = counted.iter().map(cast).collect();
    ballots.sort_by_key(|cast| (cast.voter, cast.design));
    let change = |change: &super::round::Change| Change {
        voter: change.voter,
        design: change.design,
        from: answer(change.from),
        to: answer(change.to),
        at: at(change.at),
    };
    let entry = |(design, makers)| Entry { design: design_id(design), makers };
    Evidence {
        terms: IntegrityTerms::USUAL,
        opened_at: at(OPENED_SECONDS),
        scoring_open_at: at(0),
        scoring_close_at: at(WINDOW_SECONDS),
        designs: makers.into_iter().enumerate().map(entry).collect(),
        voters: voters.collect(),
        ballots,
        changes: round.changes.iter().map(change).collect(),
    }
}

fn is_attacker(round: &Round, voter: usize) -> bool {
    round.world.people.get(voter).is_some_and(|person| person.is_attacker)
}

/// Attackers with a counted ballot that is not their honest opinion: who never met the target did no harm.
fn caught(round: &Round, counted: &[&Ballot], flags: &Flags) -> (usize, usize) {
    let has_harmed = |ballot: &&&Ballot| is_attacker(round, ballot.voter) && round.is_harmful(ballot);
    let harmful: BTreeSet<usize> = counted.iter().filter(has_harmed).map(|ballot| ballot.voter).collect();
    (harmful.len(), harmful.iter().filter(|voter| flags.has_voter(**voter)).count())
}

fn honest_members(round: &Round, flags: &Flags) -> (usize, usize) {
    let honest = (0..round.world.people.len()).filter(|voter| !is_attacker(round, *voter));
    (round.world.honest(), honest.filter(|voter| flags.has_voter(*voter)).count())
}

fn honest_ballots(round: &Round, counted: &[&Ballot], flags: &Flags) -> (usize, usize) {
    let honest = || counted.iter().filter(|ballot| !is_attacker(round, ballot.voter));
    (honest().count(), honest().filter(|ballot| flags.has(ballot)).count())
}

fn honest_by_detector(round: &Round, findings: &[Finding]) -> BTreeMap<&'static str, usize> {
    let mut found = BTreeMap::new();
    for finding in findings {
        let named = finding.ballots.iter().copied().filter_map(numbers);
        let honest = named.filter(|(voter, _)| !is_attacker(round, *voter)).count();
        *found.entry(Detector::code(finding.detector)).or_insert(0) += honest;
    }
    found.retain(|_, honest| *honest > 0);
    found
}

/// Deviation over mean, of the designs that were there from the start.
fn exposure_cv(round: &Round) -> f64 {
    let shown: Vec<f64> = round
        .showings
        .iter()
        .enumerate()
        .filter(|(design, _)| !round.is_late(*design))
        .map(|(_, showings)| f64::from(u32::try_from(*showings).unwrap_or(u32::MAX)))
        .collect();
    let count = f64::from(u32::try_from(shown.len().max(1)).unwrap_or(u32::MAX));
    let mean = shown.iter().sum::<f64>() / count;
    let variance = shown.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    if mean > 0.0 { variance.sqrt() / mean } else { 0.0 }
}

/// Pairs in the true order less those in the other, as a share of all.
fn tau(round: &Round, close: &Close) -> f64 {
    let rank_of: BTreeMap<DesignId, usize> =
        round.world.truth.iter().enumerate().map(|(rank, design)| (design_id(*design), rank)).collect();
    let ranks: Vec<usize> = close.rows.iter().filter_map(|row| rank_of.get(&row.design).copied()).collect();
    let (mut same, mut all) = (0_u32, 0_u32);
    for (place, rank) in ranks.iter().enumerate() {
        for later in ranks.iter().skip(place + 1) {
            all += 1;
            same += u32::from(later > rank);
        }
    }
    if all == 0 { 0.0 } else { 2.0 * f64::from(same) / f64::from(all) - 1.0 }
}

fn on_target(round: &Round) -> usize {
    let is_on = |ballot: &&Ballot| round.world.targets.first() == Some(&ballot.design);
    round.ballots.iter().filter(is_on).filter(|ballot| is_attacker(round, ballot.voter)).count()
}
