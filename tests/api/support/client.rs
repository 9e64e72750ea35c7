//! Requests as a caller sends them, and answers as they come back.

use poem::http::{Method, StatusCode};
use poem::{Body, Endpoint, Request};
use serde_json::Value;
use uuid::Uuid;

use super::TestApp;

/// Somebody with an account, the usual password and a token.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) token: String,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: poem::http::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// The body of a successful answer.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, String::from_utf8_lossy(&self.bytes));
        if self.bytes.is_empty() { Value::Null } else { self.json() }
    }

    /// A page, whatever it says.
    #[track_caller]
    pub(crate) fn ok_page(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        assert!(self.status.is_success(), "{}: {text}", self.status);
        text
    }

    /// Checks that it is a problem document of this status and kind, and gives its detail.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, kind: &str) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        assert_eq!(self.status.as_u16(), status, "{text}");
        assert_eq!(self.header("content-type"), "application/problem+json; charset=utf-8", "{text}");
        let body = self.json();
        assert_eq!(body["type"], format!("urn:greenlit:problem:{kind}"), "{text}");
        assert_eq!(body["status"], status);
        body["detail"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl TestApp {
    pub(crate) async fn get(&self, who: Option<&Person>, path: &str) -> Answer {
        self.send(who, Method::GET, path, None, None).await
    }

    pub(crate) async fn post(&self, who: Option<&Person>, path: &str, body: &Value) -> Answer {
        self.send(who, Method::POST, path, Some(body), None).await
    }

    pub(crate) async fn put(&self, who: Option<&Person>, path: &str, body: &Value) -> Answer {
        self.send(who, Method::PUT, path, Some(body), None).await
    }

    pub(crate) async fn delete(&self, who: Option<&Person>, path: &str) -> Answer {
        self.send(who, Method::DELETE, path, None, None).await
    }

    /// A request with a key of its own, as for money and units.
    pub(crate) async fn post_once(&self, who: &Person, path: &str, body: &Value) -> Answer {
        let key = self.app.ids.id().to_string();
        self.send(Some(who), Method::POST, path, Some(body), Some(&key)).await
    }

    pub(crate) async fn send(
        &self,
        who: Option<&Person>,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path.parse().unwrap());
        if let Some(who) = who {
            request = request.header("Authorization", format!("Bearer {}", who.token));
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let request = match body {
            Some(body) => request.content_type("application/json").body(Body::from_json(body).unwrap()),
            None => request.finish(),
        };
        self.call(request).await
    }

    /// Any request at all.
    pub(crate) async fn call(&self, request: Request) -> Answer {
        let mut response = self.endpoint.call(request).await.unwrap();
        let bytes = response.take_body().into_vec().await.unwrap();
        Answer { status: response.status(), headers: response.headers().clone(), bytes }
    }
}
