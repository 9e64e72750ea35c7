//! Pre-orders: placed, committed by saving a card, changed and cancelled while the sale is open.

mod agreement;
mod apply;
mod card_page;
mod change;
mod desk;
mod detach;
mod due;
mod facts;
mod place;
mod session;
mod whole;

pub use agreement::text as agreement_text;
pub(in crate::app) use apply::{apply, apply_card, apply_change};
pub(in crate::app) use card_page::run as open_session;
pub use card_page::{
    Begun, Opening, Visit, begin as begin_session, call as call_session, enter, record as record_opened,
    replace_card, visit,
};
pub use change::{Changed, cancel, edit};
pub(in crate::app) use desk::named;
pub use desk::{Dossier, OnDesk, dossier, list_for_desk};
pub(in crate::app) use detach::run as detach;
pub(in crate::app) use due::release_past_agreement;
pub use due::{expire_due, release_unagreed};
pub(in crate::app) use facts::grace;
pub use place::{held_by, place, place_seen, quote};
pub use session::{read_session, record as record_session};
pub(in crate::app) use session::{run_expire, run_forget, run_read};
pub use whole::{Glance, Listed, May, Ways, Whole, glance, mine, receipt, whole};

use super::caller::Member;
use super::job::{Fault, chain};
use super::{App, campaign, idempotency};
use crate::domain::account::Role;
use crate::domain::campaign::{Campaign, UnitsError};
use crate::domain::field::FieldError;
use crate::domain::id::PreorderId;
use crate::domain::money::Money;
use crate::domain::preorder::{Preorder, Refusal};
use crate::gateway::payment::Failure;
use crate::store::{self, StoreError, Tx};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such pre-order")]
    Unknown,
    #[error("there is no such campaign")]
    CampaignUnknown,
    #[error("some fields are not acceptable")]
    Fields(Vec<FieldError>),
    /// The provider cannot charge this total: its own sentence.
    #[error("{0}")]
    NotChargeable(String),
    /// What the buyer saw is not what the order costs now.
    #[error("the total is {0} now; look at it and send the order again")]
    TotalUnseen(Money),
    #[error("there is a receipt once the order is paid")]
    NoReceipt,
    #[error("this sale is not open; nothing new can be ordered")]
    SaleClosed,
    #[error("this sale is paused; nothing can be ordered until it goes on")]
    SalePaused,
    #[error("no payment is taken now, since our books are being checked; try again later, nothing is lost")]
    MoneyStopped,
    #[error("the payment provider had forgotten the buyer; try again")]
    BuyerGone,
    #[error("the payment provider does not answer now; try again in a moment")]
    Provider(#[from] Failure),
    #[error(transparent)]
    Units(#[from] UnitsError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the campaign could not follow")]
    Campaign(#[from] campaign::Error),
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
    #[error("the pre-orders could not be read or written")]
    Store(#[from] StoreError),
}

/// What an order says no to now, it may take later: a pause ends, an attempt is decided.
impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(error) => error.into(),
            Error::Provider(failure) => failure.into(),
            Error::MoneyStopped => Self::MoneyStopped,
            Error::Unknown
            | Error::CampaignUnknown
            | Error::Fields(_)
            | Error::NotChargeable(_)
            | Error::TotalUnseen(_)
            | Error::NoReceipt
            | Error::SaleClosed
            | Error::SalePaused
            | Error::BuyerGone
            | Error::Units(_)
            | Error::Refused(_)
            | Error::Campaign(_)
            | Error::Idempotency(_) => Self::Retry(chain(&error)),
        }
    }
}

/// Our page of an order: it leads to the provider's card page, and shows the order afterwards.
pub fn address(app: &App, id: PreorderId) -> String {
    format!("{}/pay/{id}", app.settings.public_url)
}

/// An order, for its buyer and for admins; nobody else learns that it is there.
pub async fn find(app: &App, member: &Member, id: PreorderId) -> Result<Preorder, Error> {
    let found = store::preorder::find(&app.store, id).await?;
    let is_seen = |order: &Preorder| order.buyer == member.id() || member.role().is_at_least(Role::Admin);
    found.filter(is_seen).ok_or(Error::Unknown)
}

/// A member's own orders, newest first.
pub async fn list(
    app: &App,
    member: &Member,
    before: Option<PreorderId>,
    limit: u64,
) -> Result<Vec<Preorder>, Error> {
    Ok(store::preorder::list_of_buyer(&app.store, member.id(), before, limit).await?)
}

/// Locks an order's campaign, then the order itself.
pub(in crate::app) async fn lock(
    tx: &Tx,
    id: PreorderId,
) -> Result<Option<(Campaign, Preorder)>, StoreError> {
    let Some(found) = store::preorder::find(tx, id).await? else { return Ok(None) };
    let Some(campaign) = store::campaign::lock(tx, found.campaign).await? else { return Ok(None) };
    let order = store::preorder::lock(tx, id).await?;
    Ok(order.map(|order| (campaign, order)))
}
