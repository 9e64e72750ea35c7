//! The form as a round's draft: every field parsed, every mistake named at once.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::decimal;
use super::length;
use super::rows::{COUNTRIES, PRIZES, Table, VARIANTS, lines};
use crate::app::round::{Draft, Error};
use crate::domain::field::FieldError;
use crate::domain::money::Currency;
use crate::domain::rules::{
    GateTerms, IntegrityTerms, PrizeTerm, Product, Rules, ScoringTerms, ShippingFee, Tax, Variant, Windows,
};
use crate::http::problem::Problem;
use crate::http::site::Form;
use crate::text::Locale;

/// Takes the place of a currency that cannot be read, so that reading goes on.
const STAND_IN: &str = "EUR";
/// No currency has more digits.
const DIGITS_MAX: u16 = 4;
/// Fields that count in the currency's smallest unit, which people do not type.
const MINOR: &str = "_minor";

/// The currency, where there is one by this name.
pub(super) fn currency(form: &Form) -> Option<Currency> {
    form.text("currency").parse().ok()
}

/// What the form says, or everything that is wrong with it: what cannot be read, and what the rules refuse of the rest.
pub(super) fn draft(form: &Form, locale: &Locale) -> Result<Draft, Problem> {
    let mut reader = Reader {
        form,
        locale,
        digits: currency(form).map_or(DIGITS_MAX, Currency::exponent),
        wrong: Vec::new(),
    };
    let Some(rules) = reader.rules() else {
        return Err(Problem::fields(reader.wrong));
    };
    let (title, brief) = (form.text("title").to_owned(), reader.text("brief"));
    if reader.wrong.is_empty() {
        return Ok(Draft { title, brief, rules });
    }
    let unread: Vec<String> = reader.wrong.iter().map(|(field, _)| section(field).to_owned()).collect();
    let mut others = crate::domain::round::check(&title, &brief);
    others.extend(rules.check());
    // Rows get their ids when they are saved.
    others.retain(|mistake| mistake.field.rsplit('.').next() != Some("id"));
    others.retain(|mistake| !unread.iter().any(|known| known == section(&mistake.field)));
    let named = others.into_iter().map(|mistake| explain(mistake, locale));
    Err(Problem::fields(reader.wrong.into_iter().chain(named)))
}

/// A refusal of the use case with its mistakes in the words of the form.
pub(super) fn explained(error: Error, locale: &Locale) -> Problem {
    if let Error::Fields(wrong) = error {
        return Problem::fields(wrong.into_iter().map(|mistake| explain(mistake, locale)));
    }
    if matches!(error, Error::CurrencyFixed(_)) {
        return Problem::fields([("currency", error.to_string())]);
    }
    if matches!(error, Error::PrizesBelowFunding(_)) {
        return Problem::fields([("prizes", error.to_string())]);
    }
    error.into()
}

fn explain(mistake: FieldError, locale: &Locale) -> (String, String) {
    let is_minor = mistake.field.ends_with(MINOR);
    let note =
        if is_minor { format!(" {}", locale.text("round-form-in-smallest-unit")) } else { String::new() };
    (mistake.field, format!("{}{note}", mistake.message))
}

/// The part of the rules that a field belongs to: mistakes there may follow from what could not be read.
fn section(field: &str) -> &str {
    field.split(['.', '[']).next().unwrap_or(field)
}

struct Reader<'a> {
    form: &'a Form,
    locale: &'a Locale,
    /// Of the currency.
    digits: u16,
    wrong: Vec<(String, String)>,
}

