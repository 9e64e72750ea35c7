//! What is wrong with a rules document, all at once: each limit with its unit, each mistake with its field.

use std::collections::BTreeSet;
use std::fmt::Display;

use chrono::TimeDelta;

use super::{GateTerms, PrizeTerm, Product, Rules, ScoringTerms, ShippingFee, Variant, Windows};
use crate::domain::field::{FieldError, Mistakes};
use crate::domain::money::BASIS_POINTS;

const HOUR_SECONDS: u32 = 3_600;
const DAY_SECONDS: u32 = 86_400;

const ROUND_DAYS_MAX: i64 = 730;
const COOPERATION_CHARS_MAX: usize = 100_000;
const ELIGIBILITY_CHARS_MAX: usize = 20_000;
const DESIGNS_PER_DESIGNER_MAX: u32 = 100;
const CAMPAIGNS_MAX: u32 = 100;

const NAME_CHARS_MAX: usize = 120;
const DESCRIPTION_CHARS_MAX: usize = 5_000;
const VARIANTS_MAX: usize = 200;
const SKU_CHARS_MAX: usize = 64;
const SIZE_CHARS_MAX: usize = 40;
const COLOUR_CHARS_MAX: usize = 40;
const PRINT_SIDE_PX_MAX: u32 = 30_000;
/// What an upload may have at most (`DESIGN.md` section 7): a larger print could never be submitted.
const PRINT_PIXELS_MAX: u64 = 100_000_000;

const COUNTRIES_MAX: usize = 250;
const PRIZES_MAX: usize = 100;
const PLACE_MAX: u32 = 10_000;
/// So that 999 units of each of all variants still fit into 64 bits.
const AMOUNT_MINOR_MAX: i64 = 10_000_000_000;

const UNITS_MAX: u32 = 10_000_000;
const SALE_SECONDS_MAX: u32 = 365 * DAY_SECONDS;
const LAST_CALL_SECONDS_MAX: u32 = HOUR_SECONDS;
const NOTICE_SECONDS_MAX: u32 = 14 * DAY_SECONDS;
const GRACE_SECONDS_MAX: u32 = 30 * DAY_SECONDS;
const SHORT_SECONDS_MAX: u32 = 60 * DAY_SECONDS;

const PRIOR_BALLOTS_MAX: u32 = 1_000;
const SCORES_MIN_MAX: u32 = 10_000;
const COUNTED_MAX: u32 = 10_000;
const EXTENSION_SECONDS_MAX: u32 = 90 * DAY_SECONDS;
const SKIPS_FREE_MAX: u32 = 1_000;

impl Rules {
    /// Every mistake in the document, in its order; none means that a round can be run by it.
    ///
    /// Whether the provider settles the currency and can express the amounts is asked apart ([`Rules::amounts`]).
    pub fn check(&self) -> Vec<FieldError> {
        let mut mistakes = Mistakes::default();
        let m = &mut mistakes;
        m.within("version", &self.version, 1..=u32::MAX);
        windows(&self.windows, m);
        m.text("cooperation", &self.cooperation, COOPERATION_CHARS_MAX);
        m.text("eligibility", &self.eligibility, ELIGIBILITY_CHARS_MAX);
        m.within("designs_per_designer_max", &self.designs_per_designer_max, 1..=DESIGNS_PER_DESIGNER_MAX);
        product(&self.product, m);
        shipping(&self.shipping, m);
        if self.tax.basis_points >= BASIS_POINTS {
            m.add("tax.basis_points", "must be below 10000, which is 100 %");
        }
        prizes(&self.prizes, m);
        m.within("campaigns_max", &self.campaigns_max, 1..=CAMPAIGNS_MAX);
        gate(&self.gate, m);
        scoring(&self.scoring, m);
        m.within("royalty_basis_points", &self.royalty_basis_points, 0..=BASIS_POINTS);
        if let Some(terms) = &self.integrity {
            terms.check(m);
        }
        mistakes.into_errors()
    }
}

fn windows(windows: &Windows, m: &mut Mistakes) {
    if windows.scoring_open_at <= windows.submissions_open_at {
        m.add(
            "windows.scoring_open_at",
            "must be after submissions_open_at: submissions end where scoring opens",
        );
    }
    if windows.scoring_close_at <= windows.scoring_open_at {
        m.add("windows.scoring_close_at", "must be after scoring_open_at");
    }
    let length = windows.scoring_close_at.signed_duration_since(windows.submissions_open_at);
    if length > TimeDelta::days(ROUND_DAYS_MAX) {
        let message = format!("must be within {ROUND_DAYS_MAX} days of submissions_open_at");
        m.add("windows.scoring_close_at", message);
    }
}

fn product(product: &Product, m: &mut Mistakes) {
    m.line("product.name", &product.name, NAME_CHARS_MAX);
    m.text("product.description", &product.description, DESCRIPTION_CHARS_MAX);
    let [width, height] = [product.print_width_px_min, product.print_height_px_min];
    m.within("product.print_width_px_min", &width, 1..=PRINT_SIDE_PX_MAX);
    m.within("product.print_height_px_min", &height, 1..=PRINT_SIDE_PX_MAX);
    if u64::from(width).saturating_mul(u64::from(height)) > PRINT_PIXELS_MAX {
        let message = format!("makes more than {PRINT_PIXELS_MAX} pixels, which no artwork may have");
        m.add("product.print_height_px_min", message);
    }
    count("product.variants", product.variants.len(), 1, VARIANTS_MAX, m);
    for (index, each) in product.variants.iter().enumerate() {
        variant(&format!("product.variants[{index}]"), each, m);
    }
    distinct("product.variants", "id", product.variants.iter().map(|each| each.id), m);
    distinct("product.variants", "sku", product.variants.iter().map(|each| each.sku.as_str()), m);
}

