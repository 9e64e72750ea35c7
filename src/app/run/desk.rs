//! Production as admins look at it: what waits to be made, what is being made, and what a start would freeze.

use std::collections::HashMap;

use super::{Error, ORDERS_AT_ONCE, variants};
use crate::app::App;
use crate::app::caller::Admin;
use crate::app::campaign::{self, Listed};
use crate::domain::campaign::{Command, State as SaleState, may};
use crate::domain::id::CampaignId;
use crate::domain::preorder::State as OrderState;
use crate::domain::rules::Variant;
use crate::domain::run::{PaidLine, Run, quantities};
use crate::domain::shipment::{State as ParcelState, worth};
use crate::store;

/// What starting production would freeze.
#[derive(Debug, Clone)]
pub struct Plan {
    pub sale: Listed,
    /// Every variant of the round with its paid units.
    pub lines: Vec<(Variant, u32)>,
    pub units: u32,
    /// One for each paid order.
    pub parcels: u32,
}

/// A run with its parcels by state.
#[derive(Debug, Clone)]
pub struct OnDesk {
    pub sale: Listed,
    pub run: Run,
    pub printed: u64,
    pub parcels: HashMap<ParcelState, u64>,
}

impl OnDesk {
    pub fn count(&self, state: ParcelState) -> u64 {
        self.parcels.get(&state).copied().unwrap_or(0)
    }

    /// Packed, and not printed yet.
    pub fn to_print(&self) -> u64 {
        self.count(ParcelState::Packed).saturating_sub(self.printed)
    }

    pub fn all(&self) -> u64 {
        self.parcels.values().copied().fold(0, u64::saturating_add)
    }
}

/// All of production.
#[derive(Debug, Clone)]
pub struct Tables {
    /// Funded, and nothing started.
    pub waiting: Vec<Listed>,
    pub running: Vec<OnDesk>,
    /// A page of those that are done, newest first.
    pub done: Vec<OnDesk>,
}

pub async fn tables(
    app: &App,
    admin: &Admin,
    before: Option<CampaignId>,
    limit: u64,
) -> Result<Tables, Error> {
    let mut found = Vec::new();
    for (state, before, limit) in [
        (SaleState::Funded, None, ORDERS_AT_ONCE),
        (SaleState::InProduction, None, ORDERS_AT_ONCE),
        (SaleState::Fulfilled, before, limit),
    ] {
        found.push(campaign::list_for_desk(app, admin, Some(state), before, limit).await?);
    }
    let mut found = found.into_iter();
    let [waiting, running, done] = std::array::from_fn(|_| found.next().unwrap_or_default());
    Ok(Tables { waiting, running: with_runs(app, running).await?, done: with_runs(app, done).await? })
}

async fn with_runs(app: &App, sales: Vec<Listed>) -> Result<Vec<OnDesk>, Error> {
    let mut all = Vec::with_capacity(sales.len());
    for sale in sales {
        let run = store::run::find_of_campaign(&app.store, sale.campaign.id).await?.ok_or(Error::NoRun)?;
        let printed = store::shipment::count_printed(&app.store, run.id).await?;
        let parcels = store::shipment::counts(&app.store, run.id).await?;
        all.push(OnDesk { sale, run, printed, parcels });
    }
    Ok(all)
}

/// Counts what is paid, not refunded and not disputed, as the start will.
pub async fn plan(app: &App, admin: &Admin, id: CampaignId) -> Result<Plan, Error> {
    let sale = campaign::find_for_desk(app, admin, id).await?;
    may(Command::StartRun, &sale.campaign, app.now()).map_err(campaign::Error::from)?;
    let contested = store::dispute::list_contested(&app.store, id).await?;
    let mut parcels = 0_u32;
    let mut paid: Vec<PaidLine> = Vec::new();
    let mut after = None;
    loop {
        let page =
            store::preorder::list_in(&app.store, id, &[OrderState::Paid], after, ORDERS_AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for order in page.into_iter().filter(|order| !contested.contains(&order.id)) {
            let refunds = store::refund::list(&app.store, order.id).await?;
            let lines = worth::remaining(&order, &[], &refunds);
            parcels = parcels.saturating_add(u32::from(!lines.is_empty()));
            paid.extend(lines);
        }
    }
    let sums = quantities(&paid, &[])?;
    let counted = |variant: Variant| {
        let units = sums.get(&variant.id).copied().unwrap_or(0);
        (variant, units)
    };
    let all = variants(&app.store, &sale.campaign).await?;
    let units = sums.values().copied().fold(0, u32::saturating_add);
    Ok(Plan { sale, lines: all.into_iter().map(counted).collect(), units, parcels })
}
