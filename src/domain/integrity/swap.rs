//! C5: designers who give one another fives.

use std::collections::{BTreeMap, BTreeSet};

use super::board::{Board, Row};
use super::chance::{exponent, figure, poisson_tail, power, real, rounded};
use super::group::Groups;
use super::{Detector, Finding};
use crate::domain::id::AccountId;

/// One finding a ring: `owners` of designs in it, joined by `pairs` of mutual fives. The most unlikely of them has
/// `mutual`, where `expected_hundredths` were to be expected; chance alone gives it less than once in
/// 10^`chance_exponent`.
pub(super) fn find(board: &Board<'_>) -> Vec<Finding> {
    let owners = Owners::of(board);
    let mut groups = Groups::new(board.voters.len());
    let mut suspects: BTreeMap<usize, Suspect> = BTreeMap::new();
    for owner in owners.voters() {
        let Some(suspect) = owners.suspect(board, owner) else { continue };
        suspect.partners.iter().for_each(|partner| groups.join(owner, *partner));
        suspects.insert(owner, suspect);
    }
    groups.joined().into_iter().filter_map(|ring| tell(board, &owners, &ring, &suspects)).collect()
}

/// A designer with more mutual fives than their taste explains.
struct Suspect {
    partners: Vec<usize>,
    expected: f64,
    chance: f64,
}

fn tell(
    board: &Board<'_>,
    owners: &Owners,
    ring: &[usize],
    suspects: &BTreeMap<usize, Suspect>,
) -> Option<Finding> {
    let of_ring = || ring.iter().filter_map(|owner| Some((*owner, suspects.get(owner)?)));
    let most =
        of_ring().map(|(_, suspect)| suspect).min_by(|one, other| one.chance.total_cmp(&other.chance))?;
    let pair = |one: usize, other: usize| (one.min(other), one.max(other));
    let pairs: BTreeSet<(usize, usize)> = of_ring()
        .flat_map(|(owner, suspect)| suspect.partners.iter().map(move |partner| pair(owner, *partner)))
        .collect();
    let is_mutual = |row: &&Row| {
        row.is_five()
            && owners.makers_of(row.design).iter().any(|maker| pairs.contains(&pair(row.voter, *maker)))
    };
    let figures = [
        ("owners", figure(ring.len())),
        ("pairs", figure(pairs.len())),
        ("mutual", figure(most.partners.len())),
        ("expected_hundredths", rounded(most.expected * 100.0)),
        ("chance_exponent", exponent(most.chance)),
    ];
    Some(board.finding(Detector::Swap, board.rows.iter().filter(is_mutual), figures))
}

/// How often one designer scored another's designs.
#[derive(Debug, Clone, Copy, Default)]
struct Given {
    ballots: usize,
    fives: usize,
}

impl Given {
    const fn plus(self, is_five: bool) -> Self {
        let five = if is_five { 1 } else { 0 };
        Self { ballots: self.ballots.saturating_add(1), fives: self.fives.saturating_add(five) }
    }
}

/// The designers who scored, and what they gave each other.
struct Owners {
    /// By design: its makers among the voters.
    makers: Vec<Vec<usize>>,
    /// By voter: what they gave to whom, in order.
    given: Vec<Vec<(usize, Given)>>,
    /// `u_A`: how generous they are where nobody can pay them back.
    generous: BTreeMap<usize, f64>,
    /// `v_B`: how much others like their designs.
    liked: Vec<f64>,
    /// `g5`: the share of fives in the round.
    rate: f64,
}

impl Owners {
    fn of(board: &Board<'_>) -> Self {
        let places: BTreeMap<AccountId, usize> =
            board.voters.iter().enumerate().map(|(place, voter)| (voter.account, place)).collect();
        let place = |account: &AccountId| places.get(account).copied();
        let makers = board.designs.iter().map(|entry| entry.makers.iter().filter_map(place).collect());
        let fives = board.rows.iter().filter(|row| row.is_five()).count();
        let mut owners = Self {
            makers: makers.collect(),
            given: Vec::new(),
            generous: BTreeMap::new(),
            liked: Vec::new(),
            rate: super::share(fives, board.rows.len()),
        };
        owners.count(board);
        owners
    }

