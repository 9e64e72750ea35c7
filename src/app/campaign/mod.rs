//! Campaigns: opened, paused, cancelled and decided.

mod apply;

pub(in crate::app) use apply::{apply, apply_because, is_decidable};

use crate::domain::campaign::Refusal;
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such campaign")]
    Unknown,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the campaigns could not be read or written")]
    Store(#[from] StoreError),
}
