//! T2: scores turned round in the last hours. The ballots stay, and what they said before counts.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::board::{Board, Row};
use super::chance::figure;
use super::{Answer, Detector, Finding};

const BASIS_POINTS: i64 = 10_000;

/// One finding a voter: `changes` ballots whose score moved by `change_min` points or more, altogether, in the last
/// `window_minutes`. A change made in several steps is one change; one taken back is none. Whoever is found has all
/// answers restored that they changed in that time: a push by two points belongs to the same act.
pub(super) fn find(board: &Board<'_>) -> Vec<Finding> {
    let (voters, designs) = board.places();
    let from = late_from(board);
    let mut before: BTreeMap<(usize, usize), (DateTime<Utc>, Answer)> = BTreeMap::new();
    let late = board.evidence.changes.iter().filter(|change| change.at >= from);
    for change in late {
        let Some((voter, design)) = voters.get(change.voter).zip(designs.get(change.design)) else {
            continue;
        };
        let first = before.entry((*voter, *design)).or_insert((change.at, change.from));
        if change.at < first.0 {
            *first = (change.at, change.from);
        }
    }
    board.of_voters().filter_map(|rows| look(board, rows, &before)).collect()
}

fn late_from(board: &Board<'_>) -> DateTime<Utc> {
    let evidence = board.evidence;
    let late = TimeDelta::try_seconds(window_seconds(board));
    late.and_then(|late| evidence.scoring_close_at.checked_sub_signed(late))
        .unwrap_or(evidence.scoring_close_at)
}

fn window_seconds(board: &Board<'_>) -> i64 {
    let (evidence, terms) = (board.evidence, board.evidence.terms.reversal);
    let whole = evidence.scoring_close_at.signed_duration_since(evidence.scoring_open_at).num_seconds();
    let share = whole.saturating_mul(i64::from(terms.window_basis_points)).div_euclid(BASIS_POINTS);
    share.max(i64::from(terms.window_seconds_min))
}

fn look(
    board: &Board<'_>,
    rows: &[Row],
    before: &BTreeMap<(usize, usize), (DateTime<Utc>, Answer)>,
) -> Option<Finding> {
    let terms = board.evidence.terms.reversal;
    let changed = rows.iter().filter_map(|row| {
        let (_, earlier) = before.get(&(row.voter, row.design))?;
        (*earlier != row.answer).then_some((row, *earlier))
    });
    let changed: Vec<(&Row, Answer)> = changed.collect();
    let is_turned = |(row, earlier): &&(&Row, Answer)| {
        u32::from(earlier.score.get().abs_diff(row.score())) >= terms.change_min
    };
    let turned = changed.iter().filter(is_turned).count();
    super::is_enough(turned, terms.changes_min).then(|| {
        let figures = [
            ("changes", figure(turned)),
            ("change_min", i64::from(terms.change_min)),
            ("window_minutes", window_seconds(board).div_euclid(60)),
        ];
        let mut found = board.finding(Detector::Reversal, changed.iter().map(|(row, _)| *row), figures);
        let name = |row: &Row| Some((board.voter(row)?.account, board.design_id(row.design)?));
        found.earlier = changed.iter().filter_map(|(row, earlier)| Some((name(row)?, *earlier))).collect();
        found
    })
}
