//! A node whose clock differs from the database's says so and decides nothing.

use std::sync::Arc;

use chrono::Duration;
use greenlit::app::{self, App, Outside, Settings, Skew, Unready};
use greenlit::worker;
use serde_json::json;

use crate::support::TestApp;

/// A second node on the same database, which compares clocks: the test's clock is years ahead of PostgreSQL's.
fn comparing_node(app: &TestApp) -> Arc<App> {
    let first = &app.app;
    Arc::new(App {
        store: first.store.clone(),
        clock: first.clock.clone(),
        ids: first.ids.clone(),
        outside: Outside {
            payment: app.sandbox.clone(),
            sandbox: Some(app.sandbox.clone()),
            mail: first.outside.mail.clone(),
            inbox: first.outside.inbox.clone(),
            blob: first.outside.blob.clone(),
            picture: first.outside.picture.clone(),
        },
        settings: Settings { is_clock_compared: true, ..first.settings.clone() },
        skew: Skew::default(),
    })
}

async fn state(app: &TestApp, round: &str) -> String {
    let round = app.get(None, &format!("/api/v1/rounds/{round}")).await.ok();
    round["state"].as_str().unwrap().to_owned()
}

async fn after_submissions(app: &TestApp) -> String {
    let admin = app.admin("Grace").await;
    let mut rules = app.rules();
    rules["prizes"] = json!([]);
    let round = app.opened(&admin, &rules).await;
    app.clock.advance(Duration::days(8));
    round
}

async fn a_node_with_a_wrong_clock_is_not_ready_and_decides_nothing(app: &TestApp) {
    let round = after_submissions(app).await;
    let wrong = comparing_node(app);

    worker::reconcile(&wrong).await;

    assert!(matches!(app::readiness(&wrong).await, Err(Unready::Clock(_))));
    assert_eq!(state(app, &round).await, "submissions");
    worker::reconcile(&app.app).await;
    assert_eq!(state(app, &round).await, "scoring");
}

/// `SQLite` has no clock of its own to differ from.
async fn on_sqlite_there_is_nothing_to_compare(app: &TestApp) {
    let round = after_submissions(app).await;
    let node = comparing_node(app);

    worker::reconcile(&node).await;

    assert!(app::readiness(&node).await.is_ok());
    assert_eq!(state(app, &round).await, "scoring");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_compares() {
    let app = TestApp::on_postgres().await;
    a_node_with_a_wrong_clock_is_not_ready_and_decides_nothing(&app).await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_does_not() {
    let app = TestApp::on_sqlite().await;
    on_sqlite_there_is_nothing_to_compare(&app).await;
    app.finish().await;
}
