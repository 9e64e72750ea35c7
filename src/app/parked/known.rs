//! Everything that is known of what a parked job was about: its key, when it was first sent, amounts and ids.

use chrono::{DateTime, Utc};

use super::About;
use crate::app::{App, StoreError};
use crate::domain::funding::State as FundingState;
use crate::domain::id::{AttemptId, FundingId, IntentId, PayoutId, RefundId};
use crate::domain::job::Job;
use crate::domain::money::Money;
use crate::domain::payout::{State as PayoutState, transfer_group};
use crate::domain::refund::State as RefundState;
use crate::store;

/// What stands on the desk beside a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// What has to be said by a person, where nothing else can.
    pub doubt: Option<Doubt>,
    /// As its table names it.
    pub state: Option<String>,
    pub key: Option<String>,
    pub sent_at: Option<DateTime<Utc>>,
    pub amount: Option<Money>,
    /// Under which the provider lists it.
    pub listed_under: Option<String>,
    pub provider_ref: Option<String>,
}

/// Something of which nobody knows whether it happened at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    Refund(RefundId),
    Payout(PayoutId),
    TopUp(FundingId),
    Attempt(AttemptId, IntentId),
}

pub(super) async fn known(app: &App, job: &Job, about: About) -> Result<Known, StoreError> {
    match job {
        Job::SendRefund { refund } | Job::ReadRefund { refund } => of_refund(app, *refund).await,
        Job::SendPayout { payout } | Job::ReadPayout { payout } => of_payout(app, *payout).await,
        Job::TopUp { funding } | Job::ReadTopUp { funding } => of_top_up(app, *funding).await,
        Job::CreateIntent { .. }
        | Job::ConfirmIntent { .. }
        | Job::ReadIntent { .. }
        | Job::CancelIntent { .. } => of_attempt(app, about).await,
        Job::OpenSession { .. }
        | Job::ReadSession { .. }
        | Job::ExpireSession { .. }
        | Job::ForgetPage { .. }
        | Job::Detach { .. }
        | Job::AnnounceCharges { .. }
        | Job::Release { .. }
        | Job::TellBuyers { .. }
        | Job::TellScorers { .. }
        | Job::Charge { .. }
        | Job::ReadRefunds { .. }
        | Job::ReadOutside { .. }
        | Job::ReadEvent { .. }
        | Job::ReadPayee { .. }
        | Job::SendMail { .. }
        | Job::Inspect { .. } => Ok(Known::default()),
    }
}

async fn of_refund(app: &App, id: RefundId) -> Result<Known, StoreError> {
    let Some(refund) = store::refund::find(&app.store, id).await? else { return Ok(Known::default()) };
    let intent = match refund.intent {
        Some(intent) => store::intent::find(&app.store, intent).await?,
        None => None,
    };
    Ok(Known {
        doubt: (refund.state == RefundState::Sending).then_some(Doubt::Refund(id)),
        state: Some(refund.state.to_string()),
        key: Some(refund.key),
        sent_at: refund.sent_at,
        amount: Some(refund.amount),
        listed_under: intent.and_then(|intent| intent.provider_ref),
        provider_ref: refund.provider_ref,
    })
}

async fn of_payout(app: &App, id: PayoutId) -> Result<Known, StoreError> {
    let Some(payout) = store::payout::find(&app.store, id).await? else { return Ok(Known::default()) };
    Ok(Known {
        doubt: (payout.state == PayoutState::Sending).then_some(Doubt::Payout(id)),
        state: Some(payout.state.to_string()),
        key: payout.key,
        sent_at: payout.sent_at,
        amount: Some(payout.amount),
        listed_under: Some(transfer_group(id)),
        provider_ref: payout.transfer_ref,
    })
}

async fn of_top_up(app: &App, id: FundingId) -> Result<Known, StoreError> {
    let Some(funding) = store::funding::find(&app.store, id).await? else { return Ok(Known::default()) };
    Ok(Known {
        doubt: (funding.state == FundingState::Sending).then_some(Doubt::TopUp(id)),
        state: Some(funding.state.to_string()),
        key: Some(funding.key()),
        sent_at: Some(funding.created_at),
        amount: Some(funding.amount),
        listed_under: None,
        provider_ref: funding.provider_ref,
    })
}

/// The order's last attempt, with its intent.
async fn of_attempt(app: &App, about: About) -> Result<Known, StoreError> {
    let About::Preorder(order) = about else { return Ok(Known::default()) };
    let Some(last) = store::attempt::find_last(&app.store, order).await? else { return Ok(Known::default()) };
    let intent = store::intent::find(&app.store, last.intent).await?;
    let is_open = last.state.is_undecided() && intent.as_ref().is_some_and(|intent| intent.state.is_live());
    let order = store::preorder::find(&app.store, order).await?;
    let buyer = match order {
        Some(order) => store::account::find(&app.store, order.buyer).await?,
        None => None,
    };
    Ok(Known {
        doubt: is_open.then_some(Doubt::Attempt(last.id, last.intent)),
        state: Some(last.state.to_string()),
        key: Some(last.key),
        sent_at: last.sent_at,
        amount: Some(last.amount),
        listed_under: buyer.and_then(|buyer| buyer.customer_ref),
        provider_ref: intent.and_then(|intent| intent.provider_ref),
    })
}
