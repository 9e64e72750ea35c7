//! Sending a refund: its row says so before the request leaves, and a lost answer is found in the provider's list.

use chrono::TimeDelta;

use super::step::apply;
use super::{Error, funds};
use crate::app::attempt::{Held, hold};
use crate::app::intent::KEY_LIFE;
use crate::app::job::{Fault, Step};
use crate::app::{App, rate, stop};
use crate::domain::id::RefundId;
use crate::domain::job::Job;
use crate::domain::rate::Bucket;
use crate::domain::refund::{Event, Refund, State, WaitsFor};
use crate::gateway::payment::{self, Answer, CreateRefund, Failure, IntentRef, Key, RefundStatus};
use crate::store::{self, Tx};

/// Codes of a refusal for lack of money.
const UNFUNDED: [&str; 2] = ["balance_insufficient", "insufficient_funds"];
/// The provider's own word against the balance that we read: asked again after this long.
const UNFUNDED_PAUSE: TimeDelta = TimeDelta::minutes(10);

/// Why a refund failed that had left.
const CAME_BACK: &str = "the buyer's bank sent it back";

/// What is sent. It is the same each time, since it is read from the refund's row.
#[derive(Debug, Clone)]
pub struct Send {
    refund: RefundId,
    /// Which sending: an answer to an earlier one says nothing of a later.
    number: u32,
    key: Key,
    request: CreateRefund,
}

/// One job: begin, call, record.
pub async fn run(app: &App, refund: RefundId) -> Result<Step, Fault> {
    let Some(send) = begin(app, refund).await? else { return Ok(Step::Done) };
    let answer = call(app, &send).await;
    rate::heed(app, Bucket::CreateRefund, &answer).await?;
    record(app, &send, answer).await
}

/// What to send, if it is owed and not known to have left.
///
/// One that the provider's balance does not cover is not sent: it waits, and is planned again once it is covered.
pub async fn begin(app: &App, id: RefundId) -> Result<Option<Send>, Fault> {
    let read = funds::read_for(app, id).await?;
    begin_with(app, id, read).await
}

