use proptest::prelude::*;

use super::support::rules;
use super::*;
use crate::domain::money::{self, Money};

fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

/// The fields that are refused after a change, in the document's order.
fn check(change: impl FnOnce(&mut Rules), expected: &[&str]) {
    let mut changed = rules();
    change(&mut changed);
    let found: Vec<String> = changed.check().into_iter().map(|mistake| mistake.field).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_good_document_has_no_mistakes() {
    check(|_| {}, &[]);
    check(|r| r.prizes.clear(), &[]);
    check(|r| r.gate.cap_units = None, &[]);
    check(|r| r.gate.per_buyer_units_max = None, &[]);
    check(|r| r.gate.cap_units = Some(20), &[]);
}

#[test]
fn windows_come_one_after_the_other() {
    check(|r| r.windows.scoring_open_at = r.windows.submissions_open_at, &["windows.scoring_open_at"]);
    check(|r| r.windows.scoring_close_at = r.windows.scoring_open_at, &["windows.scoring_close_at"]);
    check(|r| r.windows.scoring_close_at += chrono::TimeDelta::days(730), &["windows.scoring_close_at"]);
}

#[test]
fn texts_are_neither_empty_nor_endless() {
    check(|r| r.cooperation = "  ".to_owned(), &["cooperation"]);
    check(|r| r.eligibility.clear(), &["eligibility"]);
    check(|r| r.product.name = "x".repeat(121), &["product.name"]);
    check(|r| r.product.description.clear(), &["product.description"]);
    check(|r| r.product.variants[1].size.clear(), &["product.variants[1].size"]);
    check(|r| r.product.variants[1].colour = "re\nd".to_owned(), &["product.variants[1].colour"]);
}

#[test]
fn variants_exist_cost_something_and_differ() {
    check(|r| r.product.variants.clear(), &["product.variants"]);
    check(|r| r.product.variants[0].price_minor = 0, &["product.variants[0].price_minor"]);
    check(|r| r.product.variants[0].price_minor = -1, &["product.variants[0].price_minor"]);
    check(|r| r.product.variants[1].sku = "TEE-M".to_owned(), &["product.variants[1].sku"]);
    check(|r| r.product.variants[1].id = r.product.variants[0].id, &["product.variants[1].id"]);
    check(|r| r.product.print_width_px_min = 0, &["product.print_width_px_min"]);
    check(|r| r.product.print_width_px_min = 30_000, &["product.print_height_px_min"]);
}

#[test]
fn at_least_one_real_country_is_shipped_to() {
    check(|r| r.shipping.clear(), &["shipping"]);
    check(|r| r.shipping[0].fee_minor = -1, &["shipping[0].fee_minor"]);
    check(|r| r.shipping[0].fee_minor = 0, &[]);
    check(|r| r.shipping[1].country = "DE".to_owned(), &["shipping[1].country"]);
    for wrong in ["", "de", "DEU", "D1", "한"] {
        check(|r| r.shipping[1].country = wrong.to_owned(), &["shipping[1].country"]);
    }
}

#[test]
fn rates_and_prizes_are_within_their_scale() {
    check(|r| r.tax.basis_points = 9_999, &[]);
    check(|r| r.tax.basis_points = 10_000, &["tax.basis_points"]);
    check(|r| r.royalty_basis_points = 10_000, &[]);
    check(|r| r.royalty_basis_points = 10_001, &["royalty_basis_points"]);
    check(|r| r.prizes[0].place = 0, &["prizes[0].place"]);
    check(|r| r.prizes[1].place = 1, &["prizes[1].place"]);
    check(|r| r.prizes[1].amount_minor = 0, &["prizes[1].amount_minor"]);
}

#[test]
fn the_gate_can_be_reached_and_its_clocks_are_bounded() {
    check(|r| r.gate.threshold_units = 0, &["gate.threshold_units"]);
    check(|r| r.gate.cap_units = Some(19), &["gate.cap_units"]);
    check(|r| r.gate.per_buyer_units_max = Some(0), &["gate.per_buyer_units_max"]);
    check(|r| r.gate.sale_seconds = 3_599, &["gate.sale_seconds"]);
    check(|r| r.gate.sale_seconds = 365 * 86_400 + 1, &["gate.sale_seconds"]);
    check(|r| r.gate.last_call_seconds = 3_601, &["gate.last_call_seconds"]);
    check(|r| r.gate.notice_seconds = 3_599, &["gate.notice_seconds"]);
    check(|r| r.gate.grace_seconds = 86_399, &["gate.grace_seconds"]);
    check(|r| r.gate.grace_seconds = 30 * 86_400 + 1, &["gate.grace_seconds"]);
    check(|r| r.gate.short_seconds = 0, &["gate.short_seconds"]);
}

#[test]
fn scoring_terms_are_within_their_scale() {
    check(|r| r.scoring.weight_percent = 101, &["scoring.weight_percent"]);
    check(|r| r.scoring.prior_ballots = 0, &["scoring.prior_ballots"]);
    check(|r| r.scoring.scores_min = 0, &["scoring.scores_min"]);
    check(|r| r.scoring.count_from = 0, &["scoring.count_from"]);
    check(|r| r.scoring.counted_max = 9, &["scoring.count_from"]);
    check(|r| r.scoring.skips_free = 1_001, &["scoring.skips_free"]);
    check(|r| r.scoring.extension_seconds = 3_599, &["scoring.extension_seconds"]);
    check(|r| r.scoring.extension_seconds = 3_600, &[]);
    check(|r| r.scoring.extension_seconds = 90 * 86_400 + 1, &["scoring.extension_seconds"]);
    check(|r| r.designs_per_designer_max = 101, &["designs_per_designer_max"]);
    check(|r| r.campaigns_max = 0, &["campaigns_max"]);
}

#[test]
fn all_mistakes_are_said_at_once_with_sentences_that_help() {
    let mut wrong = rules();
    wrong.version = 0;
    wrong.product.variants[1].sku = "TEE-M".to_owned();
    wrong.shipping[0].country = "Germany".to_owned();
    wrong.gate.cap_units = Some(5);
    let said: Vec<String> = wrong.check().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "version: must be from 1 to 4294967295, and it is 0",
            "product.variants[1].sku: must be different in each entry, and TEE-M is there already",
            "shipping[0].country: must be two capital letters, as KR or DE, and it is \"Germany\"",
            "gate.cap_units: must not be below the threshold of 20",
        ]
    );
}

