//! The blind queue: hands each member the design that was seen least, and takes back what nobody answers.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Duration, Utc};

use super::App;
use super::caller::Member;
use crate::domain::account::Account;
use crate::domain::artwork::Artwork;
use crate::domain::design::{self, Design};
use crate::domain::exposure::{
    ANSWER_MINUTES_MAX, Candidate, Event, Exposure, Pace, Refusal, State, has_lapsed, in_turn, may_skip, turn,
};
use crate::domain::id::{AccountId, DesignId, RoundId};
use crate::domain::round::{self, Round};
use crate::domain::score::{self, Relation};
use crate::store::exposure::Shown;
use crate::store::{self, StoreError, Tx};

const GIVEN_BACK_AT_ONCE: u64 = 100;
/// So that one reconciler does not hold up the others for long.
const BATCHES_MAX: usize = 20;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such round")]
    RoundUnknown,
    #[error("there is no such design in this round")]
    DesignUnknown,
    #[error(transparent)]
    Score(#[from] score::Refusal),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the queue could not be read or written")]
    Store(#[from] StoreError),
}

/// A design as the queue shows it.
#[derive(Debug, Clone)]
pub struct Card {
    pub design: Design,
    pub artwork: Option<Artwork>,
}

/// What a member looks at, and what their browser may load behind it.
#[derive(Debug, Clone)]
pub struct Turn {
    pub current: Option<Card>,
    pub preload: Option<Card>,
}

/// The member's current design, or the next one; asking again without an answer changes nothing.
pub async fn next(app: &App, who: &Member, round: RoundId) -> Result<Turn, Error> {
    let tx = app.store.begin_write().await?;
    let seat = Seat::take(&tx, who, round, Hold::Shared).await?;
    let now = app.now();
    seat.may_take_part(now)?;
    let shown = store::exposure::list_shown(&tx, round, who.id()).await?;
    let mine = store::exposure::list_of_member(&tx, round, who.id()).await?;
    let open = unanswered(&mine, &shown);
    let turn = turn(&open, &candidates(app, &seat.round, &shown, &mine));
    hand_out(app, &tx, &seat, &mine, turn).await?;
    tx.commit().await?;
    let current = card(app, turn.current).await?;
    Ok(Turn { current, preload: card(app, turn.preload).await? })
}

/// Passes over the current design without a score; there are only so many skips.
pub async fn skip(app: &App, who: &Member, round: RoundId, id: DesignId) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let seat = Seat::take(&tx, who, round, Hold::Shared).await?;
    let now = app.now();
    let found = seat.answer(&tx, id, now).await?;
    if found.state == State::Skipped {
        return Ok(());
    }
    // A showing whose ballot is set aside is free again for others, not for who gave the ballot.
    if store::ballot::find(&tx, who.id(), id).await?.is_some() {
        return Err(Refusal::Answered.into());
    }
    let mine = store::exposure::list_of_member(&tx, round, who.id()).await?;
    let skipped = mine.iter().filter(|each| each.state == State::Skipped).count();
    let scored = store::ballot::count_of_member(&tx, round, who.id()).await?;
    let to = found.state.apply(Event::Skip)?;
    may_skip(u64::try_from(skipped).unwrap_or(u64::MAX), scored, &seat.round.rules.scoring)?;
    move_to(&tx, &found, to, now).await?;
    Ok(tx.commit().await?)
}

/// Gives back every showing that nobody answered in time, so that its design is shown to somebody else.
pub async fn give_back_lapsed(app: &App) -> Result<(), StoreError> {
    for _ in 0..BATCHES_MAX {
        let since = app.now() - Duration::minutes(ANSWER_MINUTES_MAX);
        if !store::exposure::is_any_unanswered(&app.store, since).await? {
            break;
        }
        give_back_some(app, since).await?;
    }
    Ok(())
}

