//! The API's surface: its document, its reference page, and the operations that callers may count on.

use std::collections::BTreeSet;

use poem::Request;
use serde_json::Value;

use crate::support::TestApp;

const OPERATIONS: &str = include_str!("surface.txt");

async fn the_operations_are_the_ones_that_were_promised(app: &TestApp) {
    let found: BTreeSet<String> =
        operations(&document(app).await).into_iter().map(|(line, _)| line).collect();
    let promised: BTreeSet<String> = OPERATIONS.lines().map(str::to_owned).collect();
    assert_eq!(found, promised, "tests/api/surface.txt lists what callers may count on");
}

async fn every_operation_says_how_it_refuses(app: &TestApp) {
    for (line, operation) in operations(&document(app).await) {
        let responses = operation["responses"].as_object().unwrap();
        for status in ["400", "404", "409", "422", "500", "503"] {
            let content =
                &responses.get(status).unwrap_or_else(|| panic!("{line} lacks {status}"))["content"];
            assert!(content.get("application/problem+json; charset=utf-8").is_some(), "{line} {status}");
        }
    }
}

/// The pages of a server without the Internet work, and nobody is told who reads them.
async fn the_reference_page_loads_nothing_sent_elsewhere(app: &TestApp) {
    let page = app.get(None, "/api/docs").await;
    assert_eq!(page.status.as_u16(), 200);
    let text = String::from_utf8(page.bytes).unwrap();
    for loading in ["src=\"http", "src=\"//", "href=\"http", "href=\"//", "@import", "url(http", "url(//"] {
        assert!(!text.contains(loading), "{loading}");
    }
}

async fn the_server_says_that_it_lives_and_is_ready(app: &TestApp) {
    assert_eq!(app.get(None, "/healthz").await.bytes, b"ok\n");
    assert_eq!(app.get(None, "/readyz").await.ok()["jobs_failed"], 0);
}

async fn an_answer_carries_the_id_that_its_request_brought(app: &TestApp) {
    let with =
        |id: &str| Request::builder().uri("/healthz".parse().unwrap()).header("X-Request-Id", id).finish();
    assert_eq!(app.call(with("abc-123")).await.header("x-request-id"), "abc-123");
    let replaced = app.call(with("a b\"c")).await;
    assert_eq!(replaced.header("x-request-id").len(), 36);
}

async fn document(app: &TestApp) -> Value {
    app.get(None, "/api/v1/openapi.json").await.json()
}

fn operations(document: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (path, verbs) in document["paths"].as_object().unwrap() {
        for (verb, operation) in verbs.as_object().unwrap() {
            found.push((format!("{} {path}", verb.to_uppercase()), operation.clone()));
        }
    }
    found
}

on_both!(
    the_operations_are_the_ones_that_were_promised,
    every_operation_says_how_it_refuses,
    the_reference_page_loads_nothing_sent_elsewhere,
    the_server_says_that_it_lives_and_is_ready,
    an_answer_carries_the_id_that_its_request_brought,
);
