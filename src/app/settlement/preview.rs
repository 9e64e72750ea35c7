//! What an admin's decision about a sale's money would do, in numbers.

use super::Error;
use super::due::hand;
use crate::app::caller::Admin;
use crate::app::refund::still_owed;
use crate::app::{App, rate};
use crate::domain::campaign::Campaign;
use crate::domain::id::{CampaignId, PreorderId};
use crate::domain::ledger::AccountKind;
use crate::domain::money::Money;
use crate::domain::preorder::{Preorder, State};
use crate::domain::rate::Bucket;
use crate::domain::refund::Refund;
use crate::domain::shipment::Shipment;
use crate::gateway::payment::{Answer, Balance};
use crate::store::{self, StoreError};

const ORDERS_AT_ONCE: u64 = 500;

/// What a short sale lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub threshold_units: u32,
    /// Paid, not refunded, not disputed.
    pub units_in_hand: u32,
    pub missing_units: u32,
    /// The missing units at the lowest price of the sale.
    pub least: Money,
}

/// What giving all money back would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refunding {
    /// Orders that would get something.
    pub orders: u64,
    pub amount: Money,
    /// Orders not paid, whose cards would be forgotten.
    pub let_go: u64,
    /// Parcels that left already: what is in them stays sold.
    pub shipped_parcels: u64,
    /// The provider's fees, which it keeps.
    pub fees: Money,
    /// What the provider has for us now; none where it does not answer.
    pub available: Option<Money>,
    /// The part of `amount` that comes out of charges whose money is not available yet.
    pub from_pending: Money,
}

impl Refunding {
    /// Whether the provider's balance covers it, as far as that is known.
    pub fn is_covered(&self) -> Option<bool> {
        let needed_minor = self.amount.minor.saturating_sub(self.from_pending.minor);
        self.available.map(|available| available.minor >= needed_minor || needed_minor == 0)
    }
}

pub async fn gap(app: &App, _admin: &Admin, id: CampaignId) -> Result<Gap, Error> {
    let campaign = store::campaign::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let units_in_hand = hand(&app.store, id).await?.units();
    let threshold_units = campaign.terms.threshold_units;
    let missing_units = threshold_units.saturating_sub(units_in_hand);
    let round = store::round::find(&app.store, campaign.round).await?.ok_or(Error::Unknown)?;
    let lowest = round.rules.product.variants.iter().map(|variant| variant.price_minor).min();
    let lowest = Money::new(lowest.unwrap_or(0), campaign.currency);
    let least = lowest.times(missing_units).map_err(|error| unsound(id, &error))?;
    Ok(Gap { threshold_units, units_in_hand, missing_units, least })
}

pub async fn refunding(app: &App, _admin: &Admin, id: CampaignId) -> Result<Refunding, Error> {
    let campaign = store::campaign::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    rate::draw(app, &[Bucket::Balances]).await?;
    let available = match call_balances(app).await {
        Ok(balances) => Some(available(&balances, &campaign)),
        Err(failure) => {
            tracing::warn!(%failure, "the provider's balance could not be read");
            None
        }
    };
    let fees = (AccountKind::ProviderFees, campaign.currency);
    let counts = store::preorder::counts(&app.store, id).await?;
    let unpaid = State::ALL.iter().filter(|state| state.is_open());
    let mut preview = Refunding {
        orders: 0,
        amount: Money::zero(campaign.currency),
        let_go: unpaid.fold(0, |sum, state| sum.saturating_add(counts.of(*state))),
        shipped_parcels: 0,
        fees: store::journal::balance_of_campaign(&app.store, id, fees).await?,
        available,
        from_pending: Money::zero(campaign.currency),
    };
    let mut after = None;
    loop {
        let page = store::preorder::list_in(&app.store, id, &[State::Paid], after, ORDERS_AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(preview) };
        after = Some(last.id);
        add(app, &mut preview, &page).await?;
    }
}

async fn call_balances(app: &App) -> Answer<Vec<Balance>> {
    app.outside.payment.balances().await
}

fn available(balances: &[Balance], campaign: &Campaign) -> Money {
    let found = balances.iter().find(|balance| balance.currency == campaign.currency);
    Money::new(found.map_or(0, |balance| balance.available_minor), campaign.currency)
}

async fn add(app: &App, preview: &mut Refunding, page: &[Preorder]) -> Result<(), StoreError> {
    let ids: Vec<PreorderId> = page.iter().map(|order| order.id).collect();
    let parcels = store::shipment::list_of_orders(&app.store, &ids).await?;
    let refunds = store::refund::list_of_orders(&app.store, &ids).await?;
    let available = store::movement::list_available_orders(&app.store, &ids, app.now()).await?;
    for order in page {
        let own: Vec<Shipment> = parcels.iter().filter(|one| one.preorder == order.id).cloned().collect();
        let given: Vec<Refund> = refunds.iter().filter(|one| one.preorder == order.id).cloned().collect();
        let out = own.iter().filter(|parcel| parcel.is_out()).count();
        preview.shipped_parcels = preview.shipped_parcels.saturating_add(u64::try_from(out).unwrap_or(0));
        let owed = still_owed(order, &own, &given).map_err(|error| unsound(order.campaign, &error))?;
        if owed.minor > 0 {
            preview.orders = preview.orders.saturating_add(1);
            let sum = preview.amount.checked_add(owed);
            preview.amount = sum.map_err(|error| unsound(order.campaign, &error))?;
            if !available.contains(&order.id) {
                let sum = preview.from_pending.checked_add(owed);
                preview.from_pending = sum.map_err(|error| unsound(order.campaign, &error))?;
            }
        }
    }
    Ok(())
}

fn unsound(id: CampaignId, error: &dyn std::error::Error) -> StoreError {
    StoreError::Corrupt(format!("the money of campaign {id}: {error}"))
}
