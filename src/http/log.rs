//! One log line for each request, and an id that the answer and every line about it carry.

use std::sync::Arc;
use std::time::Instant;

use poem::http::HeaderValue;
use poem::{Endpoint, IntoResponse, Middleware, Request, Response};
use tracing::Instrument;

use crate::app::App;

const HEADER: &str = "x-request-id";
/// Paths that go on with a signed link's token.
const SIGNED: [&str; 2] = ["/repair/", "/confirm/"];
const ID_CHARS_MAX: usize = 64;

pub(crate) struct RequestLog(pub(crate) Arc<App>);

impl<E: Endpoint> Middleware<E> for RequestLog {
    type Output = RequestLogEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        RequestLogEndpoint { inner, app: self.0.clone() }
    }
}

pub(crate) struct RequestLogEndpoint<E> {
    inner: E,
    app: Arc<App>,
}

impl<E: Endpoint> Endpoint for RequestLogEndpoint<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let id = given(&request).unwrap_or_else(|| self.app.ids.id().to_string());
        let (method, path) = (request.method().clone(), shown(request.uri().path()));
        let begun = Instant::now();
        let span = tracing::info_span!("request", request.id = %id);
        let mut response = self.inner.call(request).instrument(span.clone()).await?.into_response();
        let milliseconds = begun.elapsed().as_millis();
        let status = response.status().as_u16();
        span.in_scope(|| tracing::info!(%method, path, status, milliseconds, "answered"));
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(HEADER, value);
        }
        Ok(response)
    }
}

/// A path without what only the reader of a mail has.
fn shown(path: &str) -> String {
    let signed = SIGNED.iter().find(|start| path.starts_with(**start));
    signed.map_or_else(|| path.to_owned(), |start| format!("{start}..."))
}

/// The id that a proxy gave, if it looks like one.
fn given(request: &Request) -> Option<String> {
    let id = request.header(HEADER)?;
    let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_plain && !id.is_empty() && id.len() <= ID_CHARS_MAX).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_link_is_not_logged() {
        for (path, logged) in [
            ("/repair/AAECAw", "/repair/..."),
            ("/confirm/AAECAw", "/confirm/..."),
            ("/rounds/1", "/rounds/1"),
        ] {
            assert_eq!(shown(path), logged);
        }
    }
}
