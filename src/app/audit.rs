//! The audit log: a row in the transaction of what it records, chained by hashes right after.

use serde::Serialize;
use uuid::Uuid;

use super::caller::Admin;
use super::{App, StoreError};
use crate::domain::audit::{self, Actor, Broken, Head, Row};
use crate::domain::id::{AccountId, AuditId};
use crate::store::{self, Tx};

mod public;

pub use public::{OfRound, head_at_close, of_round};

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
        actor: draft.actor.map_or(Actor::Engine, Actor::Account),
        action: draft.action,
        subject_kind: draft.subject_kind,
        subject_id: draft.subject,
        reason: draft.reason,
        detail: draft.detail,
    };
    store::audit::insert(tx, &row).await
}

/// Reconciler: gives every row its place in the chain, in batches, until none is without.
pub async fn seal(app: &App) -> Result<(), StoreError> {
    while !store::audit::list_unsealed(&app.store, 1).await?.is_empty() {
        seal_batch(app).await?;
    }
    Ok(())
}

async fn seal_batch(app: &App) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    store::audit::lock_chain(&tx).await?;
    let mut head = store::audit::head(&tx).await?;
    let mut sealed = Vec::new();
    for row in store::audit::list_unsealed(&tx, SEALED_AT_ONCE).await? {
        let next = audit::seal(&head, row);
        head = next.head();
        sealed.push(next);
    }
    if sealed.is_empty() {
        return Ok(());
    }
    store::audit::insert_seals(&tx, &sealed, app.now()).await?;
    tx.commit().await
}

/// What following the chain from its beginning has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The end of what is sound. Kept elsewhere, it proves later that no row is missing at the end.
    pub head: Head,
    pub unsealed: u64,
    /// The first row that is not as it was sealed.
    pub broken: Option<Broken>,
}

/// Follows the whole chain and names the first row that is not as it was sealed.
pub async fn verify(app: &App) -> Result<Report, StoreError> {
    let unsealed = store::audit::count_unsealed(&app.store).await?;
    let end = store::audit::head(&app.store).await?;
    let mut head = Head::start();
    let mut broken = None;
    while broken.is_none() && head.sequence < end.sequence {
        let page = store::audit::list_sealed(&app.store, head.sequence, SEALED_AT_ONCE).await?;
        if page.is_empty() {
            broken = Some(Broken::Changed { sequence: head.sequence.saturating_add(1) });
        }
        for sealed in &page {
            match audit::follow(head, [sealed]) {
                Ok(next) => head = next,
                Err(found) => {
                    broken = Some(found);
                    break;
                }
            }
        }
    }
    Ok(Report { head, unsealed, broken })
}

/// The same, and whether the chain goes through these ends, which were kept elsewhere.
pub async fn verify_with(app: &App, kept: &[Head]) -> Result<Report, StoreError> {
    let mut report = verify(app).await?;
    for head in kept {
        if report.broken.is_none() {
            report.broken = is_passed(app, &report, head).await?;
        }
    }
    Ok(report)
}

async fn is_passed(app: &App, report: &Report, head: &Head) -> Result<Option<Broken>, StoreError> {
    let Some(before) = head.sequence.checked_sub(1) else {
        return Ok((*head != Head::start()).then_some(Broken::Kept { sequence: 0 }));
    };
    if head.sequence > report.head.sequence {
        return Ok(Some(Broken::Ends { expected: head.sequence, found: report.head.sequence }));
    }
    let found = store::audit::list_sealed(&app.store, before, 1).await?;
    let is_same = found.first().is_some_and(|sealed| sealed.head() == *head);
    Ok((!is_same).then_some(Broken::Kept { sequence: head.sequence }))
}

/// A row with the name of who decided and its place in the chain.
#[derive(Debug, Clone)]
pub struct Listed {
    pub row: Row,
    /// Absent where the engine decided.
    pub actor: Option<String>,
    /// Absent until it is sealed, a moment after it is written.
    pub sealed: Option<Head>,
}

/// The same as [`list`], with names.
pub async fn list_for_desk(
    app: &App,
    admin: &Admin,
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Listed>, StoreError> {
    let found = list(app, admin, before, limit).await?;
    let person = |row: &Row| match row.actor {
        Actor::Account(account) => Some(account),
        Actor::Engine => None,
    };
    let names = store::name::people(&app.store, found.iter().filter_map(|(row, _)| person(row))).await?;
    let listed = |(row, sealed)| Listed {
        actor: person(&row).map(|account| names.get(&account).cloned().unwrap_or_default()),
        row,
        sealed,
    };
    Ok(found.into_iter().map(listed).collect())
}

/// Rows before that one, newest first, each with its place in the chain once it has one.
pub async fn list(
    app: &App,
    _admin: &Admin,
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<(Row, Option<Head>)>, StoreError> {
    store::audit::list(&app.store, before, limit).await
}
