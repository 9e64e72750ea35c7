//! The ledger's proof: clean after days of every kind, and each way of tampering is named.

use chrono::Duration;
use futures::future::join_all;
use greenlit::app;
use greenlit::gateway::payment::MovementKind;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::settle::{GOOD, Sale};

/// Three paid orders: one shipped, one refunded, one waiting; fees seen.
async fn busy(app: &TestApp) -> Sale {
    let sale = app.charged(2, &[GOOD, GOOD, GOOD]).await;
    let refund = format!("/api/v1/preorders/{}/refunds", sale.orders[1].1);
    app.post_once(&sale.admin, &refund, &json!({ "reason": "never wanted it" })).await.ok();
    app.post_once(&sale.admin, &sale.path("run"), &json!({})).await.ok();
    let parcels = app.get(Some(&sale.admin), &sale.path("shipments")).await.ok();
    let parcel = parcels["items"][0]["id"].as_str().unwrap().to_owned();
    let path = |what: &str| format!("/api/v1/shipments/{parcel}/{what}");
    app.post(Some(&sale.admin), &path("printed"), &json!({})).await.ok();
    let handed = json!({ "carrier": "DHL", "tracking_code": "1" });
    app.post_once(&sale.admin, &path("shipped"), &handed).await.ok();
    app.advance(Duration::hours(2)).await;
    sale
}

async fn after_a_busy_day_nothing_is_found(app: &TestApp) {
    let sale = busy(app).await;
    let report = app.get(Some(&sale.admin), "/api/v1/ledger/check").await.ok();
    assert_eq!(report["findings"], json!([]), "{report}");
    assert_eq!((&report["is_clean"], &report["orders"]), (&json!(true), &json!(3)));
    // Three charges, three fees, one refund.
    assert_eq!((&report["movements"], &report["entries"]), (&json!(7), &json!(10)));
    let balance = &report["balances"][0];
    assert_eq!((&balance["currency"], &balance["trial_balance_minor"]), (&json!("EUR"), &json!(0)));
    assert_eq!(balance["accounts"]["deposits"], 3_000);
    assert_eq!(balance["accounts"]["sales"], 3_000);
    assert_eq!(balance["accounts"]["tax"], 600);
    let book = app.sandbox.book().unwrap();
    let fees: i64 = book
        .movements
        .iter()
        .filter(|line| line.kind == MovementKind::Fee)
        .map(|line| line.amount.minor)
        .sum();
    assert_eq!(balance["accounts"]["provider_fees"], -fees);
    let trial = app.get(Some(&sale.admin), "/api/v1/ledger/trial-balance").await.ok();
    assert_eq!(trial, report["balances"]);
}

async fn entries_are_read_page_by_page_by_admins_alone(app: &TestApp) {
    let sale = busy(app).await;
    let mut sequences = Vec::new();
    let mut path = "/api/v1/ledger/entries?limit=4".to_owned();
    loop {
        let page = app.get(Some(&sale.admin), &path).await.ok();
        for entry in page["items"].as_array().unwrap() {
            sequences.push(entry["sequence"].as_i64().unwrap());
            let sum = |side: &str| -> i64 {
                entry["lines"].as_array().unwrap().iter().map(|line| line[side].as_i64().unwrap()).sum()
            };
            assert_eq!(sum("debit_minor"), sum("credit_minor"));
            let moves = entry["lines"].as_array().unwrap().iter().any(|line| line["account"] == "provider");
            assert_eq!(entry.get("movement").is_some(), moves, "{entry}");
        }
        let Some(next) = page.get("next").and_then(Value::as_str) else { break };
        path = format!("/api/v1/ledger/entries?limit=4&after={next}");
    }
    assert_eq!(sequences, (1..=10).collect::<Vec<_>>(), "numbers without gaps");
    for path in ["/api/v1/ledger/entries", "/api/v1/ledger/check", "/api/v1/ledger/trial-balance"] {
        app.get(Some(&sale.orders[0].0), path).await.refused(403, "not-an-admin");
    }
}

