//! What admins decide about a sale's money: cover a gap, or give all of it back.

use serde_json::json;

use super::Error;
use super::due::hand;
use crate::app::caller::Admin;
use crate::app::{App, audit, campaign, ledger};
use crate::domain::campaign::{Approval, Campaign, Event, refunding_needs_two};
use crate::domain::id::{AuditId, CampaignId};
use crate::domain::ledger::brand::{CoverInto, gap_covered};
use crate::domain::ledger::{Occurrence, Refs};
use crate::domain::money::Money;
use crate::store::{self, StoreError, Tx};

const REFERENCE_CHARS_MAX: usize = 200;
const REASON_CHARS_MAX: usize = 2_000;

/// With what an admin covers a short sale.
#[derive(Debug, Clone)]
pub enum Cover {
    /// Money set apart at the brand's bank, with the bank's reference.
    Money { amount: Money, reference: String },
    /// The brand takes the missing units itself: stock, and no entry.
    HouseUnits,
}

/// Covers a short sale: it is funded from here on.
pub async fn cover(app: &App, admin: &Admin, id: CampaignId, with: Cover) -> Result<Campaign, Error> {
    let tx = app.store.begin_write().await?;
    let found = store::campaign::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    check_cover(&with, &found)?;
    let in_hand = hand(&tx, id).await?.units();
    let missing_units = found.terms.threshold_units.saturating_sub(in_hand);
    let funded = campaign::apply(app, &tx, found, Event::Cover).await?;
    let draft = audit::by(admin.id(), "campaign.covered", "campaign", id.uuid());
    match with {
        Cover::HouseUnits => {
            let detail = json!({ "with": "house_units", "units": missing_units });
            audit::write(app, &tx, draft.detail(&detail)).await?;
        }
        Cover::Money { amount, reference } => {
            let detail = json!({
                "with": "money",
                "units": missing_units,
                "amount_minor": amount.minor,
                "currency": amount.currency,
                "reference": reference.trim(),
            });
            let decision = audit::write_cause(app, &tx, draft.detail(&detail)).await?;
            post_cover(app, &tx, &funded, (decision, amount)).await?;
        }
    }
    tx.commit().await?;
    Ok(funded)
}

/// Whether an amount and a reference can be those of a cover.
pub fn check_cover(with: &Cover, campaign: &Campaign) -> Result<(), Error> {
    let Cover::Money { amount, reference } = with else { return Ok(()) };
    if amount.minor <= 0 || amount.currency != campaign.currency {
        return Err(Error::Amount);
    }
    let reference = reference.trim();
    if reference.is_empty() || reference.chars().count() > REFERENCE_CHARS_MAX {
        return Err(Error::Reference);
    }
    Ok(())
}

/// J18.
async fn post_cover(
    app: &App,
    tx: &Tx,
    campaign: &Campaign,
    (decision, amount): (AuditId, Money),
) -> Result<(), Error> {
    let on = Occurrence { at: app.now(), refs: Refs::of_campaign(campaign.round, campaign.id) };
    ledger::post(app, tx, &gap_covered(on, decision, CoverInto::Bank, amount)?).await?;
    Ok(())
}

/// Gives everybody their money back. In a short sale one admin decides; once it is funded a first one asks,
/// and a second one confirms.
pub async fn refund_all(app: &App, admin: &Admin, id: CampaignId, reason: &str) -> Result<Campaign, Error> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(Error::Reason);
    }
    let tx = app.store.begin_write().await?;
    let found = store::campaign::lock(&tx, id).await?.ok_or(Error::Unknown)?;
    let needs_two = refunding_needs_two(found.state);
    let decided = match found.refund_requested_by {
        None if needs_two => ask(app, &tx, admin, found, reason).await?,
        Some(first) if needs_two && first == admin.id() => return Err(Error::OwnRequest),
        Some(_) | None => {
            let approval = if needs_two { Approval::TwoPersons } else { Approval::OnePerson };
            let event = Event::RefundAll(approval);
            let draft = audit::by(admin.id(), "campaign.refund_all", "campaign", id.uuid());
            audit::write(app, &tx, draft.reason(reason)).await?;
            campaign::apply_because(app, &tx, found, event, reason).await?
        }
    };
    tx.commit().await?;
    Ok(decided)
}

async fn ask(
    app: &App,
    tx: &Tx,
    admin: &Admin,
    mut found: Campaign,
    reason: &str,
) -> Result<Campaign, StoreError> {
    found.refund_requested_by = Some(admin.id());
    store::campaign::save(tx, &found).await?;
    let draft = audit::by(admin.id(), "campaign.refund_all_asked", "campaign", found.id.uuid());
    audit::write(app, tx, draft.reason(reason)).await?;
    Ok(found)
}
