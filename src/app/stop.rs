//! Stopping all money: something at the provider is ours and no row knows it, so the database is not the one that
//! made it. Nothing is charged, refunded, paid out, made or forgotten until `ledger check` proves the book again.

use serde_json::json;

use super::caller::Admin;
use super::job::Fault;
use super::ledger::{self, Report};
use super::{App, StoreError, audit, deployment};
use crate::store::{self, Reads, Tx};

pub use crate::store::deployment::Stopped;

/// Since when and why no money is sent; none where it is.
pub async fn find(app: &App) -> Result<Option<Stopped>, StoreError> {
    store::deployment::find_stop(&app.store).await
}

/// What everything asks that is about to send money, or something else that cannot be taken back.
pub(in crate::app) async fn check(reads: &impl Reads) -> Result<(), Fault> {
    if is_stopped(reads).await? { Err(Fault::MoneyStopped) } else { Ok(()) }
}

pub(in crate::app) async fn is_stopped(reads: &impl Reads) -> Result<bool, StoreError> {
    Ok(store::deployment::find_stop(reads).await?.is_some())
}

/// Stops all money, in the transaction that found out why. Stopped twice, the first reason stays.
pub(in crate::app) async fn raise(app: &App, tx: &Tx, why: &str) -> Result<(), StoreError> {
    let deployment = deployment::ensure(tx, app.ids.id(), app.now()).await?;
    let stopped = Stopped { at: app.now(), why: why.to_owned() };
    if store::deployment::stop(tx, &stopped).await? {
        tracing::error!(why, "all money is stopped until the ledger check is clean");
        let row = audit::by_engine("money.stopped", "deployment", deployment).reason(why);
        audit::write(app, tx, row).await?;
    }
    Ok(())
}

/// The ledger check of an operator, who has the machine.
pub async fn prove(app: &App) -> Result<(Report, bool), ledger::Error> {
    let report = ledger::check(app).await?;
    let is_lifted = lift(app, &report, None).await?;
    Ok((report, is_lifted))
}

/// The same by an admin. The second value says whether it let stopped money go on.
pub async fn prove_by(app: &App, admin: &Admin) -> Result<(Report, bool), ledger::Error> {
    let report = ledger::check(app).await?;
    let is_lifted = lift(app, &report, Some(admin)).await?;
    Ok((report, is_lifted))
}

async fn lift(app: &App, report: &Report, by: Option<&Admin>) -> Result<bool, StoreError> {
    if !report.is_proven() {
        return Ok(false);
    }
    let tx = app.store.begin_write().await?;
    let Some(stopped) = store::deployment::find_stop(&tx).await? else { return Ok(false) };
    // What stopped it while the check ran was not looked at.
    if stopped.at > report.checked_at || !store::deployment::lift(&tx).await? {
        return Ok(false);
    }
    let deployment = deployment::ensure(&tx, app.ids.id(), app.now()).await?;
    let row = match by {
        Some(admin) => audit::by(admin.id(), "money.released", "deployment", deployment),
        None => audit::by_engine("money.released", "deployment", deployment),
    };
    let row = row.detail(&json!({ "stopped_at": stopped.at, "stopped_why": stopped.why }));
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(true)
}
