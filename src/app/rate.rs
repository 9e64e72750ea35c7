//! How fast the provider is asked: jobs take their tokens when they are claimed, people draw and never wait.

use std::collections::BTreeSet;

use chrono::{Duration, TimeDelta};

use super::App;
use crate::domain::job::Lane;
use crate::domain::rate::{BACK_OFF, Bucket, asks};
use crate::gateway::payment::Failure;
use crate::store::job::Leased;
use crate::store::{self, StoreError, Tx};

/// Claims due jobs for which there are tokens. The others stay as they were: no try is counted.
pub(super) async fn claim(
    app: &App,
    tx: &Tx,
    owner: &str,
    (lane, limit): (Lane, u64),
) -> Result<Vec<Leased>, StoreError> {
    let now = app.now();
    let mut buckets = store::rate::lock(tx, app.settings.rates).await?;
    let mut waiting: BTreeSet<&'static str> = BTreeSet::new();
    let mut held: Vec<Leased> = Vec::new();
    loop {
        let left = limit.saturating_sub(u64::try_from(held.len()).unwrap_or(limit));
        let except: Vec<&str> = waiting.iter().copied().collect();
        let due = store::job::list_due(tx, lane, now, (&except, left)).await?;
        let before = waiting.len();
        let mut admitted = Vec::new();
        for (id, job) in due {
            if buckets.draw(asks(&job), now) {
                admitted.push(id);
            } else {
                waiting.insert(job.kind());
            }
        }
        held.extend(store::job::lease(tx, owner, now + app.settings.lease, &admitted).await?);
        // Kinds that have tokens may stand in line behind the ones that have none.
        if waiting.len() == before {
            store::rate::save(tx, &buckets).await?;
            return Ok(held);
        }
    }
}

/// Takes the tokens of a request that somebody waits for. There may be none left: jobs make up for it.
pub(super) async fn draw(app: &App, endpoints: &[Bucket]) -> Result<(), StoreError> {
    let rates = app.settings.rates;
    if rates.is_unlimited() {
        return Ok(());
    }
    let tx = app.store.begin_write().await?;
    let mut buckets = store::rate::lock(&tx, rates).await?;
    buckets.draw_first(endpoints, app.now());
    store::rate::save(&tx, &buckets).await?;
    tx.commit().await
}

/// Slows all nodes down at an endpoint that says so, or that fails.
pub(super) async fn heed<T>(
    app: &App,
    endpoint: Bucket,
    answer: &Result<T, Failure>,
) -> Result<(), StoreError> {
    let rates = app.settings.rates;
    let Some(pause) = answer.as_ref().err().and_then(pause) else { return Ok(()) };
    if rates.is_unlimited() {
        return Ok(());
    }
    tracing::warn!(endpoint = %endpoint, pause_seconds = pause.num_seconds(), "the provider is asked more slowly");
    let tx = app.store.begin_write().await?;
    let mut buckets = store::rate::lock(&tx, rates).await?;
    let now = app.now();
    buckets.back_off(endpoint, now + pause, now);
    store::rate::save(&tx, &buckets).await?;
    tx.commit().await
}

fn pause(failure: &Failure) -> Option<TimeDelta> {
    match failure {
        Failure::RateLimited { retry_after: Some(pause) } => {
            Some(Duration::from_std(*pause).unwrap_or(TimeDelta::MAX).min(crate::domain::rate::BACK_OFF_MAX))
        }
        Failure::RateLimited { retry_after: None } | Failure::Broken { .. } => Some(BACK_OFF),
        Failure::NoAnswer | Failure::InFlight | Failure::Refused { .. } => None,
    }
}
