//! What a person is told of their own things.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::id::{AccountId, NoticeId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: NoticeId,
    pub account: AccountId,
    /// What it says, as `committed` or `charge_ahead`.
    pub kind: String,
    pub subject_kind: String,
    pub subject: Uuid,
    /// The facts it names, as JSON.
    pub payload: String,
    pub created_at: DateTime<Utc>,
}
