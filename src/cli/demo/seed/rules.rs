//! A sample round's rules, from its plan.

use super::script::{RoundPlan, SaleTerms};
use super::stage::Stage;
use crate::app::round::Draft;
use crate::cli::Failure;
use crate::domain::rules::{
    GateTerms, IntegrityTerms, PrizeTerm, Product, Rules, ScoringTerms, ShippingFee, Tax, Variant, Windows,
    ZeroBomb,
};

const CURRENCY: &str = "EUR";
const DAY_SECONDS: u32 = 86_400;
const HOUR_SECONDS: u32 = 3_600;
/// Small, so that any picture at hand can be tried.
const PRINT_PX_MIN: (u32, u32) = (400, 400);
/// Countries and what a parcel there costs, in minor units.
const SHIPPING: [(&str, i64); 4] = [("DE", 490), ("FR", 690), ("KR", 1_490), ("US", 1_390)];
const TAX_BASIS_POINTS: u32 = 1_900;
const ROYALTY_BASIS_POINTS: u32 = 500;
const DESIGNS_MAX: u32 = 3;
const COOPERATION: &str = "\
You keep the rights to your design. You grant the organiser the right to show it in this round, and, if it goes on \
sale, to print and sell it on the named product for two years. A place wins its prize, and every unit sold earns \
the royalty. Work that is not yours, unmarked licensed parts, hate and nudity are refused.";
const ELIGIBILITY: &str =
    "Anybody of 16 years or more. Staff of the organiser may show designs but win nothing.";

pub(super) fn draft(stage: &Stage, plan: &RoundPlan) -> Result<Draft, Failure> {
    let rules = Rules {
        version: 1,
        currency: CURRENCY.parse()?,
        windows: Windows {
            submissions_open_at: stage.at(plan.opens),
            scoring_open_at: stage.at(plan.scoring),
            scoring_close_at: stage.at(plan.ends),
        },
        cooperation: COOPERATION.to_owned(),
        eligibility: ELIGIBILITY.to_owned(),
        designs_per_designer_max: DESIGNS_MAX,
        product: product(stage, plan),
        shipping: SHIPPING
            .map(|(country, fee_minor)| ShippingFee { country: country.to_owned(), fee_minor })
            .to_vec(),
        tax: Tax { basis_points: TAX_BASIS_POINTS, included: true },
        prizes: (1..)
            .zip(plan.prizes)
            .map(|(place, &amount_minor)| PrizeTerm { place, amount_minor })
            .collect(),
        campaigns_max: plan.campaigns_max,
        gate: gate(&plan.sale),
        scoring: SCORING,
        royalty_basis_points: ROYALTY_BASIS_POINTS,
        integrity: Some(INTEGRITY),
    };
    Ok(Draft { title: plan.title.to_owned(), brief: plan.brief.to_owned(), rules })
}

fn product(stage: &Stage, plan: &RoundPlan) -> Product {
    let what = &plan.product;
    let kinds = what.colours.iter().flat_map(|colour| what.sizes.iter().map(move |size| (*size, *colour)));
    Product {
        name: what.name.to_owned(),
        description: what.description.to_owned(),
        print_width_px_min: PRINT_PX_MIN.0,
        print_height_px_min: PRINT_PX_MIN.1,
        variants: kinds
            .map(|(size, colour)| Variant {
                id: stage.app.id(),
                sku: format!("{size}-{colour}").to_uppercase().replace(' ', ""),
                size: size.to_owned(),
                colour: colour.to_owned(),
                price_minor: what.price_minor,
            })
            .collect(),
    }
}

/// Grace and notice as short as the rules let them be in a real round: the samples have only weeks.
fn gate(terms: &SaleTerms) -> GateTerms {
    GateTerms {
        threshold_units: terms.threshold,
        cap_units: terms.cap,
        per_buyer_units_max: Some(4),
        on_threshold: terms.on_threshold,
        sale_seconds: terms.hours * HOUR_SECONDS,
        last_call_seconds: 600,
        notice_seconds: HOUR_SECONDS,
        grace_seconds: 7 * DAY_SECONDS,
        short_seconds: 14 * DAY_SECONDS,
    }
}

/// The samples are so few that what is usual would find nothing.
const INTEGRITY: IntegrityTerms = IntegrityTerms {
    zero_bomb: ZeroBomb { ballots_min: 5, zeros_percent: 80, ..IntegrityTerms::USUAL.zero_bomb },
    ..IntegrityTerms::USUAL
};

const SCORING: ScoringTerms = ScoringTerms {
    weight_percent: 70,
    prior_ballots: 10,
    scores_min: 10,
    count_from: 10,
    counted_max: 100,
    skips_free: 10,
    joined_before_open: true,
    extension_seconds: 0,
    names_masked: false,
};
