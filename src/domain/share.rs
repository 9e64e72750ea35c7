//! The shares that co-creators declared, and how money is split by them: once (a prize), or as it grows (royalties).

use serde::{Deserialize, Serialize};

use super::id::AccountId;
use super::money::{self, BASIS_POINTS, Money};

/// Most people that one design can have.
pub const PEOPLE_MAX: usize = 20;

/// Minor units after which the owners of a running total's units repeat.
const CYCLE: i64 = 10_000;
const WHOLE: u64 = 10_000;

/// One person's part of a design, in basis points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stake {
    pub account: AccountId,
    /// 1 to 10,000.
    pub basis_points: u32,
}

/// 1 to 20 people whose stakes make 10,000 basis points, in order of account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Stake>", into = "Vec<Stake>")]
pub struct Shares(Vec<Stake>);

/// What one person gets of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Share {
    pub account: AccountId,
    pub amount: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("name 1 to {PEOPLE_MAX} people with their shares")]
    People,
    #[error("name each person once")]
    Twice,
    #[error("each share is at least one basis point")]
    Nothing,
    #[error("the shares make {0} basis points, and must make {BASIS_POINTS}")]
    Sum(u64),
    #[error("{0} cannot be split")]
    Negative(Money),
    #[error(transparent)]
    Money(#[from] money::Error),
}

impl Shares {
    /// Everything to one person.
    pub fn sole(account: AccountId) -> Self {
        Self(vec![Stake { account, basis_points: BASIS_POINTS }])
    }

    pub fn new(mut stakes: Vec<Stake>) -> Result<Self, Error> {
        if stakes.is_empty() || stakes.len() > PEOPLE_MAX {
            return Err(Error::People);
        }
        if stakes.iter().any(|stake| stake.basis_points == 0) {
            return Err(Error::Nothing);
        }
        let sum = stakes.iter().map(|stake| u64::from(stake.basis_points)).sum();
        if sum != u64::from(BASIS_POINTS) {
            return Err(Error::Sum(sum));
        }
        stakes.sort_by_key(|stake| stake.account);
        let named = stakes.len();
        stakes.dedup_by_key(|stake| stake.account);
        if stakes.len() < named {
            return Err(Error::Twice);
        }
        Ok(Self(stakes))
    }

    pub fn stakes(&self) -> &[Stake] {
        &self.0
    }

    pub fn has(&self, account: AccountId) -> bool {
        self.0.iter().any(|stake| stake.account == account)
    }

