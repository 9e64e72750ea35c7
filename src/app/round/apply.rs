//! A round's event: decided by the domain, written with everything it causes.

use serde_json::json;

use super::{Error, funding, store};
use crate::app::{App, audit, finding, inspection, notice, standing};
use crate::domain::id::AccountId;
use crate::domain::inspection::Cause;
use crate::domain::job::Job;
use crate::domain::money::Money;
use crate::domain::notice::Kind;
use crate::domain::prize::{self, Prize};
use crate::domain::round::{Effect, Event, Facts, Round, State, transition};
use crate::store::{StoreError, Tx};

/// Moves a round that this transaction has locked, and gives it back as it is then. No `by` is the engine.
pub(super) async fn apply(
    app: &App,
    tx: &Tx,
    mut round: Round,
    event: &Event,
    by: Option<AccountId>,
) -> Result<Round, Error> {
    let facts = facts(app, tx, &round).await?;
    let next = transition(round.state, event, &facts)?;
    let from = round.state;
    if next.to != from {
        store::round::transition(tx, round.id, from, next.to).await?;
        round.state = next.to;
    }
    if let Event::Cancel { reason } = event {
        let now = app.now();
        store::round::set_cancelled(tx, round.id, now, reason).await?;
        (round.cancelled_at, round.cancel_reason) = (Some(now), Some(reason.clone()));
    }
    for effect in next.effects {
        interpret(app, tx, &mut round, effect).await?;
    }
    if round.state == from {
        return Ok(round);
    }
    let action = format!("round.{}", round.state);
    let row = match by {
        Some(admin) => audit::by(admin, &action, "round", round.id.uuid()),
        None => audit::by_engine(&action, "round", round.id.uuid()),
    };
    let digest = round.sealed.map(|sealed| sealed.result_digest);
    let detail = json!({ "from": from, "rules_digest": round.rules_digest, "result_digest": digest });
    let row = row.reason(round.cancel_reason.as_deref().unwrap_or_default()).detail(&detail);
    audit::write(app, tx, row).await?;
    Ok(round)
}

async fn facts(app: &App, tx: &Tx, round: &Round) -> Result<Facts, StoreError> {
    let undecided = store::standing::count_undecided(tx, round.id).await?;
    Ok(Facts {
        prize_is_funded: funding::is_complete(tx, round).await?,
        submissions_are_ahead: app.now() < round.rules.windows.scoring_open_at,
        undecided_designs: u32::try_from(undecided).unwrap_or(u32::MAX),
        integrity: finding::summary(app, tx, round).await?,
        is_extension_due: is_extension_due(tx, round).await?,
    })
}

/// Counts the whole box, so only where the answer decides.
async fn is_extension_due(tx: &Tx, round: &Round) -> Result<bool, StoreError> {
    let may_be = round.state == State::Scoring && round.may_extend();
    Ok(may_be && standing::is_any_lacking(tx, round).await?)
}

async fn interpret(app: &App, tx: &Tx, round: &mut Round, effect: Effect) -> Result<(), Error> {
    let done = match effect {
        Effect::Publish => publish(app, tx, round).await,
        // The queue asks the round's state and window each time it hands something out.
        Effect::OpenQueue | Effect::CloseQueue => Ok(()),
        Effect::Inspect => inspection::plan(app, tx, round, Cause::Close).await,
        Effect::ExtendScoring => extend(app, tx, round).await,
        Effect::RemindModerators => remind_moderators(app, tx, round).await,
        Effect::FreezeStandings => {
            let now = app.now();
            // It may refuse: of a box that is not whole nothing is made final.
            let (sealed, box_digest) = standing::freeze(app, tx, round, now).await?;
            (round.sealed, round.closed_at) = (Some(sealed), Some(now));
            let row = audit::by_engine("round.box_sealed", "round", round.id.uuid());
            audit::write(app, tx, row.detail(&json!({ "box_digest": box_digest }))).await
        }
        Effect::AssignPrizes => standing::assign_prizes(app, tx, round).await,
        Effect::MakeCampaigns => standing::make_campaigns(app, tx, round).await,
        Effect::ReturnReserve => return_reserve(app, tx, round).await,
        Effect::NotifyDesigners => notify_designers(app, tx, round).await,
    };
    Ok(done?)
}

async fn publish(app: &App, tx: &Tx, round: &mut Round) -> Result<(), StoreError> {
    let now = app.now();
    store::round::set_opened(tx, round.id, now).await?;
    round.opened_at = Some(now);
    for term in &round.rules.prizes {
        let prize = Prize {
            id: app.id(),
            round: round.id,
            place: term.place,
            amount: Money::new(term.amount_minor, round.rules.currency),
            state: prize::State::Planned,
            design: None,
            awarded_at: None,
        };
        store::prize::insert(tx, &prize).await?;
    }
    Ok(())
}

async fn extend(app: &App, tx: &Tx, round: &mut Round) -> Result<(), StoreError> {
    let until = round.extended_until(app.now());
    store::round::set_extended(tx, round.id, until).await?;
    round.scoring_extended_until = Some(until);
    let needed = round.rules.scoring.scores_min;
    let row = audit::by_engine("round.extended", "round", round.id.uuid())
        .reason(&format!("a design has fewer than the {needed} counted ballots that a place needs"))
        .detail(&json!({ "until": until }));
    audit::write(app, tx, row).await?;
    app.plan(tx, &Job::TellScorers { round: round.id, after: None }, app.now()).await
}

async fn return_reserve(app: &App, tx: &Tx, round: &Round) -> Result<(), StoreError> {
    for prize in store::prize::list(tx, round.id).await? {
        store::prize::transition(tx, prize.id, prize.state, prize::State::Returned).await?;
    }
    funding::give_back(app, tx, round).await
}

async fn remind_moderators(app: &App, tx: &Tx, round: &Round) -> Result<(), StoreError> {
    let facts = json!({ "round": round.title, "state": round.state });
    for moderator in store::account::list_moderators(tx).await? {
        notice::tell(app, tx, moderator, Kind::DesignsWait, ("round", round.id.uuid()), &facts).await?;
    }
    Ok(())
}

async fn notify_designers(app: &App, tx: &Tx, round: &Round) -> Result<(), StoreError> {
    let kind = match round.state {
        State::Cancelled => Kind::RoundCancelled,
        State::Closed => Kind::RoundClosed,
        State::Draft | State::Submissions | State::Scoring | State::Judging => Kind::RoundMoved,
    };
    let facts = json!({ "round": round.title, "reason": round.cancel_reason });
    for designer in store::standing::list_designers(tx, round.id).await? {
        notice::tell(app, tx, designer, kind, ("round", round.id.uuid()), &facts).await?;
    }
    Ok(())
}
