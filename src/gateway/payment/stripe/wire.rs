//! The line to Stripe: one request, once, over a connection of its own.
//!
//! A client of the crate's own trait, since the ready one shows no header and so hides how long Stripe wants to be
//! left alone.

use std::fmt::Display;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{
    AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, USER_AGENT,
};
use hyper::{Method, Request, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use stripe_client_core::{
    CustomizedStripeRequest, IdempotencyKey, RequestBuilder, StripeClient, StripeClientErr, StripeMethod,
};
use stripe_shared::ApiErrors;

use super::{API_VERSION, Error};

/// A page of a hundred objects is far smaller.
const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;
const AGENT: &str = concat!("greenlit/", env!("CARGO_PKG_VERSION"));
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
const VERSION: HeaderName = HeaderName::from_static("stripe-version");
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const SHOULD_RETRY: HeaderName = HeaderName::from_static("stripe-should-retry");

pub(super) struct Wire {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base_url: String,
    headers: HeaderMap,
    timeout: Duration,
}

/// What came in place of an object.
#[derive(Debug)]
pub(super) enum Silence {
    /// No answer: whether it was done is unknown.
    NoAnswer,
    /// It never left.
    Unsendable(&'static str),
    /// An answer that cannot be read.
    Unreadable,
    Refused(Box<Refused>),
}

/// Stripe's own word on a request that it did not do as asked.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) error: ApiErrors,
    pub(super) status: u16,
    /// For how long it wants to be left alone.
    pub(super) retry_after: Option<Duration>,
    /// Whether it says that the same request may be sent again.
    pub(super) should_retry: Option<bool>,
}

impl StripeClientErr for Silence {
    fn deserialize_err(_: impl Display) -> Self {
        Self::Unreadable
    }
}

impl Wire {
    /// Connects to nothing yet.
    pub(super) fn new(secret_key: &str, base_url: String, timeout: Duration) -> Result<Self, Error> {
        let mut secret =
            HeaderValue::from_str(&format!("Bearer {secret_key}")).map_err(|_| Error::Settings)?;
        secret.set_sensitive(true);
        base_url.parse::<hyper::Uri>().map_err(|_| Error::Settings)?;
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, secret),
            (USER_AGENT, HeaderValue::from_static(AGENT)),
            (VERSION, HeaderValue::from_static(API_VERSION)),
        ]);
        let connector =
            HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().enable_http2();
        // Nothing is sent over a line that the other side may have given up meanwhile, and nothing twice.
        let client = Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .retry_canceled_requests(false)
            .build(connector.build());
        Ok(Self { client, base_url, headers, timeout })
    }

    fn request(&self, asked: RequestBuilder, key: Option<&str>) -> Option<Request<Full<Bytes>>> {
        let query = asked.query.map(|query| format!("?{query}")).unwrap_or_default();
        let method = match asked.method {
            StripeMethod::Get => Method::GET,
            StripeMethod::Post => Method::POST,
            StripeMethod::Delete => Method::DELETE,
        };
        let body = Full::new(Bytes::from(asked.body.clone().unwrap_or_default()));
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = format!("{}v1{}{query}", self.base_url, asked.path).parse().ok()?;
        *request.headers_mut() = self.headers.clone();
        if asked.body.is_some() {
            request.headers_mut().insert(CONTENT_TYPE, FORM);
        }
        if let Some(key) = key {
            request.headers_mut().insert(KEY, HeaderValue::from_str(key).ok()?);
        }
        Some(request)
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Result<(StatusCode, HeaderMap, Bytes), Silence> {
        let response = self.client.request(request).await.map_err(|_| Silence::NoAnswer)?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await.map_err(|_| Silence::NoAnswer)?;
        Ok((head.status, head.headers, body.to_bytes()))
    }
}

impl StripeClient for Wire {
    type Err = Silence;

    async fn execute(&self, asked: CustomizedStripeRequest) -> Result<Bytes, Silence> {
        let (asked, settings) = asked.into_pieces();
        let key = settings.request_strategy.and_then(|strategy| strategy.get_key());
        let request = self.request(asked, key.as_ref().map(IdempotencyKey::as_str));
        let request =
            request.ok_or(Silence::Unsendable("The request has a key or a path that no header takes."))?;
        let answer = tokio::time::timeout(self.timeout, self.answer(request)).await;
        let (status, headers, body) = answer.map_err(|_| Silence::NoAnswer)??;
        if status.is_success() { Ok(body) } else { Err(refused(status, &headers, &body)) }
    }
}

fn refused(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Silence {
    let read = std::str::from_utf8(body).ok().and_then(|text| miniserde::json::from_str(text).ok());
    let Some(stripe_shared::Error { error }) = read else { return Silence::Unreadable };
    let word = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    Silence::Refused(Box::new(Refused {
        error: *error,
        status: status.as_u16(),
        // Stripe says it in seconds; a date, which it never sent, says nothing here.
        retry_after: word(RETRY_AFTER).and_then(|text| text.trim().parse().ok()).map(Duration::from_secs),
        should_retry: word(SHOULD_RETRY).and_then(|text| text.trim().parse().ok()),
    }))
}
