//! Inspections: a round's ballots are looked through every night while it is scored, and once more at the end.

mod evidence;
mod record;

use std::sync::Arc;

use super::App;
use super::job::{Fault, Step};
use crate::domain::id::{InspectionId, RoundId};
use crate::domain::inspection::{Cause, Inspection, is_due};
use crate::domain::integrity::{Detector, Evidence, Finding, detect};
use crate::domain::job::Job;
use crate::domain::round::{Round, State};
use crate::store::{self, StoreError, Tx};

/// Plans a look through the ballots, unless the round has no detectors.
pub(super) async fn plan(app: &App, tx: &Tx, round: &Round, cause: Cause) -> Result<(), StoreError> {
    if round.rules.integrity.is_none() {
        return Ok(());
    }
    let inspection = Inspection {
        id: app.id(),
        round: round.id,
        cause,
        asked_at: app.now(),
        started_at: None,
        finished_at: None,
        step: None,
        ballots: 0,
        found: 0,
    };
    store::inspection::insert(tx, &inspection).await?;
    app.plan(tx, &Job::Inspect { inspection: inspection.id }, inspection.asked_at).await
}

/// Plans the nightly look through every round that is being scored.
pub async fn plan_due(app: &App) -> Result<(), StoreError> {
    for (id, last_at) in store::inspection::list_scoring(&app.store).await? {
        let Some(round) = store::round::find(&app.store, id).await? else { continue };
        let has_detectors = round.rules.integrity.is_some();
        if has_detectors && is_due(round.rules.windows.scoring_open_at, last_at, app.now()) {
            plan_nightly(app, id).await?;
        }
    }
    Ok(())
}

async fn plan_nightly(app: &App, id: RoundId) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    let Some(round) = store::round::lock(&tx, id).await?.filter(|round| round.state == State::Scoring) else {
        return Ok(());
    };
    // Asked again under the lock: another node may have planned it meanwhile.
    let last_at = store::inspection::find_last(&tx, id).await?.map(|last| last.asked_at);
    if is_due(round.rules.windows.scoring_open_at, last_at, app.now()) {
        plan(app, &tx, &round, Cause::Nightly).await?;
    }
    tx.commit().await
}

/// Deletes marks of networks and devices whose time is over.
pub async fn forget_marks(app: &App) -> Result<(), StoreError> {
    let now = app.now();
    if !store::mark::is_any_expired(&app.store, now).await? {
        return Ok(());
    }
    let tx = app.store.begin_write().await?;
    store::mark::delete_expired(&tx, now).await?;
    tx.commit().await
}

/// Looks through the ballots. After a crash it is done again: what was found before is not found twice.
pub(super) async fn run(app: &App, id: InspectionId) -> Result<Step, Fault> {
    let Some(inspection) = store::inspection::find(&app.store, id).await? else { return Ok(Step::Done) };
    if inspection.finished_at.is_some() {
        return Ok(Step::Done);
    }
    let tx = app.store.begin_write().await?;
    store::inspection::set_started(&tx, id, app.now()).await?;
    tx.commit().await?;
    let Some(read) = evidence::read(app, inspection.round).await? else { return Ok(Step::Done) };
    let found = look(app, id, read.evidence.clone()).await?;
    record::record(app, &inspection, &read, found).await?;
    Ok(Step::Done)
}

/// Runs the detectors off the async threads, and notes for onlookers which one it is.
async fn look(app: &App, id: InspectionId, evidence: Arc<Evidence>) -> Result<Vec<Finding>, Fault> {
    let ballots = u64::try_from(evidence.ballots.len()).unwrap_or(u64::MAX);
    let (sender, mut steps) = tokio::sync::mpsc::unbounded_channel::<Detector>();
    let looking = tokio::task::spawn_blocking(move || {
        detect(&evidence, &mut |step| {
            // Nobody looks on any more: the work goes on all the same.
            let _ = sender.send(step);
        })
    });
    while let Some(step) = steps.recv().await {
        let tx = app.store.begin_write().await?;
        store::inspection::set_step(&tx, id, (step, ballots)).await?;
        tx.commit().await?;
    }
    looking.await.map_err(|error| Fault::Retry(format!("the detectors stopped: {error}")))
}
