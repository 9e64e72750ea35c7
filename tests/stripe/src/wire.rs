//! Amounts as Stripe writes them, by its own list of special cases.

use greenlit::domain::money::{Currency, Money};

use crate::error::Refusal;

pub(crate) fn from_minor(amount: Money) -> i64 {
    match amount.currency.code() {
        "ISK" | "UGX" => amount.minor.saturating_mul(100),
        "MGA" => amount.minor / 100,
        _ => amount.minor,
    }
}

pub(crate) fn to_money(wire: i64, currency: &str) -> Result<Money, Refusal> {
    let invalid = || Refusal::parameter("parameter_invalid", "currency", "Invalid currency");
    let is_lower = currency.bytes().all(|letter| letter.is_ascii_lowercase());
    let found: Currency = currency.to_ascii_uppercase().parse().map_err(|_| invalid())?;
    if !is_lower {
        return Err(invalid());
    }
    let minor = match found.code() {
        "ISK" | "UGX" if wire % 100 != 0 => {
            return Err(Refusal::parameter("parameter_invalid", "amount", "Decimals must be zero"));
        }
        "ISK" | "UGX" => wire / 100,
        "MGA" => wire.saturating_mul(100),
        _ => wire,
    };
    Ok(Money::new(minor, found))
}

pub(crate) fn code(currency: Currency) -> String {
    currency.code().to_ascii_lowercase()
}
