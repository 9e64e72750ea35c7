//! Refunds: decided in the transaction of their cause, sent by a job, followed to their end.

pub mod dashboard;
mod decide;
mod funds;
mod give;
mod preview;
pub mod read;
pub mod send;
mod step;

use super::{idempotency, preorder, royalty};
use crate::domain::field::FieldError;
use crate::domain::ledger;
use crate::domain::money;
use crate::domain::refund::Refusal;
use crate::store::StoreError;

pub(super) use dashboard::run as run_dashboard;
pub(super) use decide::{received, unshipped};
pub use funds::{LastRead, resume};
pub use give::{Gift, give};
pub(in crate::app) use preview::still_owed;
pub use preview::{Given, Preview, preview, preview_gift};
pub use read::{come_back, run as run_read};
pub(super) use read::{never_sent, was_sent};
pub use send::run as run_send;
pub use step::{find, list, pay_by_hand};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such refund")]
    Unknown,
    #[error("say with which reference it was paid, in 1 to 200 characters")]
    Reference,
    #[error("give a reason of 1 to 200 characters")]
    Reason,
    #[error("some fields are wrong")]
    Fields(Vec<FieldError>),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the entry could not be made")]
    Entry(#[from] ledger::Refusal),
    #[error("the amounts do not add up")]
    Money(#[from] money::Error),
    #[error(transparent)]
    Royalty(#[from] royalty::Error),
    #[error(transparent)]
    Preorder(#[from] preorder::Error),
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
    #[error("the refunds could not be read or written")]
    Store(#[from] StoreError),
}
