//! The journal of the money that passes through.

use super::{App, StoreError};
use crate::domain::id::EntryId;
use crate::domain::ledger::Entry;
use crate::store::{self, Tx};

/// Writes an entry in the transaction of the fact it is about; best last, since the journal's number is one lock for all.
///
/// `StoreError::Duplicate` where this cause has an entry of this kind already.
pub async fn post(app: &App, tx: &Tx, entry: &Entry) -> Result<EntryId, StoreError> {
    let id = app.id();
    store::journal::insert(tx, id, entry, app.now()).await?;
    Ok(id)
}
