//! How far a settlement is, for its admins.

use chrono::{DateTime, Utc};

use super::Error;
use crate::app::App;
use crate::app::caller::Admin;
use crate::domain::campaign::{Campaign, State as CampaignState};
use crate::domain::id::CampaignId;
use crate::domain::money::Money;
use crate::domain::preorder::State;
use crate::domain::settlement::{Counts, Progress};
use crate::store;

#[derive(Debug, Clone)]
pub struct Settlement {
    pub campaign: Campaign,
    pub counts: Counts,
    pub progress: Progress,
    /// Captured, less refunds decided.
    pub paid: Money,
    /// Still to be charged, or being charged.
    pub open: Money,
    /// Waiting for the buyer or for another try.
    pub failed: Money,
    /// Given back or being given back.
    pub returned: Money,
    /// When the next charge falls due; none where nothing is left to charge.
    pub next_charge_at: Option<DateTime<Utc>>,
}

pub async fn progress(app: &App, _admin: &Admin, id: CampaignId) -> Result<Settlement, Error> {
    let campaign = store::campaign::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let counts = store::preorder::counts(&app.store, id).await?;
    let sums = store::preorder::sums(&app.store, id).await?;
    let money = |minor: i64| Money::new(minor, campaign.currency);
    let total = |states: &[State]| {
        let minor = states.iter().map(|state| sums.get(state).map_or(0, |sum| sum.total_minor));
        money(minor.fold(0, i64::saturating_add))
    };
    let received = sums.values().fold(0_i64, |sum, of| sum.saturating_add(of.received_minor));
    let returned = sums.values().fold(0_i64, |sum, of| sum.saturating_add(of.returned_minor));
    let next_charge_at = match campaign.state {
        CampaignState::Settling if counts.of(State::Committed) > 0 => {
            campaign.clocks.first_charge_at.map(|first| first.max(app.now()))
        }
        CampaignState::Settling => store::preorder::next_retry_at(&app.store, id).await?,
        CampaignState::Draft
        | CampaignState::Open
        | CampaignState::Short
        | CampaignState::Funded
        | CampaignState::InProduction
        | CampaignState::Fulfilled
        | CampaignState::Failed
        | CampaignState::Cancelled
        | CampaignState::Refunding
        | CampaignState::Refunded => None,
    };
    Ok(Settlement {
        progress: counts.progress(),
        paid: money(received.saturating_sub(returned)),
        open: total(&[State::Started, State::Committed, State::Charging]),
        failed: total(&[State::Declined, State::NeedsAction, State::Voiding]),
        returned: money(returned),
        next_charge_at,
        counts,
        campaign,
    })
}
