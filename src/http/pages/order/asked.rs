//! What a buyer types into the form of an order: how many of each variant, and where they go.

use crate::domain::id::VariantId;
use crate::domain::money::Money;
use crate::domain::preorder::{Address, AddressForm, Line, Order, Preorder};
use crate::domain::rules::Rules;
use crate::http::problem::Problem;
use crate::http::site::Form;

const QUANTITY: &str = "quantity.";
const TOTAL: &str = "total";

/// A variant with its field.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) name: String,
    pub(crate) size: String,
    pub(crate) colour: String,
    pub(crate) price: Money,
}

/// A country that is shipped to.
#[derive(Debug, Clone)]
pub(crate) struct Country {
    pub(crate) code: String,
    /// Its name's key in the catalogue.
    pub(crate) label: String,
    pub(crate) fee: Money,
}

pub(crate) fn choices(rules: &Rules) -> Vec<Choice> {
    let choice = |variant: &crate::domain::rules::Variant| Choice {
        name: format!("{QUANTITY}{}", variant.id),
        size: variant.size.clone(),
        colour: variant.colour.clone(),
        price: Money::new(variant.price_minor, rules.currency),
    };
    rules.product.variants.iter().map(choice).collect()
}

pub(crate) fn countries(rules: &Rules) -> Vec<Country> {
    let country = |shipping: &crate::domain::rules::ShippingFee| Country {
        code: shipping.country.clone(),
        label: label_of(&shipping.country),
        fee: Money::new(shipping.fee_minor, rules.currency),
    };
    rules.shipping.iter().map(country).collect()
}

/// The key of a country's name.
pub(crate) fn label_of(country: &str) -> String {
    format!("country-{country}")
}

/// The form's order. What is left empty or at zero is not ordered.
pub(crate) fn read(form: &Form) -> Result<Order, Problem> {
    let mut lines = Vec::new();
    let mut wrong = Vec::new();
    for (name, typed) in form.fields() {
        let Some(variant) = name.strip_prefix(QUANTITY).and_then(|id| id.parse::<uuid::Uuid>().ok()) else {
            continue;
        };
        match typed.trim() {
            "" => {}
            typed => match typed.parse::<u32>() {
                Ok(0) => {}
                Ok(quantity) => lines.push(Line { variant: VariantId::new(variant), quantity }),
                Err(_) => wrong.push((name.clone(), "refusal-quantity".to_owned())),
            },
        }
    }
    if wrong.is_empty() { Ok(Order { lines, address: address(form) }) } else { Err(Problem::fields(wrong)) }
}

/// The total that the buyer saw on the page, in minor units.
pub(crate) fn seen_total(form: &Form) -> Option<i64> {
    form.text(TOTAL).parse().ok()
}

/// The same refusal with the names that the form's fields have.
pub(crate) fn named(problem: Problem, order: &Order) -> Problem {
    let name = |field: &str| {
        let line = field.strip_prefix("lines[").and_then(|rest| rest.split(']').next());
        let line = line.and_then(|index| order.lines.get(index.parse::<usize>().ok()?));
        line.map_or_else(|| field.to_owned(), |line| format!("{QUANTITY}{}", line.variant))
    };
    let wrong: Vec<_> = problem.errors().map(|(field, message)| (name(field), message.to_owned())).collect();
    if wrong.is_empty() { problem } else { Problem::fields(wrong) }
}

/// An order's form as the order is now.
pub(crate) fn filled(order: &Preorder) -> Form {
    let Address { name, line1, line2, city, region, postal_code, country } = &order.address;
    let address = [
        ("address.name", name.clone()),
        ("address.line1", line1.clone()),
        ("address.line2", line2.clone().unwrap_or_default()),
        ("address.city", city.clone()),
        ("address.region", region.clone().unwrap_or_default()),
        ("address.postal_code", postal_code.clone()),
        ("address.country", country.clone()),
    ];
    let address = address.into_iter().map(|(field, text)| (field.to_owned(), text));
    let lines =
        order.lines.iter().map(|line| (format!("{QUANTITY}{}", line.variant), line.quantity.to_string()));
    Form::filled(address.chain(lines))
}

fn address(form: &Form) -> AddressForm {
    let text = |field| form.text(field).to_owned();
    let optional = |field| Some(text(field)).filter(|text| !text.is_empty());
    AddressForm {
        name: text("address.name"),
        line1: text("address.line1"),
        line2: optional("address.line2"),
        city: text("address.city"),
        region: optional("address.region"),
        postal_code: text("address.postal_code"),
        country: text("address.country"),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn field(number: u128) -> String {
        format!("{QUANTITY}{}", Uuid::from_u128(number))
    }

    #[test]
    fn what_is_empty_or_zero_is_not_ordered() {
        let form = Form::filled([(field(1), "0"), (field(2), " 3 "), (field(3), "")]);
        let order = read(&form).unwrap();
        assert_eq!(order.lines, [Line { variant: Uuid::from_u128(2).into(), quantity: 3 }]);
    }

    #[test]
    fn a_quantity_that_is_no_number_is_named_by_its_field() {
        let form = Form::filled([(field(1), "many"), (field(2), "-1"), (field(3), "1")]);
        let problem = read(&form).unwrap_err();
        let wrong: Vec<&str> = problem.errors().map(|(field, _)| field).collect();
        assert_eq!(wrong, [field(1), field(2)]);
    }

    #[test]
    fn a_refused_line_is_named_by_its_variants_field() {
        let order = read(&Form::filled([(field(1), ""), (field(2), "2000")])).unwrap();
        let refused = [("lines[0].quantity", "too many"), ("address.city", "missing")];
        let problem = Problem::fields(refused.map(|(field, why)| (field, why.to_owned())));
        let named = named(problem, &order);
        let fields: Vec<&str> = named.errors().map(|(field, _)| field).collect();
        assert_eq!(fields, [field(2).as_str(), "address.city"]);
    }
}
