//! Money that moved at the provider without a row of ours: refunds made in its dashboard, and charges that only a
//! later state of this database would know.

use chrono::TimeDelta;

use crate::app::job::{Fault, Step};
use crate::app::{App, StoreError, attempt, refund};
use crate::domain::id::MovementId;
use crate::domain::job::Job;
use crate::domain::movement::{Kind, Movement};
use crate::gateway::payment::{self, Answer, Failure, IntentRef, MISSING, RefundRef};
use crate::store::{self, Tx};

/// A row of ours learns the provider's id of what it did within a request; what has none after this is looked at.
const OWN_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// The gateway's word for a payment that belongs to no pre-order.
const FOREIGN: &str = "foreign_object";

/// What the movement is of.
enum Found {
    Refund(payment::Refund),
    Charge(payment::Intent),
}

/// Plans a look at a movement that no row knows yet.
pub(super) async fn plan(app: &App, tx: &Tx, movement: &Movement) -> Result<(), StoreError> {
    if is_unknown(tx, movement).await? {
        let job = Job::ReadOutside { movement: movement.id };
        app.plan(tx, &job, app.now() + OWN_WITHIN).await?;
    }
    Ok(())
}

/// One job: begin, call, record.
pub(in crate::app) async fn run(app: &App, id: MovementId) -> Result<Step, Fault> {
    let Some(movement) = begin(app, id).await? else { return Ok(Step::Done) };
    match call(app, &movement).await {
        Ok(found) => record(app, found).await,
        // Somebody else's, on the same account at the provider. The ledger check names it.
        Err(Failure::Refused { code, .. }) if code == MISSING || code == FOREIGN => Ok(Step::Done),
        Err(failure) => Err(failure.into()),
    }
}

async fn begin(app: &App, id: MovementId) -> Result<Option<Movement>, StoreError> {
    let Some(movement) = store::movement::find(&app.store, id).await? else { return Ok(None) };
    Ok(is_unknown(&app.store, &movement).await?.then_some(movement))
}

async fn is_unknown(reads: &impl store::Reads, movement: &Movement) -> Result<bool, StoreError> {
    match movement.kind {
        Kind::Refund => Ok(store::refund::find_by_ref(reads, &movement.source).await?.is_none()),
        Kind::Charge => Ok(store::intent::find_by_ref(reads, &movement.source).await?.is_none()),
        Kind::RefundFailure
        | Kind::Transfer
        | Kind::TransferReversal
        | Kind::TopUp
        | Kind::Payout
        | Kind::Dispute
        | Kind::DisputeReversal
        | Kind::Fee
        | Kind::Other => Ok(false),
    }
}

async fn call(app: &App, movement: &Movement) -> Answer<Found> {
    let source = movement.source.clone();
    if movement.kind == Kind::Refund {
        return app.outside.payment.read_refund(&RefundRef(source)).await.map(Found::Refund);
    }
    app.outside.payment.read_intent(&IntentRef(source)).await.map(Found::Charge)
}

async fn record(app: &App, found: Found) -> Result<Step, Fault> {
    let intent = match found {
        Found::Charge(charged) => return attempt::adopt(app, &charged).await,
        Found::Refund(refund) => refund.intent,
    };
    // A refund of a charge that is not ours, or is not adopted yet; that one takes its refunds in itself.
    match store::intent::find_by_ref(&app.store, &intent.0).await? {
        Some(intent) => refund::run_dashboard(app, intent.id).await,
        None => Ok(Step::Done),
    }
}