    fn count(&mut self, board: &Board<'_>) {
        let mut is_owner = vec![false; board.voters.len()];
        for owner in self.makers.iter().flatten() {
            is_owner.get_mut(*owner).into_iter().for_each(|slot| *slot = true);
        }
        let mut liked = vec![Given::default(); board.voters.len()];
        let mut given: Vec<((usize, usize), bool)> = Vec::new();
        for row in &board.rows {
            let by_owner = is_owner.get(row.voter).copied().unwrap_or(false);
            for maker in self.makers.get(row.design).into_iter().flatten() {
                if by_owner {
                    given.push(((row.voter, *maker), row.is_five()));
                } else if let Some(slot) = liked.get_mut(*maker) {
                    *slot = slot.plus(row.is_five());
                }
            }
        }
        given.sort_unstable();
        self.given = vec![Vec::new(); board.voters.len()];
        for pair in given.chunk_by(|one, other| one.0 == other.0) {
            let sum = pair.iter().fold(Given::default(), |sum, (_, is_five)| sum.plus(*is_five));
            let Some(((from, to), _)) = pair.first() else { continue };
            self.given.get_mut(*from).into_iter().for_each(|slot| slot.push((*to, sum)));
        }
        self.liked = liked.into_iter().map(|given| self.smoothed(board, given)).collect();
        self.weigh(board, &is_owner);
    }

    fn weigh(&mut self, board: &Board<'_>, is_owner: &[bool]) {
        for rows in board.of_voters() {
            let owner = rows.first().map(|row| row.voter);
            let owner = owner.filter(|voter| is_owner.get(*voter).copied().unwrap_or(false));
            let Some(voter) = owner else { continue };
            let cannot_pay =
                |row: &&Row| !self.makers_of(row.design).iter().any(|maker| self.has_scored(*maker, voter));
            let alone =
                rows.iter().filter(cannot_pay).fold(Given::default(), |sum, row| sum.plus(row.is_five()));
            let generous = self.smoothed(board, alone);
            self.generous.insert(voter, generous);
        }
    }

    fn makers_of(&self, design: usize) -> &[usize] {
        self.makers.get(design).map(Vec::as_slice).unwrap_or_default()
    }

    fn voters(&self) -> impl Iterator<Item = usize> {
        self.generous.keys().copied()
    }

    fn has_scored(&self, one: usize, other: usize) -> bool {
        self.given(one, other).is_some()
    }

    fn given(&self, from: usize, to: usize) -> Option<Given> {
        let by = self.given_by(from);
        let place = by.binary_search_by_key(&to, |(other, _)| *other).ok()?;
        by.get(place).map(|(_, given)| *given)
    }

    /// All that one gave to others.
    fn given_by(&self, owner: usize) -> &[(usize, Given)] {
        self.given.get(owner).map(Vec::as_slice).unwrap_or_default()
    }

    fn smoothed(&self, board: &Board<'_>, given: Given) -> f64 {
        let prior = f64::from(board.evidence.terms.swap.prior_ballots);
        (real(given.fives) + prior * self.rate) / (real(given.ballots) + prior)
    }

    fn suspect(&self, board: &Board<'_>, owner: usize) -> Option<Suspect> {
        let terms = board.evidence.terms.swap;
        let back = |other: usize| self.given(other, owner).filter(|_| other != owner);
        let given = self.given_by(owner).iter().filter(|(_, there)| there.fives > 0);
        let mutual = given.filter(|(other, _)| back(*other).is_some_and(|back| back.fives > 0));
        let partners: Vec<usize> = mutual.map(|(other, _)| *other).collect();
        if !super::is_enough(partners.len(), terms.mutual_min) {
            return None;
        }
        let each = self.given_by(owner).iter().filter_map(|(other, there)| {
            let back = back(*other)?;
            Some(self.chance(board, (owner, *other), *there) * self.chance(board, (*other, owner), back))
        });
        let expected = each.sum::<f64>().max(f64::from(terms.expected_hundredths_min) / 100.0);
        let chance = poisson_tail(expected, partners.len());
        (chance < power(terms.chance_exponent)).then_some(Suspect { partners, expected, chance })
    }

    /// The chance of at least one five from one to the other: `x_AB` where there is one design between them.
    fn chance(&self, board: &Board<'_>, (from, to): (usize, usize), given: Given) -> f64 {
        let generous = self.generous.get(&from).copied().unwrap_or(self.rate);
        let liked = self.liked.get(to).copied().unwrap_or(self.rate);
        let cap = super::percent(board.evidence.terms.swap.rate_cap_percent);
        let each = (generous * liked / self.rate.max(f64::MIN_POSITIVE)).min(cap);
        1.0 - (0..given.ballots).fold(1.0, |none, _| none * (1.0 - each))
    }
}
