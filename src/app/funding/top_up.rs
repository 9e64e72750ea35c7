//! A top-up as an effect: stored, sent under one key, recorded; where no answer can be had, looked up in the book.

use chrono::Duration;

use super::{lock, post_funded, post_returned};
use crate::app::job::{Fault, Step};
use crate::app::{App, StoreError, audit, notice, stop};
use crate::domain::funding::{Event, Funding, State, transition};
use crate::domain::id::FundingId;
use crate::domain::job::Job;
use crate::domain::money::Money;
use crate::domain::notice::Kind;
use crate::domain::round::{Round, State as RoundState};
use crate::gateway::payment::{Answer, Failure, Key, Movement, MovementKind};
use crate::store::{self, Tx};

/// After this no key is sent again: the provider may have forgotten it.
const KEY_HOURS: i64 = 23;
/// A failure of the provider may be its last word under the key; an hour later its book tells.
const BOOK_AFTER_HOURS: i64 = 1;
const MOVEMENTS_AT_ONCE: u32 = 100;
const PAGES_MAX: u32 = 10_000;

/// What is sent to the provider, from the stored row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub id: FundingId,
    pub key: Key,
    pub amount: Money,
}

/// The job of bringing prize money to the provider.
pub(in crate::app) async fn run(app: &App, id: FundingId) -> Result<Step, Fault> {
    let Some(sent) = begin(app, id).await? else { return Ok(Step::Done) };
    let answer = call(app, &sent).await;
    record(app, id, answer).await
}

/// Marks it as being sent. Nothing, where it is decided, or its key is too old to be sent again.
pub async fn begin(app: &App, id: FundingId) -> Result<Option<Sent>, Fault> {
    let tx = app.store.begin_write().await?;
    stop::check(&tx).await?;
    let Some((_, funding)) = lock(&tx, id).await? else { return Ok(None) };
    let Ok(to) = transition(funding.state, funding.source, Event::Send) else { return Ok(None) };
    let is_old = app.now() - funding.created_at >= Duration::hours(KEY_HOURS);
    if is_old && funding.state == State::Sending {
        app.plan(&tx, &Job::ReadTopUp { funding: id }, app.now()).await?;
        tx.commit().await?;
        return Ok(None);
    }
    if to != funding.state {
        store::funding::transition(&tx, id, funding.state, to).await?;
    }
    tx.commit().await?;
    Ok(Some(Sent { id, key: Key(funding.key()), amount: funding.amount }))
}

pub async fn call(app: &App, sent: &Sent) -> Answer<String> {
    app.outside.payment.top_up(&sent.key, sent.amount).await
}

/// Writes down what came of it: set apart, refused, or unknown, which the provider's book will tell.
pub async fn record(app: &App, id: FundingId, answer: Answer<String>) -> Result<Step, Fault> {
    match answer {
        Ok(source) => arrived(app, id, &source).await,
        Err(Failure::Refused { code, message }) => {
            refused(app, id, &format!("the payment provider refused the top-up ({code}): {message}")).await
        }
        Err(Failure::Broken { .. }) => {
            let tx = app.store.begin_write().await?;
            let at = app.now() + Duration::hours(BOOK_AFTER_HOURS);
            app.plan(&tx, &Job::ReadTopUp { funding: id }, at).await?;
            tx.commit().await?;
            Ok(Step::Done)
        }
        Err(passing @ (Failure::NoAnswer | Failure::InFlight | Failure::RateLimited { .. })) => {
            Err(passing.into())
        }
    }
}

/// Learns from the provider's book whether a top-up of unknown fate came.
pub(in crate::app) async fn read(app: &App, id: FundingId) -> Result<Step, Fault> {
    let Some(funding) = store::funding::find(&app.store, id).await? else { return Ok(Step::Done) };
    if funding.state != State::Sending {
        return Ok(Step::Done);
    }
    for source in sources(app, &funding).await? {
        if !store::funding::is_known(&app.store, &source).await? {
            return arrived(app, id, &source).await;
        }
    }
    refused(app, id, "the payment provider failed, and its book shows that no money came").await
}

/// An admin says that it never came. Where the book has it all the same, that is believed.
pub(in crate::app) async fn never_came(app: &App, id: FundingId) -> Result<(), Fault> {
    read(app, id).await.map(|_| ())
}

/// An admin says under which id the provider has it.
pub(in crate::app) async fn came(app: &App, id: FundingId, reference: &str) -> Result<(), Fault> {
    let Some(funding) = store::funding::find(&app.store, id).await? else { return Ok(()) };
    if !sources(app, &funding).await?.iter().any(|source| source == reference) {
        return Err(Fault::Fail(format!(
            "the provider's book has no top-up {reference} of {}",
            funding.amount
        )));
    }
    arrived(app, id, reference).await.map(|_| ())
}

/// Top-ups of this amount in the book since it was asked for, oldest first.
async fn sources(app: &App, funding: &Funding) -> Answer<Vec<String>> {
    let mut found = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..PAGES_MAX {
        let page = app.outside.payment.list_movements(after.as_deref(), MOVEMENTS_AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        found.extend(page.into_iter().filter(|movement| may_be(movement, funding)).map(|one| one.source));
    }
    Ok(found)
}

fn may_be(movement: &Movement, funding: &Funding) -> bool {
    movement.kind == MovementKind::TopUp
        && movement.amount == funding.amount
        && movement.created_at >= funding.created_at
}

/// The money is there. Where its round was cancelled meanwhile, it goes back at once.
async fn arrived(app: &App, id: FundingId, source: &str) -> Result<Step, Fault> {
    let tx = app.store.begin_write().await?;
    let Some((round, funding)) = lock(&tx, id).await? else { return Ok(Step::Done) };
    let Ok(to) = transition(funding.state, funding.source, Event::Arrive) else { return Ok(Step::Done) };
    if store::funding::is_known(&tx, source).await? {
        return Err(Fault::Fail(format!("the top-up {source} belongs to another prize funding already")));
    }
    store::funding::transition(&tx, id, funding.state, to).await?;
    store::funding::set_arrived(&tx, id, source, app.now()).await?;
    tell(app, &tx, Kind::PrizeFunded, &round, &funding).await?;
    let row = audit::by_engine("funding.arrived", "funding", id.uuid())
        .detail(&serde_json::json!({ "source": source, "amount": funding.amount }));
    audit::write(app, &tx, row).await?;
    post_funded(app, &tx, &funding).await?;
    if round.state == RoundState::Cancelled {
        post_returned(app, &tx, &funding).await?;
    }
    tx.commit().await?;
    Ok(Step::Done)
}

async fn refused(app: &App, id: FundingId, why: &str) -> Result<Step, Fault> {
    let tx = app.store.begin_write().await?;
    let Some((round, funding)) = lock(&tx, id).await? else { return Ok(Step::Done) };
    let Ok(to) = transition(funding.state, funding.source, Event::Refuse) else { return Ok(Step::Done) };
    store::funding::transition(&tx, id, funding.state, to).await?;
    tell(app, &tx, Kind::PrizeFundingRefused, &round, &funding).await?;
    let row = audit::by_engine("funding.refused", "funding", id.uuid()).reason(why);
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(Step::Done)
}

async fn tell(app: &App, tx: &Tx, kind: Kind, round: &Round, funding: &Funding) -> Result<(), StoreError> {
    let facts = serde_json::json!({ "round": round.title, "amount": funding.amount });
    notice::tell(app, tx, funding.requested_by, kind, ("round", round.id.uuid()), &facts).await
}
