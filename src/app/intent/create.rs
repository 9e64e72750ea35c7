//! Making an intent: unconfirmed, so that it charges nothing until its id is stored.

use chrono::TimeDelta;

use super::{KEY_LIFE, forget_buyer, note};
use crate::app::attempt::{Held, hold};
use crate::app::job::{Fault, Step};
use crate::app::{App, preorder, rate, stop};
use crate::domain::attempt::{self, State as AttemptState};
use crate::domain::id::IntentId;
use crate::domain::intent::{Event, Intent, State};
use crate::domain::job::Job;
use crate::domain::preorder::{Event as OrderEvent, State as OrderState};
use crate::domain::rate::Bucket;
use crate::domain::settlement::Class;
use crate::gateway::payment::{self, CustomerRef, Failure, IntentRef, Key};
use crate::store::{self, StoreError, Tx};

/// An intent that has no id for so long is looked for.
const STRAY_AFTER: TimeDelta = TimeDelta::hours(1);
const STRAYS_AT_ONCE: u64 = 100;
/// What an attempt says whose buyer the provider does not know any more.
const BUYER_GONE: &str = "customer_deleted";

/// What is sent to make an intent.
#[derive(Debug, Clone)]
pub struct Send {
    intent: IntentId,
    key: Key,
    request: payment::CreateIntent,
}

/// One job: begin, call, record.
pub async fn run(app: &App, intent: IntentId) -> Result<Step, Fault> {
    let Some(send) = begin(app, intent).await? else { return Ok(Step::Done) };
    let answer = call(app, &send).await;
    rate::heed(app, Bucket::CreateIntent, &answer).await?;
    match record(app, &send, answer).await? {
        Recorded::Done => Ok(Step::Done),
        Recorded::Again(failure) => Err(failure.into()),
        Recorded::Stray(stray) => {
            // It was never confirmed and never will be; cancelling it only keeps the provider's list clean.
            app.outside.payment.cancel_intent(&stray).await?;
            Ok(Step::Done)
        }
    }
}

/// What to send, if the intent is still wanted and its key may still be sent.
pub async fn begin(app: &App, id: IntentId) -> Result<Option<Send>, Fault> {
    let tx = app.store.begin_write().await?;
    stop::check(&tx).await?;
    let Some(intent) = store::intent::find(&tx, id).await? else { return Ok(None) };
    let held = hold(&tx, intent.preorder).await?;
    let intent = store::intent::find(&tx, id).await?.unwrap_or(intent);
    let last = store::attempt::find_last(&tx, intent.preorder).await?;
    let is_wanted = intent.state == State::Creating
        && held.preorder.state == OrderState::Charging
        && last.as_ref().is_some_and(|last| last.intent == id && last.state == AttemptState::Recorded);
    if !is_wanted {
        return Ok(None);
    }
    if app.now() - intent.created_at > KEY_LIFE {
        preorder::apply(app, &tx, held.preorder, &held.campaign, OrderEvent::Unknown).await?;
        tx.commit().await?;
        return Ok(None);
    }
    let buyer = store::account::find(&tx, held.preorder.buyer).await?;
    let Some(customer) = buyer.and_then(|buyer| buyer.customer_ref).map(CustomerRef) else {
        buyer_gone(app, &tx, held, &intent).await?;
        tx.commit().await?;
        return Ok(None);
    };
    let key = Key(attempt::intent_key(intent.preorder, intent.number));
    let request = payment::CreateIntent {
        customer,
        preorder: intent.preorder,
        amount: intent.amount,
        attempt: last.map(|last| last.id),
    };
    Ok(Some(Send { intent: id, key, request }))
}

pub async fn call(app: &App, send: &Send) -> payment::Answer<payment::Intent> {
    app.outside.payment.create_intent(&send.key, &send.request).await
}

/// What came of it.
#[derive(Debug)]
pub enum Recorded {
    Done,
    /// No answer that can be used; the same key may be sent again.
    Again(Failure),
    /// Its row was closed meanwhile.
    Stray(IntentRef),
}

/// Stores the id, and only then plans its confirmation. After a 5xx the key is spent: the list is read.
pub async fn record(
    app: &App,
    send: &Send,
    answer: payment::Answer<payment::Intent>,
) -> Result<Recorded, Fault> {
    match answer {
        Ok(made) => born(app, send, made.id).await,
        Err(Failure::Broken { .. }) => {
            unknown(app, send).await?;
            Ok(Recorded::Done)
        }
        // An intent that no row knows was made with it: the list has it.
        Err(Failure::Refused { code, .. }) if code == payment::KEY_TAKEN => {
            unknown(app, send).await?;
            Ok(Recorded::Done)
        }
        Err(Failure::Refused { code, .. }) if code == payment::MISSING => {
            refused_buyer(app, send).await?;
            Ok(Recorded::Done)
        }
        Err(failure) => Ok(Recorded::Again(failure)),
    }
}

