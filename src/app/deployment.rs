//! The deployment's own id, which everything we make at the provider carries.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::StoreError;
use crate::store::{self, Store};

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
    if store::deployment::find(&tx).await?.is_none() {
        store::deployment::insert(&tx, fresh, now).await?;
    }
    tx.commit().await
}
