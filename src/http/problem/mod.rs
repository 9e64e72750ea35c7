//! Errors as RFC 9457 problem documents. This folder alone knows status codes; nothing internal leaks.

mod account;
mod artwork;
mod ballot;
mod ballot_box;
mod campaign;
mod contest;
mod design;
mod event;
mod exposure;
mod finding;
mod funding;
mod ledger;
mod link;
mod live;
mod parked;
mod payout;
mod preorder;
mod round;
mod run;
mod sandbox;
mod settlement;
mod standing;

use poem::Response;
use poem::http::StatusCode;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object};

use crate::domain::field::FieldError;
use crate::text::Locale;

const CONTENT_TYPE: &str = "application/problem+json; charset=utf-8";
const TYPE_PREFIX: &str = "urn:greenlit:problem:";

/// A problem document (RFC 9457).
#[derive(Debug, Clone, Object)]
pub struct Document {
    /// Stable name of the kind of problem.
    #[oai(rename = "type")]
    kind: String,
    title: String,
    /// The HTTP status.
    status: u16,
    /// What was wrong and what to do.
    detail: String,
    /// Each field that was wrong, where several can be.
    #[oai(skip_serializing_if_is_empty, default)]
    errors: Vec<FieldProblem>,
}

#[derive(Debug, Clone, Object)]
pub struct FieldProblem {
    /// Path of the field in the request body.
    field: String,
    message: String,
}

/// Every way in which an operation says no.
#[derive(Debug, ApiResponse)]
pub enum Problem {
    /// The request cannot be read, or lacks something.
    #[oai(status = 400, content_type = "application/problem+json; charset=utf-8")]
    BadRequest(Json<Document>),
    /// No token, or one that is not valid.
    #[oai(status = 401, content_type = "application/problem+json; charset=utf-8")]
    Unauthorized(Json<Document>),
    /// The token's owner, role or scope does not allow this.
    #[oai(status = 403, content_type = "application/problem+json; charset=utf-8")]
    Forbidden(Json<Document>),
    /// There is no such thing, or none that the caller may see.
    #[oai(status = 404, content_type = "application/problem+json; charset=utf-8")]
    NotFound(Json<Document>),
    /// The state of things does not allow this now.
    #[oai(status = 409, content_type = "application/problem+json; charset=utf-8")]
    Conflict(Json<Document>),
    /// It was there, and its time is over.
    #[oai(status = 410, content_type = "application/problem+json; charset=utf-8")]
    Gone(Json<Document>),
    /// The body or upload is larger than allowed.
    #[oai(status = 413, content_type = "application/problem+json; charset=utf-8")]
    TooLarge(Json<Document>),
    /// The content type is not one this operation reads.
    #[oai(status = 415, content_type = "application/problem+json; charset=utf-8")]
    Unsupported(Json<Document>),
    /// The request was read and is not acceptable.
    #[oai(status = 422, content_type = "application/problem+json; charset=utf-8")]
    Unprocessable(Json<Document>),
    /// Too many requests.
    #[oai(status = 429, content_type = "application/problem+json; charset=utf-8")]
    TooMany(Json<Document>),
    /// Something failed inside; it is logged.
    #[oai(status = 500, content_type = "application/problem+json; charset=utf-8")]
    Internal(Json<Document>),
    /// Something that is needed does not answer now; try again.
    #[oai(status = 503, content_type = "application/problem+json; charset=utf-8")]
    Unavailable(Json<Document>),
}

impl Problem {
    pub(crate) fn bad_request(kind: &str, detail: impl ToString) -> Self {
        Self::BadRequest(document(StatusCode::BAD_REQUEST, kind, detail))
    }

    pub(crate) fn unauthorized(kind: &str, detail: impl ToString) -> Self {
        Self::Unauthorized(document(StatusCode::UNAUTHORIZED, kind, detail))
    }

    pub(crate) fn forbidden(kind: &str, detail: impl ToString) -> Self {
        Self::Forbidden(document(StatusCode::FORBIDDEN, kind, detail))
    }