    /// Splits an amount that comes once, by largest remainder; equal remainders go to the larger stake, then to
    /// the smaller account id. The parts make the whole. Nobody's part is left out, even of zero.
    pub fn split(&self, whole: Money) -> Result<Vec<Share>, Error> {
        if whole.minor < 0 {
            return Err(Error::Negative(whole));
        }
        let mut shares = Vec::with_capacity(self.0.len());
        let mut left = whole.minor;
        for stake in &self.0 {
            let amount = whole.portion(u64::from(stake.basis_points), u64::from(BASIS_POINTS))?;
            left = left.saturating_sub(amount.minor);
            shares.push(Share { account: stake.account, amount });
        }
        let mut order: Vec<_> = self.0.iter().zip(&mut shares).collect();
        order.sort_by_key(|(stake, share)| {
            let larger_first = std::cmp::Reverse((remainder(whole, stake), stake.basis_points));
            (larger_first, share.account)
        });
        for (_, share) in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
            share.amount.minor = share.amount.minor.saturating_add(1);
        }
        Ok(shares)
    }

    /// Splits the growth (or, if `after` is less, the decline) of a running total from `before` to `after`.
    ///
    /// Each minor unit of the total has a fixed owner, so what was split adds up in any steps, goes back exactly,
    /// and nobody is ever a whole minor unit away from the declared share of the total. Amounts are all zero or
    /// more when the total grows, all zero or less when it declines.
    pub fn split_change(&self, before: Money, after: Money) -> Result<Vec<Share>, Error> {
        if before.currency != after.currency {
            let mixed = money::Error::MixedCurrencies { left: before.currency, right: after.currency };
            return Err(mixed.into());
        }
        let currency = after.currency;
        let [held_before, held_after] = [self.held(before)?, self.held(after)?];
        let changes = held_before.into_iter().zip(held_after).zip(&self.0);
        let share = |((before, after), stake): ((i64, i64), &Stake)| Share {
            account: stake.account,
            amount: Money::new(after.saturating_sub(before), currency),
        };
        Ok(changes.map(share).collect())
    }

    /// How much of the first `total` units is whose, in order of the stakes. Every 10,000 units repeat the same owners.
    fn held(&self, total: Money) -> Result<Vec<i64>, Error> {
        let rest = u32::try_from(total.minor.rem_euclid(CYCLE)).map_err(|_| money::Error::Overflow)?;
        if total.minor < 0 {
            return Err(Error::Negative(total));
        }
        let cycles = total.minor.div_euclid(CYCLE);
        let owned = self.owned(rest);
        let held = |(stake, owned): (&Stake, u32)| {
            // Never more than `total`: the stakes are parts of the cycle.
            cycles.saturating_mul(i64::from(stake.basis_points)).saturating_add(i64::from(owned))
        };
        Ok(self.0.iter().zip(owned).map(held).collect())
    }

    /// How many of a cycle's first `units` units each person owns.
    ///
    /// A person's unit number `k` may come once the exact share passes `k - 1` and must come before it passes `k`;
    /// the earliest deadline goes first. With shares that make the whole this always succeeds (it is the classic
    /// just-in-time sequencing of unit tasks), so nobody is ever a unit ahead or behind.
    fn owned(&self, units: u32) -> Vec<u32> {
        let mut owned = vec![0_u32; self.0.len()];
        for unit in 1..=units {
            let may_have = |(stake, owned): &(&Stake, &mut u32)| {
                u64::from(**owned).saturating_mul(WHOLE)
                    < u64::from(unit).saturating_mul(stake.basis_points.into())
            };
            let deadline = |(stake, owned): &(&Stake, &mut u32)| {
                let next = u64::from(**owned).saturating_add(1).saturating_mul(WHOLE);
                (next.div_ceil(u64::from(stake.basis_points)), stake.account)
            };
            let first = self.0.iter().zip(&mut owned).filter(may_have).min_by_key(deadline);
            if let Some((_, owned)) = first {
                *owned = owned.saturating_add(1);
            }
        }
        owned
    }
}

impl TryFrom<Vec<Stake>> for Shares {
    type Error = Error;

    fn try_from(stakes: Vec<Stake>) -> Result<Self, Error> {
        Self::new(stakes)
    }
}

impl From<Shares> for Vec<Stake> {
    fn from(shares: Shares) -> Self {
        shares.0
    }
}

