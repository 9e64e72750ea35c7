//! Refunds wait while the provider's available balance does not cover them, and go on by themselves when it does.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::Error;
use crate::app::job::Fault;
use crate::app::{App, rate};
use crate::domain::id::RefundId;
use crate::domain::job::Job;
use crate::domain::money::{Currency, Money};
use crate::domain::rate::Bucket;
use crate::domain::refund::{Funds, Refund, State, WaitsFor};
use crate::domain::time::before;
use crate::gateway::payment::{Answer, Balance};
use crate::store::{self, Reads, StoreError};

/// For so long a balance that was read is believed.
const FRESH: TimeDelta = TimeDelta::seconds(5);
/// A refund sent so shortly before the balance was read may have reached the provider after that.
const ON_ITS_WAY: TimeDelta = TimeDelta::seconds(5);
const RESUMED_AT_ONCE: u64 = 500;

/// The balance that this process read last.
#[derive(Debug, Default)]
pub struct LastRead(Mutex<Option<Read>>);

#[derive(Debug, Clone)]
pub(super) struct Read {
    at: DateTime<Utc>,
    balances: Vec<Balance>,
}

/// The provider's balance, if whether this refund may be sent hangs on it.
pub(super) async fn read_for(app: &App, id: RefundId) -> Result<Option<Read>, Fault> {
    let found = store::refund::find(&app.store, id).await?.filter(|refund| refund.state == State::Owed);
    match found {
        Some(refund) if !is_charge_pending(&app.store, &refund, app.now()).await? => {
            read(app).await.map(Some)
        }
        Some(_) | None => Ok(None),
    }
}

/// The provider's balance now, or as it was a few seconds ago.
async fn read(app: &App) -> Result<Read, Fault> {
    let now = app.now();
    if let Some(last) = last_read(app).filter(|last| last.at <= now && now - last.at < FRESH) {
        return Ok(last);
    }
    rate::draw(app, &[Bucket::Balances]).await?;
    let balances = call(app).await;
    rate::heed(app, Bucket::Balances, &balances).await?;
    let read = Read { at: now, balances: balances? };
    *app.funds.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(read.clone());
    Ok(read)
}

fn last_read(app: &App) -> Option<Read> {
    app.funds.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

async fn call(app: &App) -> Answer<Vec<Balance>> {
    app.outside.payment.balances().await
}

/// What is there for refunds in a currency.
pub(super) async fn funds(reads: &impl Reads, read: &Read, currency: Currency) -> Result<Funds, StoreError> {
    let of_currency = read.balances.iter().find(|balance| balance.currency == currency);
    let available_minor = of_currency.map_or(0, |balance| balance.available_minor);
    let left_minor = store::refund::sum_left(reads, currency, before(read.at, ON_ITS_WAY)).await?;
    Ok(Funds { available: Money::new(available_minor, currency), left: Money::new(left_minor, currency) })
}

/// Whether the money of the charge that a refund gives back is not available yet.
pub(super) async fn is_charge_pending(
    reads: &impl Reads,
    refund: &Refund,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(intent) = refund.intent else { return Ok(false) };
    let Some(charge) = store::intent::find(reads, intent).await?.and_then(|found| found.provider_ref) else {
        return Ok(false);
    };
    Ok(store::movement::list_available(reads, &[charge], now).await?.is_empty())
}

/// Reconciler: plans again what waited for money that is there now, oldest first.
pub async fn resume(app: &App) -> Result<(), Error> {
    let waiting = store::refund::list_waiting(&app.store, WaitsFor::Funds, RESUMED_AT_ONCE).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let read = match read(app).await {
        Ok(read) => read,
        Err(fault) => {
            tracing::warn!(%fault, "the provider's balance could not be read; refunds wait on");
            return Ok(());
        }
    };
    Ok(plan_covered(app, &waiting, &read).await?)
}

async fn plan_covered(app: &App, waiting: &[Refund], read: &Read) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    for currency in currencies(waiting) {
        let mut funds = funds(&tx, read, currency).await?;
        for refund in waiting.iter().filter(|refund| refund.amount.currency == currency) {
            let is_pending = is_charge_pending(&tx, refund, app.now()).await?;
            // The oldest goes first: smaller ones behind it do not eat up what it waits for.
            if !funds.covers(refund.amount, is_pending) {
                break;
            }
            funds = funds.without(refund.amount, is_pending);
            app.plan(&tx, &Job::SendRefund { refund: refund.id }, app.now()).await?;
        }
    }
    tx.commit().await
}

fn currencies(refunds: &[Refund]) -> Vec<Currency> {
    let mut found: Vec<Currency> = Vec::new();
    for refund in refunds {
        if !found.contains(&refund.amount.currency) {
            found.push(refund.amount.currency);
        }
    }
    found
}
