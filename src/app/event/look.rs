//! Which row of ours an event is about, and what has to be read for it.

use crate::app::StoreError;
use crate::domain::event::{Event, Subject, subject};
use crate::domain::id::{PayoutId, PreorderId};
use crate::domain::intent::{Intent, State as IntentState};
use crate::domain::job::Job;
use crate::domain::payout;
use crate::store::{self, Tx};

const PAGE_COMPLETE: &str = "checkout.session.completed";

pub(super) enum Found {
    /// Ours, with what is to be read; nothing where all of it is decided.
    Known(Vec<Job>),
    /// Ours, and perhaps just being made: its row has no id of the provider's yet.
    Making,
    Foreign,
    Ignored,
    /// Made by this deployment, and no row knows it.
    Missing,
}

pub(super) async fn look(tx: &Tx, event: &Event) -> Result<Found, StoreError> {
    let object = &event.object;
    match subject(&event.kind) {
        None => Ok(Found::Ignored),
        Some(Subject::Book) => Ok(Found::Known(Vec::new())),
        Some(Subject::Intent) => of_intent(tx, event, object.id.as_deref()).await,
        Some(Subject::Charge) => of_charge(tx, event).await,
        Some(Subject::CardPage) => of_card_page(tx, event).await,
        Some(Subject::Transfer) => of_transfer(tx, event).await,
        Some(Subject::Payee) => of_payee(tx, event).await,
    }
}

/// Whether its object says that this deployment made it.
async fn is_ours(tx: &Tx, event: &Event) -> Result<bool, StoreError> {
    let own = store::deployment::find(tx).await?;
    Ok(own.is_some() && event.object.deployment == own)
}

async fn of_intent(tx: &Tx, event: &Event, reference: Option<&str>) -> Result<Found, StoreError> {
    let found = match reference {
        Some(reference) => store::intent::find_by_ref(tx, reference).await?,
        None => None,
    };
    match found {
        Some(intent) => Ok(Found::Known(reading(tx, &intent).await?.into_iter().collect())),
        None if is_ours(tx, event).await? => unknown_intent(tx, event.object.preorder).await,
        None => Ok(Found::Foreign),
    }
}

/// The reading of an intent that may still change, by its last attempt.
async fn reading(tx: &Tx, intent: &Intent) -> Result<Option<Job>, StoreError> {
    if !intent.state.is_live() {
        return Ok(None);
    }
    let attempts = store::attempt::list(tx, intent.preorder).await?;
    let last = attempts.iter().rfind(|attempt| attempt.intent == intent.id);
    Ok(last.map(|attempt| Job::ReadIntent { attempt: attempt.id }))
}

/// An intent that we made and whose id no row has: being made now, made and never stored, or of a later database.
async fn unknown_intent(tx: &Tx, order: Option<PreorderId>) -> Result<Found, StoreError> {
    let Some(order) = order else { return Ok(Found::Missing) };
    let made = store::intent::list(tx, order).await?;
    let mut unborn = made.iter().filter(|intent| intent.provider_ref.is_none());
    if unborn.clone().any(|intent| intent.state == IntentState::Creating) {
        return Ok(Found::Making);
    }
    Ok(if unborn.next().is_some() { Found::Known(Vec::new()) } else { Found::Missing })
}

/// A charge, a refund or a dispute: its intent is read, and the list of the intent's refunds.
async fn of_charge(tx: &Tx, event: &Event) -> Result<Found, StoreError> {
    let Some(reference) = event.object.intent.as_deref() else { return Ok(Found::Foreign) };
    let Some(intent) = store::intent::find_by_ref(tx, reference).await? else {
        return of_intent(tx, event, Some(reference)).await;
    };
    let mut jobs: Vec<Job> = reading(tx, &intent).await?.into_iter().collect();
    jobs.push(Job::ReadRefunds { intent: intent.id });
    for refund in store::refund::list(tx, intent.preorder).await? {
        if refund.intent == Some(intent.id) && refund.is_on_its_way() {
            jobs.push(Job::ReadRefund { refund: refund.id });
        }
    }
    Ok(Found::Known(jobs))
}

async fn of_card_page(tx: &Tx, event: &Event) -> Result<Found, StoreError> {
    if !is_ours(tx, event).await? {
        return Ok(Found::Foreign);
    }
    let Some(id) = event.object.preorder else { return Ok(Found::Missing) };
    let Some(order) = store::preorder::find(tx, id).await? else { return Ok(Found::Missing) };
    let own = order.session();
    let reading = own.is_some().then_some(Job::ReadSession { preorder: id });
    // A card was saved on a page before, or on one that a restored database has forgotten.
    let saved = event.object.id.clone().filter(|_| event.kind == PAGE_COMPLETE);
    let other = saved.filter(|page| own != Some(page.as_str()));
    let forgetting = other.map(|session| Job::ForgetPage { preorder: id, session });
    Ok(Found::Known(reading.into_iter().chain(forgetting).collect()))
}

/// A transfer of ours is told by the provider's book, which was read just now.
async fn of_transfer(tx: &Tx, event: &Event) -> Result<Found, StoreError> {
    let object = &event.object;
    if let Some(reference) = object.id.as_deref()
        && store::payout::find_by_transfer(tx, reference).await?.is_some()
    {
        return Ok(Found::Known(Vec::new()));
    }
    let payout = object.group.as_deref().and_then(|group| group.parse().ok()).map(PayoutId::new);
    let sent = match payout {
        Some(id) => store::payout::find(tx, id).await?,
        None => None,
    };
    match sent {
        Some(sent) if sent.state == payout::State::Sending => {
            Ok(Found::Known(vec![Job::ReadPayout { payout: sent.id }]))
        }
        // It left, and its row says that it never did.
        Some(_) => Ok(Found::Missing),
        None if is_ours(tx, event).await? => Ok(Found::Missing),
        None => Ok(Found::Foreign),
    }
}

async fn of_payee(tx: &Tx, event: &Event) -> Result<Found, StoreError> {
    let is_account = event.object.kind.as_deref() == Some("account");
    let own = event.object.id.as_deref().filter(|_| is_account);
    let found = match own.or(event.account.as_deref()) {
        Some(payee) => store::account::find_by_payee(tx, payee).await?,
        None => None,
    };
    if let Some(account) = found {
        return Ok(Found::Known(vec![Job::ReadPayee { account: account.id }]));
    }
    if !is_ours(tx, event).await? {
        return Ok(Found::Foreign);
    }
    // Made, and never stored: its answer was lost, or is on its way. It costs nothing, and another may be made.
    let asked_at = match event.object.holder {
        Some(holder) => store::account::payee_asked_at(tx, holder).await?,
        None => None,
    };
    Ok(if asked_at.is_some() { Found::Known(Vec::new()) } else { Found::Missing })
}
