//! A sale's numbers as a browser gets them: one event after the other.

use std::time::Duration;

use poem::http::header;
use poem::{Endpoint, Request};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader, Lines};

use super::TestApp;
use super::browser::Browser;

/// The poller reads once a second; a test that waits longer than this is stuck.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// An open stream. Dropped, nobody watches by it any more.
pub(crate) struct Events(Lines<BufReader<Box<dyn AsyncRead + Send + Unpin>>>);

impl TestApp {
    pub(crate) async fn events(&self, path: &str) -> Events {
        let request = Request::builder().uri(path.parse().unwrap());
        self.follow(request.header(header::ACCEPT, "text/event-stream").finish()).await
    }

    /// The same for whoever is signed in there.
    pub(crate) async fn events_as(&self, path: &str, browser: &Browser<'_>) -> Events {
        let request = Request::builder().uri(path.parse().unwrap()).header(header::COOKIE, browser.cookies());
        self.follow(request.header(header::ACCEPT, "text/event-stream").finish()).await
    }

    async fn follow(&self, request: Request) -> Events {
        let response = self.endpoint.call(request).await.unwrap();
        assert_eq!(response.content_type(), Some("text/event-stream"));
        let body: Box<dyn AsyncRead + Send + Unpin> = Box::new(response.into_body().into_async_read());
        Events(BufReader::new(body).lines())
    }
}

impl Events {
    /// The next event; none once the server has ended the stream.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            let line = tokio::time::timeout(PATIENCE, self.0.next_line()).await.expect("an event in time");
            if let Some(data) = line.unwrap()?.strip_prefix("data: ") {
                return Some(serde_json::from_str(data).unwrap());
            }
        }
    }

    /// The next event that says this, whatever comes before it.
    pub(crate) async fn next_that_says(&mut self, text: &str) -> Value {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("the stream ended before {text:?}"));
            if event["text"].as_str().unwrap().contains(text) {
                return event;
            }
        }
    }
}
