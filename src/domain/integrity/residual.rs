//! What is left of a ballot when its design's mean and its voter's leniency are taken off.

use super::board::{Board, Row};
use super::chance::real;

/// Ballots at the mean with which a voter's leniency begins (`SCORING.md` section 2).
const LENIENCY_PRIOR_BALLOTS: f64 = 4.0;

/// `e = p - mean_j - o_i`, from each design's mean and each voter's leniency.
#[derive(Debug)]
pub(super) struct Residuals {
    means: Vec<f64>,
    leniencies: Vec<f64>,
    /// `S`: the standard deviation of all residuals.
    pub(super) deviation: f64,
}

impl Residuals {
    pub(super) fn of(board: &Board<'_>) -> Self {
        let mut found = Self {
            means: vec![0.0; board.designs.len()],
            leniencies: vec![0.0; board.voters.len()],
            deviation: 0.0,
        };
        for rows in board.of_designs() {
            let mean = rows.iter().map(|row| f64::from(row.points())).sum::<f64>() / real(rows.len());
            set(&mut found.means, rows.first().map(|row| row.design), mean);
        }
        for rows in board.of_voters() {
            let above: f64 = rows.iter().map(|row| found.of_row(row)).sum();
            let leniency = above / (real(rows.len()) + LENIENCY_PRIOR_BALLOTS);
            set(&mut found.leniencies, rows.first().map(|row| row.voter), leniency);
        }
        found.deviation = deviation(board.rows.iter().map(|row| found.of_row(row)), board.rows.len());
        found
    }

    pub(super) fn of_row(&self, row: &Row) -> f64 {
        let at = |values: &[f64], place: usize| values.get(place).copied().unwrap_or(0.0);
        f64::from(row.points()) - at(&self.means, row.design) - at(&self.leniencies, row.voter)
    }
}

fn set(values: &mut [f64], place: Option<usize>, value: f64) {
    if let Some(slot) = place.and_then(|place| values.get_mut(place)) {
        *slot = value;
    }
}

fn deviation(values: impl Iterator<Item = f64> + Clone, count: usize) -> f64 {
    if count == 0 {
        return 0.0;
    }
    let mean = values.clone().sum::<f64>() / real(count);
    (values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / real(count)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::integrity::tests::support::room;

    #[test]
    fn a_residual_is_what_mean_and_leniency_leave() {
        let mut evidence = room(2, 2);
        evidence.cast(0, 0, 5, true);
        evidence.cast(0, 1, 2, false);
        evidence.cast(1, 0, 0, false);
        let board = Board::of(&evidence);
        let residuals = Residuals::of(&board);
        let found: Vec<f64> = board.rows.iter().map(|row| residuals.of_row(row)).collect();
        // Means 250 and 140; leniencies 250 / 6 and -250 / 5.
        let expected = [250.0 - 250.0 / 6.0, -250.0 / 6.0, -200.0];
        let mean = expected.iter().sum::<f64>() / 3.0;
        let deviation = (expected.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / 3.0).sqrt();
        let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
        assert!(found.iter().zip(expected).all(|(one, other)| near(*one, other)), "{found:?}");
        assert!(near(residuals.deviation, deviation), "{}", residuals.deviation);
    }

    #[test]
    fn nothing_deviates_by_nothing() {
        let evidence = room(0, 0);
        assert!(Residuals::of(&Board::of(&evidence)).deviation.abs() < f64::MIN_POSITIVE);
    }
}
