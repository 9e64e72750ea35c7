//! What every answer of the API goes through: a body limit, and an ETag on what is read.

use poem::http::{Method, StatusCode, header};
use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response};

use crate::domain::digest::Digest;

const JSON_BYTES_MAX: usize = 1024 * 1024;
const SMALL_ENOUGH: usize = 8 * 1024 * 1024;

/// Refuses bodies over 1 MiB, chunked ones too; uploads have a limit of their own and pass.
pub struct BodyLimit;

impl<E: Endpoint> Middleware<E> for BodyLimit {
    type Output = BodyLimitEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        BodyLimitEndpoint(inner)
    }
}

pub struct BodyLimitEndpoint<E>(E);

impl<E: Endpoint> Endpoint for BodyLimitEndpoint<E> {
    type Output = E::Output;

    async fn call(&self, mut request: Request) -> poem::Result<Self::Output> {
        let is_upload = request.content_type().is_some_and(|found| found.starts_with("multipart/form-data"));
        if !is_upload {
            let read = request.take_body().into_bytes_limit(JSON_BYTES_MAX).await;
            let body = read.map_err(|_| poem::Error::from_status(StatusCode::PAYLOAD_TOO_LARGE))?;
            request.set_body(Body::from_bytes(body));
        }
        self.0.call(request).await
    }
}

/// Gives every 200 answer to a GET an ETag of its bytes, and answers 304 to who has them already.
pub struct ETags;

impl<E: Endpoint> Middleware<E> for ETags {
    type Output = ETagsEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        ETagsEndpoint(inner)
    }
}

pub struct ETagsEndpoint<E>(E);

impl<E: Endpoint> Endpoint for ETagsEndpoint<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let is_read = request.method() == Method::GET;
        let known = request.header(header::IF_NONE_MATCH).map(str::to_owned);
        let mut response = self.0.call(request).await?.into_response();
        if !is_read || response.status() != StatusCode::OK || response.header(header::ETAG).is_some() {
            return Ok(response);
        }
        let is_json = response.content_type().is_some_and(|found| found.starts_with("application/json"));
        if !is_json {
            return Ok(response);
        }
        let bytes = response.take_body().into_bytes_limit(SMALL_ENOUGH).await?;
        let tag = format!("\"{}\"", Digest::of(&bytes));
        if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
            let unchanged = Response::builder().status(StatusCode::NOT_MODIFIED);
            return Ok(unchanged.header(header::ETAG, tag).finish());
        }
        response.set_body(bytes);
        let mut response = response.with_header(header::ETAG, tag).into_response();
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-cache"));
        Ok(response)
    }
}
