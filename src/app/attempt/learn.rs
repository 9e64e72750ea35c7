//! What was learnt of an attempt, told to its order: one short transaction each, nothing where it is known already.

use super::hold;
use crate::app::job::Fault;
use crate::app::{App, intent, preorder};
use crate::domain::attempt::Attempt;
use crate::domain::id::IntentId;
use crate::domain::intent::{Event as IntentEvent, State as IntentState};
use crate::domain::preorder::{Event, Of, State as OrderState};
use crate::domain::settlement::{Advice, classify};
use crate::gateway::payment::{self, Decline};
use crate::store::{self, Tx};

/// The code under which a bank asks for the buyer.
const AUTHENTICATION: &str = "authentication_required";
/// Codes of a refused request that are about the card, not about the request.
const CARD_CODES: [&str; 2] = ["payment_method_unexpected_state", payment::MISSING];

/// The intent charged the buyer. Said twice, it counts once.
pub(crate) async fn succeeded(app: &App, id: IntentId) -> Result<(), Fault> {
    let tx = app.store.begin_write().await?;
    let Some(found) = store::intent::find(&tx, id).await? else { return Ok(()) };
    let held = hold(&tx, found.preorder).await?;
    let intents = store::intent::list(&tx, found.preorder).await?;
    let Some(present) = intents.iter().find(|intent| intent.id == id) else { return Ok(()) };
    if !intent::note(&tx, present, IntentEvent::Succeeded, app.now()).await? {
        return Ok(());
    }
    let is_last = intents.last().is_some_and(|last| last.id == id);
    let has_paid = intents.iter().any(|other| other.id != id && other.state == IntentState::Succeeded);
    let of = if is_last && !has_paid { Of::ThisIntent } else { Of::OtherIntent };
    preorder::apply(app, &tx, held.preorder, &held.campaign, Event::Succeeded(of)).await?;
    tx.commit().await?;
    Ok(())
}

/// What a webhook says of an order's last attempt, taken for true.
#[cfg(feature = "sabotage")]
pub(in crate::app) async fn believe(
    app: &App,
    order: Option<crate::domain::id::PreorderId>,
) -> Result<(), Fault> {
    let Some(order) = order else { return Ok(()) };
    match store::attempt::find_last(&app.store, order).await? {
        Some(last) => succeeded(app, last.intent).await,
        None => Ok(()),
    }
}

/// The bank said no, or asked for a buyer who was not there.
pub(crate) async fn failed(app: &App, attempt: &Attempt, decline: &Decline) -> Result<(), Fault> {
    if decline.code == AUTHENTICATION {
        return needs_buyer(app, attempt, None).await;
    }
    let advice = if decline.never_again { Advice::NeverAgain } else { Advice::None };
    let class = classify(&decline.code, advice);
    let tx = app.store.begin_write().await?;
    let Some(held) = undecided(&tx, attempt).await? else { return Ok(()) };
    store::attempt::set_decline(&tx, attempt.id, &decline.code, class).await?;
    preorder::apply(app, &tx, held.preorder, &held.campaign, Event::Declined).await?;
    tx.commit().await?;
    Ok(())
}

/// The bank wants the buyer; with `action_url` its page was opened and left.
pub(crate) async fn needs_buyer(app: &App, attempt: &Attempt, action_url: Option<&str>) -> Result<(), Fault> {
    let tx = app.store.begin_write().await?;
    let Some(held) = undecided(&tx, attempt).await? else { return Ok(()) };
    if let Some(url) = action_url {
        store::attempt::set_action(&tx, attempt.id, url).await?;
    }
    preorder::apply(app, &tx, held.preorder, &held.campaign, Event::AuthRequired).await?;
    tx.commit().await?;
    Ok(())
}

/// The bank's page is open for a buyer who is present; the attempt stays undecided until it is read.
pub(super) async fn opened(app: &App, attempt: &Attempt, action_url: Option<&str>) -> Result<(), Fault> {
    let Some(url) = action_url else { return needs_buyer(app, attempt, None).await };
    let tx = app.store.begin_write().await?;
    if undecided(&tx, attempt).await?.is_some() {
        store::attempt::set_action(&tx, attempt.id, url).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Nobody knows what happened: the intent is read a minute later.
pub(super) async fn unknown(app: &App, attempt: &Attempt) -> Result<(), Fault> {
    let tx = app.store.begin_write().await?;
    let Some(held) = undecided(&tx, attempt).await? else { return Ok(()) };
    preorder::apply(app, &tx, held.preorder, &held.campaign, Event::Unknown).await?;
    tx.commit().await?;
    Ok(())
}

/// A refusal that is about the card counts as its decline.
pub(super) fn declined_of(code: &str, message: &str) -> Option<Decline> {
    // The provider says by the same code that it has no such intent; that is for a person.
    let is_of_intent = code == payment::MISSING && message.contains("intent");
    (CARD_CODES.contains(&code) && !is_of_intent)
        .then(|| Decline { code: code.to_owned(), never_again: false })
}

/// The order under its lock, if the attempt is still the open question.
async fn undecided(tx: &Tx, attempt: &Attempt) -> Result<Option<super::Held>, Fault> {
    let held = hold(tx, attempt.preorder).await?;
    let present = store::attempt::find(tx, attempt.id).await?;
    let is_open = present.is_some_and(|present| present.state.is_undecided());
    let is_asking = matches!(held.preorder.state, OrderState::Charging);
    Ok((is_open && is_asking).then_some(held))
}
