//! What an order costs: its lines, address and country held against the round's rules.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::address::{Address, AddressForm};
use crate::domain::field::{FieldError, Mistakes};
use crate::domain::id::VariantId;
use crate::domain::money::{BASIS_POINTS, Error, Money};
use crate::domain::rules::{Rules, Tax};

/// Of one variant in one order.
pub const QUANTITY_MAX: u32 = 999;
const COUNTRY: &str = "address.country";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub variant: VariantId,
    pub quantity: u32,
}

/// What a buyer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub lines: Vec<Line>,
    pub address: AddressForm,
}

/// An order that can be taken, with what it costs. `total` is what will be charged, and no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// With the price of one unit each, as it is today.
    pub lines: Vec<(Line, Money)>,
    pub address: Address,
    pub units: u32,
    pub goods: Money,
    pub shipping: Money,
    /// Contained in `goods` and `shipping` where the rules include tax, else on top of them.
    pub tax: Money,
    pub tax_included: bool,
    pub total: Money,
}

/// What lines cost in a country, before anybody says where in it they go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// With the price of one unit each, as it is today.
    pub lines: Vec<(Line, Money)>,
    pub units: u32,
    pub goods: Money,
    pub shipping: Money,
    /// Contained in `goods` and `shipping` where the rules include tax, else on top of them.
    pub tax: Money,
    pub tax_included: bool,
    pub total: Money,
}

/// Prices an order, or says everything that is wrong with it. Cap and per-buyer limit are the campaign's
/// counters' to refuse; whether the total can be charged is the provider's.
pub fn place(rules: &Rules, order: &Order) -> Result<Placed, Vec<FieldError>> {
    let quoted = quote(rules, &order.lines, &order.address.country);
    match (quoted, Address::parse(&order.address)) {
        (Ok(quote), Ok(address)) => Ok(Placed::new(quote, address)),
        (Ok(_), Err(wrong)) => Err(wrong),
        (Err(errors), Ok(_)) => Err(errors),
        (Err(mut errors), Err(wrong)) => {
            let is_known = errors.iter().any(|error| error.field == COUNTRY);
            errors.extend(wrong.into_iter().filter(|error| !is_known || error.field != COUNTRY));
            Err(errors)
        }
    }
}

/// Prices lines to a country, or says everything that is wrong with them.
pub fn quote(rules: &Rules, lines: &[Line], country: &str) -> Result<Quote, Vec<FieldError>> {
    let mut mistakes = Mistakes::default();
    let lines = priced(rules, lines, &mut mistakes);
    let fee = shipping(rules, country);
    if fee.is_none() {
        mistakes.add(COUNTRY, "is not a country that this product is shipped to");
    }
    let errors = mistakes.into_errors();
    match fee {
        Some(fee) if errors.is_empty() => {
            total(rules, lines, fee).map_err(|error| vec![FieldError::new("lines", error.to_string())])
        }
        Some(_) | None => Err(errors),
    }
}

impl Placed {
    fn new(quote: Quote, address: Address) -> Self {
        let Quote { lines, units, goods, shipping, tax, tax_included, total } = quote;
        Self { lines, address, units, goods, shipping, tax, tax_included, total }
    }
}

fn priced(rules: &Rules, lines: &[Line], mistakes: &mut Mistakes) -> Vec<(Line, Money)> {
    if lines.is_empty() {
        mistakes.add("lines", "must have at least one line");
    }
    let mut seen = BTreeSet::new();
    let mut priced = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        mistakes.within(&format!("lines[{index}].quantity"), &line.quantity, 1..=QUANTITY_MAX);
        if !seen.insert(line.variant) {
            mistakes.add(format!("lines[{index}].variant"), "is in the order twice; add up its quantities");
        }
        match rules.product.variants.iter().find(|variant| variant.id == line.variant) {
            Some(variant) => priced.push((*line, Money::new(variant.price_minor, rules.currency))),
            None => mistakes.add(format!("lines[{index}].variant"), "is not a variant of this product"),
        }
    }
    priced
}

fn shipping(rules: &Rules, country: &str) -> Option<Money> {
    let country = country.trim();
    let fee = rules.shipping.iter().find(|fee| fee.country.eq_ignore_ascii_case(country))?;
    Some(Money::new(fee.fee_minor, rules.currency))
}

fn total(rules: &Rules, lines: Vec<(Line, Money)>, fee: Money) -> Result<Quote, Error> {
    let zero = Money::zero(rules.currency);
    let mut units = 0_u32;
    let mut goods = zero;
    for (line, price) in &lines {
        units = units.checked_add(line.quantity).ok_or(Error::Overflow)?;
        goods = goods.checked_add(price.times(line.quantity)?)?;
    }
    let before_tax = goods.checked_add(fee)?;
    let (tax, total) = taxed(rules.tax, before_tax)?;
    Ok(Quote { lines, units, goods, shipping: fee, tax, tax_included: rules.tax.included, total })
}

