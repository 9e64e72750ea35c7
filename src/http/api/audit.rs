//! The audit log and the proof of its chain, for admins.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::{self, App};
use crate::domain::audit::{Actor, Head, Row};
use crate::domain::id::{AuditId, RoundId};
use crate::http::caller::{AsAdmin, AsAnyone};
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

pub struct AuditApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Audit")]
impl AuditApi {
    /// What admins, moderators and the engine decided, newest first.
    #[oai(path = "/audit", method = "get", operation_id = "list_audit")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAdmin,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Result<Json<Page<AuditRow>>, Problem> {
        let limit = limit(asked.0);
        let found = app::audit::list(&app, &caller.0, after.0.map(AuditId::new), limit + 1).await?;
        Ok(Json(page(found, limit, |(row, _)| row.id.uuid())))
    }

    /// What was decided about a round, newest first: everything that touches its result, for everybody to read. About
    /// its designs it follows when the round is over.
    #[oai(path = "/rounds/:id/audit", method = "get", operation_id = "list_round_audit")]
    async fn of_round(
        &self,
        app: Data<&Arc<App>>,
        caller: AsAnyone,
        id: Path<Uuid>,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Result<Json<Page<RoundAuditRow>>, Problem> {
        let (limit, who) = (limit(asked.0), caller.member()?);
        let before = after.0.map(AuditId::new);
        let found = app::audit::of_round(&app, who.as_ref(), RoundId::new(id.0), before, limit + 1).await?;
        Ok(Json(page(found.rows, limit, |(row, _)| row.id.uuid())))
    }

    /// Follow the hash chain from its beginning and name the first row that is not as it was sealed.
    #[oai(path = "/audit/verify", method = "get", operation_id = "verify_audit")]
    async fn verify(&self, app: Data<&Arc<App>>, _caller: AsAdmin) -> Result<Json<Chain>, Problem> {
        let report = app::audit::verify(&app).await?;
        Ok(Json(Chain {
            is_whole: report.broken.is_none(),
            broken: report.broken.map(|broken| broken.to_string()),
            sequence: report.head.sequence,
            hash: report.head.hash.to_string(),
            unsealed: report.unsealed,
        }))
    }
}

#[derive(Object)]
struct AuditRow {
    id: Uuid,
    at: DateTime<Utc>,
    /// Absent where the engine decided.
    #[oai(skip_serializing_if_is_none)]
    actor: Option<Uuid>,
    /// As `round.opened`.
    action: String,
    subject_kind: String,
    subject: Uuid,
    reason: String,
    facts: Any<serde_json::Value>,
    /// Its place in the chain; absent until it is sealed, a moment after it is written.
    #[oai(skip_serializing_if_is_none)]
    sequence: Option<u64>,
    /// SHA-256 in lower-case hexadecimal digits.
    #[oai(skip_serializing_if_is_none)]
    hash: Option<String>,
}

/// A decision as everybody may read it.
#[derive(Object)]
struct RoundAuditRow {
    at: DateTime<Utc>,
    /// `admin`, `moderator` or `engine`.
    by: String,
    /// As `round.opened`.
    action: String,
    subject_kind: String,
    subject: Uuid,
    /// Empty where it is its designer's alone.
    reason: String,
    facts: Any<serde_json::Value>,
    /// Its place in the chain; absent until it is sealed, a moment after it is written.
    #[oai(skip_serializing_if_is_none)]
    sequence: Option<u64>,
    /// SHA-256 in lower-case hexadecimal digits.
    #[oai(skip_serializing_if_is_none)]
    hash: Option<String>,
}

impl From<(Row, Option<Head>)> for RoundAuditRow {
    fn from((row, head): (Row, Option<Head>)) -> Self {
        Self {
            at: row.at,
            by: row.hand().to_string(),
            subject: row.subject_id,
            reason: row.public_reason().to_owned(),
            facts: Any(serde_json::from_str(row.public_detail()).unwrap_or_default()),
            action: row.action,
            subject_kind: row.subject_kind,
            sequence: head.map(|head| head.sequence),
            hash: head.map(|head| head.hash.to_string()),
        }
    }
}

#[derive(Object)]
struct Chain {
    is_whole: bool,
    /// The first row that is not as it was sealed.
    #[oai(skip_serializing_if_is_none)]
    broken: Option<String>,
    /// The last sound row. Kept elsewhere with its hash, it proves later that none is missing at the end.
    sequence: u64,
    hash: String,
    unsealed: u64,
}

impl From<(Row, Option<Head>)> for AuditRow {
    fn from((row, head): (Row, Option<Head>)) -> Self {
        Self {
            id: row.id.uuid(),
            at: row.at,
            actor: match row.actor {
                Actor::Account(account) => Some(account.uuid()),
                Actor::Engine => None,
            },
            action: row.action,
            subject_kind: row.subject_kind,
            subject: row.subject_id,
            reason: row.reason,
            facts: Any(serde_json::from_str(&row.detail).unwrap_or_default()),
            sequence: head.as_ref().map(|head| head.sequence),
            hash: head.map(|head| head.hash.to_string()),
        }
    }
}
