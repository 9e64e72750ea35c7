//! Rounds whose window is over are moved on, each in its own transaction.

use super::{Error, store};
use crate::app::{App, audit};
use crate::domain::id::RoundId;
use crate::domain::round::{Event, Facts, Round, State, transition};

use chrono::{DateTime, Utc};

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
    let now = app.now();
    while let Some(event) = due(&round, now) {
        let facts = Facts { prize_funded: true, undecided_designs: 0 };
        let to = transition(round.state, event, &facts)?.to;
        store::round::transition(&tx, id, round.state, to).await?;
        let row = audit::by_engine("round.moved", "round", id.uuid())
            .detail(&serde_json::json!({ "from": round.state, "to": to }));
        audit::write(app, &tx, row).await?;
        round.state = to;
    }
    Ok(tx.commit().await?)
}

fn due(round: &Round, now: DateTime<Utc>) -> Option<Event> {
    let windows = round.rules.windows;
    match round.state {
        State::Submissions => (now >= windows.scoring_open_at).then_some(Event::SubmissionsEnded),
        State::Scoring => (now >= windows.scoring_close_at).then_some(Event::ScoringEnded),
        State::Draft | State::Judging | State::Closed | State::Cancelled => None,
    }
}