fn variant(at: &str, variant: &Variant, m: &mut Mistakes) {
    m.line(&format!("{at}.sku"), &variant.sku, SKU_CHARS_MAX);
    m.line(&format!("{at}.size"), &variant.size, SIZE_CHARS_MAX);
    m.line(&format!("{at}.colour"), &variant.colour, COLOUR_CHARS_MAX);
    m.within(&format!("{at}.price_minor"), &variant.price_minor, 1..=AMOUNT_MINOR_MAX);
}

fn shipping(fees: &[ShippingFee], m: &mut Mistakes) {
    count("shipping", fees.len(), 1, COUNTRIES_MAX, m);
    for (index, fee) in fees.iter().enumerate() {
        let code = fee.country.as_bytes();
        if code.len() != 2 || !code.iter().all(u8::is_ascii_uppercase) {
            let message = format!("must be two capital letters, as KR or DE, and it is {:?}", fee.country);
            m.add(format!("shipping[{index}].country"), message);
        }
        m.within(&format!("shipping[{index}].fee_minor"), &fee.fee_minor, 0..=AMOUNT_MINOR_MAX);
    }
    distinct("shipping", "country", fees.iter().map(|fee| fee.country.as_str()), m);
}

fn prizes(prizes: &[PrizeTerm], m: &mut Mistakes) {
    count("prizes", prizes.len(), 0, PRIZES_MAX, m);
    for (index, prize) in prizes.iter().enumerate() {
        m.within(&format!("prizes[{index}].place"), &prize.place, 1..=PLACE_MAX);
        m.within(&format!("prizes[{index}].amount_minor"), &prize.amount_minor, 1..=AMOUNT_MINOR_MAX);
    }
    distinct("prizes", "place", prizes.iter().map(|prize| prize.place), m);
}

fn gate(gate: &GateTerms, m: &mut Mistakes) {
    m.within("gate.threshold_units", &gate.threshold_units, 1..=UNITS_MAX);
    if let Some(cap) = gate.cap_units {
        m.within("gate.cap_units", &cap, 1..=UNITS_MAX);
        if cap < gate.threshold_units {
            let message = format!("must not be below the threshold of {}", gate.threshold_units);
            m.add("gate.cap_units", message);
        }
    }
    if let Some(limit) = gate.per_buyer_units_max {
        m.within("gate.per_buyer_units_max", &limit, 1..=UNITS_MAX);
    }
    m.within("gate.sale_seconds", &gate.sale_seconds, HOUR_SECONDS..=SALE_SECONDS_MAX);
    m.within("gate.last_call_seconds", &gate.last_call_seconds, 0..=LAST_CALL_SECONDS_MAX);
    m.within("gate.notice_seconds", &gate.notice_seconds, HOUR_SECONDS..=NOTICE_SECONDS_MAX);
    m.within("gate.grace_seconds", &gate.grace_seconds, DAY_SECONDS..=GRACE_SECONDS_MAX);
    m.within("gate.short_seconds", &gate.short_seconds, HOUR_SECONDS..=SHORT_SECONDS_MAX);
}

fn scoring(terms: &ScoringTerms, m: &mut Mistakes) {
    m.within("scoring.weight_percent", &terms.weight_percent, 0..=100);
    m.within("scoring.prior_ballots", &terms.prior_ballots, 1..=PRIOR_BALLOTS_MAX);
    m.within("scoring.scores_min", &terms.scores_min, 1..=SCORES_MIN_MAX);
    m.within("scoring.counted_max", &terms.counted_max, 1..=COUNTED_MAX);
    m.within("scoring.count_from", &terms.count_from, 1..=COUNTED_MAX);
    if terms.count_from > terms.counted_max {
        m.add("scoring.count_from", "must not be above counted_max, or no ballot could count in time");
    }
    m.within("scoring.skips_free", &terms.skips_free, 0..=SKIPS_FREE_MAX);
    if terms.extension_seconds > 0 {
        m.within("scoring.extension_seconds", &terms.extension_seconds, HOUR_SECONDS..=EXTENSION_SECONDS_MAX);
    }
}

fn count(field: &str, found: usize, min: usize, max: usize, m: &mut Mistakes) {
    if !(min..=max).contains(&found) {
        m.add(field, format!("must have from {min} to {max} entries, and it has {found}"));
    }
}

fn distinct<T: Ord + Display>(list: &str, field: &str, values: impl Iterator<Item = T>, m: &mut Mistakes) {
    let mut seen = BTreeSet::new();
    for (index, value) in values.enumerate() {
        let message = format!("must be different in each entry, and {value} is there already");
        if !seen.insert(value) {
            m.add(format!("{list}[{index}].{field}"), message);
        }
    }
}
