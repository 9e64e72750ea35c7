//! Reading refunds: found in the list of their charge, since nothing else speaks for one whose answer was lost.

use chrono::TimeDelta;

use super::Error;
use super::send::learn;
use super::step::{READ_AFTER, apply};
use crate::app::attempt::hold;
use crate::app::job::{Fault, Step};
use crate::app::{App, rate};
use crate::domain::id::RefundId;
use crate::domain::job::Job;
use crate::domain::rate::Bucket;
use crate::domain::refund::{Event, Refund, State};
use crate::gateway::payment::{self, Answer, IntentRef, RefundRef, RefundStatus};
use crate::store::{self, StoreError};

/// How often a refund that is on its way is looked at: after as long as it has been, within these.
const PENDING_PAUSES: (TimeDelta, TimeDelta) = (TimeDelta::minutes(1), TimeDelta::hours(1));
/// A request that may still be on its way is waited for this long at a time.
const SENT_PAUSE: TimeDelta = TimeDelta::minutes(5);
const MAY_BE_ON_ITS_WAY: &str =
    "a request for this refund may still be on its way; say so again an hour after it was sent";
const NEVER_MADE: &str = "the provider never made it";
const COME_BACK_AT_ONCE: u64 = 100;

/// What to look for.
#[derive(Debug, Clone)]
pub struct Send {
    refund: Refund,
    intent: IntentRef,
}

/// One job: begin, call, record.
pub async fn run(app: &App, refund: RefundId) -> Result<Step, Fault> {
    let Some(send) = begin(app, refund).await? else { return Ok(Step::Done) };
    let found = call(app, &send).await;
    rate::heed(app, Bucket::ListRefunds, &found).await?;
    record(app, &send, found?.as_ref()).await
}

pub async fn begin(app: &App, id: RefundId) -> Result<Option<Send>, Fault> {
    let Some(refund) = store::refund::find(&app.store, id).await? else { return Ok(None) };
    if refund.is_paid_by_hand() || !matches!(refund.state, State::Sending | State::Pending | State::Done) {
        return Ok(None);
    }
    let Some(intent) = refund.intent else { return Ok(None) };
    let intent = store::intent::find(&app.store, intent).await?.and_then(|intent| intent.provider_ref);
    Ok(intent.map(|intent| Send { refund, intent: IntentRef(intent) }))
}

/// The refund in the provider's list of its charge's refunds: by its id, else by the key it was made with.
pub async fn call(app: &App, send: &Send) -> Answer<Option<payment::Refund>> {
    let listed = app.outside.payment.list_refunds(&send.intent).await?;
    Ok(listed.into_iter().find(|found| match &send.refund.provider_ref {
        Some(provider_ref) => found.id.0 == *provider_ref,
        None => found.key.as_ref().is_some_and(|key| key.0 == send.refund.key),
    }))
}

/// One that is not in the list never left: it is sent again under a new key.
pub async fn record(app: &App, send: &Send, found: Option<&payment::Refund>) -> Result<Step, Fault> {
    let Some(found) = found else { return never_left(app, &send.refund).await };
    learn(app, send.refund.id, found).await?;
    Ok(match found.status {
        RefundStatus::Pending => {
            let since = send.refund.sent_at.unwrap_or(send.refund.created_at);
            let (least, most) = PENDING_PAUSES;
            Step::Later((app.now() - since).clamp(least, most))
        }
        RefundStatus::Succeeded | RefundStatus::Failed => Step::Done,
    })
}

/// The list says so only of the sending that was asked for, and not while a request may still be on its way.
async fn never_left(app: &App, asked: &Refund) -> Result<Step, Fault> {
    let id = asked.id;
    let tx = app.store.begin_write().await?;
    let held = hold(&tx, asked.preorder).await?;
    let Some(refund) = store::refund::find(&tx, id).await? else { return Ok(Step::Done) };
    if refund.state != State::Sending || refund.number != asked.number {
        return Ok(Step::Done);
    }
    let is_fresh = refund.sent_at.is_none_or(|sent_at| app.now() - sent_at < READ_AFTER);
    if is_fresh || store::job::is_planned(&tx, &Job::SendRefund { refund: id }).await? {
        return Ok(Step::Later(SENT_PAUSE));
    }
    store::refund::set_failure(&tx, id, NEVER_MADE).await?;
    let failed = apply(app, &tx, &held, refund, Event::Failed).await?;
    match apply(app, &tx, &held, failed, Event::Send).await {
        // It stays on the desk with its reason, as while the buyer's bank decides.
        Ok(_) | Err(Error::Refused(_)) => {}
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;
    Ok(Step::Done)
}

/// An admin says that it never left. Where the list has it all the same, that is believed.
pub(in crate::app) async fn never_sent(app: &App, id: RefundId) -> Result<(), Fault> {
    let Some(send) = begin(app, id).await? else { return Ok(()) };
    let found = call(app, &send).await?;
    match (record(app, &send, found.as_ref()).await?, found) {
        (Step::Later(_), None) => Err(Fault::Fail(MAY_BE_ON_ITS_WAY.to_owned())),
        (Step::Later(_), Some(_)) | (Step::Done, _) => Ok(()),
    }
}

/// An admin says under which id the provider has it.
pub(in crate::app) async fn was_sent(app: &App, id: RefundId, reference: &str) -> Result<(), Fault> {
    let Some(send) = begin(app, id).await? else { return Ok(()) };
    let found = call_one(app, reference).await?;
    if found.intent != send.intent || found.amount != send.refund.amount {
        return Err(Fault::Fail(format!(
            "refund {reference} is of {} for {}, and this one is of {} for {}",
            found.amount, found.intent, send.refund.amount, send.intent
        )));
    }
    record(app, &send, Some(&found)).await.map(|_| ())
}

async fn call_one(app: &App, reference: &str) -> Answer<payment::Refund> {
    app.outside.payment.read_refund(&RefundRef(reference.to_owned())).await
}

/// Reconciler: refunds of which the provider's book says that they came back are read again.
pub async fn come_back(app: &App) -> Result<(), StoreError> {
    let found = store::refund::list_come_back(&app.store, COME_BACK_AT_ONCE).await?;
    if found.is_empty() {
        return Ok(());
    }
    let tx = app.store.begin_write().await?;
    for refund in found {
        app.plan(&tx, &Job::ReadRefund { refund: refund.id }, app.now()).await?;
    }
    tx.commit().await
}
