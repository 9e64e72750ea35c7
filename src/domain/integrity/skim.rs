//! T3: skipping and clicking without looking.

use super::board::{Board, Row};
use super::chance::figure;
use super::{Detector, Finding, Voter};

/// One finding a voter: `skips` beside `scores`, and `fast_runs` times `fast_run` answers in a row, each in under
/// `fast_milliseconds`; `skipping` is 1 where it is the skips that are too many, and `clicking` 1 where it is the runs.
pub(super) fn find(board: &Board<'_>) -> Vec<Finding> {
    board.of_voters().filter_map(|rows| look(board, rows)).collect()
}

fn look(board: &Board<'_>, rows: &[Row]) -> Option<Finding> {
    let terms = board.evidence.terms.skim;
    let voter = board.voter(rows.first()?)?;
    let scores = scores(voter, rows.len());
    let few =
        scores.saturating_mul(u64::from(terms.skips_per_score)).saturating_add(u64::from(terms.skips_more));
    let is_skipping = u64::from(voter.skips) >= few;
    let runs = fast_runs(board, voter);
    let is_clicking = super::is_enough(runs, terms.fast_runs_min);
    (is_skipping || is_clicking).then(|| {
        let figures = [
            ("skips", i64::from(voter.skips)),
            ("scores", i64::try_from(scores).unwrap_or(i64::MAX)),
            ("fast_runs", figure(runs)),
            ("fast_run", i64::from(terms.fast_run_min)),
            ("fast_milliseconds", i64::from(terms.fast_milliseconds)),
            ("skipping", i64::from(is_skipping)),
            ("clicking", i64::from(is_clicking)),
        ];
        board.finding(Detector::Skim, rows, figures)
    })
}

/// What they scored, also beyond the ballots that count: else skips that were earned would look too many.
fn scores(voter: &Voter, ballots: usize) -> u64 {
    let answers = u64::try_from(voter.answer_milliseconds.len()).unwrap_or(u64::MAX);
    let scored = answers.saturating_sub(u64::from(voter.skips));
    scored.max(u64::try_from(ballots).unwrap_or(u64::MAX))
}

/// How often that many answers in a row were fast; a row twice as long is two.
fn fast_runs(board: &Board<'_>, voter: &Voter) -> usize {
    let terms = board.evidence.terms.skim;
    let is_fast = |taken: &u32| *taken < terms.fast_milliseconds;
    let length = usize::try_from(terms.fast_run_min).unwrap_or(usize::MAX);
    let rows = voter.answer_milliseconds.chunk_by(|one, other| is_fast(one) == is_fast(other));
    let fast = rows.filter(|row| row.first().is_some_and(is_fast));
    fast.filter_map(|row| row.len().checked_div(length)).fold(0, usize::saturating_add)
}
