//! Money: whole minor units of an ISO 4217 currency, with checked arithmetic and no floats.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Basis points in one whole: a rate of 10,000 is 100 %.
pub const BASIS_POINTS: u32 = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("{0:?} is not an ISO 4217 currency code")]
    UnknownCurrency([u8; 3]),
    #[error("a currency code has three capital letters")]
    MalformedCurrency,
    #[error("{left} and {right} cannot be added")]
    MixedCurrencies { left: Currency, right: Currency },
    #[error("the amount is larger than can be kept")]
    Overflow,
}

/// An ISO 4217 currency with its number of minor digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// How many digits its minor unit has: 0 for KRW and JPY, 2 for EUR, 3 for KWD.
    pub fn exponent(self) -> u16 {
        self.0.exponent().unwrap_or(0)
    }

    pub fn code(self) -> &'static str {
        self.0.code()
    }
}

impl FromStr for Currency {
    type Err = Error;

    fn from_str(code: &str) -> Result<Self, Error> {
        let bytes: [u8; 3] = code.as_bytes().try_into().map_err(|_| Error::MalformedCurrency)?;
        let found = iso_currency::Currency::from_code(code).ok_or(Error::UnknownCurrency(bytes))?;
        Ok(Self(found))
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        code.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount in minor units; negative where somebody owes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    pub fn checked_add(self, other: Self) -> Result<Self, Error> {
        let minor = self.minor.checked_add(self.same(other)?).ok_or(Error::Overflow)?;
        Ok(Self { minor, ..self })
    }

    pub fn checked_sub(self, other: Self) -> Result<Self, Error> {
        let minor = self.minor.checked_sub(self.same(other)?).ok_or(Error::Overflow)?;
        Ok(Self { minor, ..self })
    }

    pub fn times(self, quantity: u32) -> Result<Self, Error> {
        let minor = self.minor.checked_mul(i64::from(quantity)).ok_or(Error::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// `numerator / denominator` of this amount, rounded down towards zero.
    ///
    /// Shares are taken of cumulative totals and the difference posted (`MONEY.md`, rounding), so one
    /// direction of rounding is enough. A zero denominator is an overflow.
    pub fn portion(self, numerator: u64, denominator: u64) -> Result<Self, Error> {
        let product = i128::from(self.minor).checked_mul(i128::from(numerator)).ok_or(Error::Overflow)?;
        let quotient = product.checked_div(i128::from(denominator)).ok_or(Error::Overflow)?;
        Ok(Self { minor: i64::try_from(quotient).map_err(|_| Error::Overflow)?, ..self })
    }

    fn same(self, other: Self) -> Result<i64, Error> {
        if self.currency != other.currency {
            return Err(Error::MixedCurrencies { left: self.currency, right: other.currency });
        }
        Ok(other.minor)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = usize::from(self.currency.exponent());
        let sign = if self.minor < 0 { "-" } else { "" };
        let text = format!("{:0>width$}", self.minor.unsigned_abs(), width = digits.saturating_add(1));
        let (whole, fraction) = text.split_at(text.len().saturating_sub(digits));
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction} {}", self.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, code.parse().unwrap())
    }

    #[test]
    fn an_amount_is_shown_with_its_currencys_digits() {
        let check = |minor, code, expected: &str| assert_eq!(money(minor, code).to_string(), expected);
        check(2_550, "EUR", "25.50 EUR");
        check(5, "EUR", "0.05 EUR");
        check(-5, "EUR", "-0.05 EUR");
        check(25_000, "KRW", "25000 KRW");
        check(25_000, "JPY", "25000 JPY");
        check(1_234, "KWD", "1.234 KWD");
    }

    #[test]
    fn currencies_are_never_mixed() {
        assert!(matches!(money(1, "EUR").checked_add(money(1, "USD")), Err(Error::MixedCurrencies { .. })));
        assert_eq!("eur".parse::<Currency>(), Err(Error::UnknownCurrency(*b"eur")));
        assert_eq!("EURO".parse::<Currency>(), Err(Error::MalformedCurrency));
    }

    #[test]
    fn too_much_is_an_error_and_never_wraps() {
        assert_eq!(money(i64::MAX, "EUR").checked_add(money(1, "EUR")), Err(Error::Overflow));
        assert_eq!(money(i64::MAX, "EUR").times(2), Err(Error::Overflow));
        assert_eq!(money(1, "EUR").portion(1, 0), Err(Error::Overflow));
    }

    proptest! {
        #[test]
        fn what_is_added_can_be_taken_off(a in -1_000_000_000_i64..1_000_000_000, b in -1_000_000_000_i64..1_000_000_000) {
            let sum = money(a, "EUR").checked_add(money(b, "EUR")).unwrap();
            prop_assert_eq!(sum.checked_sub(money(b, "EUR")).unwrap(), money(a, "EUR"));
        }

        #[test]
        fn a_portion_is_never_more_than_the_whole(a in 0_i64..i64::MAX, bp in 0_u64..=10_000) {
            let part = money(a, "EUR").portion(bp, u64::from(BASIS_POINTS)).unwrap();
            prop_assert!(part.minor >= 0 && part.minor <= a);
        }
    }
}