async fn give_back_some(app: &App, since: DateTime<Utc>) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    let now = app.now();
    let mut returned = BTreeMap::new();
    for found in store::exposure::lock_unanswered(&tx, since, GIVEN_BACK_AT_ONCE).await? {
        let Ok(to) = found.state.apply(Event::Lapse) else { continue };
        if has_lapsed(found.since(), now) {
            store::exposure::transition(&tx, found.id, (found.state, to), now).await?;
            *returned.entry(found.design).or_insert(0) += counted(found.state, to);
        }
    }
    // In the order of ids, so that two transactions never wait for each other.
    for (design, change) in returned {
        store::design::add_showings(&tx, design, change).await?;
    }
    tx.commit().await
}

/// Gives back the showing whose ballot is set aside, so that another member is shown the design.
///
/// For the transaction that sets the ballot aside. Does nothing where the round is not scored any more, and nothing
/// the second time.
pub async fn give_back_set_aside(
    app: &App,
    tx: &Tx,
    round: &Round,
    (design, member): (DesignId, AccountId),
) -> Result<(), StoreError> {
    follow_ballot(app, tx, round, (design, member, Event::SetAside)).await
}

/// The same when a moderator restores the ballot: the showing counts again.
pub async fn take_back_restored(
    app: &App,
    tx: &Tx,
    round: &Round,
    (design, member): (DesignId, AccountId),
) -> Result<(), StoreError> {
    follow_ballot(app, tx, round, (design, member, Event::Restore)).await
}

async fn follow_ballot(
    app: &App,
    tx: &Tx,
    round: &Round,
    (design, member, event): (DesignId, AccountId, Event),
) -> Result<(), StoreError> {
    if round.state != round::State::Scoring {
        return Ok(());
    }
    let Some(found) = store::exposure::lock(tx, member, design).await? else { return Ok(()) };
    match found.state.apply(event) {
        Ok(to) if to != found.state => move_to(tx, &found, to, app.now()).await,
        Ok(_) | Err(_) => Ok(()),
    }
}

/// How strongly the round is held while a member acts in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    Shared,
    /// Alone if the rules are not frozen yet: whoever gives the first ballot freezes them.
    ToFreeze,
}

/// A member in a round, in a transaction that nobody else can change the round in.
pub(super) struct Seat {
    pub(super) round: Round,
    account: Account,
}

impl Seat {
    pub(super) async fn take(tx: &Tx, who: &Member, id: RoundId, hold: Hold) -> Result<Self, Error> {
        let found = store::round::find(tx, id).await?.filter(Round::is_public).ok_or(Error::RoundUnknown)?;
        let round = match hold {
            Hold::ToFreeze if found.rules_frozen_at.is_none() => store::round::lock(tx, id).await?,
            Hold::ToFreeze | Hold::Shared => store::round::lock_shared(tx, id).await?,
        };
        store::exposure::lock_member(tx, who.id()).await?;
        let account = store::account::find(tx, who.id()).await?;
        let account = account.ok_or_else(|| StoreError::Corrupt("the caller has no account".into()))?;
        Ok(Self { round: round.ok_or(Error::RoundUnknown)?, account })
    }

    fn may_take_part(&self, now: DateTime<Utc>) -> Result<(), score::Refusal> {
        score::may_score(&self.facts(now, Relation::None, true, Some(now)))
    }

    /// The member's exposure of a design, held, if it may be answered now.
    pub(super) async fn answer(&self, tx: &Tx, id: DesignId, now: DateTime<Utc>) -> Result<Exposure, Error> {
        let design = store::design::find(tx, id).await?;
        let design = design.filter(|design| design.round == self.round.id).ok_or(Error::DesignUnknown)?;
        let found = store::exposure::lock(tx, self.account.id, id).await?;
        let is_cleared = design.state == design::State::Cleared;
        if !is_cleared && found.is_none() && design.relation(self.account.id) == Relation::None {
            return Err(Error::DesignUnknown);
        }
        let handed_at = found.as_ref().and_then(|found| found.handed_at);
        score::may_score(&self.facts(now, design.relation(self.account.id), is_cleared, handed_at))?;
        found.ok_or(Error::Score(score::Refusal::NotHanded))
    }

