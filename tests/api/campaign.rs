//! Campaigns: opened, seen, cancelled and paused by admins, and by nobody else.

use chrono::Duration;
use serde_json::json;

use crate::support::TestApp;

async fn an_admin_opens_a_sale_and_everybody_sees_what_happens_next(app: &TestApp) {
    let sale = app.unopened_sale(&json!({ "threshold_units": 3, "cap_units": 5 })).await;
    let path = format!("/api/v1/campaigns/{}", sale.campaign);
    app.get(None, &path).await.refused(404, "campaign-unknown");
    assert_eq!(app.get(None, "/api/v1/campaigns").await.ok()["items"], json!([]));
    assert_eq!(app.get(Some(&sale.admin), &path).await.ok()["state"], "draft");
    let opened = app.post(Some(&sale.admin), &sale.path("open"), &json!({})).await.ok();
    assert_eq!(opened["state"], "open");
    app.commit_many(&sale, 1, "Buyer").await;
    let buyer = app.member("Two").await;
    app.ask(&sale, &buyer, 2).await.ok();
    let seen = app.get(None, &path).await.ok();
    assert_eq!((&seen["reserved_units"], &seen["committed_units"]), (&json!(2), &json!(1)));
    assert_eq!((&seen["units_left"], &seen["gate"]["threshold_units"]), (&json!(2), &json!(3)));
    assert!(seen["next"].as_str().unwrap().contains("3 committed units"), "{seen}");
    let deadline = app.now() + Duration::seconds(1_209_600);
    assert_eq!(app.campaign(&sale).await.clocks.deadline_at, Some(deadline));
    let listed = app.get(None, &format!("/api/v1/campaigns?round={}", sale.round)).await.ok();
    assert_eq!(listed["items"][0]["id"], json!(sale.campaign));
    let round = app.get(None, &format!("/api/v1/rounds/{}", sale.round)).await.ok();
    assert!(round["rules_frozen_at"].is_string(), "the rules are final with the opening: {round}");
}

async fn a_sale_opens_once_and_its_commands_are_for_admins(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    app.post(Some(&sale.admin), &sale.path("open"), &json!({})).await.refused(409, "opened-before");
    let member = app.member("Mia").await;
    let because = json!({ "reason": "no" });
    for command in ["open", "cancel", "pause", "resume"] {
        app.post(Some(&member), &sale.path(command), &because).await.refused(403, "not-an-admin");
        app.post(None, &sale.path(command), &because).await.refused(401, "no-token");
    }
    for command in ["cancel", "pause"] {
        let empty = json!({ "reason": "  " });
        app.post(Some(&sale.admin), &sale.path(command), &empty).await.refused(422, "reason-missing");
    }
    let nowhere = format!("/api/v1/campaigns/{}/open", app.app.ids.id());
    app.post(Some(&sale.admin), &nowhere, &json!({})).await.refused(404, "campaign-unknown");
}

async fn a_cancelled_sale_lets_everybody_go_and_keeps_its_reason(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2 })).await;
    let orders = app.commit_many(&sale, 3, "Buyer").await;
    let started = app.member("Started").await;
    let started = app.at_card_page(&sale, &started, 1).await;
    let because = json!({ "reason": "the printer burnt down" });
    let cancelled = app.post(Some(&sale.admin), &sale.path("cancel"), &because).await.ok();
    assert_eq!((&cancelled["state"], &cancelled["close_reason"]), (&json!("cancelled"), &because["reason"]));
    app.settle_down().await;
    for order in orders.iter().chain([&started]) {
        let order = app.kept_order(*order).await;
        assert_eq!(order.state.to_string(), "released");
        assert_eq!(order.close_reason.as_deref(), Some("the printer burnt down"));
    }
    assert_eq!(app.known_cards(), 0);
    assert_eq!(app.campaign(&sale).await.units.reserved, 0);
    assert!(app.sandbox.book().unwrap().intents.is_empty());
    app.post(Some(&sale.admin), &sale.path("cancel"), &because).await.refused(409, "sale-over");
    app.post(Some(&sale.admin), &sale.path("pause"), &because).await.refused(409, "sale-over");
}

async fn once_money_is_in_a_second_admin_has_to_cancel_too(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1, "on_threshold": true })).await;
    let orders = app.commit_many(&sale, 1, "Buyer").await;
    app.advance(Duration::minutes(10)).await;
    app.advance(Duration::minutes(70)).await;
    assert_eq!(app.preorder_state(orders[0]).await, "paid");
    let because = json!({ "reason": "the design is not theirs" });
    let asked = app.post(Some(&sale.admin), &sale.path("cancel"), &because).await.ok();
    assert_eq!(asked["is_cancel_requested"], true);
    assert_ne!(asked["state"], "refunding");
    app.post(Some(&sale.admin), &sale.path("cancel"), &because).await.refused(409, "other-admin-needed");
    let other = app.admin("Ola").await;
    let done = app.post(Some(&other), &sale.path("cancel"), &because).await.ok();
    assert_eq!(done["state"], "refunding");
    app.settle_down().await;
    app.advance(Duration::days(10)).await;
    assert_eq!(app.state_of(&sale).await, "refunded");
    assert_eq!(app.preorder_state(orders[0]).await, "refunded");
}

async fn pausing_twice_keeps_the_first_instant_and_reason(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let first = json!({ "reason": "first" });
    app.post(Some(&sale.admin), &sale.path("pause"), &first).await.ok();
    let since = app.campaign(&sale).await.paused_at;
    app.advance(Duration::hours(1)).await;
    let again = app.post(Some(&sale.admin), &sale.path("pause"), &json!({ "reason": "second" })).await.ok();
    assert_eq!(again["pause_reason"], "first");
    assert_eq!(app.campaign(&sale).await.paused_at, since);
}

on_both!(
    an_admin_opens_a_sale_and_everybody_sees_what_happens_next,
    a_sale_opens_once_and_its_commands_are_for_admins,
    a_cancelled_sale_lets_everybody_go_and_keeps_its_reason,
    once_money_is_in_a_second_admin_has_to_cancel_too,
    pausing_twice_keeps_the_first_instant_and_reason,
);
