//! C3: accounts that give the same answers. Which designs two voters share is the queue's doing and so no evidence;
//! only their agreement on those is.

use std::collections::{BTreeMap, BTreeSet};

use super::board::{Board, CELLS, Row};
use super::chance::{figure, real, rounded};
use super::group::Groups;
use super::{Detector, Finding, same_mark};

const A_MILLION: u64 = 1_000_000;

/// One finding for each group of voters: `voters` in it, joined by `pairs`, which gave `same` equal answers on the
/// `common` designs that they share, where `expected` were to be expected; every pair is `deviations` standard
/// deviations or more above that.
pub(super) fn find(board: &Board<'_>) -> Vec<Finding> {
    let terms = board.evidence.terms.alike;
    let peers = Peers::of(board);
    let mut groups = Groups::new(board.voters.len());
    let mut edges: Vec<Edges> = vec![Edges::default(); board.voters.len()];
    peers.compare(board, |one, other, tally| {
        if tally.is_edge(terms) {
            groups.join(one, other);
            if let Some(edges) = edges.get_mut(one) {
                edges.add(tally);
            }
        }
    });
    let large = groups.joined().into_iter().filter(|group| super::is_enough(group.len(), terms.voters_min));
    let large: Vec<Vec<usize>> = large.collect();
    let group_of =
        large.iter().enumerate().flat_map(|(at, group)| group.iter().map(move |voter| (*voter, at)));
    let group_of: BTreeMap<usize, usize> = group_of.collect();
    let mut rows: Vec<Vec<&Row>> = vec![Vec::new(); large.len()];
    for row in &board.rows {
        if let Some(slot) = group_of.get(&row.voter).and_then(|at| rows.get_mut(*at)) {
            slot.push(row);
        }
    }
    large.iter().zip(rows).map(|(group, rows)| tell(board, (group, rows), &edges)).collect()
}

fn tell(board: &Board<'_>, (group, rows): (&[usize], Vec<&Row>), edges: &[Edges]) -> Finding {
    let mut all = Edges::default();
    group.iter().filter_map(|voter| edges.get(*voter)).for_each(|each| all.join(each));
    let figures = [
        ("voters", figure(group.len())),
        ("pairs", i64::try_from(all.pairs).unwrap_or(i64::MAX)),
        ("common", i64::try_from(all.common).unwrap_or(i64::MAX)),
        ("same", i64::try_from(all.same).unwrap_or(i64::MAX)),
        ("expected", rounded(all.expected)),
        ("deviations", i64::from(board.evidence.terms.alike.deviations_min)),
    ];
    board.finding(Detector::Alike, rows, figures)
}

/// What two voters have in common.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    common: u32,
    same: u32,
    expected: f64,
    variance: f64,
}

impl Tally {
    fn is_edge(&self, terms: crate::domain::rules::Alike) -> bool {
        let is_same = || {
            let same = u64::from(self.same).saturating_mul(100);
            same >= u64::from(self.common).saturating_mul(u64::from(terms.same_percent))
        };
        let above = || f64::from(self.same) - self.expected;
        let needed = || f64::from(terms.deviations_min) * self.variance.sqrt();
        self.common >= terms.common_min && is_same() && self.variance > 0.0 && above() >= needed()
    }
}

/// The pairs of one voter with later ones.
#[derive(Debug, Clone, Copy, Default)]
struct Edges {
    pairs: u64,
    common: u64,
    same: u64,
    expected: f64,
}

impl Edges {
    fn add(&mut self, tally: &Tally) {
        let (common, same) = (u64::from(tally.common), u64::from(tally.same));
        self.join(&Self { pairs: 1, common, same, expected: tally.expected });
    }

    fn join(&mut self, other: &Self) {
        self.pairs = self.pairs.saturating_add(other.pairs);
        self.common = self.common.saturating_add(other.common);
        self.same = self.same.saturating_add(other.same);
        self.expected += other.expected;
    }
}

/// A ballot on a design, as small as it gets: these are walked through millions of times.
#[derive(Debug, Clone, Copy)]
struct Peer {
    voter: usize,
    cell: usize,
}

struct Peers {
    columns: Vec<Column>,
    /// Everybody's ballots are compared where this is absent.
    candidates: Option<BTreeSet<usize>>,
}

/// A design's compared ballots by voter, and how likely two of them agree by chance.
#[derive(Debug, Clone, Default)]
struct Column {
    peers: Vec<Peer>,
    agreement: f64,
    /// How many of the peers were compared with all that follow.
    done: usize,
}

impl Peers {
    fn of(board: &Board<'_>) -> Self {
        let candidates = (steps(board) > limit(board)).then(|| candidates(board));
        let round = histogram(board.rows.iter());
        let mut columns = vec![Column::default(); board.designs.len()];
        for rows in board.of_designs() {
            let is_compared =
                |row: &&Row| candidates.as_ref().is_none_or(|compared| compared.contains(&row.voter));
            let peer = |row: &Row| Peer { voter: row.voter, cell: row.cell() };
            let own = histogram(rows.iter());
            let agreement =
                own.iter().zip(round).map(|(own, round)| (own + round) / 2.0).map(|p| p * p).sum();
            let peers = rows.iter().filter(is_compared).map(peer).collect();
            if let Some(slot) = rows.first().and_then(|row| columns.get_mut(row.design)) {
                *slot = Column { peers, agreement, done: 0 };
            }
        }
        Self { columns, candidates }
    }

