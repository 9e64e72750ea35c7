//! Refunds made in the provider's dashboard: facts, taken in by the list of their charge's refunds.

use chrono::TimeDelta;

use super::Error;
use super::decide::{Draft, Why, paying_whole, write};
use super::send::learned;
use super::step::apply;
use crate::app::attempt::{Held, hold_alone};
use crate::app::job::{Fault, Step};
use crate::app::{App, StoreError, chain, stop};
use crate::domain::id::IntentId;
use crate::domain::intent::{Intent, State as IntentState};
use crate::domain::job::Job;
use crate::domain::ledger::Part;
use crate::domain::money::Money;
use crate::domain::refund::{self, Chosen, Event, History, Kind, Refund, Refusal, State, Wanted};
use crate::gateway::payment::{self, Answer, IntentRef, RefundStatus};
use crate::store::{self, Tx};

const CAUSE: &str = "outside";
/// How often it is looked whether a refund of ours on the same charge is decided.
const OWN_FIRST: TimeDelta = TimeDelta::minutes(1);
/// A charge that we do not know of yet is recorded first.
const CHARGE_FIRST: TimeDelta = TimeDelta::minutes(1);

/// One job: begin, call, record.
pub async fn run(app: &App, intent: IntentId) -> Result<Step, Fault> {
    let Some(reference) = begin(app, intent).await? else { return Ok(Step::Done) };
    let listed = call(app, &reference).await?;
    record(app, intent, &listed).await
}

pub async fn begin(app: &App, id: IntentId) -> Result<Option<IntentRef>, Fault> {
    let intent = store::intent::find(&app.store, id).await?;
    Ok(intent.and_then(|intent| intent.provider_ref).map(IntentRef))
}

pub async fn call(app: &App, intent: &IntentRef) -> Answer<Vec<payment::Refund>> {
    app.outside.payment.list_refunds(intent).await
}

/// Each refund that no row of ours knows, in a transaction of its own.
pub async fn record(app: &App, intent: IntentId, listed: &[payment::Refund]) -> Result<Step, Fault> {
    for found in listed {
        match one(app, intent, found).await {
            Ok(step @ Step::Later(_)) => return Ok(step),
            Ok(Step::Done) => {}
            Err(Error::Refused(refusal @ Refusal::TooMuch { .. })) => {
                return Err(Fault::Fail(format!(
                    "refund {} of {} was made in the provider's dashboard for intent {}, and it is more than is \
                     left of the order beside the refunds decided here ({refusal}); pay those by hand or have \
                     them withdrawn, then try this again",
                    found.id, found.amount, found.intent
                )));
            }
            Err(Error::Store(error)) => return Err(error.into()),
            Err(other) => return Err(Fault::Retry(chain(&other))),
        }
    }
    Ok(Step::Done)
}

async fn one(app: &App, id: IntentId, found: &payment::Refund) -> Result<Step, Error> {
    let tx = app.store.begin_write().await?;
    let gone = || StoreError::Corrupt(format!("intent {id} is gone"));
    let intent = store::intent::find(&tx, id).await?.ok_or_else(gone)?;
    let held = hold_alone(&tx, intent.preorder).await?;
    let intent = store::intent::find(&tx, id).await?.ok_or_else(gone)?;
    let rows = store::refund::list(&tx, intent.preorder).await?;
    let whose = whose(&rows, found);
    match whose {
        Whose::Known => return Ok(Step::Done),
        Whose::Lost => {
            let why = format!(
                "refund {} at the payment provider was made by this deployment for pre-order {}, and the \
                 database does not know it: the database may be an older copy",
                found.id, intent.preorder
            );
            stop::raise(app, &tx, &why).await?;
        }
        Whose::Unsent(_) | Whose::Outside => {}
    }
    if intent.state.is_live() {
        return charge_first(app, tx, &intent).await;
    }
    if intent.state != IntentState::Succeeded || found.status == RefundStatus::Failed {
        tx.commit().await?;
        return Ok(Step::Done);
    }
    // Our own may be this one's like, or refused because of it: it is decided first.
    if rows.iter().any(|row| row.intent == Some(id) && row.state == State::Sending) {
        tx.commit().await?;
        return Ok(Step::Later(OWN_FIRST));
    }
    let known = if let Whose::Unsent(row) = whose { Some(row) } else { waiting(&rows, found, id) };
    let refund = match known {
        Some(refund) => refund.clone(),
        None => written(app, &tx, &held, (&intent, found.amount)).await?,
    };
    let refund = apply(app, &tx, &held, refund, Event::Outside).await?;
    store::refund::set_sent(&tx, refund.id, app.now()).await?;
    store::refund::set_waits_for(&tx, refund.id, None).await?;
    learned(app, &tx, &held, (refund, found)).await?;
    tx.commit().await?;
    Ok(Step::Done)
}

