//! Attempts: recorded before the provider is asked, sent once, decided once, and what their orders make of that.

mod adopt;
mod charge;
mod confirm;
mod learn;
mod link;
mod repair;

use super::{App, intent, ledger};
use crate::domain::attempt::{self, Attempt, Channel, Event, Facts, State};
use crate::domain::campaign::Campaign;
use crate::domain::id::{AttemptId, PreorderId};
use crate::domain::intent::State as IntentState;
use crate::domain::job::Job;
use crate::domain::ledger::{Cause, Entry, EntryKind, Occurrence, Part, Refs, Refusal, order};
use crate::domain::money::Money;
use crate::domain::preorder::{LiveIntent, Preorder};
use crate::store::{self, StoreError, Tx};

pub(super) use adopt::{adopt, was_made};
pub(super) use charge::plan_retry;
pub use charge::run as run_charge;
pub use confirm::{Send, begin, call, record as record_answer, run as run_confirm};
#[cfg(feature = "sabotage")]
pub(super) use learn::believe;
pub(super) use learn::{failed, needs_buyer, succeeded};
pub use link::{Error as LinkError, Linked, another_card_by_link, open, repair_by_link};
pub use repair::{Repair, look, repair};

/// An order with its campaign, read under their locks.
pub(super) struct Held {
    pub(super) campaign: Campaign,
    pub(super) preorder: Preorder,
}

/// Holds the campaign as it is and the order for this transaction, in that order.
pub(super) async fn hold(tx: &Tx, id: PreorderId) -> Result<Held, StoreError> {
    let gone = || StoreError::Corrupt(format!("pre-order {id} or its campaign is gone"));
    let campaign = store::preorder::find(tx, id).await?.ok_or_else(gone)?.campaign;
    let campaign = store::campaign::lock_shared(tx, campaign).await?.ok_or_else(gone)?;
    let preorder = store::preorder::lock(tx, id).await?.ok_or_else(gone)?;
    Ok(Held { campaign, preorder })
}

/// The same with the campaign held alone, where what is decided changes its totals.
pub(super) async fn hold_alone(tx: &Tx, id: PreorderId) -> Result<Held, StoreError> {
    let gone = || StoreError::Corrupt(format!("pre-order {id} or its campaign is gone"));
    let campaign = store::preorder::find(tx, id).await?.ok_or_else(gone)?.campaign;
    let campaign = store::campaign::lock(tx, campaign).await?.ok_or_else(gone)?;
    let preorder = store::preorder::lock(tx, id).await?.ok_or_else(gone)?;
    Ok(Held { campaign, preorder })
}

/// Puts the next attempt on record, with everything its request is made of, and plans its sending.
pub(super) async fn record(
    app: &App,
    tx: &Tx,
    preorder: &Preorder,
    channel: Channel,
) -> Result<(), StoreError> {
    let earlier = store::attempt::list(tx, preorder.id).await?;
    let intents = store::intent::list(tx, preorder.id).await?;
    let missing = |what: &str| StoreError::Corrupt(format!("pre-order {} has no {what}", preorder.id));
    let live = intents.iter().find(|intent| intent.state.is_live()).ok_or_else(|| missing("intent"))?;
    let card = preorder.card.as_ref().ok_or_else(|| missing("card"))?;
    let id = app.id();
    let return_url = match channel {
        Channel::OffSession => None,
        Channel::Repair => Some(format!("{}/repair/{}/return", app.settings.public_url, preorder.id)),
    };
    let attempt = Attempt {
        id,
        preorder: preorder.id,
        intent: live.id,
        number: earlier.last().map_or(0, |last| last.number).saturating_add(1),
        channel,
        state: State::Recorded,
        method: card.method.clone(),
        amount: preorder.total,
        key: attempt::confirm_key(preorder.id, id),
        return_url,
        action_url: None,
        decline_code: None,
        decline_class: None,
        recorded_at: app.now(),
        sent_at: None,
        decided_at: None,
    };
    #[cfg(feature = "sabotage")]
    let attempt = sabotaged(attempt);
    store::attempt::insert(tx, &attempt).await?;
    match crate::domain::intent::live(&intents, &earlier) {
        LiveIntent::AwaitingAction => intent::cancel(app, tx, preorder).await,
        LiveIntent::Waiting if live.state == IntentState::Live => {
            app.plan(tx, &Job::ConfirmIntent { attempt: id }, app.now()).await
        }
        LiveIntent::Waiting | LiveIntent::None => Ok(()),
    }
}

#[cfg(feature = "sabotage")]
fn sabotaged(attempt: Attempt) -> Attempt {
    if !super::sabotage::is(super::sabotage::Sabotage::KeyWithoutAttempt) {
        return attempt;
    }
    Attempt { key: format!("preorder:{}:confirm", attempt.preorder), ..attempt }
}

/// Tells the last attempt what was learnt of it.
pub(super) async fn close(app: &App, tx: &Tx, preorder: &Preorder, event: Event) -> Result<(), StoreError> {
    let Some(last) = store::attempt::find_last(tx, preorder.id).await? else { return Ok(()) };
    let next = attempt::transition(last.state, event, &Facts { sent_at: last.sent_at })
        .map_err(|refusal| StoreError::Corrupt(format!("attempt {}: {refusal}", last.id)))?;
    if next == last.state {
        return Ok(());
    }
    store::attempt::transition(tx, last.id, (last.state, next), app.now()).await?;
    if next == State::Void && last.sent_at.is_some() && last.channel == Channel::OffSession {
        // It never reached the bank, so it does not use up one of the card's tries.
        let off_session = preorder.attempts_off_session.saturating_sub(1);
        let order = Preorder { attempts_off_session: off_session, ..preorder.clone() };
        store::preorder::save(tx, &order).await?;
    }
    Ok(())
}

/// J2 for every intent of the order whose success is not in the journal yet.
pub(super) async fn post_charge(app: &App, tx: &Tx, preorder: &Preorder) -> Result<(), StoreError> {
    let attempts = store::attempt::list(tx, preorder.id).await?;
    let round = store::campaign::find(tx, preorder.campaign).await?.map(|campaign| campaign.round);
    let refs = Refs { round, campaign: Some(preorder.campaign), preorder: Some(preorder.id) };
    let mut order = preorder.clone();
    for intent in store::intent::list(tx, preorder.id).await? {
        let tried: Vec<_> = attempts.iter().filter(|attempt| attempt.intent == intent.id).collect();
        let Some(paying) = tried.last().filter(|_| intent.state == IntentState::Succeeded) else { continue };
        if is_posted(tx, &tried).await? {
            continue;
        }
        let on = Occurrence { at: app.now(), refs };
        let entry =
            charged(on, paying.id, intent.amount, preorder).map_err(|error| unsound(preorder, &error))?;
        order.received =
            order.received.checked_add(intent.amount).map_err(|error| unsound(preorder, &error))?;
        store::preorder::save(tx, &order).await?;
        ledger::post(app, tx, &entry).await?;
    }
    Ok(())
}

async fn is_posted(tx: &Tx, attempts: &[&Attempt]) -> Result<bool, StoreError> {
    for attempt in attempts {
        let cause = Cause::Attempt(attempt.id);
        if store::journal::find(tx, cause, EntryKind::ChargeSucceeded).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn charged(on: Occurrence, attempt: AttemptId, amount: Money, preorder: &Preorder) -> Result<Entry, Refusal> {
    order::charge_succeeded(on, attempt, Part { net: amount.checked_sub(preorder.tax)?, tax: preorder.tax })
}

fn unsound(preorder: &Preorder, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("charge of pre-order {}: {error}", preorder.id))
}
