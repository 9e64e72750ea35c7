//! One round as its page shows it: rules and windows, its designs, what its visitor can do, what is on sale.

use super::{App, Offered, StoreError, offered, store};
use crate::app::caller::Member;
use crate::app::design::{self, Seen};
use crate::app::round;
use crate::domain::contest::Contest;
use crate::domain::design::State as DesignState;
use crate::domain::funding::{Funding, State as FundingState};
use crate::domain::id::{DesignId, RoundId};
use crate::domain::round::{Round, State, Step, Visitor, step};

/// More sales than a round's rules are ever likely to allow.
const SALES_MAX: u64 = 100;

#[derive(Debug, Clone)]
pub struct Overview {
    pub round: Round,
    pub contest: Contest,
    /// The prize money that is there, with where it came from.
    pub fundings: Vec<Funding>,
    /// What everybody may see of the round, oldest first, one more than asked for if there are more.
    pub designs: Vec<Seen>,
    /// Opened ones; the admin's eyes see no more here.
    pub sales: Vec<Offered>,
    pub step: Step,
}

/// A round that this person may see, with its designs after a cursor.
pub async fn overview(
    app: &App,
    who: Option<&Member>,
    id: RoundId,
    after: Option<DesignId>,
    limit: u64,
) -> Result<Overview, round::Error> {
    let round = round::find(app, who, id).await?;
    let contest = store::contest::find(&app.store, round.contest).await?;
    let contest = contest.ok_or(round::Error::ContestUnknown)?;
    let mut fundings = store::funding::list(&app.store, id).await?;
    fundings.retain(|funding| funding.state == FundingState::Funded);
    let visitor = match who {
        Some(who) => visitor(app, who, id).await?,
        None => None,
    };
    let filter = store::campaign::Filter { round: Some(id), ..Default::default() };
    let mut sales = store::campaign::list(&app.store, filter, None, SALES_MAX).await?;
    sales.reverse();
    Ok(Overview {
        designs: designs(app, &round, after, limit).await?,
        sales: offered(app, sales).await?,
        step: step(&round, visitor.as_ref(), app.now()),
        round,
        contest,
        fundings,
    })
}

/// What can be shown of the round's designs: those that are cleared, unless it is a draft or was cancelled.
async fn designs(
    app: &App,
    round: &Round,
    after: Option<DesignId>,
    limit: u64,
) -> Result<Vec<Seen>, round::Error> {
    if matches!(round.state, State::Draft | State::Cancelled) {
        return Ok(Vec::new());
    }
    match design::list_of_round(app, round.id, after, limit).await {
        Ok(designs) => Ok(designs),
        Err(design::Error::Store(error)) => Err(error.into()),
        Err(_) => Err(round::Error::Unknown),
    }
}

async fn visitor(app: &App, who: &Member, round: RoundId) -> Result<Option<Visitor>, StoreError> {
    let Some(account) = store::account::find(&app.store, who.id()).await? else { return Ok(None) };
    let states = store::design::list_states(&app.store, round, who.id(), None).await?;
    let kept = states.iter().filter(|state| **state != DesignState::Withdrawn).count();
    Ok(Some(Visitor {
        mail_verified_at: account.mail_verified_at,
        joined_at: account.created_at,
        designs: u32::try_from(kept).unwrap_or(u32::MAX),
    }))
}
