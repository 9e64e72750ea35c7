//! Where an order is sent.

use serde::{Deserialize, Serialize};

use crate::domain::field::{FieldError, Mistakes};

const NAME_CHARS_MAX: usize = 100;
const LINE_CHARS_MAX: usize = 120;
const CITY_CHARS_MAX: usize = 100;
const REGION_CHARS_MAX: usize = 100;
const POSTAL_CODE_CHARS_MAX: usize = 16;

/// What a buyer typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressForm {
    pub name: String,
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub region: Option<String>,
    pub postal_code: String,
    pub country: String,
}

/// An address that fits on a label: trimmed, each part on one line, none too long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub name: String,
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub region: Option<String>,
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl Address {
    /// Every mistake at once, at fields such as `address.city`.
    pub fn parse(form: &AddressForm) -> Result<Self, Vec<FieldError>> {
        let mut mistakes = Mistakes::default();
        let address = Self {
            name: required(&mut mistakes, "address.name", &form.name, NAME_CHARS_MAX),
            line1: required(&mut mistakes, "address.line1", &form.line1, LINE_CHARS_MAX),
            line2: optional(&mut mistakes, "address.line2", form.line2.as_deref(), LINE_CHARS_MAX),
            city: required(&mut mistakes, "address.city", &form.city, CITY_CHARS_MAX),
            region: optional(&mut mistakes, "address.region", form.region.as_deref(), REGION_CHARS_MAX),
            postal_code: required(
                &mut mistakes,
                "address.postal_code",
                &form.postal_code,
                POSTAL_CODE_CHARS_MAX,
            ),
            country: form.country.trim().to_ascii_uppercase(),
        };
        let is_code =
            address.country.len() == 2 && address.country.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_code {
            mistakes.add("address.country", "must be a country code of two letters, such as DE or KR");
        }
        let errors = mistakes.into_errors();
        if errors.is_empty() { Ok(address) } else { Err(errors) }
    }
}

fn required(mistakes: &mut Mistakes, field: &str, text: &str, chars_max: usize) -> String {
    let text = text.trim();
    mistakes.line(field, text, chars_max);
    text.to_owned()
}

fn optional(mistakes: &mut Mistakes, field: &str, text: Option<&str>, chars_max: usize) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    Some(required(mistakes, field, text, chars_max))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> AddressForm {
        AddressForm {
            name: " 김민지 ".to_owned(),
            line1: "Rathausplatz 1".to_owned(),
            line2: Some("  ".to_owned()),
            city: "Köln".to_owned(),
            region: None,
            postal_code: "50667".to_owned(),
            country: "de".to_owned(),
        }
    }

    #[test]
    fn an_address_is_trimmed_and_its_country_is_a_code() {
        let address = Address::parse(&form()).unwrap();
        assert_eq!((address.name.as_str(), address.line2, address.country.as_str()), ("김민지", None, "DE"));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let wrong = AddressForm {
            name: String::new(),
            line1: "a".repeat(121),
            city: "Köln\nHinterhof".to_owned(),
            country: "Germany".to_owned(),
            ..form()
        };
        let fields: Vec<String> =
            Address::parse(&wrong).unwrap_err().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["address.name", "address.line1", "address.city", "address.country"]);
    }
}
