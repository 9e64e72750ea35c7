//! The amounts that a round can lead to, for the payment provider to say whether it can express them.

use super::{Rules, Tax};
use crate::domain::money::{BASIS_POINTS, Error, Money};

impl Tax {
    /// The tax that comes on top of a net amount, rounded half up; zero where prices contain it.
    pub fn on_top_of(self, net: Money) -> Result<Money, Error> {
        if self.included {
            return Ok(Money::zero(net.currency));
        }
        let half = i128::from(BASIS_POINTS).div_euclid(2);
        self.in_ten_thousandths(net)?
            .checked_add(half)
            .map(|sum| sum.div_euclid(i128::from(BASIS_POINTS)))
            .and_then(|minor| i64::try_from(minor).ok())
            .map(|minor| Money::new(minor, net.currency))
            .ok_or(Error::Overflow)
    }

    /// Whether the tax on a net amount comes out in whole minor units.
    fn is_whole_on(self, net: Money) -> Result<bool, Error> {
        Ok(self.in_ten_thousandths(net)?.rem_euclid(i128::from(BASIS_POINTS)) == 0)
    }

    fn in_ten_thousandths(self, net: Money) -> Result<i128, Error> {
        i128::from(net.minor).checked_mul(i128::from(self.basis_points)).ok_or(Error::Overflow)
    }
}

impl Rules {
    /// All amounts that the provider must be able to express, each with the field it comes from.
    ///
    /// Totals are sums of these. Where the tax of a price or fee is no whole number of minor units, one unit is
    /// listed as well: only a currency that takes single units can follow the rounding of every sum.
    pub fn amounts(&self) -> Result<Vec<(String, Money)>, Error> {
        let mut listed = Vec::new();
        let mut is_tax_whole = true;
        for (field, net) in self.nets() {
            is_tax_whole = is_tax_whole && self.tax.is_whole_on(net)?;
            let tax = self.tax.on_top_of(net)?;
            listed.push((field, net));
            if !tax.is_zero() {
                listed.push(("tax.basis_points".to_owned(), tax));
            }
        }
        if !self.tax.included && !is_tax_whole {
            listed.push(("tax.basis_points".to_owned(), Money::new(1, self.currency)));
        }
        for (index, prize) in self.prizes.iter().enumerate() {
            let amount = Money::new(prize.amount_minor, self.currency);
            listed.push((format!("prizes[{index}].amount_minor"), amount));
        }
        Ok(listed)
    }

    /// The total of the smallest order there can be: one of the cheapest variant to the cheapest country, with tax.
    ///
    /// Absent without a variant or a country, which [`Rules::check`] refuses. It must reach the provider's minimum.
    pub fn total_min(&self) -> Result<Option<Money>, Error> {
        let price = self.product.variants.iter().map(|variant| variant.price_minor).min();
        let fee = self.shipping.iter().map(|shipping| shipping.fee_minor).min();
        let (Some(price), Some(fee)) = (price, fee) else { return Ok(None) };
        let net = Money::new(price, self.currency).checked_add(Money::new(fee, self.currency))?;
        net.checked_add(self.tax.on_top_of(net)?).map(Some)
    }

    fn nets(&self) -> impl Iterator<Item = (String, Money)> {
        let prices = self.product.variants.iter().enumerate().map(|(index, variant)| {
            (format!("product.variants[{index}].price_minor"), Money::new(variant.price_minor, self.currency))
        });
        let fees = self.shipping.iter().enumerate().map(|(index, shipping)| {
            (format!("shipping[{index}].fee_minor"), Money::new(shipping.fee_minor, self.currency))
        });
        prices.chain(fees)
    }
}
