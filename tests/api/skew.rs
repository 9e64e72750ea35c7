//! A node whose clock differs from the database's says so and decides nothing.

use std::sync::Arc;

use chrono::Duration;
use greenlit::app::{self, App, Unready};
use greenlit::{store, worker};
use serde_json::json;

use crate::support::TestApp;
use crate::support::sale::GOOD_CARD;

/// A second node on the same database, which compares clocks: the test's clock is years ahead of PostgreSQL's.
fn comparing_node(app: &TestApp) -> Arc<App> {
    let mut node = app.second_node();
    node.settings.is_clock_compared = true;
    Arc::new(node)
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

/// The buyer is in; the gate waits for a node that knows what time it is.
async fn a_commitment_on_a_node_with_a_wrong_clock_is_decided_on_by_a_right_one(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2, "on_threshold": true })).await;
    app.commit_many(&sale, 1, "Buyer").await;
    let last = app.member("Last").await;
    let order = app.at_card_page(&sale, &last, 1).await;
    app.type_card(order, GOOD_CARD).await;
    let wrong = comparing_node(app);
    worker::reconcile(&wrong).await;

    app::preorder::read_session(&wrong, order.into()).await.unwrap();

    assert_eq!(app.preorder_state(order).await, "committed");
    worker::reconcile(&wrong).await;
    assert_eq!(app.state_of(&sale).await, "open");
    worker::reconcile(&app.app).await;
    assert_eq!(app.state_of(&sale).await, "settling");
    let campaign = app.campaign(&sale).await.id;
    let decision = store::decision::find(&app.app.store, campaign).await.unwrap().unwrap();
    assert_eq!((decision.trigger.as_str(), decision.committed_units), ("threshold", 2));
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
async fn postgres_decides_later() {
    let app = TestApp::on_postgres().await;
    Box::pin(a_commitment_on_a_node_with_a_wrong_clock_is_decided_on_by_a_right_one(&app)).await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_does_not() {
    let app = TestApp::on_sqlite().await;
    on_sqlite_there_is_nothing_to_compare(&app).await;
    app.finish().await;
}