async fn born(app: &App, send: &Send, made: IntentRef) -> Result<Recorded, Fault> {
    let tx = app.store.begin_write().await?;
    let held = hold(&tx, send.request.preorder).await?;
    let Some(intent) = store::intent::find(&tx, send.intent).await? else {
        return Ok(Recorded::Stray(made));
    };
    if intent.provider_ref.as_ref() == Some(&made.0) {
        return Ok(Recorded::Done);
    }
    if intent.state != State::Creating {
        return Ok(Recorded::Stray(made));
    }
    store::intent::set_provider_ref(&tx, intent.id, &made.0).await?;
    note(&tx, &intent, Event::Made, app.now()).await?;
    let last = store::attempt::find_last(&tx, held.preorder.id).await?;
    if let Some(last) = last.filter(|last| last.intent == intent.id && last.state.is_undecided()) {
        app.plan(&tx, &Job::ConfirmIntent { attempt: last.id }, app.now()).await?;
    }
    tx.commit().await?;
    Ok(Recorded::Done)
}

async fn unknown(app: &App, send: &Send) -> Result<(), Fault> {
    let tx = app.store.begin_write().await?;
    let held = hold(&tx, send.request.preorder).await?;
    let intent = store::intent::find(&tx, send.intent).await?;
    if intent.is_some_and(|intent| intent.state == State::Creating) {
        preorder::apply(app, &tx, held.preorder, &held.campaign, OrderEvent::Unknown).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Somebody deleted the buyer in the provider's dashboard, and the saved cards with them.
async fn refused_buyer(app: &App, send: &Send) -> Result<(), Fault> {
    let tx = app.store.begin_write().await?;
    let held = hold(&tx, send.request.preorder).await?;
    forget_buyer(app, &tx, (held.preorder.buyer, &send.request.customer.0)).await?;
    let intent = store::intent::find(&tx, send.intent).await?;
    if let Some(intent) = intent.filter(|intent| intent.state == State::Creating) {
        buyer_gone(app, &tx, held, &intent).await?;
    }
    Ok(tx.commit().await?)
}

/// The order needs another card, which makes the buyer known again. Its intent was never made.
async fn buyer_gone(app: &App, tx: &Tx, held: Held, intent: &Intent) -> Result<(), Fault> {
    note(tx, intent, Event::Cancelled, app.now()).await?;
    if let Some(last) = store::attempt::find_last(tx, intent.preorder).await? {
        store::attempt::set_decline(tx, last.id, BUYER_GONE, Class::AnotherCard).await?;
    }
    preorder::apply(app, tx, held.preorder, &held.campaign, OrderEvent::Declined).await?;
    Ok(())
}

/// The buyer at the provider, made for the card page.
pub(super) async fn customer(
    reads: &impl store::Reads,
    preorder: &crate::domain::preorder::Preorder,
) -> Result<CustomerRef, Fault> {
    let buyer = store::account::find(reads, preorder.buyer).await?;
    let customer = buyer.and_then(|buyer| buyer.customer_ref);
    customer.map(CustomerRef).ok_or_else(|| {
        Fault::Fail(format!("the buyer of pre-order {} is unknown to the provider", preorder.id))
    })
}

/// Reconciler: an intent that still has no id an hour after it was written down is asked for again.
pub async fn strays(app: &App) -> Result<(), StoreError> {
    let unborn = store::intent::list_unborn(&app.store, app.now() - STRAY_AFTER, STRAYS_AT_ONCE).await?;
    if unborn.is_empty() {
        return Ok(());
    }
    let tx = app.store.begin_write().await?;
    for intent in unborn {
        let Some(last) = store::attempt::find_last(&tx, intent.preorder).await? else { continue };
        let job = match last.state {
            AttemptState::Unknown => Job::ReadIntent { attempt: last.id },
            AttemptState::Recorded => Job::CreateIntent { intent: intent.id },
            AttemptState::Succeeded
            | AttemptState::Declined
            | AttemptState::NeedsAction
            | AttemptState::Void => Job::CancelIntent { intent: intent.id },
        };
        app.plan(&tx, &job, app.now()).await?;
    }
    tx.commit().await
}
