//! What a parcel's goods are worth: its part of the order's money, by how far the order is used up before it.
//!
//! Shipping a unit and refunding one that was not shipped both use an order up (`ledger::Order`).

use super::Shipment;
use crate::domain::ledger::{Order, Part};
use crate::domain::money::{Error, Money};
use crate::domain::preorder::{Preorder, PricedLine};
use crate::domain::refund::Refund;
use crate::domain::run::PaidLine;

/// A parcel's part of its order, without tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worth {
    pub goods: Money,
    /// Zero but in the order's first parcel.
    pub shipping: Money,
}

impl Worth {
    /// What is sold with the parcel.
    pub fn net(&self) -> Result<Money, Error> {
        self.goods.checked_add(self.shipping)
    }
}

/// An order's money, on the scale of its prices shown.
pub fn order(preorder: &Preorder) -> Result<Order, Error> {
    let listed = preorder.goods.checked_add(preorder.shipping)?;
    let net = preorder.total.checked_sub(preorder.tax)?;
    Ok(Order { listed_minor: listed.minor, paid: Part { net, tax: preorder.tax } })
}

/// How far the order is used up, in minor units at the prices shown.
pub fn used_minor(preorder: &Preorder, parcels: &[Shipment], refunds: &[Refund]) -> Result<i64, Error> {
    let out: Vec<&Shipment> = parcels.iter().filter(|parcel| parcel.is_out()).collect();
    let mut used = if out.is_empty() { 0 } else { preorder.shipping.minor };
    for parcel in out {
        used = plus(used, listed_minor(&preorder.lines, &parcel.lines)?)?;
    }
    for refund in refunds.iter().filter(|refund| takes_unshipped(refund)) {
        used = plus(used, refund.listed_minor()?)?;
    }
    Ok(used)
}

/// What `parcel` is worth, to be shipped after all the others that are out.
pub fn worth(
    preorder: &Preorder,
    parcel: &Shipment,
    (others, refunds): (&[Shipment], &[Refund]),
) -> Result<Worth, Error> {
    let order = order(preorder)?;
    let used = used_minor(preorder, others, refunds)?;
    let with_goods = plus(used, listed_minor(&preorder.lines, &parcel.lines)?)?;
    let is_first = !others.iter().any(Shipment::is_out);
    let fee_went_back = refunds.iter().any(|refund| takes_unshipped(refund) && refund.shipping_minor > 0);
    let fee = if is_first && !fee_went_back { preorder.shipping.minor } else { 0 };
    Ok(Worth {
        goods: order.between(used, with_goods)?.net,
        shipping: order.between(with_goods, plus(with_goods, fee)?)?.net,
    })
}

/// How many units of each line are neither shipped nor given back.
pub fn remaining(preorder: &Preorder, parcels: &[Shipment], refunds: &[Refund]) -> Vec<PaidLine> {
    let gone = |line: &PricedLine| {
        let shipped = parcels.iter().filter(|parcel| parcel.is_out()).flat_map(|parcel| &parcel.lines);
        let shipped = shipped.filter(|sent| sent.variant == line.variant).map(|sent| sent.quantity);
        let refunded =
            refunds.iter().filter(|refund| takes_unshipped(refund)).flat_map(|refund| &refund.lines);
        let refunded = refunded.filter(|back| back.variant == line.variant).map(|back| back.quantity);
        shipped.chain(refunded).fold(0_u32, u32::saturating_add)
    };
    let left = preorder
        .lines
        .iter()
        .map(|line| PaidLine { variant: line.variant, quantity: line.quantity.saturating_sub(gone(line)) });
    left.filter(|line| line.quantity > 0).collect()
}

/// Whether all that the parcel holds is among what remains.
pub fn is_covered(parcel: &[PaidLine], remaining: &[PaidLine]) -> bool {
    parcel.iter().all(|line| {
        remaining.iter().any(|left| left.variant == line.variant && left.quantity >= line.quantity)
    })
}

/// Whether a refund uses the order up: shipped goods were used up before.
fn takes_unshipped(refund: &Refund) -> bool {
    refund.is_standing() && !refund.is_of_shipped()
}

/// Goods at the prices shown.
pub fn listed_minor(prices: &[PricedLine], lines: &[PaidLine]) -> Result<i64, Error> {
    let mut sum = 0;
    for line in lines {
        let price = prices.iter().find(|priced| priced.variant == line.variant).ok_or(Error::Overflow)?;
        sum = plus(sum, price.unit_price.times(line.quantity)?.minor)?;
    }
    Ok(sum)
}

fn plus(left: i64, right: i64) -> Result<i64, Error> {
    left.checked_add(right).ok_or(Error::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::shipment::State;
    use crate::domain::shipment::support::{eur, parcel, preorder, refund, variant};

    #[test]
    fn one_parcel_is_the_whole_order_without_its_tax() {
        let all = parcel(1, State::Packed, &[(1, 2), (2, 1)]);
        let found = worth(&preorder(), &all, (&[], &[])).unwrap();
        assert_eq!(found.net(), Ok(eur(8_501)));
        assert!(found.goods.minor.abs_diff(8_001) <= 1, "{found:?}");
    }

    #[test]
    fn parcels_add_up_to_the_order_and_the_first_one_has_the_shipping_fee() {
        let first = parcel(1, State::Packed, &[(1, 1)]);
        let of_first = worth(&preorder(), &first, (std::slice::from_ref(&first), &[])).unwrap();
        assert!(of_first.shipping.minor > 0);
        let out = parcel(1, State::Shipped, &[(1, 1)]);
        let rest = parcel(2, State::Packed, &[(1, 1), (2, 1)]);
        let of_rest = worth(&preorder(), &rest, (&[out, rest.clone()], &[])).unwrap();
        assert_eq!(of_rest.shipping, eur(0));
        assert_eq!(of_first.net().unwrap().checked_add(of_rest.net().unwrap()), Ok(eur(8_501)));
    }

    #[test]
    fn what_was_given_back_is_used_up_too() {
        let back = refund(&[(1, 2)], 5_000, 0);
        let rest = parcel(1, State::Packed, &[(2, 1)]);
        let of_rest = worth(&preorder(), &rest, (&[], std::slice::from_ref(&back))).unwrap();
        let given = order(&preorder()).unwrap().between(0, 5_000).unwrap();
        assert_eq!(of_rest.net().unwrap().checked_add(given.net), Ok(eur(8_501)));
        let more = parcel(1, State::Packed, &[(1, 2), (2, 1)]);
        assert!(worth(&preorder(), &more, (&[], &[back])).is_err(), "more than is left");
    }

    #[test]
    fn what_remains_is_neither_shipped_nor_given_back() {
        let out = [parcel(1, State::Lost, &[(1, 1)])];
        let remaining = remaining(&preorder(), &out, &[refund(&[(2, 1)], 3_001, 0)]);
        assert_eq!(remaining, [PaidLine { variant: variant(1), quantity: 1 }]);
        assert!(is_covered(&parcel(2, State::Packed, &[(1, 1)]).lines, &remaining));
        assert!(!is_covered(&parcel(2, State::Packed, &[(1, 2)]).lines, &remaining));
        assert!(!is_covered(&parcel(2, State::Packed, &[(2, 1)]).lines, &remaining));
    }
}