#[test]
fn the_document_comes_back_from_its_canonical_text() {
    let text = rules().canonical_json().unwrap();
    assert_eq!(serde_json::from_str::<Rules>(&text).unwrap(), rules());
    assert!(text.starts_with(r#"{"campaigns_max":2,"cooperation":"You keep"#), "{text}");
    assert_eq!(serde_json::from_str::<Rules>(&text).unwrap().digest().unwrap(), rules().digest().unwrap());
}

#[test]
fn the_digest_is_the_texts_and_changes_with_it() {
    let text = rules().canonical_json().unwrap();
    assert_eq!(rules().digest().unwrap(), Digest::of(text.as_bytes()));
    let other = Rules { campaigns_max: 3, ..rules() };
    assert_ne!(other.digest().unwrap(), rules().digest().unwrap());
}

/// Rules are stored and hashed as texts: a setting that came later must not change what it does not say.
#[test]
fn a_document_from_before_a_setting_keeps_its_text_and_digest() {
    let text = rules().canonical_json().unwrap();
    assert!(!text.contains("extension_seconds") && !text.contains("names_masked"), "{text}");
    let read = serde_json::from_str::<Rules>(&text).unwrap();
    assert_eq!((read.scoring.extension_seconds, read.scoring.names_masked), (0, false));
    let mut used = rules();
    (used.scoring.extension_seconds, used.scoring.names_masked) = (86_400, true);
    let text = used.canonical_json().unwrap();
    assert!(
        text.contains(r#""extension_seconds":86400"#) && text.contains(r#""names_masked":true"#),
        "{text}"
    );
    assert_eq!(serde_json::from_str::<Rules>(&text).unwrap(), used);
}

#[test]
fn a_field_that_nobody_knows_is_refused() {
    let text = rules().canonical_json().unwrap().replacen('{', "{\"bonus\":1,", 1);
    assert!(serde_json::from_str::<Rules>(&text).is_err());
}

#[test]
fn tax_on_top_is_rounded_half_up_and_included_tax_adds_nothing() {
    let check = |basis_points, included, net, expected| {
        assert_eq!(Tax { basis_points, included }.on_top_of(eur(net)), Ok(eur(expected)));
    };
    check(1_000, false, 5_500, 550);
    check(1_900, false, 1_234, 234);
    check(750, false, 1_020, 77);
    check(750, false, 1_019, 76);
    check(1_000, true, 5_500, 0);
    let most = Tax { basis_points: 9_999, included: false };
    assert_eq!(most.on_top_of(eur(i64::MAX)).map(|tax| tax.minor > 0), Ok(true));
    let beyond = Tax { basis_points: 20_000, included: false };
    assert_eq!(beyond.on_top_of(eur(i64::MAX)), Err(money::Error::Overflow));
}

#[test]
fn the_smallest_order_is_one_cheapest_variant_to_the_cheapest_country_with_tax() {
    assert_eq!(rules().total_min(), Ok(Some(eur(3_300))));
    let included = Rules { tax: Tax { basis_points: 1_900, included: true }, ..rules() };
    assert_eq!(included.total_min(), Ok(Some(eur(3_000))));
    assert_eq!(Rules { shipping: Vec::new(), ..rules() }.total_min(), Ok(None));
}

#[test]
fn every_price_fee_tax_and_prize_is_listed_for_the_provider() {
    let mut small = rules();
    small.product.variants.truncate(1);
    small.shipping.truncate(1);
    small.prizes.truncate(1);
    let listed = small.amounts().unwrap();
    let expected = [
        ("product.variants[0].price_minor", 2_500),
        ("tax.basis_points", 250),
        ("shipping[0].fee_minor", 500),
        ("tax.basis_points", 50),
        ("prizes[0].amount_minor", 100_000),
    ];
    assert_eq!(listed, expected.map(|(field, minor)| (field.to_owned(), eur(minor))));
}

#[test]
fn a_tax_that_needs_rounding_needs_a_currency_with_single_units() {
    let mut rounded = rules();
    rounded.tax.basis_points = 1_933;
    let unit = ("tax.basis_points".to_owned(), eur(1));
    assert!(rounded.amounts().unwrap().contains(&unit));
    rounded.tax.included = true;
    assert!(!rounded.amounts().unwrap().contains(&unit));
}

proptest! {
    #[test]
    fn no_order_is_smaller_than_the_smallest(price in 1_i64..100_000, fee in 0_i64..10_000, rate in 0_u32..10_000) {
        let mut random = rules();
        random.tax.basis_points = rate;
        random.product.variants[0].price_minor = price;
        random.shipping[0].fee_minor = fee;
        let smallest = random.total_min().unwrap().unwrap();
        for variant in &random.product.variants {
            for country in &random.shipping {
                let net = eur(variant.price_minor).checked_add(eur(country.fee_minor)).unwrap();
                let total = net.checked_add(random.tax.on_top_of(net).unwrap()).unwrap();
                prop_assert!(smallest.minor <= total.minor);
            }
        }
    }
}