    /// Meets every pair that shares a design, the earlier voter first: one voter at a time, all others by a counter
    /// each.
    fn compare(mut self, board: &Board<'_>, mut meet: impl FnMut(usize, usize, &Tally)) {
        let mut tallies: Vec<Tally> = vec![Tally::default(); board.voters.len()];
        let mut touched: Vec<usize> = Vec::new();
        for rows in board.of_voters() {
            let Some(voter) = rows.first().map(|row| row.voter) else { continue };
            if self.candidates.as_ref().is_some_and(|compared| !compared.contains(&voter)) {
                continue;
            }
            for row in rows {
                if let Some(column) = self.columns.get_mut(row.design) {
                    column.done = column.done.saturating_add(1);
                    column.count(row.cell(), &mut tallies, &mut touched);
                }
            }
            for other in touched.drain(..) {
                if let Some(tally) = tallies.get_mut(other) {
                    meet(voter, other, tally);
                    *tally = Tally::default();
                }
            }
        }
    }
}

impl Column {
    fn count(&self, cell: usize, tallies: &mut [Tally], touched: &mut Vec<usize>) {
        let variance = self.agreement * (1.0 - self.agreement);
        for peer in self.peers.get(self.done..).unwrap_or_default() {
            let Some(tally) = tallies.get_mut(peer.voter) else { continue };
            if tally.common == 0 {
                touched.push(peer.voter);
            }
            tally.common = tally.common.saturating_add(1);
            tally.same = tally.same.saturating_add(u32::from(peer.cell == cell));
            tally.expected += self.agreement;
            tally.variance += variance;
        }
    }
}

/// The share of each answer.
fn histogram<'r>(rows: impl Iterator<Item = &'r Row>) -> [f64; CELLS] {
    let mut counts = [0_usize; CELLS];
    let mut all = 0_usize;
    for row in rows {
        all = all.saturating_add(1);
        if let Some(count) = counts.get_mut(row.cell()) {
            *count = count.saturating_add(1);
        }
    }
    counts.map(|count| real(count) / real(all).max(1.0))
}

/// The sum of the squares of the designs' numbers of ballots.
fn steps(board: &Board<'_>) -> u64 {
    let square = |rows: &[Row]| u64::try_from(rows.len().saturating_mul(rows.len())).unwrap_or(u64::MAX);
    board.of_designs().map(square).fold(0, u64::saturating_add)
}

fn limit(board: &Board<'_>) -> u64 {
    u64::from(board.evidence.terms.alike.steps_millions_max).saturating_mul(A_MILLION)
}

/// In a round too large to compare everybody: who joined after it opened, or shares a mark.
fn candidates(board: &Board<'_>) -> BTreeSet<usize> {
    let is_new = |voter: &super::Voter| voter.joined_at >= board.evidence.opened_at;
    let newcomers = board.voters.iter().enumerate().filter(|(_, voter)| is_new(voter)).map(|(at, _)| at);
    newcomers.chain(same_mark::sharers(board)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rules::IntegrityTerms;

    #[test]
    fn a_pair_needs_eight_designs_four_fifths_and_six_deviations() {
        let check = |common, same, expected, is_edge| {
            let tally = Tally { common, same, expected, variance: 1.0 };
            assert_eq!(tally.is_edge(IntegrityTerms::USUAL.alike), is_edge, "{tally:?}");
        };
        check(8, 8, 2.0, true);
        check(8, 8, 2.001, false);
        check(7, 7, 0.5, false);
        check(10, 8, 1.0, true);
        check(10, 7, 0.5, false);
        let certain = Tally { common: 9, same: 9, expected: 9.0, variance: 0.0 };
        assert!(!certain.is_edge(IntegrityTerms::USUAL.alike), "where all agree, agreement shows nothing");
    }

    #[test]
    fn agreement_by_chance_is_half_the_designs_and_half_the_rounds() {
        let mut evidence = crate::domain::integrity::tests::support::room(3, 2);
        evidence.cast(0, 0, 5, true);
        evidence.cast(1, 0, 0, false);
        evidence.cast(0, 1, 0, false);
        evidence.cast(2, 1, 0, false);
        // The round: a quarter and three quarters. The first design with it: 3/8 and 5/8; the second: 1/8 and 7/8.
        let found =
            Peers::of(&Board::of(&evidence)).columns.into_iter().map(|column| column.agreement * 64.0);
        let near = |(one, other): (f64, f64)| (one - other).abs() < 1e-9;
        assert!(found.zip([34.0, 50.0]).all(near));
    }
}
