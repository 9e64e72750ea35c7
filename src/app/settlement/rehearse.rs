//! A dry run: what charging a sale would do and when, read at one instant, with nothing written.

use chrono::{DateTime, TimeDelta, Utc};

use super::Error;
use crate::app::App;
use crate::app::caller::Admin;
use crate::domain::campaign::{Campaign, State as CampaignState};
use crate::domain::id::CampaignId;
use crate::domain::preorder::{Preorder, State};
use crate::domain::settlement::{Rehearsal, Tried, first_charge_at, place};
use crate::domain::time::{after, seconds};
use crate::store::{self, Reads, StoreError};

const ORDERS_AT_ONCE: u64 = 500;
const OPEN: [State; 5] =
    [State::Committed, State::Charging, State::Declined, State::NeedsAction, State::Voiding];

/// What would happen if the gate opened, or is happening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    pub campaign: Campaign,
    pub orders: Rehearsal,
    /// No charge comes earlier; none where the sale is in no state that leads to charges.
    pub charge_at: Option<DateTime<Utc>>,
    /// For so long the charges take at the provider's limit; none where there is no limit.
    pub lasts: Option<TimeDelta>,
}

impl Rehearsed {
    /// Whether the gate would open with what is committed now; settled sales have passed it.
    pub const fn is_gate_reached(&self) -> bool {
        match self.campaign.state {
            CampaignState::Settling => true,
            CampaignState::Open => self.campaign.units.committed >= self.campaign.terms.threshold_units,
            CampaignState::Draft
            | CampaignState::Short
            | CampaignState::Funded
            | CampaignState::InProduction
            | CampaignState::Fulfilled
            | CampaignState::Failed
            | CampaignState::Cancelled
            | CampaignState::Refunding
            | CampaignState::Refunded => false,
        }
    }
}

pub async fn rehearse(app: &App, _admin: &Admin, id: CampaignId) -> Result<Rehearsed, Error> {
    rehearse_here(app, id).await
}

/// The same for whoever has the machine.
pub async fn rehearse_here(app: &App, id: CampaignId) -> Result<Rehearsed, Error> {
    let reads = app.store.begin_read().await?;
    let campaign = store::campaign::find(&reads, id).await?.ok_or(Error::Unknown)?;
    let now = app.now();
    let charge_at = charge_at(&campaign, now);
    let mut orders = Rehearsal::new(campaign.currency);
    let mut last = None;
    loop {
        let page = store::preorder::list_in(&reads, id, &OPEN, last, ORDERS_AT_ONCE).await?;
        let Some(end) = page.last() else { break };
        last = Some(end.id);
        for order in &page {
            let tried = tried(&reads, order).await?;
            if let Some(place) = charge_at.and_then(|at| place(order, tried, at, now)) {
                orders.add(place, order.total).map_err(|error| unsound(id, &error))?;
            }
        }
    }
    Ok(Rehearsed { lasts: orders.lasts(app.settings.rates.per_second()), charge_at, orders, campaign })
}

/// The first charge as it is fixed, or as it would be if the gate opened at its time.
fn charge_at(campaign: &Campaign, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let notice = campaign.terms.notice_seconds;
    match campaign.state {
        CampaignState::Settling => campaign.clocks.first_charge_at.map(|first| first.max(now)),
        CampaignState::Open => {
            let deadline = campaign.clocks.deadline_at?;
            let decided_at = after(deadline, seconds(campaign.terms.last_call_seconds)).max(now);
            Some(first_charge_at(decided_at, notice))
        }
        CampaignState::Draft
        | CampaignState::Short
        | CampaignState::Funded
        | CampaignState::InProduction
        | CampaignState::Fulfilled
        | CampaignState::Failed
        | CampaignState::Cancelled
        | CampaignState::Refunding
        | CampaignState::Refunded => None,
    }
}

/// Only a card that failed before has a history to look at.
async fn tried(reads: &impl Reads, order: &Preorder) -> Result<Tried, StoreError> {
    let class = match order.state {
        State::Declined | State::NeedsAction => store::preorder::tried(reads, order).await?.class,
        State::Started
        | State::Committed
        | State::Charging
        | State::Paid
        | State::Voiding
        | State::Expired
        | State::Cancelled
        | State::Released
        | State::Dropped
        | State::Refunded
        | State::ChargedBack => None,
    };
    Ok(Tried { off_session: order.attempts_off_session, class })
}

fn unsound(id: CampaignId, error: &dyn std::error::Error) -> StoreError {
    StoreError::Corrupt(format!("the money of campaign {id}: {error}"))
}
