//! The arithmetic of a standing, its interval and its polarisation, in 128-bit integers.
//!
//! With at most 10^9 ballots and a prior of 1,000 no intermediate reaches 2^103, so that the checks below never
//! fail for that reason; sums of single ballots saturate only beyond 2^64 / 250,000 of them.

use super::{Ballot, Standing};
use crate::domain::ballot::Answer;
use crate::domain::rules::ScoringTerms;

/// A whole standing, in millionths.
pub const MILLION: u32 = 1_000_000;

/// Points of the best ballot (500) to millionths.
const MILLIONTHS_A_POINT: u128 = 2_000;

/// 1.96 (95 %) times `MILLIONTHS_A_POINT`, squared.
const INTERVAL_SQUARED: u128 = 15_366_400;

/// Percent of `would_buy` to points: a score has five steps, the flag has one.
const FLAG_STEPS: u64 = 5;

const PERCENT: u64 = 100;

/// Sums over ballots.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) n: u64,
    pub(super) points: u64,
    pub(super) squares: u64,
    pub(super) would_buys: u64,
    pub(super) score_sum: u64,
    pub(super) score_squares: u64,
}

impl Sums {
    pub(super) fn of<'a>(ballots: impl Iterator<Item = &'a Ballot>, terms: &ScoringTerms) -> Self {
        let mut sums = Self::default();
        ballots
            .for_each(|ballot| sums.add(Answer { score: ballot.score, would_buy: ballot.would_buy }, terms));
        sums
    }

    pub(super) fn total<'a>(parts: impl Iterator<Item = &'a Self>) -> Self {
        parts.fold(Self::default(), |sum, part| Self {
            n: sum.n.saturating_add(part.n),
            points: sum.points.saturating_add(part.points),
            squares: sum.squares.saturating_add(part.squares),
            would_buys: sum.would_buys.saturating_add(part.would_buys),
            score_sum: sum.score_sum.saturating_add(part.score_sum),
            score_squares: sum.score_squares.saturating_add(part.score_squares),
        })
    }

    pub(super) fn add(&mut self, answer: Answer, terms: &ScoringTerms) {
        let score = u64::from(answer.score.get());
        let points = points(answer, terms);
        *self = Self::total(
            [
                *self,
                Self {
                    n: 1,
                    points,
                    squares: points.saturating_mul(points),
                    would_buys: u64::from(answer.would_buy),
                    score_sum: score,
                    score_squares: score.saturating_mul(score),
                },
            ]
            .iter(),
        );
    }

    /// `floor(2000 (P N + k T) / (N (n + k)))`; absent where nothing was counted in the round.
    pub(super) fn standing(&self, round: &Self, prior_ballots: u32) -> Option<u32> {
        let [n, points] = [self.n, self.points].map(u128::from);
        let [round_n, round_points] = [round.n, round.points].map(u128::from);
        let prior = u128::from(prior_ballots);
        let weighted = points.checked_mul(round_n)?.checked_add(prior.checked_mul(round_points)?)?;
        let divisor = round_n.checked_mul(n.checked_add(prior)?)?;
        let millionths = weighted.checked_mul(MILLIONTHS_A_POINT)?.checked_div(divisor)?;
        u32::try_from(millionths).ok()
    }

    /// `isqrt(floor(15366400 (n Q - P P) / (n (n - 1) (n + k))))`; absent below two ballots.
    pub(super) fn half_width(&self, prior_ballots: u32) -> Option<u32> {
        let [n, points, squares] = [self.n, self.points, self.squares].map(u128::from);
        // Not negative, by Cauchy and Schwarz.
        let spread = n.checked_mul(squares)?.checked_sub(points.checked_mul(points)?)?;
        let pairs = n.checked_mul(n.checked_sub(1)?)?;
        let divisor = pairs.checked_mul(n.checked_add(u128::from(prior_ballots))?)?;
        let variance = INTERVAL_SQUARED.checked_mul(spread)?.checked_div(divisor)?;
        u32::try_from(variance.isqrt()).ok()
    }

    /// The standard deviation of the scores themselves (divided by n), in millionths of a point; rounded down.
    pub(super) fn polarisation(&self) -> Option<u32> {
        let [n, sum, squares] = [self.n, self.score_sum, self.score_squares].map(u128::from);
        let spread = n.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)?;
        let scale = u128::from(MILLION).checked_mul(u128::from(MILLION))?;
        let variance = spread.checked_mul(scale)?.checked_div(n.checked_mul(n)?)?;
        u32::try_from(variance.isqrt()).ok()
    }
}

/// `w score + 5 (100 - w) would_buy`, 0 to 500.
pub(super) fn points(answer: Answer, terms: &ScoringTerms) -> u64 {
    let weight = u64::from(terms.weight_percent);
    let flag = PERCENT.saturating_sub(weight).saturating_mul(FLAG_STEPS);
    let for_flag = if answer.would_buy { flag } else { 0 };
    weight.saturating_mul(u64::from(answer.score.get())).saturating_add(for_flag)
}

/// Whether two designs' intervals share a point, so that their order could well have been another.
pub fn overlap(one: &Standing, other: &Standing) -> bool {
    let (Some(half), Some(other_half)) = (one.half_width, other.half_width) else { return false };
    let (low, high) = interval(one.standing, half);
    let (other_low, other_high) = interval(other.standing, other_half);
    low <= other_high && other_low <= high
}

/// The 95 % interval as shown, both ends in millionths and within 0 and 1,000,000.
pub fn interval(standing: u32, half_width: u32) -> (u32, u32) {
    (standing.saturating_sub(half_width), standing.saturating_add(half_width).min(MILLION))
}
