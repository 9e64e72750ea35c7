//! Closing: a round's ballots counted into a ranking, previewed by an admin, then frozen with prizes and sales.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::caller::{Admin, Member};
use super::{App, ballot_box, ledger, notice, round};
use crate::domain::campaign::Campaign;
use crate::domain::digest::Digest;
use crate::domain::id::{AccountId, DesignId, RoundId};
use crate::domain::ledger::prize::{awarded, returned};
use crate::domain::ledger::{Cause, Occurrence, Refs};
use crate::domain::notice::Kind;
use crate::domain::payout::Payout;
use crate::domain::prize::{self, Award, Placed, Prize};
use crate::domain::round::{Outcome, Round, Sealed, State};
use crate::domain::standing::{Ballot, Ballots, Beside, Close, beside, close};
use crate::domain::tally;
use crate::store::standing::Entrant;
use crate::store::{self, Reads, StoreError, Tx};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such round")]
    Unknown,
    #[error("the round is still {0}: what scoring comes to is not shown to anybody before it is over")]
    NotJudging(State),
    #[error("the standings of a round are published when it is closed")]
    NotClosed,
    #[error(
        "ballots are missing, or others than their voters changed them: {0}; bring back the ballots from a backup, \
         then close"
    )]
    NotWhole(String),
    #[error("the standings could not be read or written")]
    Store(#[from] StoreError),
}

/// What closing now would make final.
#[derive(Debug, Clone)]
pub struct Preview {
    pub outcome: Outcome,
    /// Titles by design.
    pub titles: BTreeMap<DesignId, String>,
    /// Designs that a moderator has to decide on before.
    pub undecided: u64,
}

/// A closed round's result, as it was frozen.
#[derive(Debug, Clone)]
pub struct Published {
    pub outcome: Outcome,
    pub titles: BTreeMap<DesignId, String>,
}

/// A round's box counted, with what it was counted from.
pub(super) struct Counted {
    /// Titles of the designs still in the round.
    pub(super) titles: BTreeMap<DesignId, String>,
    pub(super) ballots: Vec<Ballot>,
    pub(super) own: BTreeMap<AccountId, u32>,
    pub(super) closed: Close,
}

/// What closing would make final. Only while the round is judged, so that nothing of a running round leaves.
pub async fn preview(app: &App, _admin: &Admin, id: RoundId) -> Result<Preview, Error> {
    let round = store::round::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    if round.state != State::Judging {
        return Err(Error::NotJudging(round.state));
    }
    let entrants = store::standing::list_entrants(&app.store, id).await?;
    let counted = count(&app.store, &round, entrants).await?;
    if let Some(gaps) = gaps(&app.store, &round, &counted.ballots).await? {
        return Err(Error::NotWhole(gaps));
    }
    let outcome = Outcome::new(&round, counted.closed);
    let undecided = store::standing::count_undecided(&app.store, id).await?;
    Ok(Preview { outcome, titles: counted.titles, undecided })
}

/// The frozen result of a closed round.
pub async fn published(app: &App, who: Option<&Member>, id: RoundId) -> Result<Published, Error> {
    let round = closed(app, who, id).await?;
    let outcome = frozen(&app.store, &round).await?;
    let titles = store::standing::list_titles(&app.store, id).await?;
    Ok(Published { outcome, titles })
}

/// A closed round that this person may see.
pub(super) async fn closed(app: &App, who: Option<&Member>, id: RoundId) -> Result<Round, Error> {
    let round = match round::find(app, who, id).await {
        Ok(round) => round,
        Err(round::Error::Store(error)) => return Err(error.into()),
        Err(_) => return Err(Error::Unknown),
    };
    if round.state != State::Closed {
        return Err(Error::NotClosed);
    }
    Ok(round)
}

/// The text that a published result's digest is of.
pub fn result_document(published: &Published) -> Result<String, Error> {
    Ok(published.outcome.canonical_json().map_err(round::unwritable)?)
}

