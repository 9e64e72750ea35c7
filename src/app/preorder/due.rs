//! Orders whose time is over: reservations, and agreements that ran out before the charge.

use chrono::{DateTime, Utc};

use super::{Error, apply, lock};
use crate::app::App;
use crate::app::job::chain;
use crate::domain::campaign::{self, Campaign};
use crate::domain::id::{CampaignId, PreorderId};
use crate::domain::job::Job;
use crate::domain::preorder::{Event, State, reservation_ends_at};
use crate::store::{self, StoreError, Tx};

const ORDERS_AT_ONCE: u64 = 500;

/// Gives units back whose reservation is over. An open card page is ended at the provider first: what was saved
/// there in time still counts, and nothing can be saved afterwards.
pub async fn expire_due(app: &App) -> Result<(), Error> {
    let now = app.now();
    let mut ended = store::campaign::list_past_deadline(&app.store, now).await?;
    ended.extend(store::campaign::list_in(&app.store, campaign::State::Settling).await?);
    let ended: Vec<CampaignId> = ended.iter().map(|campaign| campaign.id).collect();
    for order in store::preorder::list_expirable(&app.store, now, &ended, ORDERS_AT_ONCE).await? {
        expire(app, order.id).await?;
    }
    Ok(())
}

async fn expire(app: &App, id: PreorderId) -> Result<(), Error> {
    let tx = app.store.begin_write().await?;
    let Some((campaign, order)) = lock(&tx, id).await? else { return Ok(()) };
    let is_page_open = order.session().is_some();
    let end = reservation_ends_at(order.reserved_until, is_page_open, &campaign.sale_clock());
    if order.state != State::Started || app.now() < end {
        return Ok(());
    }
    if is_page_open {
        app.plan(&tx, &Job::ExpireSession { preorder: id }, app.now()).await?;
    } else {
        apply(app, &tx, order, &campaign, Event::Expire).await?;
    }
    Ok(tx.commit().await?)
}

/// Lets commitments go whose agreement ends before `at`, a batch at a time. Whether none is left.
pub(in crate::app) async fn release_past_agreement(
    app: &App,
    tx: &Tx,
    campaign: &Campaign,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let orders = store::preorder::list_past_agreement(tx, campaign.id, at, ORDERS_AT_ONCE).await?;
    let is_last = u64::try_from(orders.len()).is_ok_and(|count| count < ORDERS_AT_ONCE);
    for order in orders {
        apply(app, tx, order, campaign, Event::Release).await.map_err(unexpected)?;
    }
    Ok(is_last)
}

/// The same while cards are charged: a pause may have outlived what buyers agreed to.
pub async fn release_unagreed(app: &App) -> Result<(), Error> {
    for found in store::campaign::list_in(&app.store, campaign::State::Settling).await? {
        if !store::preorder::is_any_past_agreement(&app.store, found.id, app.now()).await? {
            continue;
        }
        let tx = app.store.begin_write().await?;
        let campaign = store::campaign::lock(&tx, found.id).await?.ok_or(Error::CampaignUnknown)?;
        if campaign.state == campaign::State::Settling && !campaign.is_paused() {
            release_past_agreement(app, &tx, &campaign, app.now()).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// A release is never refused; anything but the database's own trouble is a fault of ours.
fn unexpected(error: Error) -> StoreError {
    match error {
        Error::Store(error) => error,
        Error::Unknown
        | Error::CampaignUnknown
        | Error::Fields(_)
        | Error::NotChargeable(_)
        | Error::TotalUnseen(_)
        | Error::NoReceipt
        | Error::SaleClosed
        | Error::SalePaused
        | Error::MoneyStopped
        | Error::BuyerGone
        | Error::Provider(_)
        | Error::Units(_)
        | Error::Refused(_)
        | Error::Campaign(_)
        | Error::Idempotency(_) => StoreError::Corrupt(chain(&error)),
    }
}
