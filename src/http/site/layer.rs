//! What every page goes through: the visitor is looked up once, errors become pages, and headers are set.

use std::sync::Arc;

use askama::Template;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response};

use super::form::{self, TOKEN};
use super::frame::Frame;
use super::refused::Refused;
use super::visitor::Visitor;
use super::{filters, secure, see_other};
use crate::app::App;
use crate::http::pages::session;
use crate::http::problem::{self, Problem};

const FORM_BYTES_MAX: usize = 256 * 1024;
const PASSWORD: &str = "password";

/// Wraps all pages.
pub(crate) struct Site(pub(crate) Arc<App>);

impl<E: Endpoint> Middleware<E> for Site {
    type Output = SiteEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        let policy = secure::policy(&self.0.settings.form_targets);
        SiteEndpoint { inner, app: self.0.clone(), policy }
    }
}

pub(crate) struct SiteEndpoint<E> {
    inner: E,
    app: Arc<App>,
    policy: HeaderValue,
}

/// What an error page needs of a request that its handler has used up.
struct Asked {
    frame: Frame,
    wants_page: bool,
    /// A form that one of our own pages sent, as the browser itself says.
    is_own_form: bool,
    /// The form's guard is of another session than the browser's present one.
    is_stale: bool,
    fields: Vec<(String, String)>,
}

impl<E: Endpoint> Endpoint for SiteEndpoint<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let jar = request.cookie().clone();
        let mut visitor = Visitor::seen(&jar);
        let read = match visitor.recognise(&self.app).await {
            Ok(()) => read_form(&mut request).await,
            Err(error) => Err(Refused::from(error).into()),
        };
        visitor.greet(&self.app, &jar);
        let asked = Asked {
            frame: Frame::of(&self.app, &request, &visitor),
            wants_page: wants_page(&request),
            is_own_form: is_form(&request) && form::is_own(&request),
            is_stale: false,
            fields: Vec::new(),
        };
        let mut response = match read {
            Ok(fields) => {
                let is_stale = !visitor.has_made(form::typed(&fields, TOKEN));
                request.extensions_mut().insert(visitor);
                let asked = Asked { is_stale, fields, ..asked };
                match self.inner.call(request).await {
                    Ok(response) => response.into_response(),
                    Err(error) => answer(asked, error).await,
                }
            }
            Err(error) => answer(asked, error).await,
        };
        secure::headers(&mut response, &self.policy);
        Ok(response)
    }
}

/// A form's body is read here, so that it can be kept if the session is over.
async fn read_form(request: &mut Request) -> poem::Result<Vec<(String, String)>> {
    if !is_form(request) {
        return Ok(Vec::new());
    }
    let read = request.take_body().into_bytes_limit(FORM_BYTES_MAX).await;
    let bytes = read.map_err(|_| Refused(Problem::too_large("form-large", "refusal-form-large")))?;
    request.set_body(Body::from_bytes(bytes.clone()));
    Ok(url::form_urlencoded::parse(&bytes).into_owned().collect())
}

fn is_form(request: &Request) -> bool {
    let kind = request.content_type().unwrap_or_default();
    request.method() == Method::POST && kind.starts_with("application/x-www-form-urlencoded")
}

fn wants_page(request: &Request) -> bool {
    request.header(header::ACCEPT).is_some_and(|kinds| kinds.contains("text/html"))
}

async fn answer(asked: Asked, error: poem::Error) -> Response {
    if error.is_from_response() {
        return error.into_response();
    }
    let problem = match error.downcast::<Refused>() {
        Ok(refused) => refused.0,
        Err(error) if asked.wants_page => problem::of_poem(&error),
        Err(error) => return problem::from_poem(error).await,
    };
    let problem = problem.worded(&asked.frame.locale);
    let shown = match problem.status() {
        StatusCode::UNAUTHORIZED if asked.wants_page => Ok(sign_in_first(&asked)),
        status @ StatusCode::FORBIDDEN if asked.wants_page && is_sent_late(&asked) => {
            session::send_again(&asked.frame, status, (&asked.frame.path, &kept(&asked)))
        }
        status if asked.wants_page => asked.frame.page_at(status, &fault(&asked.frame, &problem)),
        _ => return problem.into_response(),
    };
    shown.unwrap_or_else(|refused| refused.0.into_response())
}

/// Leads to signing in and back; what was typed into one of our own forms goes along.
fn sign_in_first(asked: &Asked) -> Response {
    let path = &asked.frame.path;
    if !asked.is_own_form {
        let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        return see_other(&format!("/sign-in?next={next}"));
    }
    let page = session::again(&asked.frame, path, &kept(asked));
    page.unwrap_or_else(|refused| refused.0.into_response())
}

/// A form of ours that outlived its session, as after signing out in another window. A password is never kept.
fn is_sent_late(asked: &Asked) -> bool {
    let has_password = asked.fields.iter().any(|(name, _)| name == PASSWORD);
    asked.is_own_form && asked.is_stale && !has_password
}

/// What was typed, without the guard of the page that it was typed into.
fn kept(asked: &Asked) -> Vec<(String, String)> {
    asked.fields.iter().filter(|(name, _)| name != TOKEN).cloned().collect()
}

#[derive(Template)]
#[template(path = "fault.html")]
struct Fault<'a> {
    frame: &'a Frame,
    status: u16,
    title: &'static str,
    what: String,
}

fn fault<'a>(frame: &'a Frame, problem: &Problem) -> Fault<'a> {
    let status = problem.status();
    let title = match status {
        StatusCode::FORBIDDEN => "fault-forbidden",
        StatusCode::NOT_FOUND => "fault-absent",
        StatusCode::GONE => "fault-gone",
        StatusCode::CONFLICT => "fault-conflict",
        StatusCode::TOO_MANY_REQUESTS => "fault-too-many",
        StatusCode::SERVICE_UNAVAILABLE => "fault-busy",
        status if status.is_server_error() => "fault-broken",
        _ => "fault-wrong",
    };
    Fault { frame, status: status.as_u16(), title, what: form::sentence(problem.detail()) }
}
