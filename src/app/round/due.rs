//! Rounds whose window is over are moved on, each in its own transaction.

use super::apply::apply;
use super::{Error, store};
use crate::app::App;
use crate::domain::id::RoundId;
use crate::domain::round::due;

/// Moves every round whose window is over. One that fails does not stop the others; the first failure is returned.
pub async fn move_due(app: &App) -> Result<(), Error> {
    let mut failed = Ok(());
    for id in store::round::list_due(&app.store, app.now()).await? {
        if let Err(error) = move_on(app, id).await {
            tracing::error!(round.id = %id, %error, "a round could not be moved on");
            failed = failed.and(Err(error));
        }
    }
    failed
}

/// Until it is where it should be: after a long stop of the server, two windows may be over.
async fn move_on(app: &App, id: RoundId) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let mut round = store::round::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    while let Some(event) = due(round.state, &round.windows(), app.now()) {
        round = apply(app, &tx, round, &event, None).await?;
    }
    Ok(tx.commit().await?)
}
