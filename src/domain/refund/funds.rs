//! Whether the provider can pay refunds now: a refund that it cannot waits, and is not sent to be refused.

use crate::domain::money::Money;

/// What the provider holds for us in one currency, as read at some instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Funds {
    pub available: Money,
    /// Refunds that were sent since the balance was read, or that may not be in it yet.
    pub left: Money,
}

impl Funds {
    /// Whether a refund may be sent. Money of its own charge that is not available yet needs no other: the
    /// provider takes it back from there.
    pub fn covers(&self, amount: Money, is_charge_pending: bool) -> bool {
        let is_same = amount.currency == self.available.currency && amount.currency == self.left.currency;
        let rest_minor = self.available.minor.saturating_sub(self.left.minor);
        is_same && (is_charge_pending || rest_minor >= amount.minor)
    }

    /// After such a refund is sent.
    #[must_use]
    pub fn without(self, amount: Money, is_charge_pending: bool) -> Self {
        if is_charge_pending {
            return self;
        }
        let minor = self.left.minor.saturating_add(amount.minor);
        Self { left: Money { minor, ..self.left }, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, "EUR".parse().unwrap())
    }

    #[test]
    fn a_refund_is_covered_by_what_is_available_and_not_on_its_way_out() {
        let check = |available, left, amount, expected| {
            let funds = Funds { available: eur(available), left: eur(left) };
            assert_eq!(funds.covers(eur(amount), false), expected, "{available} {left} {amount}");
        };
        check(3_300, 0, 3_300, true);
        check(3_299, 0, 3_300, false);
        check(6_600, 3_300, 3_300, true);
        check(6_599, 3_300, 3_300, false);
        check(-500, 0, 1, false);
    }

    #[test]
    fn a_charge_that_is_still_pending_pays_its_own_refund() {
        let funds = Funds { available: eur(0), left: eur(0) };
        assert!(funds.covers(eur(3_300), true));
        assert_eq!(funds.without(eur(3_300), true), funds);
        assert_eq!(funds.without(eur(3_300), false).left, eur(3_300));
    }

    #[test]
    fn money_of_another_currency_covers_nothing() {
        let funds = Funds { available: eur(1_000_000), left: eur(0) };
        assert!(!funds.covers(Money::new(1, "USD".parse().unwrap()), false));
    }
}
