//! The commands as forms send them: once for each key, and only if the thing is still what the admin had on the screen.

use serde::Serialize;

use super::accept::{checked, numbered};
use super::apply::apply;
use super::{Draft, Error, reason, save, save_rules, store};
use crate::app::caller::Admin;
use crate::app::{App, idempotency};
use crate::domain::digest::Digest;
use crate::domain::id::{ContestId, RoundId};
use crate::domain::round::{Event, Round};

/// What an idempotency key stands for.
#[derive(Serialize)]
struct Asked<'a> {
    about: uuid::Uuid,
    title: &'a str,
    brief: &'a str,
    rules: &'a crate::domain::rules::Rules,
}

/// Makes a draft in a contest.
pub async fn create_once(
    app: &App,
    admin: &Admin,
    contest: ContestId,
    mut draft: Draft,
    key: &str,
) -> Result<RoundId, Error> {
    let once = asked(admin, key, "round.create", contest.uuid(), &draft)?;
    draft.rules.version = 1;
    draft.rules = numbered(app, draft.rules, &[]);
    let draft = checked(app, draft)?;
    let tx = app.store.begin_write().await?;
    if let Some(saved) = once.claim(app, &tx).await? {
        return Ok(saved);
    }
    let id = save(app, &tx, admin, contest, draft).await?.id;
    once.save(&tx, &id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Replaces texts and rules of a draft whose rules still have the version that was on the screen.
pub async fn edit_as_seen(
    app: &App,
    admin: &Admin,
    id: RoundId,
    mut draft: Draft,
    key: &str,
) -> Result<(), Error> {
    let once = asked(admin, key, "round.edit", id.uuid(), &draft)?;
    let round = store::round::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let seen = draft.rules.version;
    draft.rules = numbered(app, draft.rules, &round.rules.product.variants);
    let draft = checked(app, draft)?;
    let tx = app.store.begin_write().await?;
    if let Some(()) = once.claim(app, &tx).await? {
        return Ok(());
    }
    let round = store::round::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    if round.rules.version != seen {
        return Err(Error::EditedMeanwhile(round.rules.version));
    }
    save_rules(app, &tx, admin, round, draft.rules).await?;
    store::round::set_texts(&tx, id, draft.title.trim(), draft.brief.trim()).await?;
    once.save(&tx, &()).await?;
    Ok(tx.commit().await?)
}

/// Opens a draft.
pub async fn open_once(app: &App, admin: &Admin, id: RoundId, key: &str) -> Result<(), Error> {
    let once = idempotency::Request::new(admin.member(), key, "round.open", &id)?;
    command(app, admin, &once, (id, Event::Open), |_| Ok(())).await
}

/// Ends a round that is not closed.
pub async fn cancel_once(app: &App, admin: &Admin, id: RoundId, why: &str, key: &str) -> Result<(), Error> {
    let why = reason(why).ok_or(Error::Reason)?.to_owned();
    let once = idempotency::Request::new(admin.member(), key, "round.cancel", &(id, &why))?;
    command(app, admin, &once, (id, Event::Cancel { reason: why }), |_| Ok(())).await
}

/// Closes a judged round, if that makes final exactly what the preview with this digest showed.
pub async fn close_as_seen(
    app: &App,
    admin: &Admin,
    id: RoundId,
    seen: Digest,
    key: &str,
) -> Result<(), Error> {
    let once = idempotency::Request::new(admin.member(), key, "round.close", &(id, seen))?;
    let is_same = |round: &Round| {
        let sealed = round.sealed.map(|sealed| sealed.result_digest);
        if sealed == Some(seen) { Ok(()) } else { Err(Error::OtherOutcome) }
    };
    command(app, admin, &once, (id, Event::Close), is_same).await
}

async fn command(
    app: &App,
    admin: &Admin,
    once: &idempotency::Request,
    (id, event): (RoundId, Event),
    check: impl FnOnce(&Round) -> Result<(), Error>,
) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    if let Some(()) = once.claim(app, &tx).await? {
        return Ok(());
    }
    let round = store::round::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    let round = apply(app, &tx, round, &event, Some(admin.id())).await?;
    check(&round)?;
    once.save(&tx, &()).await?;
    Ok(tx.commit().await?)
}

fn asked(
    admin: &Admin,
    key: &str,
    operation: &str,
    about: uuid::Uuid,
    draft: &Draft,
) -> Result<idempotency::Request, idempotency::Error> {
    let asked = Asked { about, title: &draft.title, brief: &draft.brief, rules: &draft.rules };
    idempotency::Request::new(admin.member(), key, operation, &asked)
}