/// The tax of an order and its total. Included: the part of the sum that is tax, `sum * bp / (10,000 + bp)`
/// rounded down, and the total stays. Added: `sum * bp / 10,000` rounded half up.
fn taxed(tax: Tax, sum: Money) -> Result<(Money, Money), Error> {
    if tax.included {
        let whole = u64::from(BASIS_POINTS).saturating_add(u64::from(tax.basis_points));
        return Ok((sum.portion(u64::from(tax.basis_points), whole)?, sum));
    }
    let added = tax.on_top_of(sum)?;
    Ok((added, sum.checked_add(added)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::rules::support::rules;

    fn line(variant: u128, quantity: u32) -> Line {
        Line { variant: VariantId::new(Uuid::from_u128(variant)), quantity }
    }

    fn order(lines: &[Line], country: &str) -> Order {
        let address = AddressForm {
            name: "Kim".to_owned(),
            line1: "Street 1".to_owned(),
            city: "Seoul".to_owned(),
            postal_code: "04524".to_owned(),
            country: country.to_owned(),
            ..AddressForm::default()
        };
        Order { lines: lines.to_vec(), address }
    }

    fn taxed_at(basis_points: u32, included: bool) -> Rules {
        Rules { tax: Tax { basis_points, included }, ..rules() }
    }

    #[test]
    fn the_example_of_the_journal_costs_60_50() {
        let placed = place(&rules(), &order(&[line(1, 2)], "DE")).unwrap();
        let amounts = [placed.goods, placed.shipping, placed.tax, placed.total].map(|money| money.minor);
        assert_eq!((placed.units, amounts), (2, [5_000, 500, 550, 6_050]));
        assert_eq!(placed.lines[0].1.minor, 2_500);
    }

    #[test]
    fn tax_is_rounded_half_up_on_top_and_down_within() {
        let check = |basis_points, included, lines: &[Line], expected| {
            let placed = place(&taxed_at(basis_points, included), &order(lines, "KR")).unwrap();
            assert_eq!((placed.tax.minor, placed.total.minor), expected, "{basis_points} {included}");
        };
        check(1_900, true, &[line(1, 1)], (638, 4_000));
        check(1_900, false, &[line(1, 1)], (760, 4_760));
        check(775, false, &[line(1, 1), line(2, 1)], (519, 7_219));
        check(1, false, &[line(1, 1)], (0, 4_000));
        check(1, false, &[line(1, 2)], (1, 6_501));
        check(0, true, &[line(1, 1)], (0, 4_000));
        check(0, false, &[line(1, 1)], (0, 4_000));
    }

    #[test]
    fn every_mistake_of_an_order_is_told_at_once() {
        let check = |lines: &[Line], country, expected: &[&str]| {
            let errors = place(&rules(), &order(lines, country)).unwrap_err();
            let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, expected);
        };
        check(&[], "DE", &["lines"]);
        check(&[line(9, 1)], "DE", &["lines[0].variant"]);
        check(&[line(1, 0), line(2, 1_000)], "DE", &["lines[0].quantity", "lines[1].quantity"]);
        check(&[line(1, 1), line(1, 1)], "DE", &["lines[1].variant"]);
        check(&[line(1, 999)], "FR", &["address.country"]);
        check(&[line(1, 1)], "", &["address.country"]);
        let nowhere = Order { address: AddressForm::default(), ..order(&[], "DE") };
        assert_eq!(place(&rules(), &nowhere).unwrap_err().len(), 6);
    }

    #[test]
    fn a_quote_needs_no_address_and_says_what_the_order_will_cost() {
        let quoted = quote(&rules(), &[line(1, 2)], "de").unwrap();
        let placed = place(&rules(), &order(&[line(1, 2)], "DE")).unwrap();
        assert_eq!((quoted.total, quoted.tax, quoted.units), (placed.total, placed.tax, placed.units));
        let fields = quote(&rules(), &[], "FR").unwrap_err().into_iter().map(|error| error.field);
        assert_eq!(fields.collect::<Vec<_>>(), ["lines", "address.country"]);
    }

    #[test]
    fn a_total_that_cannot_be_kept_is_refused() {
        let mut dear = rules();
        dear.product.variants[0].price_minor = i64::MAX;
        assert_eq!(place(&dear, &order(&[line(1, 2)], "DE")).unwrap_err()[0].field, "lines");
    }

    proptest! {
        #[test]
        fn the_total_is_goods_shipping_and_the_tax_that_is_not_in_them(
            first in 1_u32..=999, second in 1_u32..=999, basis_points in 0_u32..10_000, included: bool,
        ) {
            let placed = place(&taxed_at(basis_points, included), &order(&[line(1, first), line(2, second)], "DE")).unwrap();
            let sum = placed.goods.minor + placed.shipping.minor;
            prop_assert_eq!(placed.total.minor, if included { sum } else { sum + placed.tax.minor });
            prop_assert!(placed.tax.minor >= 0 && placed.tax.minor <= sum);
            let untaxed = placed.total.minor - placed.tax.minor;
            let exact = i128::from(untaxed) * i128::from(basis_points);
            prop_assert!((exact - i128::from(placed.tax.minor) * 10_000).abs() <= 20_000);
        }
    }
}
