//! A round's people and designs: honest members harsh and soft, taste clusters, polarising designs, and attackers.

use super::Setting;
use super::attack::{Attack, RING_DESIGNS, WAITING_ACCOUNTS};
use super::chance::Chance;

const CLUSTERS: usize = 5;
/// Deviations of the parts of an opinion, in points of a score. With these a round has the figures of `SCORING.md`: ballots
/// of 36 points of 100 on average, which deviate by 22.7 within a design and by 7.3 between designs.
const QUALITY: f64 = 0.39;
const TASTE: f64 = 0.35;
const LENIENCY: f64 = 0.6;
const NOISE: f64 = 0.8;
/// What a design of no merit gets from nobody in particular.
const AVERAGE: f64 = 2.2;
const POLARISING_SHARE: f64 = 0.1;
const POLARISING: f64 = 1.0;
/// How much of a visible mean goes into an opinion.
const HERDING: f64 = 0.5;
/// Chance of `would_buy` after each score.
const BUYS: [f64; 6] = [0.01, 0.03, 0.12, 0.3, 0.5, 0.7];

const ODD_SHARE: f64 = 0.03;
const NEW_SHARE: f64 = 0.15;
const HOUSEHOLD_PERCENT: usize = 10;
const CROWD_PERCENT: usize = 5;
const CROWD_MEMBERS: usize = 30;
const SOCKS_NEW_SHARE: f64 = 0.9;
const SOCKS_TOGETHER_SHARE: f64 = 0.7;
const SOCKS_A_MARK: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Usual,
    /// Gives 2 and 3 and nothing else.
    Middling,
}

#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) is_attacker: bool,
    pub(super) is_new: bool,
    /// Number of the network they come from.
    pub(super) network: u64,
    /// How many designs they look at.
    pub(super) turns: usize,
    /// The design that is theirs.
    pub(super) own: Option<usize>,
    manner: Manner,
    leniency: f64,
    cluster: usize,
    sides: u64,
}

#[derive(Debug, Clone)]
pub(super) struct Design {
    quality: f64,
    tastes: [f64; CLUSTERS],
    is_polarising: bool,
}

#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) people: Vec<Person>,
    pub(super) designs: Vec<Design>,
    /// Designs by what they deserve, the best first.
    pub(super) truth: Vec<usize>,
    /// What is pushed: a design just outside the best tenth, or the ring's.
    pub(super) targets: Vec<usize>,
}

/// An answer, as a score and `would_buy`.
pub(super) type Opinion = (u8, bool);

impl World {
    pub(super) fn new(setting: &Setting, attack: Attack, percent: u32, chance: &mut Chance) -> Self {
        let designs: Vec<Design> = (0..setting.designs).map(|_| design(chance)).collect();
        let mut truth: Vec<usize> = (0..designs.len()).collect();
        let merit = |design: usize| designs.get(design).map_or(0.0, Design::merit);
        truth.sort_by(|one, other| merit(*other).total_cmp(&merit(*one)));
        let count = if attack.is_ring() { RING_DESIGNS } else { 1 };
        let targets: Vec<usize> = truth.iter().skip(setting.designs / 10).take(count).copied().collect();
        let mut people: Vec<Person> = (0..setting.members).map(|_| member(setting, chance)).collect();
        own(&mut people, &targets, setting.designs);
        house(&mut people, chance);
        let socks = socks(attack, setting.members, percent);
        people.extend((0..socks).map(|_| sock(attack, setting, chance)));
        if attack.is_ring() {
            let owners = people.iter_mut().filter(|person| person.is_attacker);
            owners.zip(&targets).for_each(|(owner, design)| owner.own = Some(*design));
        }
        gather(&mut people, chance);
        Self { people, designs, truth, targets }
    }

    /// What this person honestly thinks of the design; `visible` is the mean score that they are shown, if any.
    pub(super) fn opinion(
        &self,
        (person, design): (usize, usize),
        visible: Option<f64>,
        chance: &mut Chance,
    ) -> Opinion {
        let Some((person, design)) = self.people.get(person).zip(self.designs.get(design)) else {
            return (0, false);
        };
        let side = if (person.sides >> (design.tastes[0].to_bits() % 64)) & 1 == 1 { 1.0 } else { -1.0 };
        let polarised = if design.is_polarising { side * POLARISING } else { 0.0 };
        let taste = design.tastes.get(person.cluster).copied().unwrap_or(0.0);
        let alone = AVERAGE + design.quality + taste + polarised + person.leniency + NOISE * chance.normal();
        let felt = visible.map_or(alone, |mean| alone + HERDING * (mean - alone));
        let score = match person.manner {
            Manner::Usual => score(felt),
            Manner::Middling => score(felt).clamp(2, 3),
        };
        let buys = BUYS.get(usize::from(score)).copied().unwrap_or(0.0);
        (score, chance.is(buys))
    }

