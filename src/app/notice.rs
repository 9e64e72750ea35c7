//! Notices: what people are told of their own things, written with what they tell of.

use serde::Serialize;
use uuid::Uuid;

use super::App;
use super::caller::Member;
use crate::domain::id::{AccountId, NoticeId};
use crate::domain::notice::Notice;
use crate::store::{self, StoreError, Tx};

/// Tells one person one thing; `facts` are what the text will name.
pub(super) async fn tell(
    app: &App,
    tx: &Tx,
    to: AccountId,
    kind: &str,
    about: (&str, Uuid),
    facts: &impl Serialize,
) -> Result<(), StoreError> {
    let payload = serde_json::to_string(facts).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let notice = Notice {
        id: app.id(),
        account: to,
        kind: kind.to_owned(),
        subject_kind: about.0.to_owned(),
        subject: about.1,
        payload,
        created_at: app.now(),
    };
    store::notice::insert(tx, &notice).await
}

/// A member's own notices, newest first.
pub async fn list(
    app: &App,
    member: &Member,
    before: Option<NoticeId>,
    limit: u64,
) -> Result<Vec<Notice>, StoreError> {
    store::notice::list(&app.store, member.id(), before, limit).await
}
