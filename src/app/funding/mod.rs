//! Prize money: asked for by an admin, brought to the provider or confirmed by a second admin, given back.

mod top_up;

use serde::Serialize;

use super::caller::Admin;
use super::round::unwritable;
use super::{App, audit, idempotency, ledger, round};
use crate::domain::funding::{Event, Funding, REFERENCE_CHARS_MAX, Refusal, State, transition};
use crate::domain::id::{FundingId, RoundId};
use crate::domain::job::Job;
use crate::domain::ledger::prize::{self, FundingSource};
use crate::domain::ledger::{Cause, Occurrence, Refs};
use crate::domain::money::{self, Currency, Money};
use crate::domain::prize::total;
use crate::domain::round::{Round, State as RoundState};
use crate::store::{self, Reads, StoreError, Tx};

pub use top_up::{Sent, begin, call, record};
pub(super) use top_up::{came, never_came, read, run};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such round")]
    RoundUnknown,
    #[error("there is no such prize funding")]
    Unknown,
    #[error("prize money is asked for while the round is a draft")]
    NotDraft,
    #[error("this round has no prizes, so it needs no prize money")]
    NoPrizes,
    #[error("all prize money of this round is asked for or set apart already")]
    Complete,
    #[error("name the bank transfer by its reference, 1 to 140 characters as the statement shows it")]
    Reference,
    #[error(
        "the transfer was announced with another reference; compare the bank's statement with the request"
    )]
    OtherReference,
    #[error("a second admin has to confirm bank money; you asked for it yourself")]
    SamePerson,
    #[error("give a reason of 1 to 2000 characters")]
    Reason,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Key(#[from] idempotency::Error),
    #[error("the prize funding could not be read or written")]
    Store(#[from] StoreError),
}

/// What an admin asks for. The amount is always all that is missing.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    pub round: RoundId,
    pub source: FundingSource,
    /// How the bank's statement will name the transfer, if that is known.
    pub reference: Option<String>,
}

/// Asks for all prize money that is missing: as a top-up at once, or from the bank with a second admin's word.
pub async fn request(app: &App, admin: &Admin, asked: &Asked, key: &str) -> Result<Funding, Error> {
    if let Some(reference) = &asked.reference {
        check_reference(reference)?;
    }
    let once = idempotency::Request::new(admin.member(), key, "funding.request", asked)?;
    let tx = app.store.begin_write().await?;
    if let Some(saved) = once.claim(app, &tx).await? {
        return Ok(saved);
    }
    let round = store::round::lock(&tx, asked.round).await?.ok_or(Error::RoundUnknown)?;
    let funding = Funding {
        id: app.id(),
        round: round.id,
        amount: missing(&tx, &round).await?,
        source: asked.source,
        state: State::Requested,
        provider_ref: None,
        reference: asked.reference.as_ref().map(|reference| reference.trim().to_owned()),
        requested_by: admin.id(),
        confirmed_by: None,
        created_at: app.now(),
        funded_at: None,
    };
    store::funding::insert(&tx, &funding).await?;
    if funding.source == FundingSource::TopUp {
        app.plan(&tx, &Job::TopUp { funding: funding.id }, app.now()).await?;
    }
    let row = audit::by(admin.id(), "funding.requested", "funding", funding.id.uuid()).detail(
        &serde_json::json!({ "round": round.id, "source": funding.source, "amount": funding.amount }),
    );
    audit::write(app, &tx, row).await?;
    once.save(&tx, &funding).await?;
    tx.commit().await?;
    Ok(funding)
}

/// A second admin's word that the money is in the bank, with the reference that the statement shows.
pub async fn confirm(
    app: &App,
    admin: &Admin,
    id: FundingId,
    reference: &str,
    key: &str,
) -> Result<Funding, Error> {
    check_reference(reference)?;
    let reference = reference.trim();
    let once = idempotency::Request::new(admin.member(), key, "funding.confirm", &(id, reference))?;
    let tx = app.store.begin_write().await?;
    if let Some(saved) = once.claim(app, &tx).await? {
        return Ok(saved);
    }
    let (_, funding) = lock(&tx, id).await?.ok_or(Error::Unknown)?;
    let to = transition(funding.state, funding.source, Event::Confirm)?;
    if funding.requested_by == admin.id() {
        return Err(Error::SamePerson);
    }
    if funding.reference.as_deref().is_some_and(|announced| announced != reference) {
        return Err(Error::OtherReference);
    }
    let now = app.now();
    store::funding::transition(&tx, id, funding.state, to).await?;
    store::funding::set_confirmed(&tx, id, admin.id(), reference, now).await?;
    let funding = Funding {
        state: to,
        confirmed_by: Some(admin.id()),
        reference: Some(reference.to_owned()),
        funded_at: Some(now),
        ..funding
    };
    let row = audit::by(admin.id(), "funding.confirmed", "funding", id.uuid())
        .detail(&serde_json::json!({ "reference": reference, "amount": funding.amount }));
    audit::write(app, &tx, row).await?;
    once.save(&tx, &funding).await?;
    post_funded(app, &tx, &funding).await?;
    tx.commit().await?;
    Ok(funding)
}

