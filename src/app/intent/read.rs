//! Reading an intent: what became of an attempt whose answer was lost, or whose buyer is at the bank's page.

use chrono::TimeDelta;

use super::cancel::close_cancelled;
use super::create::customer;
use super::note;
use crate::app::attempt::{failed, hold, needs_buyer, succeeded};
use crate::app::job::{Fault, Step};
use crate::app::{App, rate};
use crate::domain::attempt::{Attempt, Channel, State as AttemptState};
use crate::domain::id::{AttemptId, IntentId, PreorderId};
use crate::domain::intent::{Event, State};
use crate::domain::job::Job;
use crate::domain::rate::Bucket;
use crate::gateway::payment::{self, Answer, CustomerRef, Decline, IntentRef, IntentStatus};
use crate::store;

const PROCESSING_PAUSE: TimeDelta = TimeDelta::minutes(1);
/// How long a buyer may stay on the bank's page before the attempt is closed without an answer.
pub(crate) const BANK_PAGE_LIFE: TimeDelta = TimeDelta::minutes(60);

/// What to read.
#[derive(Debug, Clone)]
pub struct Send {
    attempt: AttemptId,
    intent: IntentId,
    preorder: PreorderId,
    target: Target,
}

#[derive(Debug, Clone)]
enum Target {
    Known(IntentRef),
    /// Its id was never stored: what the provider made for the order and we do not know.
    Stray {
        customer: CustomerRef,
        known: Vec<String>,
    },
}

/// One job: begin, call, record.
pub async fn run(app: &App, attempt: AttemptId) -> Result<Step, Fault> {
    let Some(send) = begin(app, attempt).await? else { return Ok(Step::Done) };
    let found = call(app, &send).await;
    rate::heed(app, Bucket::ReadIntent, &found).await?;
    record(app, &send, found?).await
}

/// Decided attempts are read too, as long as their intent can still succeed.
pub async fn begin(app: &App, id: AttemptId) -> Result<Option<Send>, Fault> {
    let reads = &app.store;
    let Some(attempt) = store::attempt::find(reads, id).await? else { return Ok(None) };
    let intent = store::intent::find(reads, attempt.intent).await?;
    let Some(intent) = intent.filter(|intent| intent.state.is_live()) else { return Ok(None) };
    let target = match intent.provider_ref {
        Some(provider_ref) => Target::Known(IntentRef(provider_ref)),
        None => stray(app, &attempt).await?,
    };
    Ok(Some(Send { attempt: id, intent: intent.id, preorder: attempt.preorder, target }))
}

async fn stray(app: &App, attempt: &Attempt) -> Result<Target, Fault> {
    let reads = &app.store;
    let order = store::preorder::find(reads, attempt.preorder).await?;
    let order = order.ok_or_else(|| Fault::Fail(format!("attempt {} has no pre-order", attempt.id)))?;
    let made = store::intent::list(reads, attempt.preorder).await?;
    let known = made.into_iter().filter_map(|intent| intent.provider_ref).collect();
    Ok(Target::Stray { customer: customer(reads, &order).await?, known })
}

/// The intent's present state; none where the provider never made it.
pub async fn call(app: &App, send: &Send) -> Answer<Option<payment::Intent>> {
    match &send.target {
        Target::Known(intent) => app.outside.payment.read_intent(intent).await.map(Some),
        Target::Stray { customer, known } => {
            let made = app.outside.payment.list_intents(customer, send.preorder).await?;
            Ok(made
                .into_iter()
                .find(|intent| !known.contains(&intent.id.0) && intent.status != IntentStatus::Canceled))
        }
    }
}

pub async fn record(app: &App, send: &Send, found: Option<payment::Intent>) -> Result<Step, Fault> {
    let Some(found) = found else {
        let tx = app.store.begin_write().await?;
        close_cancelled(app, &tx, send.intent).await?;
        tx.commit().await?;
        return Ok(Step::Done);
    };
    adopt(app, send, &found.id).await?;
    match found.status {
        IntentStatus::Succeeded => {
            succeeded(app, send.intent).await?;
            Ok(Step::Done)
        }
        IntentStatus::Processing => Ok(Step::Later(PROCESSING_PAUSE)),
        IntentStatus::Canceled => {
            let tx = app.store.begin_write().await?;
            close_cancelled(app, &tx, send.intent).await?;
            tx.commit().await?;
            Ok(Step::Done)
        }
        IntentStatus::RequiresAction => at_the_bank(app, send, found.action_url.as_deref()).await,
        IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresConfirmation => {
            not_charged(app, send, found.last_decline).await
        }
    }
}

/// Stores the id of an intent whose making was never answered. It was never confirmed.
async fn adopt(app: &App, send: &Send, found: &IntentRef) -> Result<(), Fault> {
    let Target::Stray { .. } = send.target else { return Ok(()) };
    let tx = app.store.begin_write().await?;
    hold(&tx, send.preorder).await?;
    let intent = store::intent::find(&tx, send.intent).await?;
    if let Some(intent) = intent.filter(|intent| intent.state == State::Creating) {
        store::intent::set_provider_ref(&tx, intent.id, &found.0).await?;
        note(&tx, &intent, Event::Made, app.now()).await?;
        app.plan(&tx, &Job::ConfirmIntent { attempt: send.attempt }, app.now()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The bank still waits for the buyer; after an hour the attempt is closed as needing them.
async fn at_the_bank(app: &App, send: &Send, action_url: Option<&str>) -> Result<Step, Fault> {
    let Some(attempt) = undecided(app, send).await? else { return Ok(Step::Done) };
    let is_over = attempt.sent_at.is_none_or(|sent_at| app.now() - sent_at >= BANK_PAGE_LIFE);
    if is_over || attempt.channel == Channel::OffSession {
        needs_buyer(app, &attempt, action_url).await?;
    } else if let Some(url) = action_url.filter(|_| attempt.action_url.is_none()) {
        let tx = app.store.begin_write().await?;
        store::attempt::set_action(&tx, attempt.id, url).await?;
        tx.commit().await?;
    }
    Ok(Step::Done)
}

/// Either the card was declined, or the request never had an effect. An earlier attempt's decline says
/// nothing of this one: then the intent is cancelled, and the next attempt has one of its own.
async fn not_charged(app: &App, send: &Send, decline: Option<Decline>) -> Result<Step, Fault> {
    let Some(attempt) = undecided(app, send).await? else { return Ok(Step::Done) };
    if attempt.sent_at.is_none() {
        return Ok(Step::Done);
    }
    let earlier = store::attempt::list(&app.store, attempt.preorder).await?;
    let is_first = !earlier
        .iter()
        .any(|other| other.id != attempt.id && other.intent == attempt.intent && other.sent_at.is_some());
    if let Some(decline) = decline.filter(|_| is_first || attempt.action_url.is_some()) {
        failed(app, &attempt, &decline).await?;
        return Ok(Step::Done);
    }
    let tx = app.store.begin_write().await?;
    app.plan(&tx, &Job::CancelIntent { intent: attempt.intent }, app.now()).await?;
    tx.commit().await?;
    Ok(Step::Done)
}

async fn undecided(app: &App, send: &Send) -> Result<Option<Attempt>, Fault> {
    let attempt = store::attempt::find(&app.store, send.attempt).await?;
    Ok(attempt.filter(|attempt| matches!(attempt.state, AttemptState::Recorded | AttemptState::Unknown)))
}
