//! Pre-orders: placed, committed by saving a card, changed and cancelled while the sale is open.

mod agreement;
mod apply;
mod facts;

pub use agreement::text as agreement_text;
pub(in crate::app) use apply::{apply, apply_card, apply_change};

use super::{App, campaign, idempotency};
use crate::domain::campaign::UnitsError;
use crate::domain::field::FieldError;
use crate::domain::id::PreorderId;
use crate::domain::preorder::Refusal;
use crate::store::StoreError;

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
    #[error("this sale is not open; nothing new can be ordered")]
    SaleClosed,
    #[error("this sale is paused; nothing can be ordered until it goes on")]
    SalePaused,
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

/// Our page of an order: it leads to the provider's card page, and shows the order afterwards.
pub fn address(app: &App, id: PreorderId) -> String {
    format!("{}/pay/{id}", app.settings.public_url)
}