/// Takes a request back that nothing has come of, so that the money can be asked for in another way.
pub async fn take_back(app: &App, admin: &Admin, id: FundingId, reason: &str) -> Result<Funding, Error> {
    let reason = round::reason(reason).ok_or(Error::Reason)?;
    let tx = app.store.begin_write().await?;
    let (_, funding) = lock(&tx, id).await?.ok_or(Error::Unknown)?;
    let to = transition(funding.state, funding.source, Event::TakeBack)?;
    store::funding::transition(&tx, id, funding.state, to).await?;
    let row = audit::by(admin.id(), "funding.taken_back", "funding", id.uuid()).reason(reason);
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(Funding { state: to, ..funding })
}

/// All prize money of a round, oldest first.
pub async fn list(app: &App, _admin: &Admin, id: RoundId) -> Result<Vec<Funding>, Error> {
    store::round::find(&app.store, id).await?.ok_or(Error::RoundUnknown)?;
    Ok(store::funding::list(&app.store, id).await?)
}

/// Whether the money of every prize is there.
pub(super) async fn is_complete(reads: &impl Reads, round: &Round) -> Result<bool, StoreError> {
    let there = store::funding::list(reads, round.id)
        .await?
        .into_iter()
        .filter(|funding| funding.state == State::Funded)
        .collect::<Vec<_>>();
    Ok(live_total(&there, round.rules.currency)? == prizes_total(round).map_err(unwritable)?)
}

/// The sum of what is there or may still come.
pub(super) fn live_total(fundings: &[Funding], currency: Currency) -> Result<Money, StoreError> {
    let live = fundings.iter().filter(|funding| funding.is_live());
    live.map(|funding| funding.amount).try_fold(Money::zero(currency), Money::checked_add).map_err(unwritable)
}

/// J13 for a round that was cancelled: what is there goes back to the organiser, what was only asked for is not
/// waited for. A top-up that is on its way goes back when it arrives.
pub(super) async fn give_back(app: &App, tx: &Tx, round: &Round) -> Result<(), StoreError> {
    for funding in store::funding::list(tx, round.id).await? {
        match funding.state {
            State::Requested => {
                store::funding::transition(tx, funding.id, funding.state, State::Refused).await?;
            }
            State::Funded => post_returned(app, tx, &funding).await?,
            State::Sending | State::Refused => {}
        }
    }
    Ok(())
}

/// What of the prizes nobody has asked for yet; an error where that is nothing.
async fn missing(tx: &Tx, round: &Round) -> Result<Money, Error> {
    if round.state != RoundState::Draft {
        return Err(Error::NotDraft);
    }
    let needed = prizes_total(round).map_err(unwritable)?;
    if needed.is_zero() {
        return Err(Error::NoPrizes);
    }
    let asked = live_total(&store::funding::list(tx, round.id).await?, round.rules.currency)?;
    let missing = needed.checked_sub(asked).map_err(unwritable)?;
    if missing.minor <= 0 { Err(Error::Complete) } else { Ok(missing) }
}

fn prizes_total(round: &Round) -> Result<Money, money::Error> {
    total(&round.rules.prizes, round.rules.currency)
}

/// The funding with its round, both held: the round first, as everywhere.
async fn lock(tx: &Tx, id: FundingId) -> Result<Option<(Round, Funding)>, StoreError> {
    let Some(found) = store::funding::find(tx, id).await? else { return Ok(None) };
    let round = store::round::lock(tx, found.round).await?;
    let funding = store::funding::lock(tx, id).await?;
    Ok(round.zip(funding))
}

async fn post_funded(app: &App, tx: &Tx, funding: &Funding) -> Result<(), StoreError> {
    let entry =
        prize::funded(occurrence(app, funding), funding.id, funding.source, funding.round, funding.amount);
    ledger::post(app, tx, &entry.map_err(unwritable)?).await?;
    Ok(())
}

async fn post_returned(app: &App, tx: &Tx, funding: &Funding) -> Result<(), StoreError> {
    let cause = Cause::Funding(funding.id);
    let entry = prize::returned(occurrence(app, funding), cause, funding.round, funding.amount);
    ledger::post(app, tx, &entry.map_err(unwritable)?).await?;
    Ok(())
}

fn occurrence(app: &App, funding: &Funding) -> Occurrence {
    Occurrence { at: app.now(), refs: Refs::of_round(funding.round) }
}

fn check_reference(reference: &str) -> Result<(), Error> {
    let chars = reference.trim().chars().count();
    let is_line = !reference.chars().any(char::is_control);
    if is_line && (1..=REFERENCE_CHARS_MAX).contains(&chars) { Ok(()) } else { Err(Error::Reference) }
}