async fn begin_with(app: &App, id: RefundId, read: Option<funds::Read>) -> Result<Option<Send>, Fault> {
    let tx = app.store.begin_write().await?;
    stop::check(&tx).await?;
    let Some(found) = store::refund::find(&tx, id).await? else { return Ok(None) };
    let held = hold(&tx, found.preorder).await?;
    let found = store::refund::find(&tx, id).await?.unwrap_or(found);
    let now = app.now();
    let sending = match (found.state, found.sent_at) {
        (State::Owed, _) => {
            if !is_covered(app, &tx, &found, read.as_ref()).await? {
                wait(&tx, &found).await?;
                tx.commit().await?;
                return Ok(None);
            }
            store::refund::set_sent(&tx, id, now).await?;
            store::refund::set_waits_for(&tx, id, None).await?;
            apply(app, &tx, &held, found, Event::Send).await?
        }
        (State::Sending, Some(sent_at)) if now - sent_at > KEY_LIFE => {
            apply(app, &tx, &held, found, Event::Unknown).await?;
            tx.commit().await?;
            return Ok(None);
        }
        // Its key was spent by an answer that said nothing: the list is read, and it is sent under another one.
        (State::Sending, Some(_)) if store::job::is_planned(&tx, &Job::ReadRefund { refund: id }).await? => {
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

async fn is_covered(app: &App, tx: &Tx, refund: &Refund, read: Option<&funds::Read>) -> Result<bool, Fault> {
    if funds::is_charge_pending(tx, refund, app.now()).await? {
        return Ok(true);
    }
    let Some(read) = read else { return Ok(false) };
    // Two that are each covered by the same money would both be sent.
    store::refund::lock_funds(tx).await?;
    let funds = funds::funds(tx, read, refund.amount.currency).await?;
    Ok(funds.covers(refund.amount, false))
}

async fn wait(tx: &Tx, refund: &Refund) -> Result<(), Fault> {
    if refund.waits_for.is_none() {
        tracing::warn!(refund.id = %refund.id, "a refund waits: the provider's available balance does not cover it");
        store::refund::set_waits_for(tx, refund.id, Some(WaitsFor::Funds)).await?;
    }
    Ok(())
}

async fn prepared(tx: &Tx, refund: &Refund) -> Result<Send, Fault> {
    let unknown = || Fault::Fail(format!("refund {} names no charge", refund.id));
    let intent = refund.intent.ok_or_else(unknown)?;
    let intent = store::intent::find(tx, intent).await?.ok_or_else(unknown)?;
    let intent = intent.provider_ref.ok_or_else(unknown)?;
    let request = CreateRefund { intent: IntentRef(intent), amount: refund.amount };
    let key = Key(refund.key.clone());
    Ok(Send { refund: refund.id, number: refund.number, key, request })
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
        Err(Failure::Broken { .. }) => tell(app, send, Event::Unknown, None).await?,
        Err(Failure::Refused { code, .. }) if UNFUNDED.contains(&code.as_str()) => {
            unfunded(app, send).await?;
            return Ok(Step::Later(UNFUNDED_PAUSE));
        }
        Err(Failure::Refused { code, message }) => {
            tell(app, send, Event::Failed, Some(&format!("{code}: {message}"))).await?;
        }
    }
    Ok(Step::Done)
}

/// The provider says that its balance does not cover it, whatever we had read.
async fn unfunded(app: &App, send: &Send) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let Some((held, refund)) = sending(&tx, send).await? else { return Ok(()) };
    let refund = apply(app, &tx, &held, refund, Event::Unfunded).await?;
    if refund.state == State::Owed {
        store::refund::set_waits_for(&tx, refund.id, Some(WaitsFor::Funds)).await?;
    }
    Ok(tx.commit().await?)
}

/// The refund with its order held, if it still is in this sending.
async fn sending(tx: &Tx, send: &Send) -> Result<Option<(Held, Refund)>, Error> {
    let refund = store::refund::find(tx, send.refund).await?.ok_or(Error::Unknown)?;
    let held = hold(tx, refund.preorder).await?;
    let refund = store::refund::find(tx, send.refund).await?.ok_or(Error::Unknown)?;
    let is_this = refund.state == State::Sending && refund.number == send.number;
    Ok(is_this.then_some((held, refund)))
}

/// The refund as the provider has it now.
pub(super) async fn learn(app: &App, id: RefundId, found: &payment::Refund) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let refund = store::refund::find(&tx, id).await?.ok_or(Error::Unknown)?;
    let held = hold(&tx, refund.preorder).await?;
    let refund = store::refund::find(&tx, id).await?.ok_or(Error::Unknown)?;
    learned(app, &tx, &held, (refund, found)).await?;
    Ok(tx.commit().await?)
}

/// The same in a transaction that holds its order.
pub(super) async fn learned(
    app: &App,
    tx: &Tx,
    held: &Held,
    (refund, found): (Refund, &payment::Refund),
) -> Result<(), Error> {
    if refund.is_paid_by_hand() {
        return Ok(());
    }
    if found.status == RefundStatus::Failed {
        store::refund::set_failure(tx, refund.id, CAME_BACK).await?;
    }
    if refund.provider_ref.is_none() {
        store::refund::set_provider_ref(tx, refund.id, &found.id.0).await?;
    }
    let event = match found.status {
        RefundStatus::Pending => Event::Accepted,
        RefundStatus::Succeeded => Event::Done,
        RefundStatus::Failed => Event::Failed,
    };
    // One that failed before we heard that it had left was on both sides of the provider's book.
    let refund = match (refund.state, found.status) {
        (State::Sending, RefundStatus::Failed) => apply(app, tx, held, refund, Event::Accepted).await?,
        (_, RefundStatus::Pending | RefundStatus::Succeeded | RefundStatus::Failed) => refund,
    };
    apply(app, tx, held, refund, event).await?;
    Ok(())
}

/// What is known without an answer.
async fn tell(app: &App, send: &Send, event: Event, failure: Option<&str>) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let Some((held, refund)) = sending(&tx, send).await? else { return Ok(()) };
    if let Some(why) = failure {
        store::refund::set_failure(&tx, refund.id, why).await?;
    }
    apply(app, &tx, &held, refund, event).await?;
    Ok(tx.commit().await?)
}
