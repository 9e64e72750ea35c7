//! Money as the API writes it.

use poem_openapi::Object;

use crate::domain;
use crate::http::problem::Problem;

/// An amount in whole minor units of its currency: 2500 EUR are 25 euros, 2500 KRW are 2,500 won.
#[derive(Debug, Clone, Object)]
pub(super) struct Money {
    pub(super) minor: i64,
    /// ISO 4217.
    pub(super) currency: String,
}

impl From<domain::money::Money> for Money {
    fn from(money: domain::money::Money) -> Self {
        Self { minor: money.minor, currency: money.currency.code().to_owned() }
    }
}

impl Money {
    /// The amount, or which field names no currency.
    pub(super) fn parse(&self, field: &str) -> Result<domain::money::Money, Problem> {
        let currency = self.currency.parse();
        let currency = currency.map_err(|error: domain::money::Error| {
            Problem::fields([(format!("{field}.currency"), error.to_string())])
        })?;
        Ok(domain::money::Money::new(self.minor, currency))
    }
}
