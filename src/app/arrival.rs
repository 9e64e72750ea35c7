//! Arrivals: a share link brings a member to a round. It never scores; it is kept so that a crowd that came by it shows.

use super::App;
use super::caller::Member;
use crate::domain::id::{DesignId, RoundId};
use crate::domain::score::Relation;
use crate::store::{self, StoreError};

/// Keeps that a member came to the round by the link of one of its designs.
pub async fn note(app: &App, who: &Member, round: RoundId, design: DesignId) -> Result<(), StoreError> {
    let found = store::design::find(&app.store, design).await?;
    let found = found.filter(|found| found.round == round && found.state.is_public());
    if !found.is_some_and(|found| found.relation(who.id()) == Relation::None) {
        return Ok(());
    }
    let tx = app.store.begin_write().await?;
    store::arrival::insert(&tx, (round, design), who.id(), app.now()).await?;
    tx.commit().await
}
