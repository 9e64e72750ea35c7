//! Royalties: a share of net sales, taken of cumulative totals, and split among a design's people.

use super::money::{BASIS_POINTS, Money};
use super::share::{Error, Share, Shares};

/// What a campaign's terms give its designers.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Of net sales, 0 to 10,000.
    pub basis_points: u32,
    pub shares: &'a Shares,
}

/// The royalty on net sales so far: goods after discount, without tax and shipping, less returns. Rounded down.
pub fn on(net_sales: Money, basis_points: u32) -> Result<Money, Error> {
    if net_sales.minor < 0 {
        return Err(Error::Negative(net_sales));
    }
    Ok(net_sales.portion(u64::from(basis_points), u64::from(BASIS_POINTS))?)
}

/// What each person earns when a design's net sales grow from `before` to `after`; zeros where they do not grow.
pub fn earned(terms: &Terms<'_>, before: Money, after: Money) -> Result<Vec<Share>, Error> {
    let [held, reached] = [on(before, terms.basis_points)?, on(after, terms.basis_points)?];
    terms.shares.split_change(held, Money { minor: reached.minor.max(held.minor), ..reached })
}

/// What is taken back of each person, as amounts above zero, when net sales fall from `before` to `after` by a
/// refund or a lost dispute. Exactly what that much growth had given.
pub fn taken_back(terms: &Terms<'_>, before: Money, after: Money) -> Result<Vec<Share>, Error> {
    earned(terms, after, before)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may overflow: it then fails")]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::share::Stake;

    fn eur(minor: i64) -> Money {
        Money::new(minor, "EUR".parse().unwrap())
    }

    fn three() -> Shares {
        let stake =
            |(basis_points, account)| Stake { account: Uuid::from_u128(account).into(), basis_points };
        Shares::new([(3_334, 1), (3_333, 2), (3_333, 3)].map(stake).to_vec()).unwrap()
    }

    fn minors(shares: &[Share]) -> Vec<i64> {
        shares.iter().map(|share| share.amount.minor).collect()
    }

    #[test]
    fn ten_percent_of_the_examples_goods_is_five() {
        let shares = Shares::sole(Uuid::from_u128(1).into());
        let terms = Terms { basis_points: 1_000, shares: &shares };
        assert_eq!(minors(&earned(&terms, eur(0), eur(5_000)).unwrap()), [500]);
        assert_eq!(minors(&taken_back(&terms, eur(5_000), eur(0)).unwrap()), [500]);
    }

    #[test]
    fn a_royalty_too_small_for_one_sale_is_not_lost_over_many() {
        let shares = Shares::sole(Uuid::from_u128(1).into());
        let terms = Terms { basis_points: 600, shares: &shares };
        let of_sale = |sale: i64| earned(&terms, eur(sale * 9), eur(sale * 9 + 9)).unwrap()[0].amount.minor;
        assert_eq!(of_sale(0), 0);
        assert_eq!((0..100).map(of_sale).sum::<i64>(), 54);
    }

    #[test]
    fn nothing_is_earned_where_sales_do_not_grow_and_less_than_none_is_refused() {
        let shares = three();
        let terms = Terms { basis_points: 1_000, shares: &shares };
        assert_eq!(minors(&earned(&terms, eur(5_000), eur(4_000)).unwrap()), [0, 0, 0]);
        assert_eq!(earned(&terms, eur(-1), eur(0)), Err(Error::Negative(eur(-1))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn sales_and_returns_in_any_steps_leave_exactly_the_royalty_on_what_is_left(
            steps in prop::collection::vec(-50_000_i64..100_000, 1..20),
            basis_points in 0_u32..=10_000,
        ) {
            let shares = three();
            let terms = Terms { basis_points, shares: &shares };
            let mut sales = 0;
            let mut held = [0; 3];
            for step in steps {
                let next = (sales + step).max(0);
                let earned = minors(&earned(&terms, eur(sales), eur(next)).unwrap());
                let taken = minors(&taken_back(&terms, eur(sales), eur(next)).unwrap());
                for ((held, earned), taken) in held.iter_mut().zip(earned).zip(taken) {
                    prop_assert!(earned >= 0 && taken >= 0 && (earned == 0 || taken == 0));
                    *held += earned - taken;
                }
                sales = next;
                prop_assert_eq!(held.iter().sum::<i64>(), on(eur(sales), basis_points).unwrap().minor);
            }
        }
    }
}
