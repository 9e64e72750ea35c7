//! Moderation: a moderator clears a submitted design or refuses it with a reason.

mod queue;

use serde_json::json;

use super::caller::Moderator;
use super::design::{self, Error};
use super::{App, audit, idempotency, notice};
use crate::domain::design::{Design, Effect, Event, State, transition};
use crate::domain::id::DesignId;
use crate::domain::notice::Kind;
use crate::domain::score::Relation;
use crate::store::{self, StoreError, Tx};

pub use queue::{Dossier, Maker, Waiting, dossier, next, waiting};

const REASON_CHARS_MAX: usize = 2_000;

/// Lets a design into the round. `revision` is the picture that was looked at, where the moderator says so.
pub async fn clear(app: &App, who: &Moderator, id: DesignId, revision: Option<u32>) -> Result<Design, Error> {
    let tx = app.store.begin_write().await?;
    let decided = clear_in(app, &tx, who, id, revision).await?;
    tx.commit().await?;
    Ok(decided)
}

/// The design as a moderator had it on the screen.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Looked {
    pub design: DesignId,
    pub state: State,
    pub revision: u32,
}

/// The same for a form: refused if somebody decided since the page was opened, and done once for each key.
pub async fn clear_as_seen(app: &App, who: &Moderator, looked: Looked, key: &str) -> Result<(), Error> {
    let once = idempotency::Request::new(who.member(), key, "design.clear", &looked)?;
    let tx = app.store.begin_write().await?;
    if let Some(()) = once.claim(app, &tx).await? {
        return Ok(());
    }
    let found = design::lock(&tx, looked.design).await?.1;
    if found.state != looked.state {
        return Err(Error::DecidedMeanwhile(found.state));
    }
    clear_in(app, &tx, who, looked.design, Some(looked.revision)).await?;
    once.save(&tx, &()).await?;
    Ok(tx.commit().await?)
}

async fn clear_in(
    app: &App,
    tx: &Tx,
    who: &Moderator,
    id: DesignId,
    revision: Option<u32>,
) -> Result<Design, Error> {
    let decided =
        decide(app, tx, who, id, Decision { event: Event::Clear, kind: Kind::DesignCleared, reason: None })
            .await?;
    let latest = store::artwork::latest_revision(tx, id).await?;
    if revision.is_some_and(|seen| seen != latest) {
        return Err(Error::NewerRevision(latest));
    }
    let row =
        audit::by(who.id(), "design.cleared", "design", id.uuid()).detail(&json!({ "revision": latest }));
    audit::write(app, tx, row).await?;
    Ok(decided)
}

/// Keeps a design out of the round; its designer reads the reason.
pub async fn refuse(app: &App, who: &Moderator, id: DesignId, reason: &str) -> Result<Design, Error> {
    let reason = checked(reason)?;
    let tx = app.store.begin_write().await?;
    let decided = refuse_in(app, &tx, who, id, reason).await?;
    tx.commit().await?;
    Ok(decided)
}

/// The same for a form: done once for each key.
pub async fn refuse_once(
    app: &App,
    who: &Moderator,
    id: DesignId,
    reason: &str,
    key: &str,
) -> Result<(), Error> {
    let reason = checked(reason)?;
    let once = idempotency::Request::new(who.member(), key, "design.refuse", &(id, reason))?;
    let tx = app.store.begin_write().await?;
    if let Some(()) = once.claim(app, &tx).await? {
        return Ok(());
    }
    refuse_in(app, &tx, who, id, reason).await?;
    once.save(&tx, &()).await?;
    Ok(tx.commit().await?)
}

async fn refuse_in(app: &App, tx: &Tx, who: &Moderator, id: DesignId, reason: &str) -> Result<Design, Error> {
    let decision = Decision { event: Event::Refuse, kind: Kind::DesignRefused, reason: Some(reason) };
    let decided = decide(app, tx, who, id, decision).await?;
    let row = audit::by(who.id(), "design.refused", "design", id.uuid()).reason(reason);
    audit::write(app, tx, row).await?;
    Ok(decided)
}

fn checked(reason: &str) -> Result<&str, Error> {
    let reason = reason.trim();
    let is_given = !reason.is_empty() && reason.chars().count() <= REASON_CHARS_MAX;
    if is_given { Ok(reason) } else { Err(Error::Reason) }
}

struct Decision<'a> {
    event: Event,
    kind: Kind,
    reason: Option<&'a str>,
}

async fn decide(
    app: &App,
    tx: &Tx,
    who: &Moderator,
    id: DesignId,
    decision: Decision<'_>,
) -> Result<Design, Error> {
    let (round, found) = design::lock(tx, id).await?;
    if found.relation(who.id()) != Relation::None {
        return Err(Error::OwnDesign);
    }
    let now = app.now();
    let decided = transition(found.state, decision.event, &design::facts(tx, &round, &found).await?)?;
    let to = decided.to;
    store::design::transition(tx, id, found.state, to).await?;
    store::design::set_decided(tx, id, who.id(), now, decision.reason).await?;
    let after = Design {
        state: to,
        decided_at: Some(now),
        decided_by: Some(who.id()),
        refusal_reason: decision.reason.map(str::to_owned),
        ..found
    };
    if decided.effects.contains(&Effect::NotifyDesigner) {
        tell(app, tx, decision.kind, &after).await?;
    }
    Ok(after)
}

async fn tell(app: &App, tx: &Tx, kind: Kind, decided: &Design) -> Result<(), StoreError> {
    let facts = json!({ "title": decided.title, "round": decided.round, "reason": decided.refusal_reason });
    for creator in &decided.creators {
        notice::tell(app, tx, creator.account, kind, ("design", decided.id.uuid()), &facts).await?;
    }
    Ok(())
}
