//! A charge of ours that no row knows: the database is an older copy. Money stops, and what was paid is written down.

use super::hold_alone;
use crate::app::job::{Fault, Step};
use crate::app::{App, preorder, stop};
use crate::domain::attempt::{self, Attempt, Channel, State};
use crate::domain::id::AttemptId;
use crate::domain::intent::{Event as IntentEvent, Intent, State as IntentState};
use crate::domain::job::Job;
use crate::domain::preorder::{Event, Of};
use crate::gateway::payment::{self, Answer, IntentRef, IntentStatus};
use crate::store::{self, Tx};

/// Where a card is not known any more.
const NO_CARD: &str = "unknown";

/// Takes in an intent that was read as charged: its order is paid by it, or gets the money back.
pub(in crate::app) async fn adopt(app: &App, found: &payment::Intent) -> Result<Step, Fault> {
    // Somebody else's orders on the same account at the provider.
    if found.status != IntentStatus::Succeeded
        || store::preorder::find(&app.store, found.preorder).await?.is_none()
    {
        return Ok(Step::Done);
    }
    let tx = app.store.begin_write().await?;
    let held = hold_alone(&tx, found.preorder).await?;
    if store::intent::find_by_ref(&tx, &found.id.0).await?.is_some() {
        return Ok(Step::Done);
    }
    stop::raise(app, &tx, &why(found)).await?;
    let intent = match unborn(&tx, found).await? {
        Some(intent) => intent,
        None => unknown(app, &tx, found).await?,
    };
    let order = held.preorder;
    let has_paid = store::intent::list(&tx, order.id).await?.iter().any(|other| {
        other.id != intent.id && matches!(other.state, IntentState::Succeeded | IntentState::Live)
    });
    let of = if has_paid { Of::OtherIntent } else { Of::ThisIntent };
    preorder::apply(app, &tx, order, &held.campaign, Event::Succeeded(of)).await?;
    app.plan(&tx, &Job::ReadRefunds { intent: intent.id }, app.now()).await?;
    tx.commit().await?;
    Ok(Step::Done)
}

/// An admin says which intent of the provider's an attempt is of, where its id was never stored.
pub(in crate::app) async fn was_made(app: &App, id: AttemptId, reference: &str) -> Result<(), Fault> {
    let Some(tried) = store::attempt::find(&app.store, id).await? else { return Ok(()) };
    let found = call_read(app, reference).await?;
    identify(app, &tried, &found).await
}

async fn identify(app: &App, tried: &Attempt, found: &payment::Intent) -> Result<(), Fault> {
    let tx = app.store.begin_write().await?;
    hold_alone(&tx, tried.preorder).await?;
    let Some(intent) = store::intent::find(&tx, tried.intent).await? else { return Ok(()) };
    if found.preorder != tried.preorder || found.amount != intent.amount {
        return Err(Fault::Fail(format!(
            "intent {} is of {} for pre-order {}, and this one is of {} for {}",
            found.id, found.amount, found.preorder, intent.amount, tried.preorder
        )));
    }
    match &intent.provider_ref {
        Some(known) if *known == found.id.0 => Ok(()),
        Some(known) => Err(Fault::Fail(format!("the attempt is of intent {known}"))),
        None => {
            store::intent::set_provider_ref(&tx, intent.id, &found.id.0).await?;
            let next = crate::domain::intent::transition(intent.state, IntentEvent::Made);
            store::intent::transition(&tx, intent.id, (intent.state, next), app.now()).await?;
            Ok(tx.commit().await?)
        }
    }
}

async fn call_read(app: &App, reference: &str) -> Answer<payment::Intent> {
    app.outside.payment.read_intent(&IntentRef(reference.to_owned())).await
}

/// The row that asked for it, where the older copy has that much: nothing is confirmed before its id is stored.
async fn unborn(tx: &Tx, found: &payment::Intent) -> Result<Option<Intent>, Fault> {
    let made = store::intent::list(tx, found.preorder).await?;
    let Some(intent) = made.into_iter().find(|intent| intent.state == IntentState::Creating) else {
        return Ok(None);
    };
    store::intent::set_provider_ref(tx, intent.id, &found.id.0).await?;
    let next = crate::domain::intent::transition(intent.state, IntentEvent::Succeeded);
    store::intent::transition(tx, intent.id, (intent.state, next), found.created_at).await?;
    Ok(Some(intent))
}

fn why(found: &payment::Intent) -> String {
    format!(
        "intent {} at the payment provider charged {} for pre-order {}, and the database does not know it: the \
         database may be an older copy",
        found.id, found.amount, found.preorder
    )
}

async fn unknown(app: &App, tx: &Tx, found: &payment::Intent) -> Result<Intent, Fault> {
    let order = store::preorder::find(tx, found.preorder).await?;
    let card = order.and_then(|order| order.card).map_or_else(|| NO_CARD.to_owned(), |card| card.method);
    let last = store::intent::list(tx, found.preorder).await?.last().map_or(0, |last| last.number);
    let intent = Intent {
        id: app.id(),
        preorder: found.preorder,
        number: last.saturating_add(1),
        provider_ref: Some(found.id.0.clone()),
        state: IntentState::Succeeded,
        amount: found.amount,
        created_at: found.created_at,
        closed_at: Some(app.now()),
    };
    store::intent::insert(tx, &intent).await?;
    store::attempt::insert(tx, &tried(app, tx, (&intent, card)).await?).await?;
    Ok(intent)
}

/// The try that charged it, as far as it is known.
async fn tried(app: &App, tx: &Tx, (intent, method): (&Intent, String)) -> Result<Attempt, Fault> {
    let id = app.id();
    let last = store::attempt::find_last(tx, intent.preorder).await?.map_or(0, |last| last.number);
    Ok(Attempt {
        id,
        preorder: intent.preorder,
        intent: intent.id,
        number: last.saturating_add(1),
        channel: Channel::OffSession,
        state: State::Succeeded,
        method,
        amount: intent.amount,
        key: attempt::confirm_key(intent.preorder, id),
        return_url: None,
        action_url: None,
        decline_code: None,
        decline_class: None,
        recorded_at: intent.created_at,
        sent_at: Some(intent.created_at),
        decided_at: Some(app.now()),
    })
}
