//! What admins do with a sale: open it, and end it before its time.

use serde_json::json;

use super::{Error, apply, apply_because, reason};
use crate::app::caller::Admin;
use crate::app::{App, audit, funding};
use crate::domain::campaign::{Approval, Campaign, Event, Readiness, Refusal, State, cancelling_needs_two};
use crate::domain::id::CampaignId;
use crate::domain::preorder;
use crate::domain::round::Round;
use crate::store::{self, Reads, StoreError};

/// Opens the sale: from now on everybody can order until the deadline. The round's rules are final with it.
pub async fn open(app: &App, admin: &Admin, id: CampaignId) -> Result<Campaign, Error> {
    let found = store::campaign::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let round = store::round::find(&app.store, found.round).await?.ok_or(Error::Unknown)?;
    let prices_are_expressible = is_chargeable(app, &round);
    start(app, admin, found, prices_are_expressible).await
}

async fn start(
    app: &App,
    admin: &Admin,
    found: Campaign,
    prices_are_expressible: bool,
) -> Result<Campaign, Error> {
    let id = found.id;
    let tx = app.store.begin_write().await?;
    let round = store::round::lock(&tx, found.round).await?.ok_or(Error::Unknown)?;
    let campaign = store::campaign::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    store::round::freeze_rules(&tx, round.id, app.now()).await?;
    let readiness = Readiness {
        prize_is_funded: funding::is_complete(&tx, &round).await?,
        prices_are_expressible,
        terms_are_frozen: true,
        threshold_units: campaign.terms.threshold_units,
        cap_units: campaign.terms.cap_units,
    };
    let campaign = apply(app, &tx, campaign, Event::Open(readiness)).await?;
    let row = audit::by(admin.id(), "campaign.opened", "campaign", id.uuid())
        .detail(&json!({ "deadline_at": campaign.clocks.deadline_at, "rules_digest": round.rules_digest }));
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(campaign)
}

/// Ends the sale: an open one lets every card go, a later one gives all money back. Once money is in, the
/// first admin asks and a second one confirms with their own reason.
pub async fn cancel(app: &App, admin: &Admin, id: CampaignId, why: &str) -> Result<Campaign, Error> {
    let why = reason(why)?;
    let tx = app.store.begin_write().await?;
    let mut campaign = store::campaign::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    if campaign.state.is_over() || campaign.state == State::Refunding {
        return Err(Refusal::Over.into());
    }
    let first = campaign.refund_requested_by;
    let approval = match (is_money_in(&tx, &campaign).await?, first) {
        (false, _) => Some(Approval::OnePerson),
        (true, None) => None,
        (true, Some(first)) if first == admin.id() => return Err(Error::OtherAdminNeeded),
        (true, Some(_)) => Some(Approval::TwoPersons),
    };
    let action = if let Some(approval) = approval {
        campaign = apply_because(app, &tx, campaign, Event::Cancel(approval), why).await?;
        "campaign.cancelled"
    } else {
        campaign.refund_requested_by = Some(admin.id());
        store::campaign::save(&tx, &campaign).await?;
        "campaign.cancel_requested"
    };
    let row = audit::by(admin.id(), action, "campaign", id.uuid())
        .reason(why)
        .detail(&json!({ "state": campaign.state, "requested_by": campaign.refund_requested_by }));
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(campaign)
}

/// Whether buyers have paid, so that one admin alone does not end it.
pub(super) async fn is_money_in(reads: &impl Reads, campaign: &Campaign) -> Result<bool, StoreError> {
    let counts = store::preorder::counts(reads, campaign.id).await?;
    Ok(cancelling_needs_two(campaign.state, counts.of(preorder::State::Paid)))
}

/// Whether the provider can charge every price, fee and total of this round. Pure: nobody is asked anything.
fn is_chargeable(app: &App, round: &Round) -> bool {
    let Ok(amounts) = round.rules.amounts() else { return false };
    let Ok(Some(smallest)) = round.rules.total_min() else { return false };
    amounts.iter().all(|(_, amount)| app.outside.payment.expressible(*amount).is_ok())
        && app.outside.payment.chargeable(smallest).is_ok()
}
