//! What the rules of a pre-order look at besides its state, read in the transaction that asks them.

use chrono::{DateTime, Utc};

use crate::domain::campaign::Campaign;
use crate::domain::preorder::{Facts, LastDay, LiveIntent, Preorder};
use crate::domain::settlement::{self, Grace, Retry};
use crate::store::preorder::Tried;
use crate::store::{self, Reads, StoreError};

/// `now` has to be read after the locks are held, where there are any.
pub(in crate::app) async fn facts(
    reads: &impl Reads,
    order: &Preorder,
    campaign: &Campaign,
    now: DateTime<Utc>,
) -> Result<Facts, StoreError> {
    let tried = store::preorder::tried(reads, order).await?;
    Ok(Facts {
        now,
        campaign: campaign.state,
        paused: campaign.is_paused(),
        sale: campaign.sale_clock().at(now),
        first_charge_at: campaign.clocks.first_charge_at,
        charge_by: order.charge_by,
        card_page_opened: order.page.is_some(),
        intent: live_intent(&tried),
        intents_made: tried.intents_made,
        leaving: order.leaving,
        retry: retry(order, &tried, now),
        last_day: last_day(order, campaign, &tried, now),
        fixed: tried.fixed,
    })
}

const fn live_intent(tried: &Tried) -> LiveIntent {
    match (tried.has_live_intent, tried.is_awaiting_action) {
        (false, _) => LiveIntent::None,
        (true, false) => LiveIntent::Waiting,
        (true, true) => LiveIntent::AwaitingAction,
    }
}

fn retry(order: &Preorder, tried: &Tried, now: DateTime<Utc>) -> Retry {
    let Some(charge_by) = order.charge_by else { return Retry::PastChargeBy };
    let tried = settlement::Tried { off_session: order.attempts_off_session, class: tried.class };
    settlement::may_retry(&tried, now, charge_by)
}

/// The grace of an order that failed once; none before.
pub(in crate::app) fn grace(order: &Preorder, campaign: &Campaign) -> Option<Grace> {
    Some(Grace::new(order.grace_from?, campaign.terms.grace_seconds, order.charge_by?))
}

fn last_day(order: &Preorder, campaign: &Campaign, tried: &Tried, now: DateTime<Utc>) -> LastDay {
    match grace(order, campaign) {
        Some(grace) if grace.is_last_day(now) => {
            let is_tried = tried.off_session_at.is_some_and(|at| grace.is_last_day(at));
            if is_tried { LastDay::Tried } else { LastDay::Untried }
        }
        Some(_) | None => LastDay::NotYet,
    }
}
