//! The inbox in place of a mail server: what everybody was mailed, for the demo and for development.

use std::sync::Arc;

use askama::Template;
use poem::http::header;
use poem::web::{Data, Path, Query};
use poem::{Response, Route, get, handler};
use serde::Deserialize;

use crate::app::mail::Entry;
use crate::app::{self, App};
use crate::http::site::{Answer, Frame, filters};

const MAILS_SHOWN: usize = 50;
/// What `site` sets for pages, and a frame for the mail.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                           connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; \
                           frame-ancestors 'none'";
/// A mail runs nothing, loads nothing and is nobody; its links lead out of its frame.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; \
                           frame-ancestors 'self'; \
                           sandbox allow-popups allow-popups-to-escape-sandbox \
                           allow-top-navigation-by-user-activation";
const HEAD: &str = "<head>";
const LEAD_OUT: &str = "<head><base target=\"_top\">";

#[derive(Deserialize)]
struct Wanted {
    /// Part of an address.
    #[serde(default)]
    to: String,
    /// Mails that came before this one.
    #[serde(default)]
    after: Option<u64>,
}

#[derive(Template)]
#[template(path = "inbox/list.html")]
struct List<'a> {
    frame: &'a Frame,
    to: &'a str,
    mails: &'a [Entry],
    next: Option<u64>,
}

#[derive(Template)]
#[template(path = "inbox/show.html")]
struct Show<'a> {
    frame: &'a Frame,
    mail: &'a Entry,
}

/// Mounted only where mail goes into an inbox, which production refuses.
pub(crate) fn routes() -> Route {
    Route::new().at("/", get(list)).at("/:number", get(show)).at("/:number/html", get(html))
}

#[handler]
async fn list(frame: Frame, app: Data<&Arc<App>>, wanted: Query<Wanted>) -> Answer {
    let to = wanted.to.trim();
    let before = wanted.after.unwrap_or(u64::MAX);
    let mut mails = app::mail::list(&app, to, before, MAILS_SHOWN.saturating_add(1)).await?;
    let has_more = mails.len() > MAILS_SHOWN;
    mails.truncate(MAILS_SHOWN);
    let next = mails.last().filter(|_| has_more).map(|mail| mail.number);
    frame.page(&List { frame: &frame, to, mails: &mails, next })
}

#[handler]
async fn show(frame: Frame, app: Data<&Arc<App>>, number: Path<u64>) -> Answer {
    let mail = app::mail::read(&app, number.0).await?;
    let page = frame.page(&Show { frame: &frame, mail: &mail })?;
    Ok(with_policy(page, PAGE_POLICY))
}

/// The mail's own document, for a frame.
#[handler]
async fn html(app: Data<&Arc<App>>, number: Path<u64>) -> Answer {
    let mail = app::mail::read(&app, number.0).await?;
    let document = Response::builder()
        .content_type("text/html; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-store")
        .body(mail.html.replacen(HEAD, LEAD_OUT, 1));
    Ok(with_policy(document, MAIL_POLICY))
}

fn with_policy(mut response: Response, policy: &'static str) -> Response {
    let value = header::HeaderValue::from_static(policy);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, value);
    response
}
