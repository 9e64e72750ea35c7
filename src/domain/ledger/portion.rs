//! Parts of an order: how much of its money, and of its tax, goes with some of its goods.
//!
//! Shares are taken of cumulative totals and the difference is used (`MONEY.md` section 2, rounding), so that
//! parts add up to the whole to the minor unit, in whatever steps it is shipped and refunded.

use crate::domain::money::{self, Money};

/// Money without its tax, and the tax on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub net: Money,
    pub tax: Money,
}

/// What an order's buyer pays, and the scale on which its parts are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Goods and shipping at the prices shown, before discounts. Above zero.
    pub listed_minor: i64,
    pub paid: Part,
}

/// Shipped goods, and how much of them was refunded after shipping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// What was shipped so far, at the prices shown.
    pub listed_minor: i64,
    pub part: Part,
    /// What was decided for refund of it so far, before now.
    pub refunded: Part,
}

impl Part {
    pub fn gross(self) -> Result<Money, money::Error> {
        self.net.checked_add(self.tax)
    }

    pub fn checked_add(self, other: Self) -> Result<Self, money::Error> {
        Ok(Self { net: self.net.checked_add(other.net)?, tax: self.tax.checked_add(other.tax)? })
    }

    pub fn checked_sub(self, other: Self) -> Result<Self, money::Error> {
        Ok(Self { net: self.net.checked_sub(other.net)?, tax: self.tax.checked_sub(other.tax)? })
    }

    /// `numerator / denominator` of it, rounded down, with the tax that so much of the gross contains.
    ///
    /// Taking the tax of the part, not of the order, keeps every step's net at zero or more.
    fn portion(self, numerator: i64, denominator: i64) -> Result<Self, money::Error> {
        let [numerator, denominator] = [unsigned(numerator)?, unsigned(denominator)?];
        if numerator > denominator {
            return Err(money::Error::Overflow);
        }
        let whole = self.gross()?;
        let gross = whole.portion(numerator, denominator)?;
        if gross.is_zero() {
            return Ok(Self { net: gross, tax: gross });
        }
        let tax = self.tax.portion(unsigned(gross.minor)?, unsigned(whole.minor)?)?;
        Ok(Self { net: gross.checked_sub(tax)?, tax })
    }
}

impl Order {
    /// What goes with the goods between two points of the order's use, in listed minor units from 0 to all of it.
    ///
    /// Shipping a unit and refunding one that is not shipped both use the order up; the shipping fee goes with
    /// the first parcel. Where prices contain the tax, a unit's part is exactly its price. An error where the
    /// points are out of order or beyond the order.
    pub fn between(&self, used_minor: i64, used_after_minor: i64) -> Result<Part, money::Error> {
        if used_after_minor < used_minor {
            return Err(money::Error::Overflow);
        }
        let after = self.paid.portion(used_after_minor, self.listed_minor)?;
        after.checked_sub(self.paid.portion(used_minor, self.listed_minor)?)
    }
}

impl Shipped {
    /// What is refunded of shipped goods, when refunds of them reach `refunded_after_minor` at the prices shown.
    ///
    /// Never negative, and all of what was shipped once everything is refunded. An error beyond what was shipped.
    pub fn refund_to(&self, refunded_after_minor: i64) -> Result<Part, money::Error> {
        let reached = self.part.portion(refunded_after_minor, self.listed_minor)?;
        let more = reached.checked_sub(self.refunded)?;
        let at_least_zero = |money: Money| Money { minor: money.minor.max(0), ..money };
        Ok(Part { net: at_least_zero(more.net), tax: at_least_zero(more.tax) })
    }
}

fn unsigned(minor: i64) -> Result<u64, money::Error> {
    u64::try_from(minor).map_err(|_| money::Error::Overflow)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may overflow: it then fails")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::ledger::support::{eur, part};

    /// 2 x 25.00 + shipping 5.00, tax 5.50 on top.
    const LISTED: i64 = 5_500;

    fn order() -> Order {
        Order { listed_minor: LISTED, paid: part(5_500, 550) }
    }

    #[test]
    fn one_of_two_units_takes_its_net_and_its_tax() {
        assert_eq!(order().between(0, 3_000), Ok(part(3_000, 300)), "first unit with the shipping fee");
        assert_eq!(order().between(3_000, 5_500), Ok(part(2_500, 250)), "J8: the other one");
        assert_eq!(order().between(0, LISTED), Ok(part(5_500, 550)));
    }

    #[test]
    fn a_price_that_contains_tax_is_refunded_exactly() {
        let paid = part(2_501, 499);
        let order = Order { listed_minor: 3_000, paid };
        for used in [0, 1_000, 2_000] {
            let unit = order.between(used, used + 1_000).unwrap();
            assert_eq!(unit.gross(), Ok(eur(1_000)));
        }
    }

    #[test]
    fn more_than_the_order_is_refused() {
        assert!(order().between(0, LISTED + 1).is_err());
        assert!(order().between(-1, 5).is_err());
        assert!(order().between(5, 4).is_err());
        assert!(Order { listed_minor: 0, ..order() }.between(0, 0).is_err());
    }

    #[test]
    fn a_refund_of_shipped_goods_ends_at_all_that_was_shipped() {
        let shipped = Shipped { listed_minor: 3_000, part: part(2_501, 499), refunded: part(0, 0) };
        let first = shipped.refund_to(1_000).unwrap();
        assert_eq!(first, part(834, 166));
        let last = Shipped { refunded: first, ..shipped }.refund_to(3_000).unwrap();
        assert_eq!(last, part(2_501 - 834, 499 - 166));
        assert!(shipped.refund_to(3_001).is_err());
    }

    proptest! {
        #[test]
        fn parts_in_any_steps_add_up_to_the_order(
            listed in 1_i64..1_000_000_000,
            net in 0_i64..1_000_000_000,
            tax in 0_i64..300_000_000,
            cuts in prop::collection::vec(0_i64..1_000_000_000, 0..20),
        ) {
            let order = Order { listed_minor: listed, paid: part(net, tax) };
            let mut points: Vec<i64> = cuts.iter().map(|cut| cut % listed).collect();
            points.extend([0, listed]);
            points.sort_unstable();
            let mut sum = (0, 0);
            for pair in points.windows(2) {
                let step = order.between(pair[0], pair[1]).unwrap();
                prop_assert!(step.tax.minor >= 0 && step.net.minor >= 0);
                sum = (sum.0 + step.net.minor, sum.1 + step.tax.minor);
            }
            prop_assert_eq!(sum, (net, tax));
        }
    }
}
