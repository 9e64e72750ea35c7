//! Rounds as admins look at them: what each holds, how its prizes are paid, and what may be done now.

use super::{Error, Filter, funding, store, unwritable};
use crate::app::caller::Admin;
use crate::app::{App, finding};
use crate::domain::design;
use crate::domain::funding::{Funding, State as FundingState};
use crate::domain::id::{AccountId, RoundId};
use crate::domain::inspection::Inspection;
use crate::domain::money::Money;
use crate::domain::prize::total;
use crate::domain::round::{Event, Facts, Integrity, Refusal, Round, State, transition};
use crate::store::{Reads, StoreError};

/// Whether it may be cancelled is asked before the reason is given.
const REASON_LATER: &str = "...";

/// A round in the list, with the title of its contest.
#[derive(Debug, Clone)]
pub struct Listed {
    pub round: Round,
    pub contest: String,
}

/// Prize money of one request, with the names of those who asked and confirmed.
#[derive(Debug, Clone)]
pub struct PrizeRequest {
    pub funding: Funding,
    pub requested_by: String,
    pub confirmed_by: Option<String>,
    /// Whether this admin may be the second one who confirms it.
    pub is_others: bool,
}

/// How a round's prizes are paid.
#[derive(Debug, Clone)]
pub struct PrizeMoney {
    pub needed: Money,
    pub funded: Money,
    /// Neither there nor asked for.
    pub missing: Money,
    pub requests: Vec<PrizeRequest>,
}

/// What may be done now: an error says why not.
#[derive(Debug, Clone)]
pub struct Now {
    pub open: Result<(), Refusal>,
    pub close: Result<(), Refusal>,
    pub cancel: Result<(), Refusal>,
    pub may_edit: bool,
    pub may_fund: bool,
}

/// All that an admin sees of one round.
#[derive(Debug, Clone)]
pub struct Dossier {
    pub round: Round,
    pub contest: String,
    pub money: PrizeMoney,
    /// Designs by state; empty states are absent.
    pub designs: Vec<(design::State, u64)>,
    /// All in the box. What they say stays closed until the round is judged.
    pub ballots: u64,
    pub now: Now,
    /// The last look through the ballots.
    pub inspection: Option<Inspection>,
    pub integrity: Integrity,
}

impl Dossier {
    /// Designs in this state.
    pub fn in_state(&self, state: design::State) -> u64 {
        self.designs.iter().find(|(known, _)| *known == state).map_or(0, |(_, number)| *number)
    }

    /// Designs that were handed in and are still in the round, decided or not.
    pub fn entered(&self) -> u64 {
        let entered = self.designs.iter().filter(|(state, _)| state.is_entered());
        entered.map(|(_, number)| *number).sum()
    }
}

/// All rounds, newest first, drafts too.
pub async fn list_for_desk(
    app: &App,
    _admin: &Admin,
    state: Option<State>,
    before: Option<RoundId>,
    limit: u64,
) -> Result<Vec<Listed>, Error> {
    let filter = Filter { contest: None, state, with_unopened: true };
    let found = store::round::list(&app.store, filter, before, limit).await?;
    let titles = store::name::contests(&app.store, found.iter().map(|round| round.contest)).await?;
    let listed =
        |round: Round| Listed { contest: titles.get(&round.contest).cloned().unwrap_or_default(), round };
    Ok(found.into_iter().map(listed).collect())
}

/// One round, whatever its state.
pub async fn dossier(app: &App, admin: &Admin, id: RoundId) -> Result<Dossier, Error> {
    let round = store::round::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let contest = store::name::contests(&app.store, [round.contest]).await?.remove(&round.contest);
    let designs = store::desk::designs_of_round(&app.store, id).await?;
    let money = money(&app.store, admin, &round).await?;
    let integrity = finding::summary(app, &app.store, &round).await?;
    Ok(Dossier {
        contest: contest.unwrap_or_default(),
        ballots: store::desk::ballots_of_round(&app.store, id).await?,
        now: now(app, &round, (&money, integrity), &designs),
        inspection: store::inspection::find_last(&app.store, id).await?,
        integrity,
        designs,
        money,
        round,
    })
}

async fn money(reads: &impl Reads, admin: &Admin, round: &Round) -> Result<PrizeMoney, StoreError> {
    let fundings = store::funding::list(reads, round.id).await?;
    let people: Vec<AccountId> =
        fundings.iter().flat_map(|one| [Some(one.requested_by), one.confirmed_by]).flatten().collect();
    let names = store::name::people(reads, people).await?;
    let name = |account: &AccountId| names.get(account).cloned().unwrap_or_default();
    let currency = round.rules.currency;
    let needed = total(&round.rules.prizes, currency).map_err(unwritable)?;
    let asked = funding::live_total(&fundings, currency)?;
    let is_there = |one: &&Funding| one.state == FundingState::Funded;
    let mut there = fundings.iter().filter(is_there).map(|one| one.amount);
    let funded = there.try_fold(Money::zero(currency), Money::checked_add).map_err(unwritable)?;
    Ok(PrizeMoney {
        needed,
        funded,
        missing: needed.checked_sub(asked).map_err(unwritable)?,
        requests: fundings
            .into_iter()
            .map(|one| PrizeRequest {
                requested_by: name(&one.requested_by),
                confirmed_by: one.confirmed_by.as_ref().map(name),
                is_others: one.requested_by != admin.id(),
                funding: one,
            })
            .collect(),
    })
}

fn now(
    app: &App,
    round: &Round,
    (money, integrity): (&PrizeMoney, Integrity),
    designs: &[(design::State, u64)],
) -> Now {
    let undecided = designs.iter().find(|(state, _)| *state == design::State::Submitted);
    let facts = Facts {
        prize_is_funded: money.funded == money.needed,
        submissions_are_ahead: app.now() < round.rules.windows.scoring_open_at,
        // Only the clock extends a window; nobody is asked here.
        is_extension_due: false,
        undecided_designs: undecided.map_or(0, |(_, number)| u32::try_from(*number).unwrap_or(u32::MAX)),
        integrity,
    };
    let ask = |event: &Event| transition(round.state, event, &facts).map(|_| ());
    let cancel = Event::Cancel { reason: REASON_LATER.to_owned() };
    Now {
        open: ask(&Event::Open),
        close: ask(&Event::Close),
        cancel: ask(&cancel),
        may_edit: round.state == State::Draft && round.rules_frozen_at.is_none(),
        may_fund: round.state == State::Draft && money.missing.minor > 0,
    }
}
