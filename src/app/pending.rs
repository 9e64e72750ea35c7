//! Agreed functions of nouns that are still being built beside this one; each goes when its owner's arrives.

use crate::domain::campaign::Campaign;
use crate::store::{StoreError, Tx};

use super::App;

fn missing(what: &str) -> Result<(), StoreError> {
    Err(StoreError::Corrupt(format!("{what} is not merged yet")))
}

pub(super) mod run {
    use super::{App, Campaign, StoreError, Tx, missing};

    pub(in crate::app) async fn freeze(_app: &App, _tx: &Tx, _campaign: &Campaign) -> Result<(), StoreError> {
        missing("run::freeze")
    }
}
