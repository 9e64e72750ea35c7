//! The rules document of a round, as it is sent and answered.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::integrity::Integrity;
use crate::domain::id::VariantId;
use crate::domain::money::{self, Currency};
use crate::domain::rules::{self, IntegrityTerms};

/// Everything that decides in a round. All amounts are in its one currency.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub(super) struct Rules {
    /// Given by the server: 1 at first, one more with each edit.
    #[oai(read_only)]
    version: u32,
    /// ISO 4217, as EUR or KRW; the payment provider must settle in it.
    currency: String,
    windows: Windows,
    /// The text that a designer accepts: rights granted, rewards, what gets an entry refused.
    cooperation: String,
    eligibility: String,
    /// At most this many designs of one designer.
    designs_per_designer_max: u32,
    product: Product,
    shipping: Vec<Shipping>,
    tax: Tax,
    /// May be empty. A place without a prize is left out.
    prizes: Vec<Prize>,
    /// How many of the best designs become campaigns.
    campaigns_max: u32,
    gate: Gate,
    scoring: Scoring,
    /// Share of net sales owed to the designers, in basis points.
    royalty_basis_points: u32,
    /// As usual where it is left out, and absent in rounds made before there were detectors.
    #[oai(skip_serializing_if_is_none)]
    integrity: Option<Integrity>,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the document's own names")]