    fn facts(
        &self,
        now: DateTime<Utc>,
        relation: Relation,
        is_design_cleared: bool,
        handed_at: Option<DateTime<Utc>>,
    ) -> score::Facts {
        let rules = &self.round.rules;
        score::Facts {
            now,
            is_round_scoring: self.round.state == round::State::Scoring,
            scoring_close_at: self.round.scoring_close_at(),
            mail_verified_at: self.account.mail_verified_at,
            joined_at: self.account.created_at,
            joined_before: self.round.opened_at.and_then(|at| rules.scoring.joined_before(at)),
            relation,
            is_design_cleared,
            handed_at,
        }
    }
}

/// Writes an exposure's new state, and what it changes in its design's count.
pub(super) async fn move_to(
    tx: &Tx,
    found: &Exposure,
    to: State,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    store::exposure::transition(tx, found.id, (found.state, to), now).await?;
    let change = counted(found.state, to);
    if change != 0 {
        store::design::add_showings(tx, found.design, change).await?;
    }
    Ok(())
}

fn counted(from: State, to: State) -> i32 {
    i32::from(to.is_counted()) - i32::from(from.is_counted())
}

fn unanswered(mine: &[Exposure], shown: &[Shown]) -> Vec<DesignId> {
    let waiting = mine.iter().filter(|each| each.is_unanswered()).map(|each| each.design);
    waiting.filter(|design| shown.iter().any(|each| each.design == *design)).collect()
}

fn candidates(app: &App, round: &Round, shown: &[Shown], mine: &[Exposure]) -> Vec<Candidate> {
    let seen: Vec<_> = shown.iter().map(|each| (each.showings, each.cleared_at)).collect();
    let pace = Pace::of(&round.windows(), app.now(), &seen);
    let mine: HashSet<DesignId> = mine.iter().map(|exposure| exposure.design).collect();
    let all = shown.iter().map(|each| Candidate {
        design: each.design,
        showings: each.showings,
        is_own: each.is_own,
        is_shown: mine.contains(&each.design),
        lot: app.ids.lot(),
    });
    let all: Vec<(Candidate, bool)> = all
        .zip(shown)
        .map(|(candidate, each)| (candidate, pace.is_in_turn(each.cleared_at, each.showings, app.ids.lot())))
        .collect();
    in_turn(all)
}

async fn hand_out(
    app: &App,
    tx: &Tx,
    seat: &Seat,
    mine: &[Exposure],
    turn: crate::domain::exposure::Turn,
) -> Result<(), Error> {
    let now = app.now();
    let mut position = mine.last().map_or(0, |last| last.position);
    let mut more: BTreeMap<DesignId, i32> = BTreeMap::new();
    for (design, state) in [(turn.current, State::Handed), (turn.preload, State::Reserved)] {
        let Some(design) = design else { continue };
        if let Some(found) = store::exposure::lock(tx, seat.account.id, design).await? {
            if state == State::Handed && found.state != State::Handed {
                let to = found.state.apply(Event::HandOut)?;
                store::exposure::transition(tx, found.id, (found.state, to), now).await?;
                more.insert(design, counted(found.state, to));
            }
            continue;
        }
        position += 1;
        store::exposure::insert(tx, &unsaved(app, seat, design, (state, position))).await?;
        more.insert(design, 1);
    }
    for (design, change) in more.into_iter().filter(|(_, change)| *change != 0) {
        store::design::add_showings(tx, design, change).await?;
    }
    Ok(())
}

fn unsaved(app: &App, seat: &Seat, design: DesignId, (state, position): (State, i64)) -> Exposure {
    let now = app.now();
    Exposure {
        id: app.id(),
        round: seat.round.id,
        design,
        account: seat.account.id,
        state,
        position,
        reserved_at: now,
        handed_at: (state == State::Handed).then_some(now),
        answered_at: None,
        returned_at: None,
    }
}

async fn card(app: &App, design: Option<DesignId>) -> Result<Option<Card>, StoreError> {
    let Some(id) = design else { return Ok(None) };
    let Some(design) = store::design::find(&app.store, id).await? else { return Ok(None) };
    let artwork = store::artwork::latest(&app.store, &[id]).await?.remove(&id);
    Ok(Some(Card { design, artwork }))
}