/// What the largest remainder compares, in ten-thousandths of a minor unit.
fn remainder(whole: Money, stake: &Stake) -> i128 {
    i128::from(whole.minor)
        .saturating_mul(i128::from(stake.basis_points))
        .rem_euclid(i128::from(BASIS_POINTS))
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may overflow: it then fails")]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn shares(basis_points: &[u32]) -> Shares {
        Shares::new(stakes(basis_points)).unwrap()
    }

    fn stakes(basis_points: &[u32]) -> Vec<Stake> {
        let stake = |(basis_points, account): (&u32, u128)| Stake {
            account: Uuid::from_u128(account).into(),
            basis_points: *basis_points,
        };
        basis_points.iter().zip(1..).map(stake).collect()
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, "EUR".parse().unwrap())
    }

    fn minors(shares: &[Share]) -> Vec<i64> {
        shares.iter().map(|share| share.amount.minor).collect()
    }

    #[test]
    fn stakes_must_make_the_whole_with_each_person_once() {
        let check = |basis_points: &[u32], expected| {
            assert_eq!(Shares::new(stakes(basis_points)).map(|_| ()), expected);
        };
        check(&[10_000], Ok(()));
        check(&[5_000, 5_000], Ok(()));
        check(&[], Err(Error::People));
        check(&[500; 20], Ok(()));
        check(&[476; 21], Err(Error::People));
        check(&[10_000, 0], Err(Error::Nothing));
        check(&[5_000, 4_999], Err(Error::Sum(9_999)));
        check(&[u32::MAX, u32::MAX], Err(Error::Sum(8_589_934_590)));
        let twice = [stakes(&[5_000]), stakes(&[5_000])].concat();
        assert_eq!(Shares::new(twice), Err(Error::Twice));
    }

    #[test]
    fn a_stored_split_is_checked_again_when_it_is_read() {
        let text = serde_json::to_string(&shares(&[6_000, 4_000])).unwrap();
        assert_eq!(serde_json::from_str::<Shares>(&text).unwrap(), shares(&[6_000, 4_000]));
        assert!(serde_json::from_str::<Shares>(&text.replace("6000", "6001")).is_err());
    }

    #[test]
    fn a_prizes_odd_units_go_by_remainder_then_stake_then_account() {
        let check = |basis_points: &[u32], whole, expected: &[i64]| {
            assert_eq!(minors(&shares(basis_points).split(eur(whole)).unwrap()), expected);
        };
        check(&[10_000], 50_000, &[50_000]);
        check(&[5_000, 5_000], 5, &[3, 2]);
        check(&[3_333, 3_333, 3_334], 100, &[33, 33, 34]);
        check(&[2_500, 7_500], 2, &[0, 2]);
        check(&[2_500, 7_500], 6, &[1, 5]);
        check(&[1, 9_999], 0, &[0, 0]);
        assert_eq!(shares(&[10_000]).split(eur(-1)), Err(Error::Negative(eur(-1))));
    }

    #[test]
    fn a_thousand_small_accruals_favour_nobody() {
        let halves = shares(&[5_000, 5_000]);
        let mut held = [0, 0];
        for total in 0..1_000 {
            let change = minors(&halves.split_change(eur(total), eur(total + 1)).unwrap());
            held = [held[0] + change[0], held[1] + change[1]];
            assert!((held[0] - held[1]).abs() <= 1);
        }
        assert_eq!(held, [500, 500]);
    }

    #[test]
    fn two_currencies_and_totals_below_zero_are_refused() {
        let usd = Money::new(5, "USD".parse().unwrap());
        assert!(matches!(shares(&[10_000]).split_change(eur(0), usd), Err(Error::Money(_))));
        assert_eq!(shares(&[10_000]).split_change(eur(0), eur(-1)), Err(Error::Negative(eur(-1))));
    }

    /// 1 to 8 people whose stakes make the whole.
    fn any_shares() -> impl Strategy<Value = Shares> {
        prop::collection::btree_set(1_u32..10_000, 0..8).prop_map(|cuts| {
            let mut last = 0;
            let mut parts: Vec<u32> =
                cuts.into_iter().map(|cut| cut - std::mem::replace(&mut last, cut)).collect();
            parts.push(10_000 - last);
            shares(&parts)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn a_split_makes_the_whole(shares in any_shares(), whole in 0_i64..1_000_000_000_000) {
            let split = shares.split(eur(whole)).unwrap();
            prop_assert_eq!(minors(&split).iter().sum::<i64>(), whole);
        }

        #[test]
        fn nobody_is_ever_a_whole_unit_away_from_the_declared_share(
            shares in any_shares(),
            steps in prop::collection::vec(-3_000_i64..6_000, 1..10),
        ) {
            let mut total = 0_i64;
            let mut held = vec![0_i64; shares.stakes().len()];
            for step in steps {
                let next = (total + step).max(0);
                let change = minors(&shares.split_change(eur(total), eur(next)).unwrap());
                prop_assert!(change.iter().all(|part| part.signum() * (next - total).signum() >= 0));
                held.iter_mut().zip(&change).for_each(|(held, part)| *held += part);
                total = next;
                prop_assert_eq!(held.iter().sum::<i64>(), total);
                for (stake, held) in shares.stakes().iter().zip(&held) {
                    let off = held * 10_000 - total * i64::from(stake.basis_points);
                    prop_assert!(off.abs() < 10_000, "{held} of {total} at {stake:?}");
                }
            }
        }
    }
}
