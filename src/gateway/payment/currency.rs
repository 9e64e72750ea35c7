//! What the provider settles: its currencies, the smallest charge in each, and what it can express exactly.
//!
//! Only this file knows where the provider counts otherwise than ISO 4217 does.

use super::Inexpressible;
use crate::domain::money::{Currency, Money};

/// Digits the provider takes at most; three-digit currencies must end in 0.
const DIGITS_MAX: u16 = 2;

/// Currencies in which the provider takes whole units only, however it writes them.
const WHOLE_UNITS_ONLY: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF",
    "XOF", "XPF",
];

/// Each currency settled and its smallest charge, in the smallest steps the provider takes (cents for EUR,
/// won for KRW, ten fils for KWD). The first 24 are the provider's published minimums; the others are about
/// half a US dollar, which is its rule where none is published.
const MINIMUM_STEPS: [(&str, i64); 40] = [
    ("AED", 200),
    ("AUD", 50),
    ("BGN", 100),
    ("BRL", 50),
    ("CAD", 50),
    ("CHF", 50),
    ("CZK", 1_500),
    ("DKK", 250),
    ("EUR", 50),
    ("GBP", 30),
    ("HKD", 400),
    ("HUF", 17_500),
    ("INR", 50),
    ("JPY", 50),
    ("MXN", 1_000),
    ("MYR", 200),
    ("NOK", 300),
    ("NZD", 50),
    ("PLN", 200),
    ("RON", 200),
    ("SEK", 300),
    ("SGD", 50),
    ("THB", 1_000),
    ("USD", 50),
    ("BHD", 20),
    ("CLP", 500),
    ("ILS", 200),
    ("ISK", 70),
    ("JOD", 40),
    ("KRW", 700),
    ("KWD", 20),
    ("MGA", 2_500),
    ("OMR", 20),
    ("PHP", 3_000),
    ("PYG", 4_000),
    ("TND", 160),
    ("TWD", 1_600),
    ("UGX", 2_000),
    ("VND", 13_000),
    ("ZAR", 1_000),
];

/// Whether the provider can express this amount exactly, whatever its size.
pub fn expressible(amount: Money) -> Result<(), Inexpressible> {
    steps_minimum(amount.currency)?;
    let step = step_minor(amount.currency);
    if amount.minor % step == 0 { Ok(()) } else { Err(Inexpressible::Amount(amount, step)) }
}

/// The smallest total that can be charged; an error where the currency is not settled.
pub fn minimum(currency: Currency) -> Result<Money, Inexpressible> {
    Ok(Money::new(steps_minimum(currency)? * step_minor(currency), currency))
}

/// The smallest difference between two amounts the provider takes, in minor units of ISO 4217: 1, 10 or 100.
pub fn step_minor(currency: Currency) -> i64 {
    let digits =
        if WHOLE_UNITS_ONLY.contains(&currency.code()) { 0 } else { currency.exponent().min(DIGITS_MAX) };
    10_i64.pow(u32::from(currency.exponent().saturating_sub(digits)))
}

fn steps_minimum(currency: Currency) -> Result<i64, Inexpressible> {
    MINIMUM_STEPS
        .iter()
        .find(|(code, _)| *code == currency.code())
        .map(|(_, steps)| *steps)
        .ok_or(Inexpressible::Currency(currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, code.parse().unwrap())
    }

    #[test]
    fn amounts_are_refused_where_the_provider_has_fewer_digits() {
        let check = |minor, code, step: Option<i64>| {
            let amount = money(minor, code);
            let expected = step.map_or(Ok(()), |step| Err(Inexpressible::Amount(amount, step)));
            assert_eq!(expressible(amount), expected, "{amount}");
        };
        check(1, "EUR", None);
        check(1, "JPY", None);
        check(1, "KRW", None);
        check(1, "UGX", None);
        check(1, "ISK", None);
        check(1_230, "KWD", None);
        check(1_234, "KWD", Some(10));
        check(100, "MGA", None);
        check(150, "MGA", Some(100));
        check(0, "KWD", None);
    }

    #[test]
    fn the_minimum_is_in_minor_units() {
        let check = |code: &str, minor| assert_eq!(minimum(code.parse().unwrap()), Ok(money(minor, code)));
        check("EUR", 50);
        check("JPY", 50);
        check("KRW", 700);
        check("KWD", 200);
        check("HUF", 17_500);
        check("MGA", 250_000);
    }

    #[test]
    fn a_currency_that_is_not_settled_is_refused() {
        let rouble = money(100, "RUB");
        assert_eq!(expressible(rouble), Err(Inexpressible::Currency(rouble.currency)));
        assert_eq!(minimum(rouble.currency), Err(Inexpressible::Currency(rouble.currency)));
    }

    #[test]
    fn every_listed_currency_is_one_and_is_listed_once() {
        for (position, (code, steps)) in MINIMUM_STEPS.iter().enumerate() {
            assert!(code.parse::<Currency>().is_ok(), "{code}");
            assert!(*steps > 0, "{code}");
            assert!(MINIMUM_STEPS.iter().skip(position + 1).all(|(other, _)| other != code), "{code}");
        }
        for code in WHOLE_UNITS_ONLY {
            assert!(code.parse::<Currency>().is_ok(), "{code}");
        }
    }
}
