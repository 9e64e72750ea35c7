//! Campaigns whose time has come: the gate decides, and a pause does not last for ever.

use super::{Error, apply, is_decidable};
#[cfg(feature = "sabotage")]
use crate::app::sabotage::{self, Sabotage};
use crate::app::{App, preorder};
use crate::domain::campaign::{Campaign, Event, PAUSE_MAX, State, is_too_long};
use crate::domain::gate::{self, Decision};
use crate::domain::id::CampaignId;
use crate::domain::settlement;
use crate::store::{self, StoreError, Tx};

/// Decides every sale whose deadline and last call are over, or whose threshold was reached on a node that could not
/// decide. A node whose clock is off decides nothing.
pub async fn decide_due(app: &App) -> Result<(), Error> {
    if !app.skew.is_right() {
        return Ok(());
    }
    let now = app.now();
    for campaign in store::campaign::list_decidable(&app.store, now).await? {
        let is_due =
            campaign.question().is_some_and(|question| gate::decide(&question, now) != Decision::Wait);
        #[cfg(feature = "sabotage")]
        if is_due && sabotage::is(Sabotage::DecisionWithoutLock) {
            let question = app.outside.payment.balances().await;
            tracing::debug!(?question, "a decision takes its time");
            decide_on(app, campaign).await?;
            continue;
        }
        if is_due {
            decide(app, campaign.id).await?;
        }
    }
    Ok(())
}

/// Asks the gate about one sale. Its answer falls once: who comes second finds it decided.
pub async fn decide(app: &App, id: CampaignId) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let campaign = store::campaign::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    if !is_decidable(&campaign) || !is_agreed_to(app, &tx, &campaign).await? {
        return Ok(tx.commit().await?);
    }
    let units = store::campaign::units(&tx, id).await?;
    let campaign = Campaign { units, ..campaign };
    let Some(question) = campaign.question() else { return Ok(()) };
    let decision = gate::decide(&question, app.now());
    if decision != Decision::Wait {
        apply(app, &tx, campaign, Event::Decide(decision)).await?;
    }
    Ok(tx.commit().await?)
}

/// Decides on what was read before, and writes over what happened since.
#[cfg(feature = "sabotage")]
async fn decide_on(app: &App, read: Campaign) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let present = store::campaign::find(&tx, read.id).await?.ok_or(Error::Unknown)?;
    if present.state != read.state {
        store::campaign::transition(&tx, read.id, present.state, read.state).await?;
    }
    let Some(question) = read.question() else { return Ok(()) };
    let decision = gate::decide(&question, app.now());
    apply(app, &tx, read, Event::Decide(decision)).await?;
    Ok(tx.commit().await?)
}

/// Lets commitments go that could not be charged in time any more, a batch at a time. Whether none is left.
async fn is_agreed_to(app: &App, tx: &Tx, campaign: &Campaign) -> Result<bool, StoreError> {
    let first = settlement::first_charge_at(app.now(), campaign.terms.notice_seconds);
    preorder::release_past_agreement(app, tx, campaign, first).await
}

/// Ends sales that were paused for 30 days before production; in production a person is told, once.
pub async fn paused_too_long(app: &App) -> Result<(), Error> {
    let since = app.now() - PAUSE_MAX;
    for id in store::campaign::list_paused_since(&app.store, since).await? {
        let tx = app.store.begin_write().await?;
        let campaign = store::campaign::lock(&tx, id).await?.ok_or(Error::Unknown)?;
        let Some(paused_at) = campaign.paused_at.filter(|at| is_too_long(*at, app.now())) else { continue };
        let is_known = campaign.state == State::InProduction
            && store::audit::was_written(&tx, "campaign.desk", id.uuid(), paused_at).await?;
        if !is_known {
            apply(app, &tx, campaign, Event::PausedTooLong).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}
