//! When an order is charged without its buyer: its turn after the notice, and its retries.

use chrono::TimeDelta;

use super::hold;
use crate::app::job::{Fault, Step};
use crate::app::{App, preorder, stop};
use crate::domain::attempt::State;
use crate::domain::campaign::Campaign;
use crate::domain::id::PreorderId;
use crate::domain::preorder::{Event, Preorder, Refusal, State as OrderState};
use crate::domain::settlement::Grace;
use crate::store::{self, StoreError, Tx};

/// How often a paused charge is looked at again.
const PAUSED_PAUSE: TimeDelta = TimeDelta::minutes(10);
/// A buyer who has just saved another card is given this long to pay by hand.
const NEW_CARD_PAUSE: TimeDelta = TimeDelta::minutes(2);
/// After an attempt that never reached the bank.
const VOID_PAUSE: TimeDelta = TimeDelta::minutes(10);

/// The job: puts an attempt on record, if the order may be charged now.
pub async fn run(app: &App, id: PreorderId) -> Result<Step, Fault> {
    let tx = app.store.begin_write().await?;
    stop::check(&tx).await?;
    let held = hold(&tx, id).await?;
    let state = held.preorder.state;
    let first_charge_at = held.campaign.clocks.first_charge_at;
    match preorder::apply(app, &tx, held.preorder, &held.campaign, Event::ChargeDue).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(Step::Done)
        }
        Err(preorder::Error::Refused(Refusal::Paused)) => Ok(Step::Later(PAUSED_PAUSE)),
        Err(preorder::Error::Refused(Refusal::NoticeRunning)) => {
            let left = first_charge_at.map_or(PAUSED_PAUSE, |at| at - app.now());
            Ok(Step::Later(left.max(TimeDelta::seconds(1))))
        }
        Err(preorder::Error::Refused(Refusal::PastChargeBy)) if state == OrderState::Committed => {
            drop(tx);
            release(app, id).await?;
            Ok(Step::Done)
        }
        Err(preorder::Error::Refused(_)) => Ok(Step::Done),
        Err(error) => Err(error.into()),
    }
}

/// What the buyer agreed to has run out, so the order is let go.
async fn release(app: &App, id: PreorderId) -> Result<(), Fault> {
    let tx = app.store.begin_write().await?;
    let held = hold(&tx, id).await?;
    preorder::apply(app, &tx, held.preorder, &held.campaign, Event::Release).await?;
    tx.commit().await?;
    Ok(())
}

/// The first failure starts the grace; next retry and reminder are set.
pub(in crate::app) async fn plan_retry(
    app: &App,
    tx: &Tx,
    preorder: &Preorder,
    campaign: &Campaign,
) -> Result<(), StoreError> {
    let now = app.now();
    let attempts = store::attempt::list(tx, preorder.id).await?;
    let is_failure = |state| matches!(state, State::Declined | State::NeedsAction);
    let has_failed = attempts.iter().any(|attempt| is_failure(attempt.state));
    let method = preorder.card.as_ref().map(|card| card.method.as_str());
    let is_new_card =
        !attempts.iter().any(|attempt| attempt.sent_at.is_some() && Some(attempt.method.as_str()) == method);
    let was_void = attempts.last().is_some_and(|last| last.state == State::Void);

    let mut order = preorder.clone();
    order.grace_from = order.grace_from.or(has_failed.then_some(now));
    let bounds = order.grace_from.zip(order.charge_by);
    let grace = bounds.map(|(from, charge_by)| Grace::new(from, campaign.terms.grace_seconds, charge_by));
    order.next_reminder_at = grace.and_then(|grace| grace.next_reminder(now));
    order.next_retry_at = match grace {
        _ if was_void => Some(now + VOID_PAUSE),
        Some(_) if is_new_card => Some(now + NEW_CARD_PAUSE),
        Some(grace) => grace.next_retry(now),
        None => Some(now + VOID_PAUSE),
    };
    store::preorder::save(tx, &order).await
}
