//! What everybody may read of the audit log: the decisions about one round, and its chain's end at each close.

use super::super::round;
use crate::app::App;
use crate::app::caller::Member;
use crate::domain::audit::{Head, Row};
use crate::domain::id::{AuditId, RoundId};
use crate::domain::round::Round;
use crate::store::{self, StoreError};

/// A round with what was decided about it, newest first, each row with its place in the chain once it has one.
#[derive(Debug, Clone)]
pub struct OfRound {
    pub round: Round,
    pub rows: Vec<(Row, Option<Head>)>,
    /// The chain's end with the round's closing.
    pub head: Option<Head>,
}

/// What was decided about a round that this person may see; about its designs only once it is over.
pub async fn of_round(
    app: &App,
    who: Option<&Member>,
    id: RoundId,
    before: Option<AuditId>,
    limit: u64,
) -> Result<OfRound, round::Error> {
    let round = round::find(app, who, id).await?;
    let wanted = (id, round.state.is_over());
    let rows = store::audit::list_of_round(&app.store, wanted, before, limit).await?;
    Ok(OfRound { rows, head: head_at_close(app, id).await?, round })
}

/// The chain's end as it was with the round's closing: kept elsewhere, it proves later that no row is missing.
pub async fn head_at_close(app: &App, id: RoundId) -> Result<Option<Head>, StoreError> {
    store::audit::head_at_close(&app.store, id).await
}