    pub(super) fn honest(&self) -> usize {
        self.people.iter().filter(|person| !person.is_attacker).count()
    }
}

impl Design {
    /// What all members together think of it.
    fn merit(&self) -> f64 {
        self.quality + self.tastes.iter().sum::<f64>() / 5.0
    }
}

/// The nearest score.
fn score(felt: f64) -> u8 {
    [0.5, 1.5, 2.5, 3.5, 4.5].into_iter().map(|edge| u8::from(felt >= edge)).sum()
}

fn design(chance: &mut Chance) -> Design {
    Design {
        quality: QUALITY * chance.normal(),
        tastes: std::array::from_fn(|_| TASTE * chance.normal()),
        is_polarising: chance.is(POLARISING_SHARE),
    }
}

fn member(setting: &Setting, chance: &mut Chance) -> Person {
    let odd = chance.is(ODD_SHARE).then(|| chance.below(3));
    let leniency = match odd {
        Some(0) => -2.0,
        Some(1) => 2.0,
        _ => LENIENCY * chance.normal(),
    };
    Person {
        is_attacker: false,
        is_new: chance.is(NEW_SHARE),
        network: chance.next(),
        turns: activity(setting, chance),
        own: None,
        manner: if odd == Some(2) { Manner::Middling } else { Manner::Usual },
        leniency,
        cluster: chance.below(CLUSTERS),
        sides: chance.next(),
    }
}

/// Few look at very many, many at few: log-normal, with the asked mean.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a positive number of designs, at most as many as there are"
)]
fn activity(setting: &Setting, chance: &mut Chance) -> usize {
    // The mean of exp(normal) is exp(1/2).
    let turns = f64::from(setting.ballots) * (chance.normal() - 0.5).exp();
    (turns.round() as usize).clamp(1, setting.designs)
}

/// Every design but those of a ring has a member who made it.
fn own(people: &mut [Person], targets: &[usize], designs: usize) {
    let is_others = |design: &usize| targets.len() == 1 || !targets.contains(design);
    for (person, design) in people.iter_mut().zip((0..designs).filter(is_others)) {
        person.own = Some(design);
    }
}

/// Honest members who share a network: two in a household, thirty behind one school's or office's.
fn house(people: &mut [Person], chance: &mut Chance) {
    let mut order: Vec<usize> = (0..people.len()).collect();
    chance.shuffle(&mut order);
    let of_all = |percent: usize| people.len() * percent / 100;
    let (households, crowds) = (of_all(HOUSEHOLD_PERCENT), of_all(CROWD_PERCENT));
    let (homes, rest) = order.split_at(households.min(order.len()));
    let (offices, _) = rest.split_at(crowds.min(rest.len()));
    let groups = homes.chunks(2).chain(offices.chunks(CROWD_MEMBERS));
    for group in groups {
        let network = chance.next();
        for member in group {
            if let Some(person) = people.get_mut(*member) {
                person.network = network;
            }
        }
    }
}

/// So many that they are `percent` of all voters.
fn socks(attack: Attack, members: usize, percent: u32) -> usize {
    let percent = usize::try_from(percent).unwrap_or(0).min(99);
    if attack == Attack::LateClearance {
        return WAITING_ACCOUNTS;
    }
    if attack.has_share() { (members * percent).div_ceil(100 - percent) } else { 0 }
}

fn sock(attack: Attack, setting: &Setting, chance: &mut Chance) -> Person {
    let usual = usize::try_from(setting.ballots).unwrap_or(0);
    Person {
        is_attacker: true,
        is_new: chance.is(SOCKS_NEW_SHARE),
        turns: attack.turns(usual, setting.designs),
        manner: Manner::Usual,
        ..member(setting, chance)
    }
}

/// Socks share networks by tens.
fn gather(people: &mut [Person], chance: &mut Chance) {
    let mut together: Vec<&mut Person> = people
        .iter_mut()
        .filter(|person| person.is_attacker)
        .filter(|_| chance.is(SOCKS_TOGETHER_SHARE))
        .collect();
    for group in together.chunks_mut(SOCKS_A_MARK) {
        let network = chance.next();
        for person in group {
            person.network = network;
        }
    }
}
