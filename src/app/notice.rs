//! Notices: what people are told of their own things, written with what they tell of, each with its mail.

use serde::Serialize;
use uuid::Uuid;

use super::App;
use super::caller::Member;
use crate::domain::id::{AccountId, NoticeId};
use crate::domain::job::Job;
use crate::domain::notice::{Kind, Notice};
use crate::store::{self, StoreError, Tx};

/// Tells one person one thing, and plans its mail; `facts` are what the text will name.
pub(super) async fn tell(
    app: &App,
    tx: &Tx,
    to: AccountId,
    kind: Kind,
    about: (&str, Uuid),
    facts: &impl Serialize,
) -> Result<(), StoreError> {
    let payload = serde_json::to_string(facts).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let notice = Notice {
        id: app.id(),
        account: to,
        kind,
        subject_kind: about.0.to_owned(),
        subject: about.1,
        payload,
        created_at: app.now(),
        mailed_at: None,
    };
    if !store::notice::insert(tx, &notice).await? {
        return Ok(());
    }
    app.plan(tx, &Job::SendMail { notice: notice.id }, notice.created_at).await
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