    pub(crate) fn not_found(kind: &str, detail: impl ToString) -> Self {
        Self::NotFound(document(StatusCode::NOT_FOUND, kind, detail))
    }

    pub(crate) fn conflict(kind: &str, detail: impl ToString) -> Self {
        Self::Conflict(document(StatusCode::CONFLICT, kind, detail))
    }

    pub(crate) fn gone(kind: &str, detail: impl ToString) -> Self {
        Self::Gone(document(StatusCode::GONE, kind, detail))
    }

    pub(crate) fn too_large(kind: &str, detail: impl ToString) -> Self {
        Self::TooLarge(document(StatusCode::PAYLOAD_TOO_LARGE, kind, detail))
    }

    pub(crate) fn unsupported(kind: &str, detail: impl ToString) -> Self {
        Self::Unsupported(document(StatusCode::UNSUPPORTED_MEDIA_TYPE, kind, detail))
    }

    pub(crate) fn unprocessable(kind: &str, detail: impl ToString) -> Self {
        Self::Unprocessable(document(StatusCode::UNPROCESSABLE_ENTITY, kind, detail))
    }

    pub(crate) fn too_many(kind: &str, detail: impl ToString) -> Self {
        Self::TooMany(document(StatusCode::TOO_MANY_REQUESTS, kind, detail))
    }

    /// Several fields that are wrong, all at once.
    pub(crate) fn fields<F: Into<String>>(errors: impl IntoIterator<Item = (F, String)>) -> Self {
        let mut found = document(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid-fields",
            "some fields are not acceptable; each is named with what is wrong",
        );
        found.0.errors = errors
            .into_iter()
            .map(|(field, message)| FieldProblem { field: field.into(), message })
            .collect();
        Self::Unprocessable(found)
    }

    /// Mistakes as the domain lists them.
    pub(crate) fn field_errors(errors: Vec<FieldError>) -> Self {
        Self::fields(errors.into_iter().map(|wrong| (wrong.field, wrong.message)))
    }

    pub(crate) fn unavailable(kind: &str, detail: impl ToString) -> Self {
        Self::Unavailable(document(StatusCode::SERVICE_UNAVAILABLE, kind, detail))
    }

    /// Logs the error with its causes, once, and says nothing of it.
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = %crate::app::chain(error), "a request failed");
        Self::Internal(fixed_internal())
    }
}

impl Problem {
    fn document(&self) -> &Document {
        match self {
            Self::BadRequest(body)
            | Self::Unauthorized(body)
            | Self::Forbidden(body)
            | Self::NotFound(body)
            | Self::Conflict(body)
            | Self::Gone(body)
            | Self::TooLarge(body)
            | Self::Unsupported(body)
            | Self::Unprocessable(body)
            | Self::TooMany(body)
            | Self::Internal(body)
            | Self::Unavailable(body) => &body.0,
        }
    }

    /// The same with its texts in a reader's words, where they are keys of the catalogue.
    pub(crate) fn worded(mut self, locale: &Locale) -> Self {
        let said = self.said();
        let body = self.document_mut();
        body.detail = locale.text(&said);
        for wrong in &mut body.errors {
            wrong.message = locale.text(&wrong.message);
        }
        self
    }

    /// What a page says of it: the catalogue's text for this kind where there is one, else the detail.
    pub(crate) fn said(&self) -> String {
        let kind = self.document().kind.trim_start_matches(TYPE_PREFIX);
        let key = format!("refusal-{kind}");
        if crate::text::is_known(&key) { key } else { self.detail().to_owned() }
    }

