//! One design as its page shows it: who made it, and everything that became of it.

use chrono::{DateTime, Utc};

use super::{App, StoreError, store};
use crate::app::caller::Member;
use crate::app::design::{self, Error, Seen};
use crate::domain::campaign::{Campaign, State as SaleState};
use crate::domain::design::{Design, State};
use crate::domain::id::DesignId;
use crate::domain::money::Money;
use crate::domain::round::{Round, State as RoundState};
use crate::domain::standing::Unranked;

#[derive(Debug, Clone)]
pub struct Told {
    pub seen: Seen,
    pub round: Round,
    /// The designer first; nobody where that is not for this person to know.
    pub makers: Vec<Maker>,
    /// Its sale, once it was opened.
    pub campaign: Option<Campaign>,
    /// In the order of time; what has no instant stands where it belongs.
    pub moments: Vec<Moment>,
}

/// Somebody who had a part in the design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maker {
    pub name: String,
    /// Shown to those who made it and to moderators.
    pub share_basis_points: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    pub at: Option<DateTime<Utc>>,
    pub what: Happened,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    Drafted,
    Submitted,
    Cleared,
    Refused,
    Withdrawn,
    Scored {
        until: DateTime<Utc>,
    },
    Judged,
    RoundCancelled,
    /// `points` in millionths.
    Placed {
        place: u32,
        of: u64,
        points: u32,
    },
    Unplaced {
        counted: u64,
        needed: u32,
    },
    PrizeWon {
        amount: Money,
    },
    SaleOpened,
    SaleFailed,
    GreenLit,
    SaleShort,
    Funded,
    Made,
    Shipped,
    SaleCancelled,
    Refunding,
    Refunded,
}

/// One design that this person may see, with what became of it.
pub async fn design(app: &App, who: Option<&Member>, id: DesignId) -> Result<Told, Error> {
    let seen = design::find(app, who, id).await?;
    let round = store::round::find(&app.store, seen.design.round).await?.ok_or(Error::RoundUnknown)?;
    let campaign = store::campaign::find_of_design(&app.store, id).await?.filter(Campaign::is_public);
    let mut moments = own_moments(&seen);
    moments.extend(round_moments(app, &round, &seen.design).await?);
    if let Some(campaign) = &campaign {
        let made_at = store::run::find_of_campaign(&app.store, campaign.id).await?.map(|run| run.frozen_at);
        moments.extend(sale_moments(campaign, made_at));
    }
    Ok(Told { makers: makers(app, &seen).await?, seen, round, campaign, moments })
}

async fn makers(app: &App, seen: &Seen) -> Result<Vec<Maker>, StoreError> {
    if seen.is_masked {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = seen.design.creators.iter().map(|creator| creator.account).collect();
    let names = store::account::names(&app.store, &ids).await?;
    let makers = seen.design.creators.iter().map(|creator| Maker {
        name: names.get(&creator.account).cloned().unwrap_or_default(),
        share_basis_points: Some(creator.share_basis_points).filter(|_| seen.is_open),
    });
    Ok(makers.collect())
}

fn moment(at: Option<DateTime<Utc>>, what: Happened) -> Moment {
    Moment { at, what }
}

/// What is its makers' and the moderators' to know.
fn own_moments(seen: &Seen) -> Vec<Moment> {
    let design = &seen.design;
    if !seen.is_open {
        return Vec::new();
    }
    let decided = match design.state {
        State::Refused => Happened::Refused,
        State::Draft
        | State::Submitted
        | State::Cleared
        | State::Ranked
        | State::Withdrawn
        | State::TakenDown => Happened::Cleared,
    };
    let known = [
        (Some(design.created_at), Happened::Drafted),
        (design.submitted_at, Happened::Submitted),
        (design.decided_at, decided),
        (design.withdrawn_at, Happened::Withdrawn),
    ];
    known.into_iter().filter(|(at, _)| at.is_some()).map(|(at, what)| moment(at, what)).collect()
}

async fn round_moments(app: &App, round: &Round, design: &Design) -> Result<Vec<Moment>, StoreError> {
    if !design.state.is_public() {
        return Ok(Vec::new());
    }
    let windows = round.windows();
    let scored = moment(Some(windows.scoring_open_at), Happened::Scored { until: windows.scoring_close_at });
    Ok(match round.state {
        RoundState::Draft | RoundState::Submissions => Vec::new(),
        RoundState::Scoring => vec![scored],
        RoundState::Judging => vec![scored, moment(Some(windows.scoring_close_at), Happened::Judged)],
        RoundState::Cancelled => vec![moment(round.cancelled_at, Happened::RoundCancelled)],
        RoundState::Closed => {
            let mut moments = vec![scored];
            moments.extend(placed(app, round, design.id).await?.map(|what| moment(round.closed_at, what)));
            moments.extend(prize(app, round, design.id).await?);
            moments
        }
    })
}

async fn placed(app: &App, round: &Round, id: DesignId) -> Result<Option<Happened>, StoreError> {
    let Some(row) = store::standing::find(&app.store, id).await? else { return Ok(None) };
    let of = store::standing::count_ranked(&app.store, round.id).await?;
    let placed = row.place.map(|place| Happened::Placed { place, of, points: row.standing });
    let unplaced = row
        .unranked
        .map(|Unranked::TooFewBallots { counted, needed }| Happened::Unplaced { counted, needed });
    Ok(placed.or(unplaced))
}

async fn prize(app: &App, round: &Round, id: DesignId) -> Result<Vec<Moment>, StoreError> {
    let prizes = store::prize::list(&app.store, round.id).await?.into_iter();
    let won = prizes.filter(|prize| prize.design == Some(id));
    Ok(won.map(|prize| moment(prize.awarded_at, Happened::PrizeWon { amount: prize.amount })).collect())
}

fn sale_moments(campaign: &Campaign, made_at: Option<DateTime<Utc>>) -> Vec<Moment> {
    let has_failed = campaign.state == SaleState::Failed;
    let decided = if has_failed { Happened::SaleFailed } else { Happened::GreenLit };
    let last = match campaign.state {
        SaleState::Draft
        | SaleState::Open
        | SaleState::Settling
        | SaleState::Funded
        | SaleState::InProduction
        | SaleState::Failed => None,
        SaleState::Short => Some(Happened::SaleShort),
        SaleState::Fulfilled => Some(Happened::Shipped),
        SaleState::Cancelled => Some(Happened::SaleCancelled),
        SaleState::Refunding => Some(Happened::Refunding),
        SaleState::Refunded => Some(Happened::Refunded),
    };
    let known = [
        (campaign.opened_at, Happened::SaleOpened),
        (campaign.decided_at, decided),
        (campaign.funded_at, Happened::Funded),
        (made_at, Happened::Made),
    ];
    let mut moments: Vec<Moment> =
        known.into_iter().filter(|(at, _)| at.is_some()).map(|(at, what)| moment(at, what)).collect();
    moments.extend(last.map(|what| moment(campaign.closed_at, what)));
    moments
}
