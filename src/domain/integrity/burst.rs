//! T1: more ballots for a design in one hour than the queue gives. A smoke alarm: it means the queue was bypassed.

use std::collections::BTreeMap;

use super::board::{Board, Row};
use super::chance::{exponent, figure, poisson_tail, power, real, rounded};
use super::{Detector, Finding};

const SECONDS_AN_HOUR: i64 = 3_600;

/// One finding for each design and hour: in the `hour` since scoring opened (0 is the first) came `ballots`, where
/// `expected_hundredths` were to be expected; `extremes` of them are set aside, and there may be none. Chance alone
/// gives it less than once in 10^`chance_exponent`.
pub(super) fn find(board: &Board<'_>) -> Vec<Finding> {
    let mut hours: BTreeMap<i64, usize> = BTreeMap::new();
    for row in &board.rows {
        let count = hours.entry(hour(board, row)).or_default();
        *count = count.saturating_add(1);
    }
    let share = median(board) / real(board.rows.len()).max(1.0);
    board.of_designs().flat_map(|rows| look(board, rows, &hours, share)).collect()
}

fn hour(board: &Board<'_>, row: &Row) -> i64 {
    let since = row.first_at.signed_duration_since(board.evidence.scoring_open_at);
    since.num_seconds().div_euclid(SECONDS_AN_HOUR)
}

/// The middle of the designs' numbers of ballots, or the mean of the two middle ones.
fn median(board: &Board<'_>) -> f64 {
    let mut counts: Vec<usize> = board.of_designs().map(<[Row]>::len).collect();
    counts.resize(board.designs.len().max(counts.len()), 0);
    counts.sort_unstable();
    let at = |place: usize| counts.get(place).copied().map_or(0.0, real);
    let middle = counts.len().div_euclid(2);
    if counts.len().is_multiple_of(2) {
        f64::midpoint(at(middle.saturating_sub(1)), at(middle))
    } else {
        at(middle)
    }
}

fn look(board: &Board<'_>, rows: &[Row], hours: &BTreeMap<i64, usize>, share: f64) -> Vec<Finding> {
    let terms = board.evidence.terms.burst;
    if !super::is_enough(rows.len(), terms.ballots_min) {
        return Vec::new();
    }
    let mut came: Vec<(i64, &Row)> = rows.iter().map(|row| (hour(board, row), row)).collect();
    came.sort_by_key(|(hour, _)| *hour);
    let groups = came.chunk_by(|one, other| one.0 == other.0);
    let groups = groups.filter(|group| super::is_enough(group.len(), terms.ballots_min));
    let expected = |hour: i64| hours.get(&hour).copied().map_or(0.0, real) * share;
    let judge =
        |group: &[(i64, &Row)]| group.first().and_then(|(hour, _)| judge(board, group, expected(*hour)));
    groups.filter_map(judge).collect()
}

/// `group` came for one design in one hour, where the queue's share is `expected`.
fn judge(board: &Board<'_>, group: &[(i64, &Row)], expected: f64) -> Option<Finding> {
    let terms = board.evidence.terms.burst;
    let (hour, first) = group.first()?;
    let expected = expected.max(f64::from(terms.expected_hundredths_min) / 100.0);
    let chance = poisson_tail(expected, group.len());
    (chance < power(terms.chance_exponent)).then(|| {
        let extremes = group.iter().map(|(_, row)| *row).filter(|row| row.is_top() || row.is_zero());
        let figures = [
            ("hour", *hour),
            ("ballots", figure(group.len())),
            ("extremes", figure(extremes.clone().count())),
            ("expected_hundredths", rounded(expected * 100.0)),
            ("chance_exponent", exponent(chance)),
        ];
        board.finding(Detector::Burst, extremes, figures).about(board, Some(first.design))
    })
}
