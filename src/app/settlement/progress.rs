//! How far a settlement is, for its admins.

use chrono::{DateTime, TimeDelta, Utc};

use super::Error;
use crate::app::App;
use crate::app::caller::Admin;
use crate::domain::campaign::{Campaign, State as CampaignState};
use crate::domain::id::CampaignId;
use crate::domain::money::Money;
use crate::domain::preorder::State;
use crate::domain::settlement::{Counts, Pace, Progress, WINDOW};
use crate::domain::time::before;
use crate::store::{self, StoreError};

#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub pace: Pace,
    /// Requests of one kind that the provider may be sent in a second; none where there is no limit.
    pub limit_per_second: Option<u32>,
    /// Until every first attempt is over; none where nothing moves.
    pub time_left: Option<TimeDelta>,
    /// Refunds that wait until the provider's balance covers them.
    pub refunds_waiting: u64,
    pub refunds_waiting_sum: Money,
}

impl Settlement {
    /// Whether money moves, or will by itself.
    pub fn is_on(&self) -> bool {
        matches!(self.campaign.state, CampaignState::Settling | CampaignState::Refunding)
    }
}

pub async fn progress(app: &App, _admin: &Admin, id: CampaignId) -> Result<Settlement, Error> {
    read(app, id).await
}

/// The same for whoever has the machine.
pub async fn read(app: &App, id: CampaignId) -> Result<Settlement, Error> {
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
    let next_charge_at = next_charge_at(app, &campaign, &counts).await?;
    let progress = counts.progress();
    let pace = pace(app, &campaign).await?;
    let limit_per_second = app.settings.rates.per_second();
    let is_moving = campaign.state == CampaignState::Settling && !campaign.is_paused();
    let (refunds_waiting, waiting_minor) = store::refund::sum_waiting(&app.store, id).await?;
    Ok(Settlement {
        time_left: pace.time_left(progress.left(), limit_per_second).filter(|_| is_moving),
        pace,
        limit_per_second,
        refunds_waiting,
        refunds_waiting_sum: money(waiting_minor),
        progress,
        paid: money(received.saturating_sub(returned)),
        open: total(&[State::Started, State::Committed, State::Charging]),
        failed: total(&[State::Declined, State::NeedsAction, State::Voiding]),
        returned: money(returned),
        next_charge_at,
        counts,
        campaign,
    })
}

async fn pace(app: &App, campaign: &Campaign) -> Result<Pace, StoreError> {
    let now = app.now();
    let tried = store::preorder::count_tried(&app.store, campaign.id, before(now, WINDOW)).await?;
    Ok(Pace::new(tried, campaign.clocks.first_charge_at, now))
}

async fn next_charge_at(
    app: &App,
    campaign: &Campaign,
    counts: &Counts,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(match campaign.state {
        CampaignState::Settling if counts.of(State::Committed) > 0 => {
            campaign.clocks.first_charge_at.map(|first| first.max(app.now()))
        }
        CampaignState::Settling => store::preorder::next_retry_at(&app.store, campaign.id).await?,
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
    })
}