async fn a_fee_is_posted_when_it_appears_and_once(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    assert_eq!(app.balance("provider_fees").await, 0, "fees come an hour later");
    app.clock.advance(Duration::hours(1));
    for synced in join_all((0..8).map(|_| app::movement::sync(&app.app))).await {
        synced.unwrap();
    }
    let book = app.sandbox.book().unwrap();
    let fee = book.movements.iter().find(|line| line.kind == MovementKind::Fee).unwrap().amount.minor;
    assert_eq!(
        app.lines("fee_seen").await,
        [("provider_fees".to_owned(), -fee), ("provider".to_owned(), fee)]
    );
    app.books_agree(&sale).await;
}

async fn found(app: &TestApp, statements: &[&str]) -> Vec<String> {
    busy(app).await;
    app.tamper(statements).await;
    app.findings().await
}

#[track_caller]
fn says(findings: &[String], what: &str) {
    assert!(findings.iter().any(|found| found.contains(what)), "{what}: {findings:?}");
}

async fn an_entry_that_does_not_balance_is_named(app: &TestApp) {
    let change = "UPDATE journal_line SET credit_minor = credit_minor + 1 WHERE account = 'sales'";
    says(&found(app, &[change]).await, "does not balance");
}

async fn a_deposit_that_its_order_does_not_have_is_named(app: &TestApp) {
    let change = "UPDATE preorder SET received_minor = received_minor - 100, returned_minor = 0 \
        WHERE id = (SELECT min(preorder_id) FROM shipment)";
    let change = if app.is_postgres() {
        change.replace("min(preorder_id)", "(min(preorder_id::text))::uuid")
    } else {
        change.to_owned()
    };
    let findings = found(app, &[&change]).await;
    says(&findings, "and its rows say");
    assert_eq!(findings.len(), 1, "{findings:?}");
}

async fn an_entry_that_is_gone_is_missed_everywhere(app: &TestApp) {
    let remove = [
        "DELETE FROM journal_line WHERE entry_id IN (SELECT id FROM journal_entry WHERE kind = 'fee_seen')",
        "UPDATE movement SET entry_id = NULL WHERE kind = 'fee'",
        "DELETE FROM journal_entry WHERE kind = 'fee_seen'",
    ];
    let findings = found(app, &remove).await;
    says(&findings, "and the provider says");
    assert_eq!(findings.len(), 1, "the movements may still be matched: {findings:?}");
    app.advance(Duration::hours(73)).await;
    says(&app.findings().await, "has no entry");
}

async fn a_movement_that_is_gone_is_missed_after_three_days(app: &TestApp) {
    let remove = ["UPDATE movement SET provider_ref = provider_ref || 'x', entry_id = NULL, source = 'x' \
        WHERE kind = 'charge'"];
    let findings = found(app, &remove).await;
    assert_eq!(findings, Vec::<String>::new(), "it may still come");
    app.advance(Duration::hours(73)).await;
    let findings = app.findings().await;
    says(&findings, "the provider shows no movement");
    says(&findings, "has no entry");
}

async fn a_movement_of_another_amount_is_named(app: &TestApp) {
    let change = ["UPDATE movement SET amount_minor = amount_minor + 1 WHERE kind = 'refund'"];
    says(&found(app, &change).await, "and its entries make");
}

async fn money_without_an_order_is_named(app: &TestApp) {
    let change = ["UPDATE journal_entry SET preorder_id = NULL WHERE kind = 'shipped'"];
    says(&found(app, &change).await, "moves deposits and names no pre-order");
}

on_both!(
    after_a_busy_day_nothing_is_found,
    entries_are_read_page_by_page_by_admins_alone,
    a_fee_is_posted_when_it_appears_and_once,
    an_entry_that_does_not_balance_is_named,
    a_deposit_that_its_order_does_not_have_is_named,
    an_entry_that_is_gone_is_missed_everywhere,
    a_movement_that_is_gone_is_missed_after_three_days,
    a_movement_of_another_amount_is_named,
    money_without_an_order_is_named,
);
