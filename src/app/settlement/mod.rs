//! Settlement: buyers are told, charged, reminded and let go; then the money in hand is counted, and given back where it is too little.

mod announce;
mod command;
mod due;
mod preview;
mod progress;
mod rehearse;

use super::{campaign, idempotency, preorder};
use crate::domain::ledger;
use crate::store::StoreError;

pub use announce::run as run_announce;
pub use command::{Cover, check_cover, cover, refund_all};
pub use due::{all_back_due, conclude_due, grace_due, read_stale_actions, remind_due, retry_due, short_due};
pub use preview::{Gap, Refunding, gap, refunding};
pub use progress::{Settlement, progress, read};
pub use rehearse::{Rehearsed, rehearse, rehearse_here};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such campaign")]
    Unknown,
    #[error("say with which reference the money was set apart, in 1 to 200 characters")]
    Reference,
    #[error("the amount that covers a gap is above zero and in the sale's own currency")]
    Amount,
    #[error("give a reason of 1 to 2000 characters; everybody who paid will read it")]
    Reason,
    #[error("another admin has to confirm this, since you asked for it yourself")]
    OwnRequest,
    #[error("the entry could not be made")]
    Entry(#[from] ledger::Refusal),
    #[error(transparent)]
    Campaign(#[from] campaign::Error),
    #[error(transparent)]
    Preorder(#[from] preorder::Error),
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
    #[error("the settlement could not be read or written")]
    Store(#[from] StoreError),
}

impl From<crate::domain::campaign::Refusal> for Error {
    fn from(refusal: crate::domain::campaign::Refusal) -> Self {
        Self::Campaign(refusal.into())
    }
}
