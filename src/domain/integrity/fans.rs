//! C4: voters whose one highest answer is for the same design.

use super::board::{Board, Row};
use super::chance::{binomial_tail, exponent, figure, power, rounded};
use super::{Detector, Finding};

/// One finding a design: of its `tops` (highest answers), `fans` came from voters who gave no other, where
/// `expected_percent` were to be expected; chance alone gives it less than once in 10^`chance_exponent`.
pub(super) fn find(board: &Board<'_>) -> Vec<Finding> {
    let terms = board.evidence.terms.fans;
    let mut is_fan = vec![false; board.voters.len()];
    for rows in board.of_voters() {
        let tops = rows.iter().filter(|row| row.is_top()).count();
        let slot = rows.first().and_then(|row| is_fan.get_mut(row.voter));
        if let Some(slot) = slot {
            *slot = tops == 1 && super::is_enough(rows.len(), terms.ballots_min);
        }
    }
    let has_fan = |row: &Row| row.is_top() && is_fan.get(row.voter).copied().unwrap_or(false);
    let tops = board.rows.iter().filter(|row| row.is_top()).count();
    let rate = super::share(board.rows.iter().filter(|row| has_fan(row)).count(), tops);
    board.of_designs().filter_map(|rows| look(board, rows, rate, &has_fan)).collect()
}

fn look(board: &Board<'_>, rows: &[Row], rate: f64, has_fan: &impl Fn(&Row) -> bool) -> Option<Finding> {
    let terms = board.evidence.terms.fans;
    let fans: Vec<&Row> = rows.iter().filter(|row| has_fan(row)).collect();
    if !super::is_enough(fans.len(), terms.fans_min) {
        return None;
    }
    let tops = rows.iter().filter(|row| row.is_top()).count();
    let chance = binomial_tail(tops, rate, fans.len());
    (chance < power(terms.chance_exponent)).then(|| {
        let figures = [
            ("tops", figure(tops)),
            ("fans", figure(fans.len())),
            ("expected_percent", rounded(rate * 100.0)),
            ("chance_exponent", exponent(chance)),
        ];
        let design = rows.first().map(|row| row.design);
        board.finding(Detector::Fans, fans, figures).about(board, design)
    })
}
