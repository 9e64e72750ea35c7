//! What stands round every page: the brand, who is signed in, the way about, and what forms need.

use std::sync::{Arc, OnceLock};

use askama::Template;
use chrono::{DateTime, Utc};
use poem::http::{StatusCode, header};
use poem::{FromRequest, Request, RequestBody, Response};

use super::refused::Refused;
use super::visitor::Visitor;
use crate::app::caller::Member;
use crate::app::demo::Card;
use crate::app::{self, App};
use crate::http::problem::Problem;
use crate::text::Locale;

const DONE_PREFIX: &str = "done-";

/// Every page's template has one, as `frame`.
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) brand: String,
    pub(crate) locale: Locale,
    pub(crate) now: DateTime<Utc>,
    /// The page's own path with its query.
    pub(crate) path: String,
    pub(crate) member: Option<Member>,
    /// What a form of this browser carries.
    pub(crate) token: String,
    /// A new idempotency key for a form of this page.
    pub(crate) key: String,
    /// Key of the sentence that says what was just done.
    pub(crate) done: Option<String>,
    pub(crate) has_inbox: bool,
    /// Filled where this is a demo.
    pub(crate) demo: Arc<OnceLock<Card>>,
}

impl Frame {
    pub(crate) fn of(app: &App, request: &Request, visitor: &Visitor) -> Self {
        let uri = request.original_uri();
        let query = uri.query().unwrap_or_default();
        let done = url::form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "done")
            .map(|(_, key)| format!("{DONE_PREFIX}{key}"))
            .filter(|key| crate::text::is_known(key));
        Self {
            brand: app.settings.brand.name.clone(),
            locale: app.settings.brand.locale.clone(),
            now: app.now(),
            path: uri.path_and_query().map_or("/", poem::http::uri::PathAndQuery::as_str).to_owned(),
            member: visitor.member.clone(),
            token: visitor.token(),
            key: app.ids.id().to_string(),
            done,
            has_inbox: app::mail::has_inbox(app),
            demo: app.settings.demo.clone(),
        }
    }

    pub(crate) fn is_moderator(&self) -> bool {
        self.member.as_ref().is_some_and(|member| member.as_moderator().is_some())
    }

    pub(crate) fn is_admin(&self) -> bool {
        self.member.as_ref().is_some_and(|member| member.as_admin().is_some())
    }

    /// The page's own path without its query, for the next page of a list.
    pub(crate) fn path_only(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// Whether the page is at this path or below it, for the mark in the menus.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        let here = self.path_only();
        here == path || here.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether the page is at this very path.
    pub(crate) fn is_only_at(&self, path: &str) -> bool {
        self.path.split('?').next() == Some(path)
    }

    /// The page.
    pub(crate) fn page(&self, template: &impl Template) -> Result<Response, Refused> {
        self.page_at(StatusCode::OK, template)
    }

    /// The page with another status, as a form that was refused has.
    pub(crate) fn page_at(&self, status: StatusCode, template: &impl Template) -> Result<Response, Refused> {
        let html = template.render_with_values(&self.locale);
        let html = html.map_err(|error| Refused(Problem::internal(&error)))?;
        Ok(Response::builder()
            .status(status)
            .content_type("text/html; charset=utf-8")
            .header(header::CACHE_CONTROL, "no-store")
            .body(html))
    }
}

impl<'a> FromRequest<'a> for Frame {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let app = request.data::<Arc<App>>();
        let (Some(app), Some(visitor)) = (app, Visitor::of(request)) else {
            return Err(Refused(Problem::unavailable("starting", "refusal-starting")).into());
        };
        Ok(Self::of(app, request, visitor))
    }
}
