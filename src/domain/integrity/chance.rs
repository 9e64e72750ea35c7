//! How unlikely a count is, by direct summation: only sums and products in a fixed order, so that every machine agrees.

/// Exponents beyond this all read the same: less than once in a million million times.
const EXPONENT_MAX: u32 = 12;

/// A term this much smaller than the sum so far no longer changes it.
const NEGLIGIBLE: f64 = 1e-18;

/// A count as a number to reckon with; exact up to 2^32.
pub(super) fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A figure of a finding.
pub(super) fn figure(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The nearest whole number; 0 for what is none.
pub(super) fn rounded(value: f64) -> i64 {
    // Within the range that a float holds exactly; beyond it nobody reads the digits.
    format!("{:.0}", value.clamp(-9e15, 9e15)).parse().unwrap_or(0)
}

/// 10 to the minus `exponent`.
pub(super) fn power(exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |power, _| power / 10.0)
}

/// The greatest exponent, up to [`EXPONENT_MAX`], of which the chance is still below [`power`].
pub(super) fn exponent(chance: f64) -> i64 {
    i64::from(
        (1..=EXPONENT_MAX)
            .take_while(|exponent| chance < power(*exponent))
            .count()
            .try_into()
            .unwrap_or(0_u32),
    )
}

/// `P(Bin(trials, rate) >= hits)`; 1 where the hits are no more than expected, which is at least a half in truth.
pub(super) fn binomial_tail(trials: usize, rate: f64, hits: usize) -> f64 {
    if hits == 0 || real(hits) <= real(trials) * rate {
        return 1.0;
    }
    if hits > trials || rate <= 0.0 {
        return 0.0;
    }
    let misses = trials.saturating_sub(hits);
    // The factors of the first term, the largest first, with those of the misses in between: it never leaves the
    // range of a float on its way.
    let rises = (1..=hits).map(|nth| real(misses.saturating_add(nth)) / real(nth) * rate);
    let first = interleaved(rises, 1.0 - rate, misses);
    let odds = rate / (1.0 - rate);
    let ratio = |at: usize| real(trials.saturating_sub(at)) / real(at.saturating_add(1)) * odds;
    summed(first, (hits..trials).map(ratio))
}

/// `P(Poisson(expected) >= hits)`; 1 where the hits are no more than expected, which is at least a half in truth.
pub(super) fn poisson_tail(expected: f64, hits: usize) -> f64 {
    if hits == 0 || real(hits) <= expected {
        return 1.0;
    }
    if expected <= 0.0 {
        return 0.0;
    }
    // e to the minus `expected` in as many equal parts as there are hits: each at least 1/e.
    let part = (-expected / real(hits)).exp();
    let rises = (1..=hits).map(|nth| expected / real(nth));
    let first = interleaved(rises, part, hits);
    let ratios = (hits..usize::MAX).map(|at| expected / real(at.saturating_add(1)));
    summed(first, ratios)
}

/// The product of the rises and of `falls` times `fall`, which is at most 1.
fn interleaved(rises: impl Iterator<Item = f64>, fall: f64, falls: usize) -> f64 {
    let mut product = 1.0;
    let mut left = falls;
    for rise in rises {
        product *= rise;
        while product > 1.0 && left > 0 {
            product *= fall;
            left = left.saturating_sub(1);
        }
    }
    while left > 0 && product > 0.0 {
        product *= fall;
        left = left.saturating_sub(1);
    }
    product
}

/// A first term and all that follow it, each by its ratio to the one before.
fn summed(first: f64, ratios: impl Iterator<Item = f64>) -> f64 {
    let (mut term, mut sum) = (first, first);
    for ratio in ratios {
        term *= ratio;
        sum += term;
        if term <= sum * NEGLIGIBLE {
            break;
        }
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() <= expected * 1e-9, "{found} is not {expected}");
    }

    #[test]
    fn a_binomial_tail_is_the_sum_of_its_terms() {
        near(binomial_tail(3, 0.2, 3), 0.008);
        near(binomial_tail(3, 0.2, 2), 0.104);
        near(binomial_tail(10, 0.5, 9), 11.0 / 1024.0);
        near(
            binomial_tail(14, 0.2, 12),
            91.0 * 0.2_f64.powi(12) * 0.64 + 14.0 * 0.2_f64.powi(13) * 0.8 + 0.2_f64.powi(14),
        );
        near(binomial_tail(1, 0.5, 1), 1.0_f64.min(0.5));
    }

    #[test]
    fn a_poisson_tail_is_the_sum_of_its_terms() {
        near(poisson_tail(0.05, 3), 1.0 - (-0.05_f64).exp() * (1.0 + 0.05 + 0.00125));
        near(poisson_tail(2.0, 4), 1.0 - (-2.0_f64).exp() * (1.0 + 2.0 + 2.0 + 4.0 / 3.0));
    }

    #[test]
    fn counts_at_their_expectation_are_certain_and_impossible_ones_never_come() {
        for (trials, rate, hits) in [(10, 0.5, 5), (0, 0.0, 0), (5, 1.0, 5)] {
            near(binomial_tail(trials, rate, hits), 1.0);
        }
        near(poisson_tail(3.0, 3), 1.0);
        let impossible = [binomial_tail(2, 0.5, 3), binomial_tail(5, 0.0, 1), poisson_tail(0.0, 1)];
        assert!(impossible.into_iter().all(|chance| chance.abs() < f64::MIN_POSITIVE), "{impossible:?}");
    }

    #[test]
    fn large_counts_neither_vanish_nor_overflow_on_the_way() {
        // 4.5 deviations: about 4e-6 by the normal curve, more in the true, skewed tail.
        let binomial = binomial_tail(1_000_000, 0.05, 50_981);
        assert!((1e-6..1e-5).contains(&binomial), "{binomial}");
        let poisson = poisson_tail(2_000.0, 2_202);
        assert!((1e-6..1e-5).contains(&poisson), "{poisson}");
        assert!(binomial_tail(1_000_000, 0.05, 900_000) < f64::MIN_POSITIVE);
    }

    #[test]
    fn a_chance_is_told_by_its_exponent() {
        let found = [1.0, 0.1, 0.099, 9.9e-5, 1e-13, 0.0].map(exponent);
        assert_eq!(found, [0, 0, 1, 4, 12, 12]);
        assert_eq!([rounded(2.6), rounded(-2.6), rounded(f64::NAN)], [3, -3, 0]);
    }
}