enum Whose<'a> {
    /// A row has it, or is about to have it.
    Known,
    /// Made with the key of a row that was never sent: the database was restored, and must not send it again.
    Unsent(&'a Refund),
    /// Made with a key of ours that no row has.
    Lost,
    Outside,
}

fn whose<'a>(rows: &'a [Refund], found: &payment::Refund) -> Whose<'a> {
    let is_its = |row: &Refund| {
        row.provider_ref.as_ref() == Some(&found.id.0)
            || found.key.as_ref().is_some_and(|key| key.0 == row.key)
    };
    if let Some(row) = rows.iter().find(|row| is_its(row)) {
        return if row.state == State::Owed { Whose::Unsent(row) } else { Whose::Known };
    }
    let Some(key) = &found.key else { return Whose::Outside };
    // An earlier sending of a row that was sent again since.
    let is_of = |row: &Refund| key.0.starts_with(&refund::keys_of(row.id));
    if rows.iter().any(is_of) { Whose::Known } else { Whose::Lost }
}

/// One that is owed here and did not leave: what was done outside is this one.
fn waiting<'a>(rows: &'a [Refund], found: &payment::Refund, intent: IntentId) -> Option<&'a Refund> {
    let is_unsent = |row: &&Refund| matches!(row.state, State::Owed | State::Failed);
    rows.iter().filter(is_unsent).find(|row| row.intent == Some(intent) && row.amount == found.amount)
}

async fn charge_first(app: &App, tx: Tx, intent: &Intent) -> Result<Step, Error> {
    if let Some(last) = store::attempt::find_last(&tx, intent.preorder).await? {
        app.hasten(&tx, &Job::ReadIntent { attempt: last.id }).await?;
    }
    tx.commit().await?;
    Ok(Step::Later(CHARGE_FIRST))
}

/// A row for it: of all that is not shipped where the amount is just that, of the whole charge where it is that,
/// and else of an amount without a line.
async fn written(
    app: &App,
    tx: &Tx,
    held: &Held,
    (intent, amount): (&Intent, Money),
) -> Result<Refund, Error> {
    let mut order = held.preorder.clone();
    let why = |kind| Why { kind, cause: CAUSE, by: None };
    let parcels = store::shipment::list_of_preorder(tx, order.id).await?;
    let rows = store::refund::list(tx, order.id).await?;
    let history = History { order: &order, parcels: &parcels, refunds: &rows };
    let chosen = Chosen::of(&history, Wanted::Unshipped).map_err(Error::Fields)?;
    let draft = match refund::give_back(&history, &chosen)?.as_slice() {
        [back]
            if back.part.gross()?.checked_sub(refund::goodwill_left(&rows, back.part.gross()?)?)?
                == amount =>
        {
            let goodwill = refund::goodwill_left(&rows, back.part.gross()?)?;
            Draft { back: back.clone(), goodwill, intent: intent.id, why: why(Kind::Unshipped) }
        }
        _ if paying_whole(intent, &rows) && amount == intent.amount && order.received != intent.amount => {
            let part = Part { net: amount.checked_sub(order.tax)?, tax: order.tax };
            Draft::of_money(part, intent.id, why(Kind::Unshipped))
        }
        _ => {
            let part = Part { net: amount, tax: Money::zero(amount.currency) };
            Draft::of_money(part, intent.id, why(Kind::Goodwill))
        }
    };
    let id = write(app, tx, &mut order, draft).await?;
    store::refund::find(tx, id).await?.ok_or(Error::Unknown)
}
