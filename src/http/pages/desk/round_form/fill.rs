//! A round as the form's fields: what is usual, what an earlier round had, what a draft has.

use super::super::decimal::{self, PERCENT_DIGITS};
use super::length;
use super::rows::{COUNTRIES, PRIZES, VARIANTS, name};
use crate::domain::round::Round;
use crate::domain::rules::{GateTerms, IntegrityTerms, Rules, ScoringTerms, Windows};
use crate::text::{self, Locale};

type Fields = Vec<(String, String)>;

/// What a round has whose admin changes nothing.
pub(super) fn usual(locale: &Locale) -> Fields {
    let lengths = [
        ("gate.last_call_seconds", GateTerms::LAST_CALL_SECONDS),
        ("gate.notice_seconds", GateTerms::NOTICE_SECONDS),
        ("gate.grace_seconds", GateTerms::GRACE_SECONDS),
        ("gate.short_seconds", GateTerms::SHORT_SECONDS),
    ];
    let mut fields: Fields =
        lengths.map(|(name, seconds)| (name.to_owned(), length::write(seconds, locale))).to_vec();
    fields.extend(scoring(&ScoringTerms::USUAL, locale));
    fields.extend(integrity(&IntegrityTerms::USUAL));
    fields
}

/// The rules of an earlier round without its dates and texts.
pub(super) fn like(round: &Round, locale: &Locale) -> Fields {
    let mut fields = rules(&round.rules, locale);
    fields.retain(|(name, _)| !name.starts_with("windows."));
    fields.push(("contest".to_owned(), round.contest.to_string()));
    fields
}

/// Everything that a draft has, with the version of its rules.
pub(super) fn all(round: &Round, locale: &Locale) -> Fields {
    let mut fields = rules(&round.rules, locale);
    fields.push(("title".to_owned(), round.title.clone()));
    fields.push(("brief".to_owned(), round.brief.clone()));
    fields.push(("version".to_owned(), round.rules.version.to_string()));
    fields
}

/// The rules document as it is typed.
pub(super) fn rules(rules: &Rules, locale: &Locale) -> Fields {
    let percent = |basis_points: u32| decimal::trimmed(i64::from(basis_points), PERCENT_DIGITS);
    let mut fields: Fields = [
        ("currency", rules.currency.code().to_owned()),
        ("cooperation", rules.cooperation.clone()),
        ("eligibility", rules.eligibility.clone()),
        ("designs_per_designer_max", rules.designs_per_designer_max.to_string()),
        ("product.name", rules.product.name.clone()),
        ("product.description", rules.product.description.clone()),
        ("product.print_width_px_min", rules.product.print_width_px_min.to_string()),
        ("product.print_height_px_min", rules.product.print_height_px_min.to_string()),
        ("tax.basis_points", percent(rules.tax.basis_points)),
        ("campaigns_max", rules.campaigns_max.to_string()),
        ("royalty_basis_points", percent(rules.royalty_basis_points)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    fields.extend(ticked("tax.included", rules.tax.included));
    fields.extend(windows(&rules.windows, locale));
    fields.extend(gate(&rules.gate, locale));
    fields.extend(scoring(&rules.scoring, locale));
    fields.extend(integrity(&rules.integrity.unwrap_or(IntegrityTerms::USUAL)));
    fields.extend(lists(rules));
    fields
}

fn windows(windows: &Windows, locale: &Locale) -> Fields {
    let at = |name: &str, at| (format!("windows.{name}"), text::local(at, locale));
    vec![
        at("submissions_open_at", windows.submissions_open_at),
        at("scoring_open_at", windows.scoring_open_at),
        at("scoring_close_at", windows.scoring_close_at),
    ]
}

fn gate(gate: &GateTerms, locale: &Locale) -> Fields {
    let lengths = [
        ("gate.sale_seconds", gate.sale_seconds),
        ("gate.last_call_seconds", gate.last_call_seconds),
        ("gate.notice_seconds", gate.notice_seconds),
        ("gate.grace_seconds", gate.grace_seconds),
        ("gate.short_seconds", gate.short_seconds),
    ];
    let limits = [("gate.cap_units", gate.cap_units), ("gate.per_buyer_units_max", gate.per_buyer_units_max)];
    let mut fields: Fields =
        lengths.map(|(name, seconds)| (name.to_owned(), length::write(seconds, locale))).to_vec();
    fields.push(("gate.threshold_units".to_owned(), gate.threshold_units.to_string()));
    let given = limits.into_iter().filter_map(|(name, limit)| Some((name.to_owned(), limit?.to_string())));
    fields.extend(given);
    fields.extend(ticked("gate.on_threshold", gate.on_threshold));
    fields
}

fn scoring(terms: &ScoringTerms, locale: &Locale) -> Fields {
    let mut fields: Fields = [
        ("weight_percent", terms.weight_percent),
        ("prior_ballots", terms.prior_ballots),
        ("scores_min", terms.scores_min),
        ("count_from", terms.count_from),
        ("counted_max", terms.counted_max),
        ("skips_free", terms.skips_free),
    ]
    .map(|(name, number)| (format!("scoring.{name}"), number.to_string()))
    .to_vec();
    let extension = length::write(terms.extension_seconds, locale);
    fields.push(("scoring.extension_seconds".to_owned(), extension));
    fields.extend(ticked("scoring.joined_before_open", terms.joined_before_open));
    fields.extend(ticked("scoring.names_masked", terms.names_masked));
    fields
}

fn integrity(terms: &IntegrityTerms) -> Fields {
    let field = |(path, number): (&str, u32)| (format!("integrity.{path}"), number.to_string());
    terms.numbers().into_iter().map(field).collect()
}

fn lists(rules: &Rules) -> Fields {
    let amount = |minor: i64| decimal::write(minor, rules.currency.exponent());
    let mut fields = Vec::new();
    let mut put = |at: &str, field: &str, value: String| fields.push((format!("{at}.{field}"), value));
    for (index, variant) in rules.product.variants.iter().enumerate() {
        let at = name(VARIANTS, index);
        put(&at, "sku", variant.sku.clone());
        put(&at, "size", variant.size.clone());
        put(&at, "colour", variant.colour.clone());
        put(&at, "price_minor", amount(variant.price_minor));
    }
    for (index, fee) in rules.shipping.iter().enumerate() {
        let at = name(COUNTRIES, index);
        put(&at, "country", fee.country.clone());
        put(&at, "fee_minor", amount(fee.fee_minor));
    }
    for (index, prize) in rules.prizes.iter().enumerate() {
        let at = name(PRIZES, index);
        put(&at, "place", prize.place.to_string());
        put(&at, "amount_minor", amount(prize.amount_minor));
    }
    fields
}

fn ticked(name: &str, is_set: bool) -> Option<(String, String)> {
    is_set.then(|| (name.to_owned(), "yes".to_owned()))
}
