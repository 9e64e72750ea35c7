//! Repair: the buyer is there, answers the bank, and pays the same intent that could not be charged without them.

use serde::{Deserialize, Serialize};

use super::hold;
use crate::app::caller::Member;
use crate::app::job::Fault;
use crate::app::{App, idempotency, intent, preorder, rate, stop};
use crate::domain::attempt::Attempt;
use crate::domain::id::{AttemptId, PreorderId};
use crate::domain::intent::State as IntentState;
use crate::domain::job::Job;
use crate::domain::preorder::{Event, Preorder, State};
use crate::domain::rate::Bucket;
use crate::store::{self, StoreError};

/// Cancel the old intent, make the next one, confirm it: more steps than these mean that somebody else is at it.
const STEPS_MAX: u32 = 4;

/// Where a repair stands.
#[derive(Debug, Clone)]
pub struct Repair {
    pub preorder: Preorder,
    /// The attempt it made; none where only a card is to be saved.
    pub attempt: Option<Attempt>,
}

/// What is kept as the answer of one key: where it leads is looked up when it is repeated.
#[derive(Serialize, Deserialize)]
struct Begun {
    attempt: Option<AttemptId>,
}

#[derive(Serialize)]
struct Asked {
    preorder: PreorderId,
}

impl Repair {
    /// The bank's page, while it waits for the buyer.
    pub fn action_url(&self) -> Option<&str> {
        self.attempt.as_ref().and_then(Attempt::open_page)
    }
}

/// Tries the order's card with its buyer present. A commitment that was not tried yet changes its card instead.
pub async fn repair(
    app: &App,
    member: &Member,
    id: PreorderId,
    key: &str,
) -> Result<Repair, preorder::Error> {
    let attempt = begin(app, member, id, key).await?;
    if let Some(attempt) = attempt {
        // The jobs exist all the same, and finish what this request does not.
        if let Err(fault) = drive(app, attempt).await {
            tracing::warn!(attempt.id = %attempt, %fault, "a repair goes on in the background");
        }
    }
    at(app, id, attempt).await
}

async fn begin(
    app: &App,
    member: &Member,
    id: PreorderId,
    key: &str,
) -> Result<Option<AttemptId>, preorder::Error> {
    let request = idempotency::Request::new(member, key, "preorder.repair", &Asked { preorder: id })?;
    let tx = app.store.begin_write().await?;
    owned(app, member, id).await?;
    if let Some(begun) = request.claim::<Begun>(app, &tx).await? {
        return Ok(begun.attempt);
    }
    if stop::is_stopped(&tx).await? {
        return Err(preorder::Error::MoneyStopped);
    }
    let held = hold(&tx, id).await?;
    let order = preorder::apply(app, &tx, held.preorder, &held.campaign, Event::Repair).await?;
    let attempt = match order.state {
        State::Charging => store::attempt::find_last(&tx, id).await?.map(|attempt| attempt.id),
        State::Started
        | State::Committed
        | State::Paid
        | State::Declined
        | State::NeedsAction
        | State::Voiding
        | State::Expired
        | State::Cancelled
        | State::Released
        | State::Dropped
        | State::Refunded
        | State::ChargedBack => None,
    };
    request.save(&tx, &Begun { attempt }).await?;
    tx.commit().await?;
    Ok(attempt)
}

/// Runs the steps that a worker would run, until the attempt is decided or waits for somebody else.
pub(super) async fn drive(app: &App, id: AttemptId) -> Result<(), Fault> {
    for _ in 0..STEPS_MAX {
        let Some(attempt) = store::attempt::find(&app.store, id).await? else { return Ok(()) };
        let intent = store::intent::find(&app.store, attempt.intent).await?;
        let Some(intent) = intent else { return Ok(()) };
        if !attempt.state.is_undecided() || attempt.sent_at.is_some() {
            return Ok(());
        }
        match intent.state {
            IntentState::Creating => {
                rate::draw(app, &[Bucket::CreateIntent]).await?;
                intent::run_create(app, intent.id).await?
            }
            IntentState::Live if is_replaced(app, &attempt).await? => {
                rate::draw(app, &[Bucket::CancelIntent]).await?;
                intent::run_cancel(app, intent.id).await?
            }
            IntentState::Live => {
                rate::draw(app, &[Bucket::ConfirmIntent]).await?;
                super::run_confirm(app, id).await?
            }
            IntentState::Succeeded | IntentState::Cancelled => return Ok(()),
        };
    }
    Ok(())
}

/// Whether its intent has to be cancelled before it can be sent.
async fn is_replaced(app: &App, attempt: &Attempt) -> Result<bool, StoreError> {
    let cancel = Job::CancelIntent { intent: attempt.intent };
    Ok(store::job::is_planned(&app.store, &cancel).await? || is_left_at_the_bank(app, attempt).await?)
}

/// Whether an earlier attempt of the same intent left the bank's page open.
pub(super) async fn is_left_at_the_bank(app: &App, attempt: &Attempt) -> Result<bool, StoreError> {
    let attempts = store::attempt::list(&app.store, attempt.preorder).await?;
    let earlier: Vec<_> = attempts.into_iter().filter(|other| other.id != attempt.id).collect();
    let intents = store::intent::list(&app.store, attempt.preorder).await?;
    let live = crate::domain::intent::live(&intents, &earlier);
    Ok(live == crate::domain::preorder::LiveIntent::AwaitingAction)
}

/// What became of the order's last attempt, read from the provider first: for a buyer who comes back.
pub async fn look(app: &App, id: PreorderId) -> Result<Repair, preorder::Error> {
    let last = store::attempt::find_last(&app.store, id).await?;
    if let Some(attempt) = &last
        && attempt.sent_at.is_some()
        && let Err(fault) = read(app, attempt.id).await
    {
        tracing::warn!(attempt.id = %attempt.id, %fault, "an attempt could not be read");
    }
    at(app, id, last.map(|attempt| attempt.id)).await
}

async fn read(app: &App, attempt: AttemptId) -> Result<(), Fault> {
    rate::draw(app, &[Bucket::ReadIntent]).await?;
    intent::run_read(app, attempt).await?;
    Ok(())
}

async fn at(app: &App, id: PreorderId, attempt: Option<AttemptId>) -> Result<Repair, preorder::Error> {
    let preorder = store::preorder::find(&app.store, id).await?.ok_or(preorder::Error::Unknown)?;
    let attempt = match attempt {
        Some(attempt) => store::attempt::find(&app.store, attempt).await?,
        None => None,
    };
    Ok(Repair { preorder, attempt })
}

async fn owned(app: &App, member: &Member, id: PreorderId) -> Result<(), preorder::Error> {
    let found = store::preorder::find(&app.store, id).await?;
    match found {
        Some(order) if order.buyer == member.id() => Ok(()),
        Some(_) | None => Err(preorder::Error::Unknown),
    }
}
