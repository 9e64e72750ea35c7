//! What a member sees who scores: their turn with what is left to skip, and the scores that they gave.

use super::App;
use super::ballot::Error;
use super::caller::Member;
use super::exposure::{self, Turn};
use crate::domain::artwork::Artwork;
use crate::domain::ballot::Ballot;
use crate::domain::design::Design;
use crate::domain::exposure::{State, skips_left};
use crate::domain::id::{BallotId, DesignId, RoundId};
use crate::domain::round::Round;
use crate::domain::score::Refusal;
use crate::store::{self, StoreError};

/// A member before a round's queue.
#[derive(Debug, Clone)]
pub struct Sitting {
    pub round: Round,
    /// Or why this member does not score in it now.
    pub table: Result<Table, Refusal>,
}

#[derive(Debug, Clone)]
pub struct Table {
    pub turn: Turn,
    pub skips_left: u64,
    /// The score that was given last, if it can still be changed.
    pub last: Option<Given>,
}

/// A ballot with the design it is for.
#[derive(Debug, Clone)]
pub struct Given {
    pub ballot: Ballot,
    pub design: Design,
    pub artwork: Option<Artwork>,
}

impl Given {
    /// Whether its score may still be changed, as far as the design goes.
    pub fn is_in_round(&self) -> bool {
        self.design.state.is_public()
    }
}

/// A member's scores in a round.
#[derive(Debug, Clone)]
pub struct Own {
    pub round: Round,
    /// Whether scores are taken and changed now.
    pub is_open: bool,
    pub given: Vec<Given>,
}

/// The member's turn; asking again without an answer changes nothing.
pub async fn sit(app: &App, who: &Member, round: RoundId) -> Result<Sitting, Error> {
    let found = find_round(app, round).await?;
    let turn = match exposure::next(app, who, round).await {
        Ok(turn) => turn,
        Err(exposure::Error::Score(refusal)) => return Ok(Sitting { round: found, table: Err(refusal) }),
        Err(error) => return Err(error.into()),
    };
    let mine = store::exposure::list_of_member(&app.store, round, who.id()).await?;
    let skipped = mine.iter().filter(|each| each.state == State::Skipped).count();
    let scored = store::ballot::count_of_member(&app.store, round, who.id()).await?;
    let skips_left = skips_left(u64::try_from(skipped).unwrap_or(u64::MAX), scored, &found.rules.scoring);
    let last = match store::ballot::last_of_member(&app.store, round, who.id()).await? {
        Some(ballot) => with_designs(app, vec![ballot]).await?.pop().filter(Given::is_in_round),
        None => None,
    };
    Ok(Sitting { round: found, table: Ok(Table { turn, skips_left, last }) })
}

/// The member's score of one design of the round.
pub async fn find_own(app: &App, who: &Member, round: RoundId, design: DesignId) -> Result<Own, Error> {
    let found = find_round(app, round).await?;
    let ballot = store::ballot::find(&app.store, who.id(), design).await?;
    let ballot = ballot.filter(|ballot| ballot.round == round).ok_or(Error::NotGiven)?;
    own(app, found, vec![ballot]).await
}

/// The member's scores in a round, oldest first.
pub async fn list_own(
    app: &App,
    who: &Member,
    round: RoundId,
    after: Option<BallotId>,
    limit: u64,
) -> Result<Own, Error> {
    let found = find_round(app, round).await?;
    let ballots = store::ballot::list_of_member(&app.store, (round, who.id()), after, limit).await?;
    own(app, found, ballots).await
}

async fn own(app: &App, round: Round, ballots: Vec<Ballot>) -> Result<Own, Error> {
    let given = with_designs(app, ballots).await?;
    Ok(Own { is_open: round.is_taking_scores(app.now()), round, given })
}

async fn find_round(app: &App, id: RoundId) -> Result<Round, Error> {
    let found = store::round::find(&app.store, id).await?;
    Ok(found.filter(Round::is_public).ok_or(exposure::Error::RoundUnknown)?)
}

async fn with_designs(app: &App, ballots: Vec<Ballot>) -> Result<Vec<Given>, StoreError> {
    let ids: Vec<DesignId> = ballots.iter().map(|ballot| ballot.design).collect();
    let mut artworks = store::artwork::latest(&app.store, &ids).await?;
    let mut given = Vec::with_capacity(ballots.len());
    let mut designs = store::design::find_all(&app.store, &ids).await?;
    for ballot in ballots {
        let design = designs.remove(&ballot.design);
        let design =
            design.ok_or_else(|| StoreError::Corrupt(format!("ballot {} of no design", ballot.id)))?;
        let artwork = artworks.remove(&ballot.design).filter(|_| design.state.is_public());
        given.push(Given { ballot, design, artwork });
    }
    Ok(given)
}
