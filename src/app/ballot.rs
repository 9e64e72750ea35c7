//! Ballots: a member's score for the design that the queue handed over, and its changes until the window ends.

use std::net::IpAddr;

use chrono::Duration;

use super::App;
use super::caller::Member;
use super::exposure::{self, Hold, Seat, move_to};
use crate::domain::ballot::{Answer, Ballot};
use crate::domain::exposure::Event;
use crate::domain::id::{BallotId, DesignId, RoundId};
use crate::domain::integrity::MarkKind;
use crate::domain::round::Round;
use crate::domain::score::Score;
use crate::store::{self, StoreError, Tx};

/// After the end of scoring, for the detectors' last look, appeals and questions.
const MARKS_KEPT: Duration = Duration::days(30);

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

/// Where a ballot comes from. Kept as keyed hashes alone, which are deleted after the round.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    pub network: Option<IpAddr>,
    /// A browser's own cookie.
    pub device: Option<String>,
}

/// Scores the design that the queue handed to this member. The same score twice is one ballot.
pub async fn give(
    app: &App,
    who: &Member,
    round: RoundId,
    (design, Answer { score, would_buy }): (DesignId, Answer),
    origin: &Origin,
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
        counted_as: None,
    };
    store::ballot::put(&tx, &ballot, None, app.ids.id()).await?;
    mark(app, &tx, (&seat.round, &ballot), origin).await?;
    tx.commit().await?;
    Ok(ballot)
}

/// Keeps what the ballot came from, where the round's detectors look at it.
async fn mark(
    app: &App,
    tx: &Tx,
    (round, ballot): (&Round, &Ballot),
    origin: &Origin,
) -> Result<(), StoreError> {
    if round.rules.integrity.is_none() {
        return Ok(());
    }
    let network = origin.network.and_then(network).map(|bytes| (MarkKind::Network, bytes));
    let device = origin.device.as_ref().map(|device| (MarkKind::Device, device.clone().into_bytes()));
    let expires_at = round.scoring_close_at() + MARKS_KEPT;
    for (kind, value) in network.into_iter().chain(device) {
        let mark = app.settings.secret_key.mark(kind, round.id, &value);
        store::mark::insert(tx, ballot.id, (kind, mark), expires_at).await?;
    }
    Ok(())
}

/// An address as far as it tells one connection from another; this machine's own says nothing but that a proxy is
/// not set up.
fn network(address: IpAddr) -> Option<Vec<u8>> {
    match address.to_canonical() {
        own if own.is_loopback() || own.is_unspecified() => None,
        IpAddr::V4(address) => Some(address.octets().to_vec()),
        // A household has a whole /64 of these.
        IpAddr::V6(address) => Some(address.octets().iter().take(8).copied().collect()),
    }
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
    let before = given.answer();
    let changed = Ballot { score, would_buy, changed_at: now, ..given };
    store::ballot::put(&tx, &changed, Some(before), app.ids.id()).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_network_and_the_machine_itself_is_none() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("203.0.113.7"), of("::ffff:203.0.113.7"));
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(
            [of("127.0.0.1"), of("::1"), of("::ffff:127.0.0.1"), of("0.0.0.0")],
            [None, None, None, None]
        );
    }
}
