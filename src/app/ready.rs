//! Whether this process can do its work, for load balancers and operators.

use serde::Serialize;

use super::{App, StoreError};
use crate::store;

#[derive(Debug, Clone, Serialize)]
pub struct Readiness {
    /// Jobs queued or running.
    pub jobs_open: u64,
    /// Jobs that wait for a person.
    pub jobs_failed: u64,
    /// Audit rows whose place in the hash chain is not written yet.
    pub audit_unsealed: u64,
}

/// An error means: do not send requests here.
pub async fn readiness(app: &App) -> Result<Readiness, StoreError> {
    app.store.ping().await?;
    let (jobs_open, jobs_failed) = store::job::count_open(&app.store).await?;
    let audit_unsealed = store::audit::count_unsealed(&app.store).await?;
    Ok(Readiness { jobs_open, jobs_failed, audit_unsealed })
}
