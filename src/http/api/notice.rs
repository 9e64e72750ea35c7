//! A member's own notices.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::Tag;
use crate::app::{self, App};
use crate::domain;
use crate::domain::id::NoticeId;
use crate::http::caller::AsMember;
use crate::http::page::{Page, limit, page};
use crate::http::problem::Problem;

pub struct NoticeApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Notices")]
impl NoticeApi {
    /// What the caller was told, newest first.
    #[oai(path = "/me/notices", method = "get", operation_id = "list_notices")]
    async fn list(
        &self,
        app: Data<&Arc<App>>,
        caller: AsMember,
        after: Query<Option<Uuid>>,
        #[oai(name = "limit")] asked: Query<Option<u64>>,
    ) -> Result<Json<Page<Notice>>, Problem> {
        let limit = limit(asked.0);
        let found = app::notice::list(&app, &caller.0, after.0.map(NoticeId::new), limit + 1).await?;
        Ok(Json(page(found, limit, |notice| notice.id.uuid())))
    }
}

#[derive(Object)]
struct Notice {
    id: Uuid,
    /// What it says, as `committed` or `charge_ahead`.
    kind: String,
    subject_kind: String,
    subject: Uuid,
    /// The facts it names.
    facts: Any<serde_json::Value>,
    created_at: DateTime<Utc>,
}

impl From<domain::notice::Notice> for Notice {
    fn from(notice: domain::notice::Notice) -> Self {
        Self {
            id: notice.id.uuid(),
            kind: notice.kind.as_str().to_owned(),
            subject_kind: notice.subject_kind,
            subject: notice.subject,
            facts: Any(serde_json::from_str(&notice.payload).unwrap_or_default()),
            created_at: notice.created_at,
        }
    }
}
