//! The journal of the money that passes through, and the proof that it is right.

mod check;
mod desk;

use super::caller::Admin;
use super::{App, StoreError, movement};
use crate::domain::id::EntryId;
use crate::domain::ledger::{Entry, Record};
use crate::domain::money;
use crate::gateway::payment::Failure;
use crate::store::{self, Tx};

pub use check::{Balances, Report, check, trial_balance};
pub use desk::{Row, Sheet, sheets};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the payment provider does not answer now; try again in a moment")]
    Provider(#[from] Failure),
    #[error("the provider's book could not be taken in")]
    Movements(#[from] movement::Error),
    #[error("an order's money cannot be counted")]
    Money(#[from] money::Error),
    #[error("the journal could not be read")]
    Store(#[from] StoreError),
}

/// Writes an entry in the transaction of the fact it is about; best last, since the journal's number is one lock for all.
///
/// `StoreError::Duplicate` where this cause has an entry of this kind already.
pub async fn post(app: &App, tx: &Tx, entry: &Entry) -> Result<EntryId, StoreError> {
    let id = app.id();
    store::journal::insert(tx, id, entry, app.now()).await?;
    Ok(id)
}

/// Entries after that one, in the order of the journal.
pub async fn list(
    app: &App,
    _admin: &Admin,
    after: Option<EntryId>,
    limit: u64,
) -> Result<Vec<Record>, Error> {
    Ok(store::journal::list(&app.store, after, limit).await?)
}
