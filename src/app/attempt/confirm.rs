//! Sending an attempt: its row says so before the request leaves, and the same key goes again only where that is safe.

use crate::app::intent::KEY_LIFE;
use crate::app::job::{Fault, Step};
#[cfg(feature = "sabotage")]
use crate::app::sabotage::{self, Sabotage};
use crate::app::{App, intent, preorder, rate, stop};
use crate::domain::attempt::{Attempt, Channel, State};
use crate::domain::campaign;
use crate::domain::id::AttemptId;
use crate::domain::intent::State as IntentState;
use crate::domain::job::Job;
use crate::domain::preorder::{Event, State as OrderState};
use crate::domain::rate::Bucket;
use crate::gateway::payment::{
    Answer, ConfirmIntent, Failure, Intent, IntentRef, IntentStatus, Key, MethodRef, Presence,
};
use crate::store::{self, Tx};

use super::learn::{declined_of, failed, needs_buyer, opened, succeeded, unknown};
use super::{Held, hold};

/// What is sent to charge a card. It is the same each time, since it is read from the attempt's row.
#[derive(Debug, Clone)]
pub struct Send {
    attempt: Attempt,
    key: Key,
    request: ConfirmIntent,
}

/// One job: begin, call, record.
pub async fn run(app: &App, attempt: AttemptId) -> Result<Step, Fault> {
    let Some(send) = begin(app, attempt).await? else { return Ok(Step::Done) };
    let answer = call(app, &send).await;
    rate::heed(app, Bucket::ConfirmIntent, &answer).await?;
    record(app, &send, answer).await
}

/// What to send, if the attempt is undecided and may still be sent. From the commit on it counts as sent.
pub async fn begin(app: &App, id: AttemptId) -> Result<Option<Send>, Fault> {
    let tx = app.store.begin_write().await?;
    stop::check(&tx).await?;
    let Some(attempt) = store::attempt::find(&tx, id).await? else { return Ok(None) };
    let held = hold(&tx, attempt.preorder).await?;
    let attempt = store::attempt::find(&tx, id).await?.unwrap_or(attempt);
    let send = match (attempt.state, attempt.sent_at) {
        (State::Recorded | State::Unknown, None) => first(app, &tx, held, attempt).await?,
        (State::Recorded, Some(sent_at)) if app.now() - sent_at <= KEY_LIFE => prepared(&tx, attempt).await?,
        // Its key is too old, or was spent by an answer: only the intent can say what happened.
        (State::Recorded | State::Unknown, Some(_)) => {
            preorder::apply(app, &tx, held.preorder, &held.campaign, Event::Unknown).await?;
            None
        }
        (State::Succeeded | State::Declined | State::NeedsAction | State::Void, _) => None,
    };
    #[cfg(feature = "sabotage")]
    if sabotage::is(Sabotage::ChargeBeforeRecord) {
        return Ok(send);
    }
    tx.commit().await?;
    Ok(send)
}

/// The first sending is the last moment at which it can still be kept back.
async fn first(app: &App, tx: &Tx, held: Held, attempt: Attempt) -> Result<Option<Send>, Fault> {
    if !may_send(app, &held) {
        if attempt.state == State::Unknown {
            intent::cancel(app, tx, &held.preorder).await?;
        } else {
            preorder::apply(app, tx, held.preorder, &held.campaign, Event::AttemptVoided).await?;
        }
        return Ok(None);
    }
    // It moves to the next intent once this one is cancelled.
    if store::job::is_planned(tx, &Job::CancelIntent { intent: attempt.intent }).await? {
        return Ok(None);
    }
    let Some(send) = prepared(tx, attempt).await? else { return Ok(None) };
    store::attempt::set_sent(tx, send.attempt.id, app.now()).await?;
    if send.attempt.channel == Channel::OffSession {
        let mut order = held.preorder;
        order.attempts_off_session = order.attempts_off_session.saturating_add(1);
        store::preorder::save(tx, &order).await?;
    }
    Ok(Some(send))
}

/// Nothing is sent in a pause, after what the buyer agreed to, or for an order that is leaving.
fn may_send(app: &App, held: &Held) -> bool {
    let Held { campaign, preorder } = held;
    campaign.state == campaign::State::Settling
        && !campaign.is_paused()
        && preorder.state == OrderState::Charging
        && preorder.leaving.is_none()
        && preorder.charge_by.is_some_and(|charge_by| app.now() <= charge_by)
}

/// None while the intent has no id yet, or is being replaced.
async fn prepared(tx: &Tx, attempt: Attempt) -> Result<Option<Send>, Fault> {
    let intent = store::intent::find(tx, attempt.intent).await?;
    let provider_ref =
        intent.filter(|intent| intent.state == IntentState::Live).and_then(|intent| intent.provider_ref);
    let Some(provider_ref) = provider_ref else { return Ok(None) };
    let presence = match (attempt.channel, &attempt.return_url) {
        (Channel::Repair, Some(return_url)) => Presence::OnSession { return_url: return_url.clone() },
        (Channel::Repair, None) | (Channel::OffSession, _) => Presence::OffSession,
    };
    let request = ConfirmIntent {
        intent: IntentRef(provider_ref),
        method: MethodRef(attempt.method.clone()),
        presence,
    };
    Ok(Some(Send { key: Key(attempt.key.clone()), attempt, request }))
}

pub async fn call(app: &App, send: &Send) -> Answer<Intent> {
    app.outside.payment.confirm_intent(&send.key, &send.request).await
}

pub async fn record(app: &App, send: &Send, answer: Answer<Intent>) -> Result<Step, Fault> {
    let attempt = &send.attempt;
    match answer {
        Ok(intent) => learn(app, attempt, &intent).await?,
        Err(failure @ (Failure::NoAnswer | Failure::InFlight | Failure::RateLimited { .. })) => {
            return Err(failure.into());
        }
        #[cfg(feature = "sabotage")]
        Err(failure @ Failure::Broken { .. }) if sabotage::is(Sabotage::SameKeyAfter500) => {
            return Err(failure.into());
        }
        // The key is spent: only the intent itself can say what happened.
        Err(Failure::Broken { .. }) => unknown(app, attempt).await?,
        Err(Failure::Refused { code, message }) => match declined_of(&code, &message) {
            Some(decline) => failed(app, attempt, &decline).await?,
            None => unknown(app, attempt).await?,
        },
    }
    Ok(Step::Done)
}

async fn learn(app: &App, attempt: &Attempt, answer: &Intent) -> Result<(), Fault> {
    match answer.status {
        IntentStatus::Succeeded => succeeded(app, attempt.intent).await,
        IntentStatus::RequiresAction if attempt.channel == Channel::Repair => {
            opened(app, attempt, answer.action_url.as_deref()).await
        }
        IntentStatus::RequiresAction => needs_buyer(app, attempt, None).await,
        IntentStatus::RequiresPaymentMethod => match &answer.last_decline {
            Some(decline) => failed(app, attempt, decline).await,
            None => unknown(app, attempt).await,
        },
        IntentStatus::RequiresConfirmation | IntentStatus::Processing | IntentStatus::Canceled => {
            unknown(app, attempt).await
        }
    }
}
