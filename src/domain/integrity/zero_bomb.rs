//! S2: zeros for all but one or two.

use super::board::{Board, Row};
use super::chance::figure;
use super::{Detector, Finding};

/// One finding a voter: `ballots`, of which `zeros` are zeros and `favourites` are high.
pub(super) fn find(board: &Board<'_>) -> Vec<Finding> {
    board.of_voters().filter_map(|rows| look(board, rows)).collect()
}

fn look(board: &Board<'_>, rows: &[Row]) -> Option<Finding> {
    let terms = board.evidence.terms.zero_bomb;
    let zeros = rows.iter().filter(|row| row.is_zero()).count();
    let favourites = rows.iter().filter(|row| u32::from(row.score()) >= terms.favourite_score_min).count();
    let has_target = favourites >= 1 && !super::is_enough(favourites, terms.favourites_max.saturating_add(1));
    let is_bomb = super::is_enough(rows.len(), terms.ballots_min)
        && super::is_share(zeros, rows.len(), terms.zeros_percent)
        && has_target
        && super::is_share(zeros.saturating_add(favourites), rows.len(), terms.together_percent);
    is_bomb.then(|| {
        let figures =
            [("ballots", figure(rows.len())), ("zeros", figure(zeros)), ("favourites", figure(favourites))];
        board.finding(Detector::ZeroBomb, rows, figures)
    })
}
