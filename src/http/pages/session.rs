//! Signing in and out. Who signs in to go on with a form finds what was typed into it.

use std::sync::Arc;

use askama::Template;
use poem::http::StatusCode;
use poem::web::cookie::CookieJar;
use poem::web::{Data, Query};
use poem::{Request, handler};
use serde::Deserialize;

use crate::app::{self, App};
use crate::http::site::visitor::{self, Visitor};
use crate::http::site::{Answer, Form, Frame, Refused, filters, see_done, see_other};

const HOME: &str = "/";
/// Before the name of a field that waits for the sign-in.
const KEPT: &str = "kept.";

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "session/sign_in.html")]
struct SignIn<'a> {
    frame: &'a Frame,
    form: &'a Form,
    next: &'a str,
    kept: &'a [(String, String)],
}

#[derive(Template)]
#[template(path = "session/resume.html")]
struct Resume<'a> {
    frame: &'a Frame,
    next: &'a str,
    kept: &'a [(String, String)],
}

/// The form; who is signed in already goes on.
#[handler]
pub(crate) fn show(frame: Frame, query: Query<Next>) -> Answer {
    let next = own_path(&query.next);
    if frame.member.is_some() {
        return Ok(see_other(next));
    }
    frame.page(&SignIn { frame: &frame, form: &Form::default(), next, kept: &[] })
}

/// The same form for one whose session ended under a form of ours: its fields go along.
pub(crate) fn again(frame: &Frame, next: &str, kept: &[(String, String)]) -> Answer {
    frame.page_at(StatusCode::UNAUTHORIZED, &SignIn { frame, form: &Form::default(), next, kept })
}

/// A form that was made for another session of this browser: it can be sent as it was typed, by a new word.
pub(crate) fn send_again(
    frame: &Frame,
    status: StatusCode,
    (next, kept): (&str, &[(String, String)]),
) -> Answer {
    frame.page_at(status, &Resume { frame, next, kept })
}

/// Checks mail address and password.
#[handler]
pub(crate) async fn sign_in(frame: Frame, app: Data<&Arc<App>>, jar: &CookieJar, form: Form) -> Answer {
    let next = own_path(form.text("next"));
    let kept = kept(&form);
    match app::account::authenticate(&app, form.text("email"), form.typed("password").to_owned()).await {
        Ok(member) => visitor::sign_in(&app, jar, &member).await?,
        Err(error) => {
            let form = form.clone().refused(error);
            let page = SignIn { frame: &frame, form: &form, next, kept: &kept };
            return frame.page_at(form.status(), &page);
        }
    }
    if kept.is_empty() {
        return Ok(see_done(next, "signed-in"));
    }
    resume(&frame, app.0, jar, next, &kept).await
}

/// Ends the session.
#[handler]
pub(crate) async fn sign_out(
    app: Data<&Arc<App>>,
    jar: &CookieJar,
    request: &Request,
    _form: Form,
) -> Answer {
    if let Some(visitor) = Visitor::of(request) {
        visitor::sign_out(&app, jar, visitor).await?;
    }
    Ok(see_done(HOME, "signed-out"))
}

/// What was typed, ready to be sent once more; the new session has a new guard.
async fn resume(frame: &Frame, app: &App, jar: &CookieJar, next: &str, kept: &[(String, String)]) -> Answer {
    let visitor = Visitor::find(app, jar).await.map_err(Refused::from)?;
    let frame = Frame { member: visitor.member.clone(), token: visitor.token(), ..frame.clone() };
    frame.page(&Resume { frame: &frame, next, kept })
}

fn kept(form: &Form) -> Vec<(String, String)> {
    let fields = form.fields().iter();
    fields.filter_map(|(name, value)| Some((name.strip_prefix(KEPT)?.to_owned(), value.clone()))).collect()
}

/// Only ever a path of this service: a link must not lead through our sign-in to somewhere else.
fn own_path(path: &str) -> &str {
    let is_own = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if is_own { path } else { HOME }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_nowhere_else() {
        for path in ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", ""] {
            assert_eq!(own_path(path), HOME);
        }
        assert_eq!(own_path("/rounds/1/score?x=1"), "/rounds/1/score?x=1");
    }
}
