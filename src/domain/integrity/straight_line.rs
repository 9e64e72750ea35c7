//! S1: one score for nearly everything. It moves no place where exposure is equal, so it weighs little.

use super::board::{Board, Row};
use super::chance::figure;
use super::{Detector, Finding};

/// One finding a voter: `ballots`, of which `same` have the score `score`.
pub(super) fn find(board: &Board<'_>) -> Vec<Finding> {
    board.of_voters().filter_map(|rows| look(board, rows)).collect()
}

fn look(board: &Board<'_>, rows: &[Row]) -> Option<Finding> {
    let terms = board.evidence.terms.straight_line;
    let count = |score: u8| rows.iter().filter(|row| row.score() == score).count();
    // The lower of two scores that are given equally often.
    let (same, score) = (0..=5_u8).rev().map(|score| (count(score), score)).max_by_key(|(same, _)| *same)?;
    let is_straight = super::is_share(same, rows.len(), terms.same_percent);
    (super::is_enough(rows.len(), terms.ballots_min) && is_straight).then(|| {
        let figures = [("ballots", figure(rows.len())), ("same", figure(same)), ("score", i64::from(score))];
        board.finding(Detector::StraightLine, rows, figures)
    })
}