    fn document_mut(&mut self) -> &mut Document {
        match self {
            Self::BadRequest(body)
            | Self::Unauthorized(body)
            | Self::Forbidden(body)
            | Self::NotFound(body)
            | Self::Conflict(body)
            | Self::Gone(body)
            | Self::TooLarge(body)
            | Self::Unsupported(body)
            | Self::Unprocessable(body)
            | Self::TooMany(body)
            | Self::Internal(body)
            | Self::Unavailable(body) => &mut body.0,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.document().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// What was wrong and what to do.
    pub(crate) fn detail(&self) -> &str {
        &self.document().detail
    }

    /// Each field that was wrong, with what was wrong about it.
    pub(crate) fn errors(&self) -> impl Iterator<Item = (&str, &str)> {
        self.document().errors.iter().map(|wrong| (wrong.field.as_str(), wrong.message.as_str()))
    }
}

/// A failing database is busy (try again) or broken (500, logged).
impl From<crate::app::StoreError> for Problem {
    fn from(error: crate::app::StoreError) -> Self {
        if error.is_passing() {
            return Self::unavailable("busy", "the server is busy; try again in a moment");
        }
        Self::internal(&error)
    }
}

impl From<crate::app::Unready> for Problem {
    fn from(error: crate::app::Unready) -> Self {
        match error {
            crate::app::Unready::Clock(_) => Self::unavailable("clock", error),
            crate::app::Unready::Store(_) => Self::unavailable("database", error),
        }
    }
}

/// Turns every error that is not a problem document yet into one: poem's own 404, 405, 400 and 415 too.
pub(crate) async fn from_poem(error: poem::Error) -> Response {
    if error.is_from_response() {
        return error.into_response();
    }
    let status = error.status();
    let body = if status.is_server_error() {
        tracing::error!(%error, "a request failed");
        fixed_internal()
    } else {
        let (kind, detail) = explain(status, &error);
        document(status, kind, detail)
    };
    respond(status, &body.0)
}

/// The same error as a value, for pages.
pub(crate) fn of_poem(error: &poem::Error) -> Problem {
    let status = status_of(error);
    if status.is_server_error() {
        tracing::error!(%error, "a request failed");
        return Problem::Internal(fixed_internal());
    }
    let (kind, detail) = explain(status, error);
    let body = document(status, kind, detail);
    match status {
        StatusCode::UNAUTHORIZED => Problem::Unauthorized(body),
        StatusCode::FORBIDDEN => Problem::Forbidden(body),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge(body),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::Unsupported(body),
        StatusCode::NOT_FOUND => Problem::NotFound(body),
        _ => Problem::BadRequest(body),
    }
}

pub(crate) fn respond(status: StatusCode, body: &Document) -> Response {
    use poem_openapi::types::ToJSON;
    Response::builder().status(status).content_type(CONTENT_TYPE).body(body.to_json_string())
}

/// A path with an id that is none leads nowhere, as one with an unknown id does.
fn status_of(error: &poem::Error) -> StatusCode {
    if error.is::<poem::error::ParsePathError>() { StatusCode::NOT_FOUND } else { error.status() }
}

fn explain(status: StatusCode, error: &poem::Error) -> (&'static str, String) {
    match status {
        StatusCode::UNAUTHORIZED => (
            "no-token",
            "send a bearer token: Authorization: Bearer glt_...; POST /api/v1/tokens makes one".into(),
        ),
        StatusCode::NOT_FOUND => ("no-such-page", "there is nothing at this address".into()),
        StatusCode::METHOD_NOT_ALLOWED => ("wrong-method", "this address does not take this method".into()),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("wrong-content-type", error.to_string()),
        StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "the request is larger than allowed here".into()),
        _ => ("bad-request", error.to_string()),
    }
}

fn fixed_internal() -> Json<Document> {
    document(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "something failed on the server; it is logged, and nothing was half done. Try again, then tell the operator",
    )
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "callers give their error away; its text is all that is kept"
)]
fn document(status: StatusCode, kind: &str, detail: impl ToString) -> Json<Document> {
    Json(Document {
        kind: format!("{TYPE_PREFIX}{kind}"),
        title: status.canonical_reason().unwrap_or("Error").to_owned(),
        status: status.as_u16(),
        detail: detail.to_string(),
        errors: Vec::new(),
    })
}
