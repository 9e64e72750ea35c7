//! A rules document in which nothing is wrong, for tests to change.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::*;

fn at(day: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH.checked_add_signed(TimeDelta::days(day)).unwrap()
}

fn variant(number: u128, size: &str, price_minor: i64) -> Variant {
    Variant {
        id: VariantId::new(Uuid::from_u128(number)),
        sku: format!("TEE-{size}"),
        size: size.to_owned(),
        colour: "white".to_owned(),
        price_minor,
    }
}

pub(crate) fn rules() -> Rules {
    Rules {
        version: 1,
        currency: "EUR".parse().unwrap(),
        windows: Windows {
            submissions_open_at: at(20_800),
            scoring_open_at: at(20_814),
            scoring_close_at: at(20_828),
        },
        cooperation: "You keep your rights and let us print.".to_owned(),
        eligibility: "Everybody of age.".to_owned(),
        designs_per_designer_max: 3,
        product: Product {
            name: "Winter tee".to_owned(),
            description: "Heavy cotton.".to_owned(),
            print_width_px_min: 3_000,
            print_height_px_min: 3_600,
            variants: vec![variant(1, "M", 2_500), variant(2, "XXL", 2_700)],
        },
        shipping: vec![
            ShippingFee { country: "DE".to_owned(), fee_minor: 500 },
            ShippingFee { country: "KR".to_owned(), fee_minor: 1_500 },
        ],
        tax: Tax { basis_points: 1_000, included: false },
        prizes: vec![
            PrizeTerm { place: 1, amount_minor: 100_000 },
            PrizeTerm { place: 3, amount_minor: 25_000 },
        ],
        campaigns_max: 2,
        gate: GateTerms {
            threshold_units: 20,
            cap_units: Some(200),
            per_buyer_units_max: Some(5),
            on_threshold: false,
            sale_seconds: 14 * 86_400,
            last_call_seconds: 600,
            notice_seconds: 3_600,
            grace_seconds: 7 * 86_400,
            short_seconds: 7 * 86_400,
        },
        scoring: ScoringTerms {
            weight_percent: 70,
            prior_ballots: 10,
            scores_min: 20,
            count_from: 10,
            counted_max: 100,
            skips_free: 10,
            joined_before_open: true,
            extension_seconds: 0,
            names_masked: false,
        },
        royalty_basis_points: 1_000,
        integrity: Some(IntegrityTerms::USUAL),
    }
}
