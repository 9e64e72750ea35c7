//! Notice first: every buyer hears what will be charged and when, and only then is a charge planned.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::app::job::{Fault, Step};
use crate::app::{App, notice};
use crate::domain::campaign::State as CampaignState;
use crate::domain::id::{CampaignId, PreorderId};
use crate::domain::job::Job;
use crate::domain::notice::Kind;
use crate::domain::preorder::{Preorder, State};
use crate::domain::settlement::first_charge_at;
use crate::store::{self, StoreError, Tx};

/// Orders in one transaction.
const BATCH: u64 = 500;
/// What buyers read on their card statements.
const STATEMENT_NAME: &str = "GREENLIT";
const AHEAD: Kind = Kind::ChargeAhead;

/// The job: one batch, and the next one planned with it.
pub async fn run(app: &App, id: CampaignId, after: Option<PreorderId>) -> Result<Step, Fault> {
    let tx = app.store.begin_write().await?;
    let Some(campaign) = store::campaign::lock_shared(&tx, id).await? else { return Ok(Step::Done) };
    if campaign.state != CampaignState::Settling {
        return Ok(Step::Done);
    }
    let now = app.now();
    // A batch that is late pushes its own charges on, so that each buyer has the whole notice time.
    let own_first = first_charge_at(now, campaign.terms.notice_seconds);
    let charge_at = campaign.clocks.first_charge_at.map_or(own_first, |first| first.max(own_first));
    let batch = store::preorder::find_batch(&tx, id, &[State::Committed], after, BATCH).await?;
    for order in &batch {
        announce(app, &tx, order, charge_at).await?;
    }
    if let Some(last) = batch.last() {
        let next = Job::AnnounceCharges { campaign: id, after: Some(last.id) };
        app.plan(&tx, &next, now).await?;
    }
    tx.commit().await?;
    Ok(Step::Done)
}

async fn announce(app: &App, tx: &Tx, order: &Preorder, charge_at: DateTime<Utc>) -> Result<(), StoreError> {
    let about = ("preorder", order.id.uuid());
    if store::notice::is_told(tx, order.buyer, AHEAD, order.id.uuid()).await? {
        return Ok(());
    }
    let facts = json!({
        "campaign": order.campaign,
        "total_minor": order.total.minor,
        "currency": order.total.currency,
        "card_last4": order.card.as_ref().map(|card| card.last4.as_str()),
        "statement_name": STATEMENT_NAME,
        "charge_at": charge_at,
    });
    notice::tell(app, tx, order.buyer, AHEAD, about, &facts).await?;
    app.plan(tx, &Job::Charge { preorder: order.id }, charge_at).await
}
