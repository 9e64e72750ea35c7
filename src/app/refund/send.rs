//! Sending a refund: its row says so before the request leaves, and a lost answer is found in the provider's list.

use super::Error;
use super::step::apply;
use crate::app::App;
use crate::app::attempt::hold;
use crate::app::intent::KEY_LIFE;
use crate::app::job::{Fault, Step};
use crate::domain::id::RefundId;
use crate::domain::refund::{Event, Refund, State};
use crate::gateway::payment::{self, Answer, CreateRefund, Failure, IntentRef, Key, RefundStatus};
use crate::store;

/// Why a refund failed that had left.
const CAME_BACK: &str = "the buyer's bank sent it back";

/// What is sent. It is the same each time, since it is read from the refund's row.
#[derive(Debug, Clone)]
pub struct Send {
    refund: RefundId,
    key: Key,
    request: CreateRefund,
}

/// One job: begin, call, record.
pub async fn run(app: &App, refund: RefundId) -> Result<Step, Fault> {
    let Some(send) = begin(app, refund).await? else { return Ok(Step::Done) };
    let answer = call(app, &send).await;
    record(app, &send, answer).await
}

/// What to send, if it is owed and not known to have left.
pub async fn begin(app: &App, id: RefundId) -> Result<Option<Send>, Fault> {
    let tx = app.store.begin_write().await?;
    let Some(found) = store::refund::find(&tx, id).await? else { return Ok(None) };
    let held = hold(&tx, found.preorder).await?;
    let found = store::refund::find(&tx, id).await?.unwrap_or(found);
    let now = app.now();
    let sending = match (found.state, found.sent_at) {
        (State::Owed, _) => {
            store::refund::set_sent(&tx, id, now).await?;
            apply(app, &tx, &held, found, Event::Send).await?
        }
        (State::Sending, Some(sent_at)) if now - sent_at > KEY_LIFE => {
            apply(app, &tx, &held, found, Event::Unknown).await?;
            tx.commit().await?;
            return Ok(None);
        }
        (State::Sending, Some(_)) => found,
        (State::Sending, None) => {
            store::refund::set_sent(&tx, id, now).await?;
            found
        }
        (State::Pending | State::Done | State::Failed | State::Withdrawn, _) => return Ok(None),
    };
    let send = prepared(&tx, &sending).await?;
    #[cfg(feature = "sabotage")]
    let send = sabotaged(app, send);
    tx.commit().await?;
    Ok(Some(send))
}

#[cfg(feature = "sabotage")]
fn sabotaged(app: &App, send: Send) -> Send {
    if !crate::app::sabotage::is(crate::app::sabotage::Sabotage::RefundWithNewKey) {
        return send;
    }
    Send { key: Key(format!("{}:{}", send.key.0, app.ids.id())), ..send }
}

async fn prepared(tx: &store::Tx, refund: &Refund) -> Result<Send, Fault> {
    let unknown = || Fault::Fail(format!("refund {} names no charge", refund.id));
    let intent = refund.intent.ok_or_else(unknown)?;
    let intent = store::intent::find(tx, intent).await?.ok_or_else(unknown)?;
    let intent = intent.provider_ref.ok_or_else(unknown)?;
    let request = CreateRefund { intent: IntentRef(intent), amount: refund.amount };
    let key = Key(refund.key.clone());
    Ok(Send { refund: refund.id, key, request })
}

pub async fn call(app: &App, send: &Send) -> Answer<payment::Refund> {
    app.outside.payment.create_refund(&send.key, &send.request).await
}

pub async fn record(app: &App, send: &Send, answer: Answer<payment::Refund>) -> Result<Step, Fault> {
    match answer {
        Ok(made) => learn(app, send.refund, &made).await?,
        Err(failure @ (Failure::NoAnswer | Failure::InFlight | Failure::RateLimited { .. })) => {
            return Err(failure.into());
        }
        // The key is spent: an hour later the list says whether it left.
        Err(Failure::Broken { .. }) => tell(app, send.refund, Event::Unknown, None).await?,
        Err(Failure::Refused { code, message }) => {
            tell(app, send.refund, Event::Failed, Some(&format!("{code}: {message}"))).await?;
        }
    }
    Ok(Step::Done)
}

/// The refund as the provider has it now.
pub(super) async fn learn(app: &App, id: RefundId, found: &payment::Refund) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let refund = store::refund::find(&tx, id).await?.ok_or(Error::Unknown)?;
    let held = hold(&tx, refund.preorder).await?;
    let refund = store::refund::find(&tx, id).await?.ok_or(Error::Unknown)?;
    if refund.is_paid_by_hand() {
        return Ok(());
    }
    if found.status == RefundStatus::Failed {
        store::refund::set_failure(&tx, id, CAME_BACK).await?;
    }
    if refund.provider_ref.is_none() {
        store::refund::set_provider_ref(&tx, id, &found.id.0).await?;
    }
    let event = match found.status {
        RefundStatus::Pending => Event::Accepted,
        RefundStatus::Succeeded => Event::Done,
        RefundStatus::Failed => Event::Failed,
    };
    // One that failed before we heard that it had left was on both sides of the provider's book.
    let refund = match (refund.state, found.status) {
        (State::Sending, RefundStatus::Failed) => apply(app, &tx, &held, refund, Event::Accepted).await?,
        (_, RefundStatus::Pending | RefundStatus::Succeeded | RefundStatus::Failed) => refund,
    };
    apply(app, &tx, &held, refund, event).await?;
    Ok(tx.commit().await?)
}

/// What is known without an answer.
pub(super) async fn tell(app: &App, id: RefundId, event: Event, failure: Option<&str>) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let refund = store::refund::find(&tx, id).await?.ok_or(Error::Unknown)?;
    let held = hold(&tx, refund.preorder).await?;
    let refund = store::refund::find(&tx, id).await?.ok_or(Error::Unknown)?;
    if let Some(why) = failure {
        store::refund::set_failure(&tx, id, why).await?;
    }
    apply(app, &tx, &held, refund, event).await?;
    Ok(tx.commit().await?)
}
