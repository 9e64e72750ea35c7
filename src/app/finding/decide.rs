//! A moderator confirms a finding or restores its ballots, with a reason that is published.

use serde_json::json;

use super::Error;
use super::verdict::{self, Named};
use crate::app::caller::Moderator;
use crate::app::{App, audit, idempotency, notice};
use crate::domain::finding::{Decision, Event, Facts, Finding, State, transition};
use crate::domain::id::{AccountId, DesignId, FindingId};
use crate::domain::notice::Kind;
use crate::domain::round::{self, Round};
use crate::store::standing::Entrant;
use crate::store::{self, StoreError, Tx};

/// What a moderator says of a finding.
#[derive(Debug, Clone, Copy)]
pub struct Decided<'a> {
    pub finding: FindingId,
    pub event: Event,
    pub reason: &'a str,
}

/// Confirms or restores.
pub async fn decide(app: &App, who: &Moderator, decided: Decided<'_>) -> Result<Finding, Error> {
    let reason = reason(decided.reason)?;
    let tx = app.store.begin_write().await?;
    let found = decide_in(app, &tx, who, Decided { reason, ..decided }).await?;
    tx.commit().await?;
    Ok(found)
}

/// The same for a form: once for each key.
pub async fn decide_once(app: &App, who: &Moderator, decided: Decided<'_>, key: &str) -> Result<(), Error> {
    let reason = reason(decided.reason)?;
    let is_confirmed = decided.event == Event::Confirm;
    let asked = (decided.finding, is_confirmed, reason);
    let once = idempotency::Request::new(who.member(), key, "finding.decide", &asked)?;
    let tx = app.store.begin_write().await?;
    if let Some(()) = once.claim(app, &tx).await? {
        return Ok(());
    }
    decide_in(app, &tx, who, Decided { reason, ..decided }).await?;
    once.save(&tx, &()).await?;
    Ok(tx.commit().await?)
}

/// Moves a finding on and makes its ballots' verdicts anew. The round is held first, then the finding.
pub(super) async fn decide_in(
    app: &App,
    tx: &Tx,
    who: &Moderator,
    decided: Decided<'_>,
) -> Result<Finding, Error> {
    let (round, found) = lock(tx, who, decided.finding).await?;
    let entrants = store::standing::list_entrants(tx, round.id).await?;
    let facts = Facts { is_round_over: round.state.is_over(), is_party: is_party(&entrants, who.id()) };
    let to = transition(found.state, decided.event, facts)?;
    let decision = Decision { by: who.id(), at: app.now(), reason: decided.reason.to_owned() };
    store::finding::transition(tx, found.id, (found.state, to), &decision).await?;
    let doubted = store::finding::list_ballots(tx, found.id).await?;
    let ballots: Vec<Named> = doubted.iter().map(|each| (each.ballot, each.account, each.design)).collect();
    verdict::renew(app, tx, &round, &ballots).await?;
    let row = audit::by(who.id(), &format!("finding.{to}"), "finding", found.id.uuid());
    let detail = json!({ "round": round.id, "detector": found.detector, "ballots": doubted.len() });
    audit::write(app, tx, row.reason(decided.reason).detail(&detail)).await?;
    if to == State::Confirmed && round.state == round::State::Judging {
        let designs: Vec<DesignId> = doubted.iter().map(|each| each.design).collect();
        tell_makers(app, tx, &round, (&entrants, &designs)).await?;
    }
    Ok(Finding { state: to, decided: Some(decision), ..found })
}

/// Tells the makers of these designs that ballots for them were set aside.
pub(in crate::app) async fn tell_makers(
    app: &App,
    tx: &Tx,
    round: &Round,
    (entrants, designs): (&[Entrant], &[DesignId]),
) -> Result<(), StoreError> {
    for entrant in entrants.iter().filter(|entrant| designs.contains(&entrant.design)) {
        let facts = json!({ "round": round.title, "design": entrant.title });
        let about = ("design", entrant.design.uuid());
        for stake in entrant.shares.stakes() {
            notice::tell(app, tx, stake.account, Kind::BallotsSetAside, about, &facts).await?;
        }
    }
    Ok(())
}

/// The finding with its round, both held, if this moderator may see it now.
pub(super) async fn lock(tx: &Tx, who: &Moderator, id: FindingId) -> Result<(Round, Finding), Error> {
    let found = store::finding::find(tx, id).await?.ok_or(Error::Unknown)?;
    let round = store::round::lock(tx, found.round).await?.ok_or(Error::RoundUnknown)?;
    may_see(&round, who)?;
    let found = store::finding::lock(tx, id).await?.ok_or(Error::Unknown)?;
    Ok((round, found))
}

/// What was found in a round that is still scored tells what scoring comes to, so that admins alone see it.
pub(super) fn may_see(round: &Round, who: &Moderator) -> Result<(), Error> {
    match round.state {
        round::State::Judging | round::State::Closed | round::State::Cancelled => Ok(()),
        round::State::Draft | round::State::Submissions | round::State::Scoring => {
            who.member().as_admin().map(|_| ()).ok_or(Error::StillScored)
        }
    }
}

/// Whether somebody has a part in one of the designs.
pub(super) fn is_party(entrants: &[Entrant], account: AccountId) -> bool {
    entrants.iter().any(|entrant| entrant.designer == account || entrant.shares.has(account))
}

/// What is published of a decision.
pub(super) fn reason(text: &str) -> Result<&str, Error> {
    crate::app::round::reason(text).ok_or(Error::Reason)
}
