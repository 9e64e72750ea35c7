//! What became of a design, step by step, for those who made it.

use chrono::{DateTime, Utc};

use crate::app::caller::Member;
use crate::app::{App, StoreError};
use crate::domain::campaign::{self, Campaign};
use crate::domain::design::{Design, State};
use crate::domain::id::CampaignId;
use crate::domain::money::Money;
use crate::domain::payout;
use crate::domain::round::{self, Round};
use crate::store;

/// One step of a design's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    Drafted(DateTime<Utc>),
    Submitted(DateTime<Utc>),
    Cleared(DateTime<Utc>),
    /// With the moderator's reason.
    Refused(DateTime<Utc>, String),
    /// Members score it from then until then.
    Scoring(DateTime<Utc>, DateTime<Utc>),
    Judging(DateTime<Utc>),
    /// Its place.
    Ranked(DateTime<Utc>, u32),
    Unranked(DateTime<Utc>),
    /// With the reason.
    RoundCancelled(DateTime<Utc>, String),
    Withdrawn(DateTime<Utc>),
    TakenDown,
    /// Of this place.
    PrizeWon(DateTime<Utc>, u32, Money),
    SaleComing,
    SaleOpened(DateTime<Utc>, CampaignId),
    /// How its sale stands, once the gate has decided.
    Sale(DateTime<Utc>, campaign::State, CampaignId),
    /// The reader's own share, sent.
    Paid(DateTime<Utc>, Money),
    /// The reader's own share, still to be sent.
    Due(Money),
}

/// Oldest first, then what has no day yet.
pub(super) async fn read(
    app: &App,
    who: &Member,
    round: &Round,
    design: &Design,
) -> Result<Vec<Happened>, StoreError> {
    let mut steps = vec![Happened::Drafted(design.created_at)];
    steps.extend(design.submitted_at.map(Happened::Submitted));
    steps.extend(decision(design));
    steps.extend(scoring(app.now(), round, design));
    steps.extend(ranking(app, round, design).await?);
    steps.extend(money(app, who, design).await?);
    if let Some(sale) = store::campaign::find_by_design(&app.store, design.id).await? {
        steps.extend(sold(&sale));
    }
    steps.extend(design.withdrawn_at.map(Happened::Withdrawn));
    if design.state == State::TakenDown {
        steps.push(Happened::TakenDown);
    }
    steps.sort_by_key(|step| (step.at().is_none(), step.at()));
    Ok(steps)
}

impl Happened {
    /// When; of what is owed or has no day, nothing.
    pub const fn at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Drafted(at)
            | Self::Submitted(at)
            | Self::Cleared(at)
            | Self::Refused(at, _)
            | Self::Scoring(at, _)
            | Self::Judging(at)
            | Self::Ranked(at, _)
            | Self::Unranked(at)
            | Self::RoundCancelled(at, _)
            | Self::Withdrawn(at)
            | Self::PrizeWon(at, _, _)
            | Self::SaleOpened(at, _)
            | Self::Sale(at, _, _)
            | Self::Paid(at, _) => Some(*at),
            Self::TakenDown | Self::SaleComing | Self::Due(_) => None,
        }
    }
}

fn decision(design: &Design) -> Option<Happened> {
    let at = design.decided_at?;
    let refused = design.refusal_reason.clone().map(|reason| Happened::Refused(at, reason));
    Some(refused.unwrap_or(Happened::Cleared(at)))
}

/// The round's scoring, for a design that is in it.
fn scoring(now: DateTime<Utc>, round: &Round, design: &Design) -> Vec<Happened> {
    let (opens, closes) = (round.rules.windows.scoring_open_at, round.scoring_close_at());
    if !design.state.is_public() || now < opens {
        return Vec::new();
    }
    match round.state {
        round::State::Scoring | round::State::Closed => vec![Happened::Scoring(opens, closes)],
        round::State::Judging => vec![Happened::Scoring(opens, closes), Happened::Judging(closes)],
        round::State::Draft | round::State::Submissions | round::State::Cancelled => Vec::new(),
    }
}

async fn ranking(app: &App, round: &Round, design: &Design) -> Result<Option<Happened>, StoreError> {
    if let (Some(at), Some(reason)) = (round.cancelled_at, &round.cancel_reason) {
        return Ok(Some(Happened::RoundCancelled(at, reason.clone())));
    }
    let Some(at) = round.closed_at else { return Ok(None) };
    let row = store::standing::find(&app.store, design.id).await?;
    Ok(row.map(|row| row.place.map_or(Happened::Unranked(at), |place| Happened::Ranked(at, place))))
}

async fn money(app: &App, who: &Member, design: &Design) -> Result<Vec<Happened>, StoreError> {
    let Some(prize) = store::prize::find_by_design(&app.store, design.id).await? else {
        return Ok(Vec::new());
    };
    let mut steps: Vec<_> =
        prize.awarded_at.map(|at| Happened::PrizeWon(at, prize.place, prize.amount)).into_iter().collect();
    let payouts = store::payout::list_of_prize(&app.store, prize.id).await?;
    for payout in payouts.iter().filter(|payout| payout.account == who.id()) {
        match (payout.state, payout.sent_at) {
            (payout::State::Sent | payout::State::ByHand, Some(at)) => {
                steps.push(Happened::Paid(at, payout.amount));
            }
            (payout::State::ByHand, None) => {
                steps.push(Happened::Paid(payout.requested_at, payout.amount));
            }
            (payout::State::Owed | payout::State::Sending, _) | (payout::State::Sent, None) => {
                steps.push(Happened::Due(payout.amount));
            }
            (payout::State::Reversing | payout::State::Reversed | payout::State::Withdrawn, _) => {}
        }
    }
    Ok(steps)
}

fn sold(sale: &Campaign) -> Vec<Happened> {
    let Some(opened_at) = sale.opened_at else { return vec![Happened::SaleComing] };
    let mut steps = vec![Happened::SaleOpened(opened_at, sale.id)];
    let at = sale.closed_at.or(sale.funded_at).or(sale.decided_at);
    if sale.state != campaign::State::Open {
        steps.extend(at.map(|at| Happened::Sale(at, sale.state, sale.id)));
    }
    steps
}