/// Counts the box, seals it, and writes the ranking and the designs' new state.
pub(super) async fn freeze(
    app: &App,
    tx: &Tx,
    round: &Round,
    now: DateTime<Utc>,
) -> Result<(Sealed, Digest), Error> {
    let entrants = store::standing::list_entrants(tx, round.id).await?;
    let counted = count(tx, round, entrants).await?;
    if let Some(gaps) = gaps(tx, round, &counted.ballots).await? {
        return Err(Error::NotWhole(gaps));
    }
    let box_digest = ballot_box::seal(app, tx, round, &counted).await?;
    store::standing::insert_beside(tx, round.id, &figures_beside(round, &counted)).await?;
    let outcome = Outcome::new(round, counted.closed);
    store::standing::insert(tx, round.id, &outcome.rows, now).await?;
    let ranked: Vec<DesignId> =
        outcome.rows.iter().filter(|row| row.place.is_some()).map(|row| row.design).collect();
    store::standing::transition_to_ranked(tx, &ranked).await?;
    let sealed = Sealed {
        ballots_all: outcome.ballots_all,
        scores_sum: outcome.scores_sum,
        result_digest: outcome.digest().map_err(round::unwritable)?,
    };
    store::round::set_closed(tx, round.id, now, &sealed).await?;
    Ok((sealed, box_digest))
}

/// What the results page shows beside the ranking.
fn figures_beside(round: &Round, counted: &Counted) -> Vec<Beside> {
    let designs: Vec<DesignId> = counted.titles.keys().copied().collect();
    let input = Ballots {
        round: round.id,
        terms: &round.rules.scoring,
        designs: &designs,
        ballots: &counted.ballots,
        own: &counted.own,
    };
    let restored: Vec<Ballot> =
        counted.ballots.iter().map(|each| Ballot { set_aside: false, counted_as: None, ..*each }).collect();
    beside(&input, &counted.closed, &close(&Ballots { ballots: &restored, ..input }))
}

/// J12 and a payout for each person of a place's design; J13 where nobody has the place.
pub(super) async fn assign_prizes(app: &App, tx: &Tx, round: &Round) -> Result<(), StoreError> {
    let outcome = frozen(tx, round).await?;
    let entrants = store::standing::list_entrants(tx, round.id).await?;
    let placed = placed(&outcome, &entrants);
    let assignment =
        prize::assign(&round.rules.prizes, round.rules.currency, &placed).map_err(round::unwritable)?;
    let at = Occurrence { at: app.now(), refs: Refs::of_round(round.id) };
    for prize in store::prize::list(tx, round.id).await? {
        match assignment.awards.iter().find(|award| award.place == prize.place) {
            Some(award) => give(app, tx, round, (&prize, award), at).await?,
            None => give_back(app, tx, &prize, at).await?,
        }
    }
    Ok(())
}

async fn give(
    app: &App,
    tx: &Tx,
    round: &Round,
    (prize, award): (&Prize, &Award),
    at: Occurrence,
) -> Result<(), StoreError> {
    let to = prize::transition(prize.state, prize::Event::Award).map_err(round::unwritable)?.to;
    store::prize::transition(tx, prize.id, prize.state, to).await?;
    store::prize::set_awarded(tx, prize.id, award.design, at.at).await?;
    for share in &award.shares {
        let payout = Payout::of_prize(app.id(), share.account, prize.id, share.amount, at.at);
        store::payout::insert(tx, &payout).await?;
        let facts = json!({ "round": round.title, "place": prize.place, "amount": share.amount });
        let about = ("design", award.design.uuid());
        notice::tell(app, tx, share.account, Kind::PrizeWon, about, &facts).await?;
    }
    let entry = awarded(at, prize.id, round.id, &award.shares).map_err(round::unwritable)?;
    ledger::post(app, tx, &entry).await?;
    Ok(())
}

async fn give_back(app: &App, tx: &Tx, prize: &Prize, at: Occurrence) -> Result<(), StoreError> {
    let to = prize::transition(prize.state, prize::Event::Return).map_err(round::unwritable)?.to;
    store::prize::transition(tx, prize.id, prize.state, to).await?;
    let entry = returned(at, Cause::Prize(prize.id), prize.round, prize.amount);
    ledger::post(app, tx, &entry.map_err(round::unwritable)?).await?;
    Ok(())
}

