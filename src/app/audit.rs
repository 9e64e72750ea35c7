//! The audit log: a row in the transaction of what it records, chained by hashes right after.

use serde::Serialize;
use uuid::Uuid;

use super::{App, StoreError};
use crate::domain::id::{AccountId, AuditId};
use crate::store::audit::Row;
use crate::store::{self, Tx};

const SEALED_AT_ONCE: u64 = 500;

/// Begins a row about something a person decided.
pub(super) fn by(actor: AccountId, action: &str, subject_kind: &str, subject: Uuid) -> Draft {
    Draft::new(Some(actor), action, subject_kind, subject)
}

/// Begins a row about something the engine decided.
pub(super) fn by_engine(action: &str, subject_kind: &str, subject: Uuid) -> Draft {
    Draft::new(None, action, subject_kind, subject)
}

/// A row that is not written yet.
pub(super) struct Draft {
    actor: Option<AccountId>,
    action: String,
    subject_kind: String,
    subject: Uuid,
    reason: String,
    detail: String,
}

impl Draft {
    fn new(actor: Option<AccountId>, action: &str, subject_kind: &str, subject: Uuid) -> Self {
        Self {
            actor,
            action: action.to_owned(),
            subject_kind: subject_kind.to_owned(),
            subject,
            reason: String::new(),
            detail: "{}".to_owned(),
        }
    }

    pub(super) fn reason(mut self, reason: &str) -> Self {
        reason.clone_into(&mut self.reason);
        self
    }

    /// Facts, as JSON; no personal data.
    pub(super) fn detail(mut self, detail: &impl Serialize) -> Self {
        if let Ok(text) = serde_json::to_string(detail) {
            self.detail = text;
        }
        self
    }
}

/// The same, giving the row's id to what names it as its cause.
pub(super) async fn write_cause(app: &App, tx: &Tx, draft: Draft) -> Result<AuditId, StoreError> {
    let id = app.id();
    write_as(app, tx, id, draft).await?;
    Ok(id)
}

/// Writes the row in the transaction of what it records.
pub(super) async fn write(app: &App, tx: &Tx, draft: Draft) -> Result<(), StoreError> {
    write_as(app, tx, app.id(), draft).await
}

async fn write_as(app: &App, tx: &Tx, id: AuditId, draft: Draft) -> Result<(), StoreError> {
    let row = Row {
        id,
        at: app.now(),
        actor: draft.actor,
        action: draft.action,
        subject_kind: draft.subject_kind,
        subject: draft.subject,
        reason: draft.reason,
        detail: draft.detail,
    };
    store::audit::insert(tx, &row).await
}
