//! Score, intent and commitment: three signals, kept apart, and how well each foretold the next.
//!
//! The measure is Kendall's tau-b (Kendall, 1945): over all pairs of designs, how many more agree than disagree,
//! with ties taken into account. 1 is the same order, -1 the opposite, 0 says nothing.

use std::cmp::Ordering;

/// What is known of one design of a closed round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signals {
    /// Mean score of its counted ballots, in thousandths of a point.
    pub score_thousandths: u64,
    /// Share of its ballots that would buy it, in basis points.
    pub intent_basis_points: u64,
    /// Units committed when its sale's gate decided; absent without a decided sale.
    pub committed_units: Option<u64>,
}

/// How well one signal foretold another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foretold {
    pub designs: usize,
    /// Kendall's tau-b in thousandths; absent with fewer than [`DESIGNS_MIN`] designs, or where all are equal.
    pub tau_thousandths: Option<i32>,
}

/// With fewer designs an order says nothing.
pub const DESIGNS_MIN: usize = 5;

/// The three comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    pub score_to_intent: Foretold,
    pub score_to_commitment: Foretold,
    pub intent_to_commitment: Foretold,
}

/// Compares the signals of all these designs.
pub fn report(all: &[Signals]) -> Report {
    let committed = |signal: fn(&Signals) -> u64| -> Vec<(u64, u64)> {
        all.iter().filter_map(|each| Some((signal(each), each.committed_units?))).collect()
    };
    let both: Vec<(u64, u64)> =
        all.iter().map(|each| (each.score_thousandths, each.intent_basis_points)).collect();
    Report {
        score_to_intent: foretold(&both),
        score_to_commitment: foretold(&committed(|each| each.score_thousandths)),
        intent_to_commitment: foretold(&committed(|each| each.intent_basis_points)),
    }
}

fn foretold(pairs: &[(u64, u64)]) -> Foretold {
    let tau = if pairs.len() < DESIGNS_MIN { None } else { tau_b(pairs) };
    Foretold { designs: pairs.len(), tau_thousandths: tau }
}

/// `1000 (agreeing - disagreeing) / sqrt(pairs that differ in the one * pairs that differ in the other)`, rounded
/// towards zero.
fn tau_b(pairs: &[(u64, u64)]) -> Option<i32> {
    let (mut sum, mut differ_one, mut differ_other) = (0_i64, 0_u64, 0_u64);
    for (index, (one, other)) in pairs.iter().enumerate() {
        for (next_one, next_other) in pairs.iter().skip(index.saturating_add(1)) {
            let (first, second) = (sign(one.cmp(next_one)), sign(other.cmp(next_other)));
            sum = sum.saturating_add(first.saturating_mul(second));
            differ_one = differ_one.saturating_add(first.unsigned_abs());
            differ_other = differ_other.saturating_add(second.unsigned_abs());
        }
    }
    let product = u128::from(differ_one).checked_mul(u128::from(differ_other))?;
    // A root in thousandths: of the product times a million.
    let root = i64::try_from(product.checked_mul(1_000_000)?.isqrt()).ok()?;
    let thousandths = sum.checked_mul(1_000_000)?.checked_div(root)?;
    i32::try_from(thousandths.clamp(-1_000, 1_000)).ok()
}

fn sign(order: Ordering) -> i64 {
    match order {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(u64, u64)], expected: Option<i32>) {
        assert_eq!(tau_b(pairs), expected, "{pairs:?}");
    }

    #[test]
    fn the_same_order_is_one_and_the_opposite_minus_one() {
        check(&[(1, 10), (2, 20), (3, 30), (4, 40)], Some(1_000));
        check(&[(1, 40), (2, 30), (3, 20), (4, 10)], Some(-1_000));
    }

    /// By hand: of ten pairs one is tied in the first, eight of the others agree and one does not: 7 / sqrt(9 * 10).
    #[test]
    fn ties_count_as_kendall_wrote() {
        check(&[(1, 1), (2, 2), (2, 3), (3, 5), (4, 4)], Some(737));
    }

    #[test]
    fn equal_designs_and_few_designs_say_nothing() {
        check(&[(1, 1), (1, 2), (1, 3), (1, 4), (1, 5)], None);
        let few = Signals { score_thousandths: 1, intent_basis_points: 1, committed_units: None };
        let found = report(&[few; 4]);
        assert_eq!(found.score_to_intent, Foretold { designs: 4, tau_thousandths: None });
        assert_eq!(found.intent_to_commitment, Foretold { designs: 0, tau_thousandths: None });
    }
}