impl Reader<'_> {
    fn rules(&mut self) -> Option<Rules> {
        let currency = self.currency()?;
        Some(Rules {
            version: 1,
            currency,
            windows: Windows {
                submissions_open_at: self.instant("windows.submissions_open_at"),
                scoring_open_at: self.instant("windows.scoring_open_at"),
                scoring_close_at: self.instant("windows.scoring_close_at"),
            },
            cooperation: self.text("cooperation"),
            eligibility: self.text("eligibility"),
            designs_per_designer_max: self.number("designs_per_designer_max"),
            product: self.product(),
            shipping: self.shipping(),
            tax: Tax {
                basis_points: self.percent("tax.basis_points"),
                included: self.form.is("tax.included", "yes"),
            },
            prizes: self.prizes(),
            campaigns_max: self.number("campaigns_max"),
            gate: self.gate(),
            scoring: self.scoring(),
            royalty_basis_points: self.percent("royalty_basis_points"),
            integrity: Some(self.integrity()),
        })
    }

    fn currency(&mut self) -> Option<Currency> {
        let read = self.form.text("currency").parse::<Currency>();
        if let Err(error) = &read {
            self.wrong.push(("currency".to_owned(), error.to_string()));
        }
        read.or_else(|_| STAND_IN.parse()).ok()
    }

    fn product(&mut self) -> Product {
        Product {
            name: self.form.text("product.name").to_owned(),
            description: self.text("product.description"),
            print_width_px_min: self.number("product.print_width_px_min"),
            print_height_px_min: self.number("product.print_height_px_min"),
            variants: self.each(VARIANTS, |reader, at| Variant {
                id: Uuid::nil().into(),
                sku: reader.form.text(&format!("{at}.sku")).to_owned(),
                size: reader.form.text(&format!("{at}.size")).to_owned(),
                colour: reader.form.text(&format!("{at}.colour")).to_owned(),
                price_minor: reader.amount(&format!("{at}.price_minor")),
            }),
        }
    }

    fn shipping(&mut self) -> Vec<ShippingFee> {
        self.each(COUNTRIES, |reader, at| ShippingFee {
            country: reader.form.text(&format!("{at}.country")).to_uppercase(),
            fee_minor: reader.amount(&format!("{at}.fee_minor")),
        })
    }

    fn prizes(&mut self) -> Vec<PrizeTerm> {
        self.each(PRIZES, |reader, at| PrizeTerm {
            place: reader.number(&format!("{at}.place")),
            amount_minor: reader.amount(&format!("{at}.amount_minor")),
        })
    }

    fn gate(&mut self) -> GateTerms {
        GateTerms {
            threshold_units: self.number("gate.threshold_units"),
            cap_units: self.optional("gate.cap_units"),
            per_buyer_units_max: self.optional("gate.per_buyer_units_max"),
            on_threshold: self.form.has("gate.on_threshold"),
            sale_seconds: self.length("gate.sale_seconds"),
            last_call_seconds: self.length("gate.last_call_seconds"),
            notice_seconds: self.length("gate.notice_seconds"),
            grace_seconds: self.length("gate.grace_seconds"),
            short_seconds: self.length("gate.short_seconds"),
        }
    }

    fn scoring(&mut self) -> ScoringTerms {
        ScoringTerms {
            weight_percent: self.number("scoring.weight_percent"),
            prior_ballots: self.number("scoring.prior_ballots"),
            scores_min: self.number("scoring.scores_min"),
            count_from: self.number("scoring.count_from"),
            counted_max: self.number("scoring.counted_max"),
            skips_free: self.number("scoring.skips_free"),
            joined_before_open: self.form.has("scoring.joined_before_open"),
            extension_seconds: self.length("scoring.extension_seconds"),
            names_masked: self.form.has("scoring.names_masked"),
        }
    }

    /// A threshold that the form does not have is as usual.
    fn integrity(&mut self) -> IntegrityTerms {
        let usual = IntegrityTerms::USUAL.numbers();
        IntegrityTerms::of_numbers(|path| {
            let field = format!("integrity.{path}");
            let usual = usual.iter().find(|(each, _)| *each == path).map(|(_, number)| *number);
            match usual {
                Some(number) if !self.form.has(&field) => number,
                Some(_) | None => self.number(&field),
            }
        })
    }

    /// Several lines, which browsers end with two characters.
    fn text(&self, field: &str) -> String {
        self.form.text(field).replace("\r\n", "\n")
    }

    /// The rows of a list; the one empty row of an empty list is none.
    fn each<T>(&mut self, table: Table, read: impl Fn(&mut Self, &str) -> T) -> Vec<T> {
        let mut found = Vec::new();
        for line in lines(self.form, table) {
            if line.fields.iter().any(|field| !self.form.text(field).is_empty()) {
                found.push(read(self, &line.name));
            }
        }
        found
    }

    fn number<T: FromStr + Default>(&mut self, field: &str) -> T {
        let read = self.form.text(field).parse().ok();
        self.or_wrong(field, read, "round-form-wrong-number")
    }

    fn optional(&mut self, field: &str) -> Option<u32> {
        if self.form.text(field).is_empty() { None } else { Some(self.number(field)) }
    }

    fn amount(&mut self, field: &str) -> i64 {
        let read = decimal::read(self.form.text(field), self.digits);
        let message = if self.digits == 0 { "round-form-wrong-whole" } else { "round-form-wrong-amount" };
        self.or_wrong(field, read, message)
    }

    fn percent(&mut self, field: &str) -> u32 {
        let read = decimal::read(self.form.text(field), decimal::PERCENT_DIGITS);
        let read = read.and_then(|number| u32::try_from(number).ok());
        self.or_wrong(field, read, "round-form-wrong-percent")
    }

    fn length(&mut self, field: &str) -> u32 {
        let read = length::read(self.form.text(field), self.locale);
        self.or_wrong(field, read, "round-form-wrong-length")
    }

    fn instant(&mut self, field: &str) -> DateTime<Utc> {
        match self.form.instant(field, self.locale) {
            Ok(at) => at,
            Err(problem) => {
                self.wrong.extend(problem.errors().map(|(field, what)| (field.to_owned(), what.to_owned())));
                DateTime::default()
            }
        }
    }

    /// A value that stands in for what cannot be read, so that reading goes on.
    fn or_wrong<T: Default>(&mut self, field: &str, read: Option<T>, message: &str) -> T {
        read.unwrap_or_else(|| {
            self.wrong.push((field.to_owned(), self.locale.text(message)));
            T::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::super::fill;
    use super::super::rows::tidied;
    use super::*;
    use crate::domain::rules::support;

    fn locale() -> Locale {
        Locale::english(Tz::Europe__Berlin)
    }

    fn filled(rules: &Rules) -> Vec<(String, String)> {
        let mut fields = fill::rules(rules, &locale());
        fields.push(("title".to_owned(), "Winter 2030".to_owned()));
        fields.push(("brief".to_owned(), "Snow, in two colours.".to_owned()));
        fields
    }

    fn wrong(change: &[(&str, &str)]) -> Vec<String> {
        let mut fields = filled(&support::rules());
        fields.retain(|(name, _)| change.iter().all(|(known, _)| known != name));
        fields.extend(change.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let problem = draft(&tidied(&Form::filled(fields)), &locale()).unwrap_err();
        problem.errors().map(|(field, _)| field.to_owned()).collect()
    }

    #[test]
    fn rules_come_back_from_the_form_as_they_went_in() {
        let mut expected = support::rules();
        for variant in &mut expected.product.variants {
            variant.id = Uuid::nil().into();
        }
        expected.version = 1;
        let found = draft(&Form::filled(filled(&expected)), &locale()).unwrap();
        assert_eq!(found.rules, expected);
        assert_eq!(found.title, "Winter 2030");
    }

    #[test]
    fn everything_that_cannot_be_read_is_named_at_once() {
        let found = wrong(&[
            ("product.variants[0].price_minor", "25,50"),
            ("gate.sale_seconds", "two weeks"),
            ("tax.basis_points", "a fifth"),
            ("windows.scoring_open_at", ""),
            ("scoring.scores_min", "many"),
        ]);
        let expected = [
            "windows.scoring_open_at",
            "product.variants[0].price_minor",
            "tax.basis_points",
            "gate.sale_seconds",
            "scoring.scores_min",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_the_rules_refuse_elsewhere_is_named_beside_it() {
        assert_eq!(wrong(&[("gate.sale_seconds", "?"), ("title", "")]), ["gate.sale_seconds", "title"]);
    }

    #[test]
    fn without_a_currency_all_the_rest_is_read() {
        assert_eq!(wrong(&[("currency", "EURO"), ("title", "")]), ["currency", "title"]);
    }
}
