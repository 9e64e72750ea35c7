//! Agreed functions of nouns that are still being built beside this one; each goes when its owner's arrives.

use crate::domain::campaign::Campaign;
use crate::domain::preorder::Preorder;
use crate::store::{StoreError, Tx};

use super::App;

fn missing(what: &str) -> Result<(), StoreError> {
    Err(StoreError::Corrupt(format!("{what} is not merged yet")))
}

pub(super) mod attempt {
    use super::{App, Campaign, Preorder, StoreError, Tx, missing};
    use crate::domain::attempt::{Channel, Event};

    pub(in crate::app) async fn record(
        _app: &App,
        _tx: &Tx,
        _preorder: &Preorder,
        _campaign: &Campaign,
        _channel: Channel,
    ) -> Result<(), StoreError> {
        missing("attempt::record")
    }

    pub(in crate::app) async fn close(
        _app: &App,
        _tx: &Tx,
        _preorder: &Preorder,
        _event: Event,
    ) -> Result<(), StoreError> {
        missing("attempt::close")
    }

    pub(in crate::app) async fn plan_retry(
        _app: &App,
        _tx: &Tx,
        _preorder: &Preorder,
        _campaign: &Campaign,
    ) -> Result<(), StoreError> {
        missing("attempt::plan_retry")
    }

    pub(in crate::app) async fn post_charge(
        _app: &App,
        _tx: &Tx,
        _preorder: &Preorder,
    ) -> Result<(), StoreError> {
        missing("attempt::post_charge")
    }
}

pub(super) mod intent {
    use super::{App, Preorder, StoreError, Tx, missing};

    pub(in crate::app) async fn next(_app: &App, _tx: &Tx, _preorder: &Preorder) -> Result<(), StoreError> {
        missing("intent::next")
    }

    pub(in crate::app) async fn replace(
        _app: &App,
        _tx: &Tx,
        _preorder: &Preorder,
    ) -> Result<(), StoreError> {
        missing("intent::replace")
    }

    pub(in crate::app) async fn cancel(_app: &App, _tx: &Tx, _preorder: &Preorder) -> Result<(), StoreError> {
        missing("intent::cancel")
    }

    pub(in crate::app) async fn read(_app: &App, _tx: &Tx, _preorder: &Preorder) -> Result<(), StoreError> {
        missing("intent::read")
    }
}

pub(super) mod refund {
    use super::{App, Preorder, StoreError, Tx, missing};

    pub(in crate::app) async fn unshipped(
        _app: &App,
        _tx: &Tx,
        _preorder: &Preorder,
        _cause: &str,
    ) -> Result<(), StoreError> {
        missing("refund::unshipped")
    }

    pub(in crate::app) async fn received(
        _app: &App,
        _tx: &Tx,
        _preorder: &Preorder,
        _cause: &str,
    ) -> Result<(), StoreError> {
        missing("refund::received")
    }
}

pub(super) mod settlement {
    use super::{App, Campaign, StoreError, Tx, missing};

    /// J18.
    pub(in crate::app) async fn post_cover(
        _app: &App,
        _tx: &Tx,
        _campaign: &Campaign,
    ) -> Result<(), StoreError> {
        missing("settlement::post_cover")
    }
}

pub(super) mod run {
    use super::{App, Campaign, StoreError, Tx, missing};

    pub(in crate::app) async fn freeze(_app: &App, _tx: &Tx, _campaign: &Campaign) -> Result<(), StoreError> {
        missing("run::freeze")
    }
}
