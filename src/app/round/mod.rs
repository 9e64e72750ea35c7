//! Rounds: made as drafts with full rules, opened when their prizes are funded, moved on by time, cancelled.

mod accept;
mod apply;
mod desk;
mod due;
mod once;
mod tell;

use self::accept::{checked, numbered};
use self::apply::apply;
use super::caller::{Admin, Member};
use super::{App, audit, funding, idempotency, standing};
use crate::domain::field::FieldError;
use crate::domain::id::{ContestId, RoundId};
use crate::domain::money;
use crate::domain::prize;
use crate::domain::round::{Event, Refusal, Round, State};
use crate::domain::rules::Rules;
use crate::store::{self, StoreError, Tx};

pub use desk::{Dossier, Listed, Now, PrizeMoney, PrizeRequest, dossier, list_for_desk};
pub use due::move_due;
pub use once::{cancel_once, close_as_seen, create_once, edit_as_seen, open_once};
pub use store::round::Filter;
pub(super) use tell::tell_scorers;

const REASON_CHARS_MAX: usize = 2_000;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such round")]
    Unknown,
    #[error("there is no such contest")]
    ContestUnknown,
    #[error("some fields of the round are not acceptable")]
    Fields(Vec<FieldError>),
    #[error("rules can be changed only while the round is a draft; designers rely on what they accepted")]
    NotDraft,
    #[error(
        "the prizes cannot be made less than the {0} that is set apart or asked for; cancel the round instead"
    )]
    PrizesBelowFunding(money::Money),
    #[error("prize money in {0} was asked for already, so the round stays in that currency")]
    CurrencyFixed(money::Currency),
    #[error("give a reason of 1 to 2000 characters; everybody who took part will read it")]
    Reason,
    #[error("somebody has edited the draft meanwhile: it has version {0} of its rules now")]
    EditedMeanwhile(u32),
    #[error("what closing comes to has changed since you looked at it; look again")]
    OtherOutcome,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Key(#[from] idempotency::Error),
    #[error(transparent)]
    Standing(#[from] standing::Error),
    #[error("the round could not be read or written")]
    Store(#[from] StoreError),
}

/// What an admin writes to make a round. The rules' version and the ids of variants are given by the server.
#[derive(Debug, Clone)]
pub struct Draft {
    pub title: String,
    pub brief: String,
    pub rules: Rules,
}

/// Makes a draft in a contest.
pub async fn create(app: &App, admin: &Admin, contest: ContestId, mut draft: Draft) -> Result<Round, Error> {
    draft.rules.version = 1;
    draft.rules = numbered(app, draft.rules, &[]);
    let draft = checked(app, draft)?;
    let tx = app.store.begin_write().await?;
    let round = save(app, &tx, admin, contest, draft).await?;
    tx.commit().await?;
    Ok(round)
}

async fn save(app: &App, tx: &Tx, admin: &Admin, contest: ContestId, draft: Draft) -> Result<Round, Error> {
    store::contest::find(tx, contest).await?.ok_or(Error::ContestUnknown)?;
    let round = Round {
        id: app.id(),
        contest,
        title: draft.title.trim().to_owned(),
        brief: draft.brief.trim().to_owned(),
        state: State::Draft,
        rules_digest: draft.rules.digest().map_err(unwritable)?,
        rules: draft.rules,
        rules_frozen_at: None,
        opened_at: None,
        closed_at: None,
        cancelled_at: None,
        cancel_reason: None,
        scoring_extended_until: None,
        sealed: None,
        created_by: admin.id(),
        created_at: app.now(),
    };
    store::round::insert(tx, &round).await?;
    let row = audit::by(admin.id(), "round.created", "round", round.id.uuid())
        .detail(&serde_json::json!({ "rules_digest": round.rules_digest }));
    audit::write(app, tx, row).await?;
    Ok(round)
}

/// Replaces the rules of a draft by the next version. A variant keeps its id as long as it keeps its SKU.
pub async fn edit_rules(app: &App, admin: &Admin, id: RoundId, rules: Rules) -> Result<Round, Error> {
    let round = store::round::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let mut rules = numbered(app, rules, &round.rules.product.variants);
    rules.version = round.rules.version.saturating_add(1);
    let draft = checked(app, Draft { title: round.title, brief: round.brief, rules })?;
    let tx = app.store.begin_write().await?;
    let round = store::round::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    let edited = save_rules(app, &tx, admin, round, draft.rules).await?;
    tx.commit().await?;
    Ok(edited)
}

/// Writes the next version of the rules of a round that this transaction has locked.
async fn save_rules(
    app: &App,
    tx: &Tx,
    admin: &Admin,
    round: Round,
    mut rules: Rules,
) -> Result<Round, Error> {
    if round.state != State::Draft || round.rules_frozen_at.is_some() {
        return Err(Error::NotDraft);
    }
    let fundings = store::funding::list(tx, round.id).await?;
    if let Some(first) = fundings.first().filter(|first| first.amount.currency != rules.currency) {
        return Err(Error::CurrencyFixed(first.amount.currency));
    }
    let asked = funding::live_total(&fundings, rules.currency)?;
    if prize::total(&rules.prizes, rules.currency).map_err(unwritable)?.minor < asked.minor {
        return Err(Error::PrizesBelowFunding(asked));
    }
    rules.version = round.rules.version.saturating_add(1);
    let edited = Round { rules_digest: rules.digest().map_err(unwritable)?, rules, ..round };
    store::round::set_rules(tx, &edited).await?;
    let row = audit::by(admin.id(), "round.rules_edited", "round", edited.id.uuid())
        .detail(&serde_json::json!({ "version": edited.rules.version, "rules_digest": edited.rules_digest }));
    audit::write(app, tx, row).await?;
    Ok(edited)
}

/// A round that this person may see: admins see all, others those that were opened.
pub async fn find(app: &App, who: Option<&Member>, id: RoundId) -> Result<Round, Error> {
    let round = store::round::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    if round.is_public() || sees_all(who) { Ok(round) } else { Err(Error::Unknown) }
}

/// The text that the rules' digest is of.
pub fn rules_document(round: &Round) -> Result<String, Error> {
    Ok(round.rules.canonical_json().map_err(unwritable)?)
}

/// Rounds that this person may see, newest first.
pub async fn list(
    app: &App,
    who: Option<&Member>,
    filter: Filter,
    before: Option<RoundId>,
    limit: u64,
) -> Result<Vec<Round>, Error> {
    let filter = Filter { with_unopened: sees_all(who), ..filter };
    Ok(store::round::list(&app.store, filter, before, limit).await?)
}

/// Opens a draft whose prizes are funded: it is public from now, and takes designs inside its window.
pub async fn open(app: &App, admin: &Admin, id: RoundId) -> Result<Round, Error> {
    command(app, admin, id, &Event::Open).await
}

/// Ends a round that is not closed. Its prize money goes back to the organiser, and everybody in it is told why.
pub async fn cancel(app: &App, admin: &Admin, id: RoundId, why: &str) -> Result<Round, Error> {
    let reason = reason(why).ok_or(Error::Reason)?.to_owned();
    command(app, admin, id, &Event::Cancel { reason }).await
}

/// Closes a judged round: its ranking is frozen, prizes are awarded, the best designs become campaigns.
pub async fn close(app: &App, admin: &Admin, id: RoundId) -> Result<Round, Error> {
    command(app, admin, id, &Event::Close).await
}

async fn command(app: &App, admin: &Admin, id: RoundId, event: &Event) -> Result<Round, Error> {
    let tx = app.store.begin_write().await?;
    let round = store::round::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    let round = apply(app, &tx, round, event, Some(admin.id())).await?;
    tx.commit().await?;
    Ok(round)
}

/// A reason that somebody else will read, 1 to 2,000 characters without the space around it.
pub(super) fn reason(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_given = !text.is_empty() && text.chars().count() <= REASON_CHARS_MAX;
    is_given.then_some(text)
}

/// What the checks of the rules make impossible, should it come all the same.
pub(super) fn unwritable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(error.to_string())
}

fn sees_all(who: Option<&Member>) -> bool {
    who.and_then(Member::as_admin).is_some()
}
