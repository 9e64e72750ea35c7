//! Appeals: a designer sees what was set aside on their design, says why it should not be, and gets an answer.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::decide::{Decided, decide_in, lock, reason};
use super::{Error, decide};
use crate::app::caller::{Member, Moderator};
use crate::app::{App, audit, idempotency, notice};
use crate::domain::design::Design;
use crate::domain::finding::{Appeal, AppealState, Decision, Event, Finding, Refusal, State};
use crate::domain::id::{AppealId, DesignId, FindingId};
use crate::domain::notice::Kind;
use crate::domain::round::{self, Round};
use crate::domain::score::Relation;
use crate::store::{self, StoreError, Tx};

/// A confirmed finding as the designer of one of its designs sees it.
#[derive(Debug, Clone)]
pub struct OfDesign {
    pub finding: Finding,
    /// How many ballots for this design.
    pub ballots: u64,
    /// The designer's own appeal.
    pub appeal: Option<Appeal>,
    /// Until when an appeal is taken; none where it is too late.
    pub appeal_until: Option<DateTime<Utc>>,
}

/// What was set aside on a design, for those who made it.
#[derive(Debug, Clone)]
pub struct Against {
    pub round: Round,
    pub design: Design,
    pub found: Vec<OfDesign>,
    /// Nothing is shown while it would tell what scoring comes to.
    pub is_shown: bool,
}

/// The confirmed findings about one's own design; none are shown before scoring is over.
pub async fn of_design(app: &App, who: &Member, id: DesignId) -> Result<Against, Error> {
    let design = store::design::find(&app.store, id).await?.ok_or(Error::DesignUnknown)?;
    if design.relation(who.id()) == Relation::None {
        return Err(Error::DesignUnknown);
    }
    let round = store::round::find(&app.store, design.round).await?.ok_or(Error::RoundUnknown)?;
    let is_shown = matches!(round.state, round::State::Judging | round::State::Closed);
    let mut found = Vec::new();
    if is_shown {
        let listed = store::finding::list_of_design(&app.store, id).await?;
        let ids: Vec<FindingId> = listed.iter().map(|(finding, _)| finding.id).collect();
        let appeals = store::appeal::list(&app.store, &ids).await?;
        for (finding, ballots) in listed {
            let mut own =
                appeals.iter().filter(|each| each.finding == finding.id && each.account == who.id());
            let appeal = own.next().cloned();
            // A finding that nobody has confirmed is an unproven doubt; one restored after an appeal is its answer.
            if finding.state == State::Confirmed || appeal.is_some() {
                let until = until(&round, &finding).filter(|until| app.now() < *until);
                found.push(OfDesign { appeal_until: until, ballots, appeal, finding });
            }
        }
    }
    Ok(Against { round, design, found, is_shown })
}

/// Objects to a confirmed finding about one's own design, once.
pub async fn appeal(
    app: &App,
    who: &Member,
    (finding, design): (FindingId, DesignId),
    text: &str,
) -> Result<Appeal, Error> {
    let text = reason(text)?;
    let tx = app.store.begin_write().await?;
    let filed = file(app, &tx, who, ((finding, design), text)).await?;
    tx.commit().await?;
    Ok(filed)
}

/// The same for a form: once for each key.
pub async fn appeal_once(
    app: &App,
    who: &Member,
    (finding, design): (FindingId, DesignId),
    (text, key): (&str, &str),
) -> Result<(), Error> {
    let text = reason(text)?;
    let once = idempotency::Request::new(who, key, "finding.appeal", &(finding, design, text))?;
    let tx = app.store.begin_write().await?;
    if let Some(()) = once.claim(app, &tx).await? {
        return Ok(());
    }
    file(app, &tx, who, ((finding, design), text)).await?;
    once.save(&tx, &()).await?;
    Ok(tx.commit().await?)
}