/// The best designs get campaigns in draft, on the terms of the round's rules.
pub(super) async fn make_campaigns(app: &App, tx: &Tx, round: &Round) -> Result<(), StoreError> {
    let outcome = frozen(tx, round).await?;
    let entrants = store::standing::list_entrants(tx, round.id).await?;
    let now = app.now();
    for design in outcome.campaigns {
        let terms = (round.rules.currency, round.rules.gate);
        let campaign = Campaign::draft(app.id(), round.id, design, terms, now);
        store::campaign::insert(tx, &campaign).await?;
        let people = entrants.iter().filter(|entrant| entrant.design == design);
        for stake in people.flat_map(|entrant| entrant.shares.stakes()) {
            let facts = json!({ "round": round.title });
            notice::tell(app, tx, stake.account, Kind::GoesOnSale, ("design", design.uuid()), &facts).await?;
        }
    }
    Ok(())
}

/// Whether a design has fewer counted ballots than a place needs, as far as scoring is.
pub(super) async fn is_any_lacking(reads: &impl Reads, round: &Round) -> Result<bool, StoreError> {
    let entrants = store::standing::list_entrants(reads, round.id).await?;
    let needed = round.rules.scoring.scores_min;
    let given = store::tally::list(reads, round.id).await?;
    let has_too_few =
        |entrant: &Entrant| given.get(&entrant.design).map_or(0, |tally| tally.ballots) < i64::from(needed);
    if entrants.iter().any(has_too_few) {
        return Ok(true);
    }
    let counted = count(reads, round, entrants).await?;
    Ok(counted.closed.rows.iter().any(|row| row.n < u64::from(needed)))
}

/// Where the box does not hold what came in, in words.
async fn gaps(reads: &impl Reads, round: &Round, ballots: &[Ballot]) -> Result<Option<String>, StoreError> {
    let given = store::tally::list(reads, round.id).await?;
    let gaps: Vec<String> =
        tally::gaps(&given, &tally::tallies(ballots)).iter().map(ToString::to_string).collect();
    Ok(Some(gaps.join("; ")).filter(|text| !text.is_empty()))
}

async fn count(reads: &impl Reads, round: &Round, entrants: Vec<Entrant>) -> Result<Counted, StoreError> {
    let ballots = store::standing::list_ballots(reads, round.id).await?;
    let designs: Vec<DesignId> = entrants.iter().map(|entrant| entrant.design).collect();
    let own = own(&entrants);
    let input = Ballots {
        round: round.id,
        terms: &round.rules.scoring,
        designs: &designs,
        ballots: &ballots,
        own: &own,
    };
    let closed = close(&input);
    Ok(Counted { titles: titles(entrants), ballots, own, closed })
}

/// How many designs each of their makers may not score.
pub(super) fn own(entrants: &[Entrant]) -> BTreeMap<AccountId, u32> {
    let mut own: BTreeMap<AccountId, u32> = BTreeMap::new();
    for entrant in entrants {
        let makers = entrant.shares.stakes().iter().map(|stake| stake.account);
        let apart = (!entrant.shares.has(entrant.designer)).then_some(entrant.designer);
        for maker in makers.chain(apart) {
            let number = own.entry(maker).or_default();
            *number = number.saturating_add(1);
        }
    }
    own
}

/// The result from the rows that were frozen.
async fn frozen(reads: &impl Reads, round: &Round) -> Result<Outcome, StoreError> {
    let sealed = round.sealed.ok_or_else(|| round::unwritable("a closed round without a seal"))?;
    let rows = store::standing::list(reads, round.id).await?;
    Ok(Outcome::of_rows(round, sealed.ballots_all, sealed.scores_sum, rows))
}

fn placed(outcome: &Outcome, entrants: &[Entrant]) -> Vec<Placed> {
    let by_design: BTreeMap<DesignId, &Entrant> =
        entrants.iter().map(|entrant| (entrant.design, entrant)).collect();
    let with_place = outcome.rows.iter().filter_map(|row| {
        let shares = by_design.get(&row.design)?.shares.clone();
        Some(Placed { place: row.place?, design: row.design, shares })
    });
    with_place.collect()
}

fn titles(entrants: Vec<Entrant>) -> BTreeMap<DesignId, String> {
    entrants.into_iter().map(|entrant| (entrant.design, entrant.title)).collect()
}
