//! Findings: the queue of what the detectors doubt, and what moderators and designers say of it.

mod appeal;
pub(super) mod decide;
pub(super) mod verdict;
mod view;

use super::idempotency;
use crate::domain::finding::Refusal;
use crate::store::StoreError;

pub use appeal::{Against, OfDesign, answer, answer_once, appeal, appeal_once, of_design};
pub use decide::{Decided, decide, decide_once};
pub(super) use view::summary;
pub use view::{Dossier, Queue, Seen, Slip, dossier, queue, waiting};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such finding")]
    Unknown,
    #[error("there is no such round")]
    RoundUnknown,
    #[error("there is no such design")]
    DesignUnknown,
    #[error("there is no such appeal")]
    AppealUnknown,
    /// They tell what scoring comes to.
    #[error("findings about a round that is still scored are shown to admins alone")]
    StillScored,
    #[error("give a reason of 1 to 2000 characters; it is published")]
    Reason,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Key(#[from] idempotency::Error),
    #[error("the findings could not be read or written")]
    Store(#[from] StoreError),
}
