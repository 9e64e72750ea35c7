//! C1: extreme ballots from one network or device.

use std::collections::BTreeSet;

use super::board::{Board, Row};
use super::chance::{binomial_tail, exponent, figure, power, real, rounded};
use super::{Detector, Finding, Mark};
use crate::domain::rules::SameMark;

/// One finding for each design, mark and end of the scale: of `ballots` with the mark, `extremes` are at that end
/// (`highest` is 1 for the top answer, 0 for zeros), where `expected_percent` were to be expected; `device` is 1 for
/// a device's mark, 0 for a network's; chance alone gives it less than once in 10^`chance_exponent`.
pub(super) fn find(board: &Board<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for kind in [Kind::Network, Kind::Device] {
        let sharing = Sharing::of(board, kind);
        for end in [End::Top, End::Zero] {
            found.extend(board.of_designs().flat_map(|rows| look(board, rows, &sharing, end)));
        }
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Network,
    Device,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Top,
    Zero,
}

impl Kind {
    const fn of(self, row: &Row) -> Option<Mark> {
        match self {
            Self::Network => row.network,
            Self::Device => row.device,
        }
    }
}

impl End {
    fn has(self, row: &Row) -> bool {
        match self {
            Self::Top => row.is_top(),
            Self::Zero => row.is_zero(),
        }
    }
}

/// Who shares marks of one kind with whom.
struct Sharing {
    kind: Kind,
    /// By voter: whether one of their marks is held by more members than a household has.
    is_shared: Vec<bool>,
    /// Of the whole round: top answers, zeros.
    top_rate: f64,
    zero_rate: f64,
}

impl Sharing {
    fn of(board: &Board<'_>, kind: Kind) -> Self {
        let unshared_max = board.evidence.terms.same_mark.unshared_members_max;
        let crowded = held(board, kind)
            .chunk_by(|one, other| one.0 == other.0)
            .filter(|holders| super::is_enough(holders.len(), unshared_max.saturating_add(1)))
            .flat_map(|holders| holders.iter().map(|(_, voter)| *voter))
            .collect::<BTreeSet<usize>>();
        let rate =
            |end: End| super::share(board.rows.iter().filter(|row| end.has(row)).count(), board.rows.len());
        Self {
            kind,
            is_shared: (0..board.voters.len()).map(|voter| crowded.contains(&voter)).collect(),
            top_rate: rate(End::Top),
            zero_rate: rate(End::Zero),
        }
    }

    /// The chance of an extreme answer: the design's own rate among those who share no mark, so that an attack does
    /// not excuse itself, drawn towards the round's, and capped.
    fn rate(&self, rows: &[Row], end: End, terms: SameMark) -> f64 {
        let round = match end {
            End::Top => self.top_rate,
            End::Zero => self.zero_rate,
        };
        let alone = || rows.iter().filter(|row| self.is_shared.get(row.voter).is_some_and(|shared| !shared));
        let prior = f64::from(terms.prior_ballots);
        let extremes = real(alone().filter(|row| end.has(row)).count());
        let own = (extremes + prior * round) / (real(alone().count()) + prior);
        let cap =
            super::percent(terms.rate_cap_percent).max(super::percent(terms.round_rate_percent) * round);
        own.min(cap)
    }
}

/// Every mark with each voter who holds it, by mark.
fn held(board: &Board<'_>, kind: Kind) -> Vec<(Mark, usize)> {
    let mut held: Vec<(Mark, usize)> =
        board.rows.iter().filter_map(|row| Some((kind.of(row)?, row.voter))).collect();
    held.sort_unstable();
    held.dedup();
    held
}

/// How many voters hold each mark of either kind on the ballots of the board; C3 asks for it too.
pub(super) fn sharers(board: &Board<'_>) -> BTreeSet<usize> {
    let held = [Kind::Network, Kind::Device].map(|kind| held(board, kind));
    let groups = held.iter().flat_map(|held| held.chunk_by(|one, other| one.0 == other.0));
    groups.filter(|holders| holders.len() > 1).flatten().map(|(_, voter)| *voter).collect()
}

fn look(board: &Board<'_>, rows: &[Row], sharing: &Sharing, end: End) -> Vec<Finding> {
    let terms = board.evidence.terms.same_mark;
    let marked = |row: &Row| Some((sharing.kind.of(row).filter(|_| end.has(row))?, *row));
    let mut extremes: Vec<(Mark, Row)> = rows.iter().filter_map(marked).collect();
    extremes.sort_by_key(|(mark, row)| (*mark, row.voter));
    let groups = extremes.chunk_by(|one, other| one.0 == other.0);
    let groups = groups.filter(|group| super::is_enough(group.len(), terms.extremes_min));
    groups.filter_map(|group| judge(board, rows, sharing, (end, group))).collect()
}

/// `group` are the extreme ballots of one mark on the design of `rows`.
fn judge(
    board: &Board<'_>,
    rows: &[Row],
    sharing: &Sharing,
    (end, group): (End, &[(Mark, Row)]),
) -> Option<Finding> {
    let terms = board.evidence.terms.same_mark;
    let (mark, first) = group.first()?;
    let ballots = rows.iter().filter(|row| sharing.kind.of(row) == Some(*mark)).count();
    let rate = sharing.rate(rows, end, terms);
    let chance = binomial_tail(ballots, rate, group.len());
    (chance < power(terms.chance_exponent)).then(|| {
        let figures = [
            ("ballots", figure(ballots)),
            ("extremes", figure(group.len())),
            ("highest", i64::from(end == End::Top)),
            ("device", i64::from(sharing.kind == Kind::Device)),
            ("expected_percent", rounded(rate * 100.0)),
            ("chance_exponent", exponent(chance)),
        ];
        let meant = group.iter().map(|(_, row)| row);
        board.finding(Detector::SameMark, meant, figures).about(board, Some(first.design))
    })
}
