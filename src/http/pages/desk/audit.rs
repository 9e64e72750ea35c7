//! The audit log on the desk, and the proof of its chain.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Query};
use uuid::Uuid;

use super::{After, asked, paged};
use crate::app::audit::{Listed, Report};
use crate::app::{self, App};
use crate::domain::id::AuditId;
use crate::http::site::form::sentence;
use crate::http::site::{Answer, AsAdmin, Frame, filters};

#[derive(Template)]
#[template(path = "desk/audit.html")]
struct List<'a> {
    frame: &'a Frame,
    rows: Vec<Listed>,
    next: Option<Uuid>,
}

impl List<'_> {
    /// The facts of a row.
    fn facts(&self, listed: &Listed) -> Vec<(String, String)> {
        facts(&listed.row.detail)
    }

    /// Where the desk shows what the row is about, if it does.
    fn path(&self, listed: &Listed) -> Option<String> {
        let id = listed.row.subject_id;
        match listed.row.subject_kind.as_str() {
            "account" => Some(format!("/desk/people/{id}")),
            "campaign" => Some(format!("/desk/campaigns/{id}")),
            "design" => Some(format!("/desk/designs/{id}")),
            "preorder" => Some(format!("/desk/preorders/{id}")),
            "round" => Some(format!("/desk/rounds/{id}")),
            _ => None,
        }
    }
}

/// Facts, each as `name: value`; values that are no texts as JSON.
pub(crate) fn facts(detail: &str) -> Vec<(String, String)> {
    let detail: serde_json::Value = serde_json::from_str(detail).unwrap_or_default();
    let facts = detail.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    facts
        .map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (name.replace('_', " "), text)
        })
        .collect()
}

#[derive(Template)]
#[template(path = "desk/audit_chain.html")]
struct Chain<'a> {
    frame: &'a Frame,
    report: &'a Report,
    broken: Option<String>,
}

/// What was decided, newest first.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, query: Query<After>) -> Answer {
    let found = app::audit::list_for_desk(&app, &who.0, query.after.map(AuditId::new), asked()).await?;
    let (rows, next) = paged(found, |listed| listed.row.id.uuid());
    frame.page(&List { frame: &frame, rows, next })
}

/// Follows the chain from its beginning.
#[handler]
pub(crate) async fn verify(frame: Frame, app: Data<&Arc<App>>, _who: AsAdmin) -> Answer {
    let report = app::audit::verify(&app).await?;
    let broken = report.broken.as_ref().map(|broken| sentence(&broken.to_string()));
    frame.page(&Chain { frame: &frame, report: &report, broken })
}
