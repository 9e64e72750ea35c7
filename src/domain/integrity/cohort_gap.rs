//! C2: newcomers, guests of a share link or last-minute voters who judge one design far otherwise than the rest.

use chrono::{DateTime, TimeDelta, Utc};

use super::board::{Board, Row};
use super::chance::{figure, real, rounded};
use super::residual::Residuals;
use super::{Detector, Finding};

/// One finding for each design and cohort: `cohort` is 0 for newcomers, 1 for guests of the design's share link, 2 for
/// the last voters; `cohort_ballots` and `rest_ballots` on the design, whose means differ by `gap_points` of 500
/// (below 0: the cohort is harsher), which is `errors` standard errors; `extremes` of the cohort's are set aside.
pub(super) fn find(board: &Board<'_>) -> Vec<Finding> {
    let scene = Scene { board, residuals: Residuals::of(board), late_from: late_from(board) };
    let looks = board.of_designs().flat_map(|rows| {
        let each = [Cohort::Newcomers, Cohort::Guests, Cohort::Last].into_iter();
        each.map(move |cohort| (rows, cohort))
    });
    looks.filter_map(|(rows, cohort)| look(&scene, rows, cohort)).collect()
}

/// What all designs and cohorts are looked at with.
struct Scene<'a> {
    board: &'a Board<'a>,
    residuals: Residuals,
    /// When the last part of the window begins.
    late_from: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cohort {
    Newcomers,
    Guests,
    Last,
}

impl Cohort {
    const fn number(self) -> i64 {
        match self {
            Self::Newcomers => 0,
            Self::Guests => 1,
            Self::Last => 2,
        }
    }

    fn has(self, Scene { board, late_from, .. }: &Scene<'_>, row: &Row) -> bool {
        let Some(voter) = board.voter(row) else { return false };
        match self {
            Self::Newcomers => voter.joined_at >= board.evidence.opened_at,
            Self::Guests => {
                let here = board.design_id(row.design);
                let ids = voter.came_by.iter().filter_map(|at| board.evidence.designs.get(*at));
                ids.map(|entry| entry.design).any(|id| Some(id) == here)
            }
            Self::Last => row.first_at >= *late_from,
        }
    }
}

fn late_from(board: &Board<'_>) -> DateTime<Utc> {
    let evidence = board.evidence;
    let whole = evidence.scoring_close_at.signed_duration_since(evidence.scoring_open_at).num_milliseconds();
    let percent = i64::from(evidence.terms.cohort_gap.late_percent);
    let late = whole.saturating_mul(percent).div_euclid(100).max(0);
    let from =
        TimeDelta::try_milliseconds(late).and_then(|late| evidence.scoring_close_at.checked_sub_signed(late));
    from.unwrap_or(evidence.scoring_close_at)
}

fn look(scene: &Scene<'_>, rows: &[Row], cohort: Cohort) -> Option<Finding> {
    let Scene { board, residuals, .. } = scene;
    let terms = board.evidence.terms.cohort_gap;
    let (inside, rest): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| cohort.has(scene, row));
    if !super::is_enough(inside.len(), terms.ballots_min) || !super::is_enough(rest.len(), terms.ballots_min)
    {
        return None;
    }
    let mean = |rows: &[&Row]| rows.iter().map(|row| residuals.of_row(row)).sum::<f64>() / real(rows.len());
    let gap = mean(&inside) - mean(&rest);
    let error = residuals.deviation * (1.0 / real(inside.len()) + 1.0 / real(rest.len())).sqrt();
    if gap.abs() < f64::from(terms.gap_points_min) || gap.abs() < f64::from(terms.errors_min) * error {
        return None;
    }
    let is_extreme = |row: &&&Row| if gap > 0.0 { row.is_top() } else { row.is_zero() };
    let extremes: Vec<&Row> = inside.iter().filter(is_extreme).copied().collect();
    let design = extremes.first()?.design;
    let figures = [
        ("cohort", cohort.number()),
        ("cohort_ballots", figure(inside.len())),
        ("rest_ballots", figure(rest.len())),
        ("gap_points", rounded(gap)),
        ("errors", rounded((gap.abs() / error).floor())),
        ("extremes", figure(extremes.len())),
    ];
    Some(board.finding(Detector::CohortGap, extremes.iter().copied(), figures).about(board, Some(design)))
}
