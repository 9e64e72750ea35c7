//! What members who scored are told of a round, a batch at a time.

use serde_json::json;

use super::store;
use crate::app::job::{Fault, Step};
use crate::app::{App, notice};
use crate::domain::id::{AccountId, RoundId};
use crate::domain::job::Job;
use crate::domain::notice::Kind;

const MEMBERS_AT_ONCE: u64 = 500;

/// Tells the next batch of members who scored that scoring goes on.
pub(in crate::app) async fn tell_scorers(
    app: &App,
    id: RoundId,
    after: Option<AccountId>,
) -> Result<Step, Fault> {
    let tx = app.store.begin_write().await?;
    let Some(round) = store::round::find(&tx, id).await? else { return Ok(Step::Done) };
    let members = store::ballot::list_members(&tx, id, after, MEMBERS_AT_ONCE).await?;
    let facts = json!({ "round": round.title, "until": round.scoring_extended_until });
    for member in &members {
        notice::tell(app, &tx, *member, Kind::ScoringExtended, ("round", id.uuid()), &facts).await?;
    }
    if u64::try_from(members.len()).unwrap_or(u64::MAX) == MEMBERS_AT_ONCE {
        app.plan(&tx, &Job::TellScorers { round: id, after: members.last().copied() }, app.now()).await?;
    }
    tx.commit().await?;
    Ok(Step::Done)
}
