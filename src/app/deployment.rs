//! The deployment's own id, which everything we make at the provider carries.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::store::{self, Store, Tx};

/// The id of this deployment; `fresh` becomes it where there is none yet. Nodes that start at once agree on one.
pub async fn own(store: &Store, fresh: Uuid, now: DateTime<Utc>) -> Result<Uuid, StoreError> {
    if let Some(known) = store::deployment::find(store).await? {
        return Ok(known);
    }
    let written = write(store, fresh, now).await;
    // Another node may have been first: then its id is there, and the failure says nothing.
    match store::deployment::find(store).await? {
        Some(known) => Ok(known),
        None => written.map(|()| fresh),
    }
}

async fn write(store: &Store, fresh: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    let tx = store.begin_write().await?;
    ensure(&tx, fresh, now).await?;
    tx.commit().await
}

/// The same inside a transaction of its caller's.
pub(super) async fn ensure(tx: &Tx, fresh: Uuid, now: DateTime<Utc>) -> Result<Uuid, StoreError> {
    if let Some(known) = store::deployment::find(tx).await? {
        return Ok(known);
    }
    store::deployment::insert(tx, fresh, now).await?;
    Ok(fresh)
}
