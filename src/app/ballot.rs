//! Ballots: a member's score for the design that the queue handed over, and its changes until the window ends.

use super::App;
use super::caller::Member;
use super::exposure::{self, Hold, Seat, move_to};
use crate::domain::ballot::Ballot;
use crate::domain::exposure::Event;
use crate::domain::id::{BallotId, DesignId, RoundId};
use crate::domain::round::Round;
use crate::domain::score::Score;
use crate::store::{self, StoreError, Tx};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Queue(#[from] exposure::Error),
    #[error("you have scored this design already; change your score with PUT /api/v1/ballots/{0}")]
    Given(DesignId),
    #[error("you have not scored this design yet")]
    NotGiven,
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Queue(error.into())
    }
}

impl From<crate::domain::exposure::Refusal> for Error {
    fn from(refusal: crate::domain::exposure::Refusal) -> Self {
        Self::Queue(refusal.into())
    }
}

/// Scores the design that the queue handed to this member. The same score twice is one ballot.
pub async fn give(
    app: &App,
    who: &Member,
    round: RoundId,
    design: DesignId,
    (score, would_buy): (Score, bool),
) -> Result<Ballot, Error> {
    let tx = app.store.begin_write().await?;
    let seat = Seat::take(&tx, who, round, Hold::ToFreeze).await?;
    let now = app.now();
    let found = seat.answer(&tx, design, now).await?;
    if let Some(given) = store::ballot::find(&tx, who.id(), design).await? {
        return if given.has_value(score, would_buy) { Ok(given) } else { Err(Error::Given(design)) };
    }
    move_to(&tx, &found, found.state.apply(Event::Score)?, now).await?;
    if seat.round.rules_frozen_at.is_none() {
        store::round::freeze_rules(&tx, round, now).await?;
    }
    let ballot = Ballot {
        id: app.id(),
        round,
        design,
        account: who.id(),
        score,
        would_buy,
        first_at: now,
        changed_at: now,
        sequence: store::ballot::next_sequence(&tx, round).await?,
        set_aside_reason: None,
    };
    store::ballot::put(&tx, &ballot, app.ids.id()).await?;
    tx.commit().await?;
    Ok(ballot)
}

/// Changes a score that was given; the earlier value is kept.
pub async fn change(
    app: &App,
    who: &Member,
    design: DesignId,
    (score, would_buy): (Score, bool),
) -> Result<Ballot, Error> {
    let tx = app.store.begin_write().await?;
    let round = round_of(&tx, design).await?;
    let seat = Seat::take(&tx, who, round, Hold::Shared).await?;
    let now = app.now();
    let given = store::ballot::find(&tx, who.id(), design).await?.ok_or(Error::NotGiven)?;
    seat.answer(&tx, design, now).await?;
    if given.has_value(score, would_buy) {
        return Ok(given);
    }
    let changed = Ballot { score, would_buy, changed_at: now, ..given };
    store::ballot::put(&tx, &changed, app.ids.id()).await?;
    tx.commit().await?;
    Ok(changed)
}

/// The member's own ballots in a round, oldest first.
pub async fn list_own(
    app: &App,
    who: &Member,
    round: RoundId,
    after: Option<BallotId>,
    limit: u64,
) -> Result<Vec<Ballot>, Error> {
    let found = store::round::find(&app.store, round).await?;
    found.filter(Round::is_public).ok_or(exposure::Error::RoundUnknown)?;
    Ok(store::ballot::list_of_member(&app.store, (round, who.id()), after, limit).await?)
}

async fn round_of(tx: &Tx, design: DesignId) -> Result<RoundId, Error> {
    let found = store::design::find(tx, design).await?.ok_or(Error::NotGiven)?;
    Ok(found.round)
}