async fn file(
    app: &App,
    tx: &Tx,
    who: &Member,
    ((id, design), text): ((FindingId, DesignId), &str),
) -> Result<Appeal, Error> {
    let found =
        store::design::find(tx, design).await?.filter(|found| found.relation(who.id()) != Relation::None);
    let found = found.ok_or(Error::DesignUnknown)?;
    let round = store::round::lock(tx, found.round).await?.ok_or(Error::RoundUnknown)?;
    let finding = store::finding::lock(tx, id).await?.filter(|each| each.round == round.id);
    let finding = finding.ok_or(Error::Unknown)?;
    let doubted = store::finding::list_ballots(tx, id).await?;
    if !doubted.iter().any(|each| each.design == design) || round.state == round::State::Scoring {
        return Err(Error::Unknown);
    }
    if round.state.is_over() {
        return Err(Refusal::RoundOver.into());
    }
    let until = until(&round, &finding).ok_or(Refusal::NotConfirmed(finding.state))?;
    if app.now() >= until {
        return Err(Refusal::AppealLate(until).into());
    }
    let earlier = store::appeal::list(tx, &[id]).await?;
    if earlier.iter().any(|each| each.account == who.id()) {
        return Err(Refusal::Appealed.into());
    }
    let appeal = Appeal {
        id: app.id(),
        finding: id,
        account: who.id(),
        text: text.to_owned(),
        state: AppealState::Filed,
        filed_at: app.now(),
        decided: None,
    };
    store::appeal::insert(tx, &appeal).await?;
    let row = audit::by(who.id(), "appeal.filed", "finding", id.uuid()).reason(text);
    audit::write(app, tx, row.detail(&json!({ "round": round.id, "design": design }))).await?;
    for moderator in store::account::list_moderators(tx).await? {
        let facts = json!({ "round": round.title });
        notice::tell(app, tx, moderator, Kind::FindingsWait, ("round", round.id.uuid()), &facts).await?;
    }
    Ok(appeal)
}

/// Upholds an appeal, which restores the finding's ballots, or rejects it. Gives the finding that it is about.
pub async fn answer(
    app: &App,
    who: &Moderator,
    answered: (AppealId, AppealState),
    text: &str,
) -> Result<FindingId, Error> {
    let text = reason(text)?;
    let tx = app.store.begin_write().await?;
    let finding = answer_in(app, &tx, who, (answered, text)).await?;
    tx.commit().await?;
    Ok(finding)
}

/// The same for a form: once for each key.
pub async fn answer_once(
    app: &App,
    who: &Moderator,
    (appeal, to): (AppealId, AppealState),
    (text, key): (&str, &str),
) -> Result<(), Error> {
    let text = reason(text)?;
    let once = idempotency::Request::new(who.member(), key, "appeal.answer", &(appeal, to, text))?;
    let tx = app.store.begin_write().await?;
    if let Some(()) = once.claim(app, &tx).await? {
        return Ok(());
    }
    answer_in(app, &tx, who, ((appeal, to), text)).await?;
    once.save(&tx, &()).await?;
    Ok(tx.commit().await?)
}

async fn answer_in(
    app: &App,
    tx: &Tx,
    who: &Moderator,
    ((id, to), text): ((AppealId, AppealState), &str),
) -> Result<FindingId, Error> {
    let about = store::appeal::find(tx, id).await?.ok_or(Error::AppealUnknown)?.finding;
    let (round, finding) = lock(tx, who, about).await?;
    let seen = store::appeal::lock(tx, id).await?.ok_or(Error::AppealUnknown)?;
    if round.state.is_over() {
        return Err(Refusal::RoundOver.into());
    }
    let entrants = store::standing::list_entrants(tx, round.id).await?;
    if decide::is_party(&entrants, who.id()) {
        return Err(Refusal::Party.into());
    }
    if seen.state != AppealState::Filed || to == AppealState::Filed {
        return Err(Refusal::AppealDecided(seen.state).into());
    }
    let decision = Decision { by: who.id(), at: app.now(), reason: text.to_owned() };
    store::appeal::transition(tx, id, (seen.state, to), &decision).await?;
    let row = audit::by(who.id(), &format!("appeal.{to}"), "finding", finding.id.uuid()).reason(text);
    audit::write(app, tx, row.detail(&json!({ "round": round.id }))).await?;
    if to == AppealState::Upheld && finding.state != State::Restored {
        let decided = Decided { finding: finding.id, event: Event::Restore, reason: text };
        decide_in(app, tx, who, decided).await?;
    }
    tell(app, tx, (&round, &finding), (&seen, to, text)).await?;
    Ok(finding.id)
}

async fn tell(
    app: &App,
    tx: &Tx,
    (round, finding): (&Round, &Finding),
    (appeal, to, reason): (&Appeal, AppealState, &str),
) -> Result<(), StoreError> {
    let kind = if to == AppealState::Upheld { Kind::AppealUpheld } else { Kind::AppealRejected };
    let doubted = store::finding::list_ballots(tx, finding.id).await?;
    for design in doubted.iter().map(|each| each.design).collect::<std::collections::BTreeSet<_>>() {
        let Some(found) = store::design::find(tx, design).await? else { continue };
        if found.relation(appeal.account) != Relation::None {
            let facts = json!({ "round": round.title, "design": found.title, "reason": reason });
            return notice::tell(app, tx, appeal.account, kind, ("design", design.uuid()), &facts).await;
        }
    }
    Ok(())
}

fn until(round: &Round, finding: &Finding) -> Option<DateTime<Utc>> {
    finding.appeal_until(round.rules.integrity.as_ref()?, round.scoring_close_at())
}
