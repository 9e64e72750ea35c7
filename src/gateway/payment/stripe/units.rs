//! Amounts as Stripe writes them, which is not always the minor unit of ISO 4217.

use super::super::Answer;
use super::send::{refused, unreadable};
use crate::domain::money::{Currency, Money};

/// Currencies without a minor unit that Stripe writes with two digits all the same, always zero.
const WRITTEN_WITH_TWO: [&str; 2] = ["ISK", "UGX"];
/// Currencies with a minor unit that Stripe writes without.
const WRITTEN_WITHOUT: [&str; 1] = ["MGA"];

/// The whole number that stands for this amount in a request.
pub(super) fn to_wire(amount: Money) -> Answer<i64> {
    let (times, over) = scale(amount.currency);
    let inexpressible = || refused("amount_invalid", &format!("{amount} cannot be expressed."));
    if amount.minor % over != 0 {
        return Err(inexpressible());
    }
    (amount.minor / over).checked_mul(times).ok_or_else(inexpressible)
}

/// The amount that this whole number of an answer stands for.
pub(super) fn from_wire(amount: i64, currency: &str) -> Answer<Money> {
    let currency: Currency = currency.to_ascii_uppercase().parse().map_err(|_| unreadable())?;
    let (times, over) = scale(currency);
    let minor = (amount / times).checked_mul(over).ok_or_else(unreadable)?;
    Ok(Money::new(minor, currency))
}

/// A request's `currency`.
pub(super) fn code(currency: Currency) -> String {
    currency.code().to_ascii_lowercase()
}

/// By how much a minor unit is multiplied and divided to be written.
fn scale(currency: Currency) -> (i64, i64) {
    if WRITTEN_WITH_TWO.contains(&currency.code()) {
        return (100, 1);
    }
    if WRITTEN_WITHOUT.contains(&currency.code()) {
        return (1, 100);
    }
    (1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_stripe_counts_them_and_read_back() {
        let check = |minor, code: &str, wire| {
            let amount = Money::new(minor, code.parse().unwrap());
            assert_eq!(to_wire(amount), Ok(wire), "{amount}");
            assert_eq!(from_wire(wire, &code.to_ascii_lowercase()), Ok(amount), "{wire} {code}");
        };
        check(3_300, "EUR", 3_300);
        check(-3_300, "EUR", -3_300);
        check(25_000, "KRW", 25_000);
        check(500, "JPY", 500);
        check(5, "UGX", 500);
        check(70, "ISK", 7_000);
        check(250_000, "MGA", 2_500);
        check(12_340, "KWD", 12_340);
        check(50_000, "HUF", 50_000);
    }

    #[test]
    fn what_cannot_be_written_or_read_is_refused() {
        assert!(to_wire(Money::new(150, "MGA".parse().unwrap())).is_err());
        assert!(to_wire(Money::new(i64::MAX, "UGX".parse().unwrap())).is_err());
        assert_eq!(from_wire(1, "xxx1"), Err(unreadable()));
    }
}
