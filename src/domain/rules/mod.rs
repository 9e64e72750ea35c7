//! The one document of everything that decides in a round: versioned, hashed, frozen at the first ballot or commitment.

mod amounts;
mod check;
mod integrity;
#[cfg(test)]
pub(crate) mod support;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::canonical;
use super::digest::Digest;
use super::id::VariantId;
use super::money::Currency;

pub use integrity::{
    Alike, Appeal, Burst, CohortGap, Fans, IntegrityTerms, Reversal, SameMark, Skim, StraightLine, Swap,
    ZeroBomb,
};

/// What decides in one round. Its canonical JSON is stored with its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// 1 for the first; each edit before the freeze adds one.
    pub version: u32,
    /// The round's one currency: all prices, fees and prizes are in it.
    pub currency: Currency,
    pub windows: Windows,
    /// Rights granted, rewards, what gets an entry refused: the text a designer accepts.
    pub cooperation: String,
    pub eligibility: String,
    /// At most this many designs of one designer in the round.
    pub designs_per_designer_max: u32,
    pub product: Product,
    pub shipping: Vec<ShippingFee>,
    pub tax: Tax,
    /// Place 1 first; a place without a prize is absent.
    pub prizes: Vec<PrizeTerm>,
    /// How many of the best designs become campaigns.
    pub campaigns_max: u32,
    pub gate: GateTerms,
    pub scoring: ScoringTerms,
    /// Share of net sales owed to the designers, in basis points.
    pub royalty_basis_points: u32,
    /// Absent in rounds made before there were detectors: nobody looks at their ballots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integrity: Option<IntegrityTerms>,
}

impl Rules {
    /// The document as it is stored and hashed: JSON with sorted keys and no whitespace.
    pub fn canonical_json(&self) -> Result<String, serde_json::Error> {
        canonical::json(self)
    }

    /// SHA-256 of [`Rules::canonical_json`]; what designers and buyers accept is named by it.
    pub fn digest(&self) -> Result<Digest, serde_json::Error> {
        Ok(Digest::of(self.canonical_json()?.as_bytes()))
    }
}

/// Instants at which the round moves on its own. Submissions end where scoring opens; judging follows scoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Windows {
    pub submissions_open_at: DateTime<Utc>,
    pub scoring_open_at: DateTime<Utc>,
    pub scoring_close_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    pub name: String,
    pub description: String,
    /// Smallest artwork that prints well, in pixels.
    pub print_width_px_min: u32,
    pub print_height_px_min: u32,
    pub variants: Vec<Variant>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    pub id: VariantId,
    pub sku: String,
    pub size: String,
    pub colour: String,
    pub price_minor: i64,
}

/// A country that is shipped to, with its flat fee for one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippingFee {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub fee_minor: i64,
}

/// One tax rate on goods and shipping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    pub basis_points: u32,
    /// Whether prices and fees contain the tax already.
    pub included: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrizeTerm {
    /// From 1.
    pub place: u32,
    pub amount_minor: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateTerms {
    pub threshold_units: u32,
    pub cap_units: Option<u32>,
    pub per_buyer_units_max: Option<u32>,
    /// Whether the commitment that reaches the threshold decides at once.
    pub on_threshold: bool,
    /// From the campaign's opening to its deadline.
    pub sale_seconds: u32,
    /// How long card pages open at the deadline may finish. 600 by default.
    pub last_call_seconds: u32,
    /// From the notice to the first charge, 3,600 at least.
    pub notice_seconds: u32,
    /// From a buyer's first failed attempt to dropping the order. 7 days by default.
    pub grace_seconds: u32,
    /// How long an admin may take to cover a short campaign.
    pub short_seconds: u32,
}

impl GateTerms {
    pub const LAST_CALL_SECONDS: u32 = 600;
    pub const NOTICE_SECONDS: u32 = 3_600;
    pub const GRACE_SECONDS: u32 = 604_800;
    pub const SHORT_SECONDS: u32 = 604_800;
}

impl ScoringTerms {
    /// What a round has whose admin changes nothing (`DESIGN.md` section 6).
    pub const USUAL: Self = Self {
        weight_percent: 70,
        prior_ballots: 10,
        scores_min: 20,
        count_from: 10,
        counted_max: 100,
        skips_free: 10,
        joined_before_open: true,
        extension_seconds: 172_800,
        names_masked: false,
    };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoringTerms {
    /// Weight of the score against `would_buy`, in whole percent (70).
    pub weight_percent: u32,
    /// Weight of the round's average, in ballots (10).
    pub prior_ballots: u32,
    /// Fewer counted ballots than this leave a design unranked (20).
    pub scores_min: u32,
    /// A member's ballots count once there are this many (10), or half of what they may score if that is fewer.
    pub count_from: u32,
    /// Only the first this many ballots of a member count (100).
    pub counted_max: u32,
    /// Skips allowed beyond the scores given so far (10).
    pub skips_free: u32,
    /// Whether only members who joined before the round opened may score.
    pub joined_before_open: bool,
    /// How much longer scoring goes on, once, if a design lacks counted ballots when the window ends (two
    /// days); 0 is not at all.
    ///
    /// Absent where it is not used, like what follows, so that older documents keep their digests.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub extension_seconds: u32,
    /// Whether nobody but its makers, moderators and admins learns who made a design before the round is closed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub names_masked: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out a reference")]
const fn is_zero(seconds: &u32) -> bool {
    *seconds == 0
}