struct Windows {
    submissions_open_at: DateTime<Utc>,
    /// Submissions end here.
    scoring_open_at: DateTime<Utc>,
    scoring_close_at: DateTime<Utc>,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Product {
    name: String,
    description: String,
    /// Smallest artwork that prints well, in pixels.
    print_width_px_min: u32,
    print_height_px_min: u32,
    variants: Vec<Variant>,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Variant {
    /// Given by the server.
    #[oai(read_only)]
    id: Uuid,
    /// Unlike any other of the round.
    sku: String,
    size: String,
    colour: String,
    /// In minor units.
    price_minor: i64,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Shipping {
    /// ISO 3166-1 alpha-2.
    country: String,
    /// Flat for one order, in minor units.
    fee_minor: i64,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Tax {
    basis_points: u32,
    /// Whether prices and fees contain the tax already.
    included: bool,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Prize {
    /// From 1.
    place: u32,
    amount_minor: i64,
}

#[derive(Object)]
#[oai(rename = "GateTerms", deny_unknown_fields)]
struct Gate {
    threshold_units: u32,
    #[oai(skip_serializing_if_is_none)]
    cap_units: Option<u32>,
    #[oai(skip_serializing_if_is_none)]
    per_buyer_units_max: Option<u32>,
    /// Whether the commitment that reaches the threshold decides at once.
    #[oai(default)]
    on_threshold: bool,
    /// From the campaign's opening to its deadline.
    sale_seconds: u32,
    /// How long card pages open at the deadline may finish.
    #[oai(default = "last_call")]
    last_call_seconds: u32,
    /// From the notice to the first charge.
    #[oai(default = "notice")]
    notice_seconds: u32,
    /// From a buyer's first failed attempt to dropping the order.
    #[oai(default = "grace")]
    grace_seconds: u32,
    /// How long an admin may take to cover a short campaign.
    #[oai(default = "short")]
    short_seconds: u32,
}

#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Scoring {
    /// Weight of the score against "would buy", in whole percent.
    #[oai(default = "weight_percent")]
    weight_percent: u32,
    /// Weight of the round's average, in ballots.
    #[oai(default = "prior_ballots")]
    prior_ballots: u32,
    /// Fewer counted ballots leave a design unranked.
    #[oai(default = "scores_min")]
    scores_min: u32,
    /// A member's ballots count once there are this many, or half of what they may score if that is fewer.
    #[oai(default = "count_from")]
    count_from: u32,
    /// Only the first this many ballots of a member count.
    #[oai(default = "counted_max")]
    counted_max: u32,
    /// Skips allowed beyond the scores given so far.
    #[oai(default = "skips_free")]
    skips_free: u32,
    /// Whether only members who joined before the round opened may score.
    #[oai(default = "joined_before_open")]
    joined_before_open: bool,
    /// How much longer scoring goes on, once, if a design lacks counted ballots when the window ends; 0 is not at all.
    #[oai(default = "extension")]
    extension_seconds: u32,
    /// Whether nobody but its makers, moderators and admins learns who made a design before the round is closed.
    #[oai(default)]
    names_masked: bool,
}

fn last_call() -> u32 {
    rules::GateTerms::LAST_CALL_SECONDS
}

fn notice() -> u32 {
    rules::GateTerms::NOTICE_SECONDS
}

fn grace() -> u32 {
    rules::GateTerms::GRACE_SECONDS
}

fn short() -> u32 {
    rules::GateTerms::SHORT_SECONDS
}

fn extension() -> u32 {
    rules::ScoringTerms::USUAL.extension_seconds
}

fn weight_percent() -> u32 {
    rules::ScoringTerms::USUAL.weight_percent
}

fn prior_ballots() -> u32 {
    rules::ScoringTerms::USUAL.prior_ballots
}

fn scores_min() -> u32 {
    rules::ScoringTerms::USUAL.scores_min
}

fn count_from() -> u32 {
    rules::ScoringTerms::USUAL.count_from
}

fn counted_max() -> u32 {
    rules::ScoringTerms::USUAL.counted_max
}

fn skips_free() -> u32 {
    rules::ScoringTerms::USUAL.skips_free
}

fn joined_before_open() -> bool {
    rules::ScoringTerms::USUAL.joined_before_open
}

impl TryFrom<Rules> for rules::Rules {
    type Error = money::Error;

    fn try_from(given: Rules) -> Result<Self, money::Error> {
        Ok(Self {
            version: given.version,
            currency: given.currency.parse::<Currency>()?,
            windows: rules::Windows {
                submissions_open_at: given.windows.submissions_open_at,
                scoring_open_at: given.windows.scoring_open_at,
                scoring_close_at: given.windows.scoring_close_at,
            },
            cooperation: given.cooperation,
            eligibility: given.eligibility,
            designs_per_designer_max: given.designs_per_designer_max,
            product: given.product.into(),
            shipping: given.shipping.into_iter().map(rules::ShippingFee::from).collect(),
            tax: rules::Tax { basis_points: given.tax.basis_points, included: given.tax.included },
            prizes: given.prizes.into_iter().map(rules::PrizeTerm::from).collect(),
            campaigns_max: given.campaigns_max,
            gate: given.gate.into(),
            scoring: given.scoring.into(),
            royalty_basis_points: given.royalty_basis_points,
            integrity: Some(given.integrity.map_or(IntegrityTerms::USUAL, Into::into)),
        })
    }
}

impl From<rules::Rules> for Rules {
    fn from(kept: rules::Rules) -> Self {
        Self {
            version: kept.version,
            currency: kept.currency.code().to_owned(),
            windows: Windows {
                submissions_open_at: kept.windows.submissions_open_at,
                scoring_open_at: kept.windows.scoring_open_at,
                scoring_close_at: kept.windows.scoring_close_at,
            },
            cooperation: kept.cooperation,
            eligibility: kept.eligibility,
            designs_per_designer_max: kept.designs_per_designer_max,
            product: kept.product.into(),
            shipping: kept.shipping.into_iter().map(Shipping::from).collect(),
            tax: Tax { basis_points: kept.tax.basis_points, included: kept.tax.included },
            prizes: kept.prizes.into_iter().map(Prize::from).collect(),
            campaigns_max: kept.campaigns_max,
            gate: kept.gate.into(),
            scoring: kept.scoring.into(),
            royalty_basis_points: kept.royalty_basis_points,
            integrity: kept.integrity.map(Into::into),
        }
    }
}

/// Moves values field by field, both ways, between a document's part and the domain's.
macro_rules! same_fields {
    ($($ours:ident = $theirs:ident { $($field:ident),+ })+) => {$(
        impl From<$ours> for rules::$theirs {
            fn from(given: $ours) -> Self {
                Self { $($field: given.$field),+ }
            }
        }

        impl From<rules::$theirs> for $ours {
            fn from(kept: rules::$theirs) -> Self {
                Self { $($field: kept.$field),+ }
            }
        }
    )+};
}

same_fields! {
    Shipping = ShippingFee { country, fee_minor }
    Prize = PrizeTerm { place, amount_minor }
    Gate = GateTerms {
        threshold_units, cap_units, per_buyer_units_max, on_threshold, sale_seconds, last_call_seconds,
        notice_seconds, grace_seconds, short_seconds
    }
    Scoring = ScoringTerms {
        weight_percent, prior_ballots, scores_min, count_from, counted_max, skips_free, joined_before_open,
        extension_seconds, names_masked
    }
}

impl From<Product> for rules::Product {
    fn from(given: Product) -> Self {
        Self {
            name: given.name,
            description: given.description,
            print_width_px_min: given.print_width_px_min,
            print_height_px_min: given.print_height_px_min,
            variants: given.variants.into_iter().map(rules::Variant::from).collect(),
        }
    }
}

impl From<rules::Product> for Product {
    fn from(kept: rules::Product) -> Self {
        Self {
            name: kept.name,
            description: kept.description,
            print_width_px_min: kept.print_width_px_min,
            print_height_px_min: kept.print_height_px_min,
            variants: kept.variants.into_iter().map(Variant::from).collect(),
        }
    }
}

impl From<Variant> for rules::Variant {
    fn from(given: Variant) -> Self {
        let Variant { id, sku, size, colour, price_minor } = given;
        Self { id: VariantId::new(id), sku, size, colour, price_minor }
    }
}

impl From<rules::Variant> for Variant {
    fn from(kept: rules::Variant) -> Self {
        let rules::Variant { id, sku, size, colour, price_minor } = kept;
        Self { id: id.uuid(), sku, size, colour, price_minor }
    }
}
