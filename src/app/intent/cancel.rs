//! Cancelling an intent: only "cancelled" lets an order go, and "succeeded" makes it paid.

use chrono::TimeDelta;

use super::create::customer;
use super::note;
use crate::app::attempt::{hold, succeeded};
use crate::app::job::{Fault, Step};
use crate::app::{App, preorder, rate};
use crate::domain::attempt::State as AttemptState;
use crate::domain::id::{IntentId, PreorderId};
use crate::domain::intent::{Event, Intent, State};
use crate::domain::preorder::{Event as OrderEvent, State as OrderState};
use crate::domain::rate::Bucket;
use crate::gateway::payment::{Answer, CustomerRef, Failure, IntentRef, IntentStatus, MISSING};
use crate::store::{self, Tx};

/// A charge that is being processed can neither be cancelled nor counted; it is asked again after this long.
const PROCESSING_PAUSE: TimeDelta = TimeDelta::minutes(1);

/// What to cancel.
#[derive(Debug, Clone)]
pub struct Send {
    intent: IntentId,
    target: Target,
}

#[derive(Debug, Clone)]
enum Target {
    Known(IntentRef),
    /// Its id was never stored: whatever the provider made for the order and we do not know.
    Strays {
        customer: CustomerRef,
        preorder: PreorderId,
        known: Vec<String>,
    },
}

/// One job: begin, call, record.
pub async fn run(app: &App, intent: IntentId) -> Result<Step, Fault> {
    let Some(send) = begin(app, intent).await? else { return Ok(Step::Done) };
    let status = call(app, &send).await;
    rate::heed(app, Bucket::CancelIntent, &status).await?;
    record(app, &send, status?).await
}

pub async fn begin(app: &App, id: IntentId) -> Result<Option<Send>, Fault> {
    let reads = &app.store;
    let Some(intent) = store::intent::find(reads, id).await?.filter(|intent| intent.state.is_live()) else {
        return Ok(None);
    };
    let target = match intent.provider_ref {
        Some(provider_ref) => Target::Known(IntentRef(provider_ref)),
        None => strays(app, &intent).await?,
    };
    Ok(Some(Send { intent: id, target }))
}

/// An admin says that it never charged anybody: it is cancelled, and where the provider does not have it, closed.
pub(in crate::app) async fn never_charged(app: &App, id: IntentId) -> Result<(), Fault> {
    let Some(send) = begin(app, id).await? else { return Ok(()) };
    match call(app, &send).await {
        Ok(status) => record(app, &send, status).await.map(|_| ()),
        Err(Failure::Refused { code, .. }) if code == MISSING => cancelled(app, id).await.map(|_| ()),
        Err(failure) => Err(failure.into()),
    }
}

async fn strays(app: &App, intent: &Intent) -> Result<Target, Fault> {
    let preorder = store::preorder::find(&app.store, intent.preorder).await?;
    let preorder = preorder.ok_or_else(|| Fault::Fail(format!("intent {} has no pre-order", intent.id)))?;
    let known = store::intent::list(&app.store, intent.preorder).await?;
    Ok(Target::Strays {
        customer: customer(&app.store, &preorder).await?,
        preorder: preorder.id,
        known: known.into_iter().filter_map(|intent| intent.provider_ref).collect(),
    })
}

/// The intent's state after cancelling. Cancelling moves no money, and may be asked any number of times.
pub async fn call(app: &App, send: &Send) -> Answer<IntentStatus> {
    match &send.target {
        Target::Known(intent) => Ok(app.outside.payment.cancel_intent(intent).await?.status),
        Target::Strays { customer, preorder, known } => {
            for found in app.outside.payment.list_intents(customer, *preorder).await? {
                if !known.contains(&found.id.0) {
                    app.outside.payment.cancel_intent(&found.id).await?;
                }
            }
            Ok(IntentStatus::Canceled)
        }
    }
}

pub async fn record(app: &App, send: &Send, status: IntentStatus) -> Result<Step, Fault> {
    match status {
        IntentStatus::Canceled => cancelled(app, send.intent).await,
        IntentStatus::Succeeded => {
            succeeded(app, send.intent).await?;
            Ok(Step::Done)
        }
        IntentStatus::Processing => Ok(Step::Later(PROCESSING_PAUSE)),
        IntentStatus::RequiresPaymentMethod
        | IntentStatus::RequiresConfirmation
        | IntentStatus::RequiresAction => Err(Fault::Retry("the intent is not cancelled yet".into())),
    }
}

async fn cancelled(app: &App, id: IntentId) -> Result<Step, Fault> {
    let tx = app.store.begin_write().await?;
    close_cancelled(app, &tx, id).await?;
    tx.commit().await?;
    Ok(Step::Done)
}

/// The intent can never charge again: an attempt that was not sent yet gets the next one, any other learns it.
pub(super) async fn close_cancelled(app: &App, tx: &Tx, id: IntentId) -> Result<(), Fault> {
    let Some(intent) = store::intent::find(tx, id).await? else { return Ok(()) };
    let held = hold(tx, intent.preorder).await?;
    let Some(intent) = store::intent::find(tx, id).await?.filter(|intent| intent.state.is_live()) else {
        return Ok(());
    };
    note(tx, &intent, Event::Cancelled, app.now()).await?;
    let last = store::attempt::find_last(tx, intent.preorder).await?;
    let waiting = last
        .filter(|last| last.intent == id && last.state == AttemptState::Recorded && last.sent_at.is_none());
    match waiting {
        Some(attempt)
            if held.preorder.state == OrderState::Charging
                && held.preorder.leaving.is_none()
                && intent.state == State::Live =>
        {
            let next = super::begin(app, tx, &held.preorder).await?;
            store::attempt::set_intent(tx, attempt.id, next).await?;
        }
        Some(_) | None => {
            preorder::apply(app, tx, held.preorder, &held.campaign, OrderEvent::IntentCancelled).await?;
        }
    }
    Ok(())
}
