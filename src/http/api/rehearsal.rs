//! What would happen to a sale's money, as the API says it before anybody decides.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use super::money::Money;
use crate::app::settlement::{Refunding, Rehearsed};
use crate::domain::settlement;

#[derive(Object)]
pub(super) struct Rehearsal {
    campaign: Uuid,
    state: String,
    is_paused: bool,
    /// Whether the gate is passed, or would be with what is committed now.
    is_gate_reached: bool,
    threshold_units: u32,
    committed_units: u32,
    /// No charge comes earlier; absent where the campaign's state leads to no charges.
    #[oai(skip_serializing_if_is_none)]
    charge_at: Option<DateTime<Utc>>,
    /// How long the charges take at the provider's limit; absent where there is no limit.
    #[oai(skip_serializing_if_is_none)]
    lasts_seconds: Option<i64>,
    charged: Tally,
    /// Of those charged, whose cards expire before their turn.
    expiring: Tally,
    /// Declined before, and tried again without the buyer.
    retried: Tally,
    #[oai(skip_serializing_if_is_none)]
    next_retry_at: Option<DateTime<Utc>>,
    /// Only their buyers can mend them.
    needs_buyer: Tally,
    /// Let go, since what the buyers agreed to runs out before their turn.
    released: Tally,
    /// With the provider at this moment.
    asking: Tally,
}

/// Orders and their totals.
#[derive(Object)]
struct Tally {
    orders: u64,
    sum: Money,
    #[oai(skip_serializing_if_is_none)]
    least: Option<Money>,
    #[oai(skip_serializing_if_is_none)]
    most: Option<Money>,
}

#[derive(Object)]
pub(super) struct RefundAllPreview {
    /// Orders that would get something.
    orders: u64,
    amount: Money,
    /// The part of it that comes out of charges whose money is not available yet.
    from_pending: Money,
    /// Orders not paid, whose cards would be forgotten.
    let_go: u64,
    /// Parcels that left already: what is in them stays sold.
    shipped_parcels: u64,
    /// The provider's fees, which it keeps: they are lost.
    fees: Money,
    /// What the provider has for us now; absent where it does not answer.
    #[oai(skip_serializing_if_is_none)]
    available: Option<Money>,
    /// Whether that covers it; what it does not cover waits until it does.
    #[oai(skip_serializing_if_is_none)]
    is_covered: Option<bool>,
}

impl From<Rehearsed> for Rehearsal {
    fn from(found: Rehearsed) -> Self {
        Self {
            campaign: found.campaign.id.uuid(),
            state: found.campaign.state.as_str().to_owned(),
            is_paused: found.campaign.is_paused(),
            is_gate_reached: found.is_gate_reached(),
            threshold_units: found.campaign.terms.threshold_units,
            committed_units: found.campaign.units.committed,
            charge_at: found.charge_at,
            lasts_seconds: found.lasts.map(|lasts| lasts.num_seconds()),
            charged: found.orders.charged.into(),
            expiring: found.orders.expiring.into(),
            retried: found.orders.retried.into(),
            next_retry_at: found.orders.next_retry_at,
            needs_buyer: found.orders.asked.into(),
            released: found.orders.released.into(),
            asking: found.orders.asking.into(),
        }
    }
}

impl From<settlement::Tally> for Tally {
    fn from(tally: settlement::Tally) -> Self {
        Self {
            orders: tally.orders,
            sum: tally.sum.into(),
            least: tally.least.map(Into::into),
            most: tally.most.map(Into::into),
        }
    }
}

impl From<Refunding> for RefundAllPreview {
    fn from(found: Refunding) -> Self {
        Self {
            orders: found.orders,
            amount: found.amount.into(),
            from_pending: found.from_pending.into(),
            let_go: found.let_go,
            shipped_parcels: found.shipped_parcels,
            fees: found.fees.into(),
            available: found.available.map(Into::into),
            is_covered: found.is_covered(),
        }
    }
}
