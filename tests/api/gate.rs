//! The gate: at the deadline, at the threshold, once, and what becomes of cards either way.

use chrono::Duration;
use greenlit::store;
use serde_json::json;

use crate::support::TestApp;
use crate::support::sale::GOOD_CARD;

const SALE_SECONDS: i64 = 1_209_600;
const LAST_CALL_SECONDS: i64 = 600;

async fn enough_commitments_at_the_deadline_settle_the_sale(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 3 })).await;
    app.commit_many(&sale, 3, "Buyer").await;
    app.advance(Duration::seconds(SALE_SECONDS + LAST_CALL_SECONDS - 1)).await;
    assert_eq!(app.state_of(&sale).await, "open");
    app.clock.advance(Duration::seconds(1));
    greenlit::worker::reconcile(&app.app).await;
    let campaign = app.campaign(&sale).await;
    assert_eq!(campaign.state.to_string(), "settling");
    assert_eq!(campaign.clocks.first_charge_at, Some(app.now() + Duration::hours(1)));
    let decision = store::decision::find(&app.app.store, campaign.id).await.unwrap().unwrap();
    assert_eq!((decision.outcome.as_str(), decision.trigger.as_str()), ("settle", "deadline"));
    assert_eq!(decision.committed_units, 3);
    assert!(app.sandbox.book().unwrap().intents.is_empty(), "nothing is charged before the notice");
}

async fn nineteen_of_twenty_at_the_deadline_charge_nobody_and_every_card_is_forgotten(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 20 })).await;
    let orders = app.commit_many(&sale, 19, "Buyer").await;
    assert_eq!(app.known_cards(), 19);
    app.advance(Duration::seconds(SALE_SECONDS + LAST_CALL_SECONDS)).await;
    assert_eq!(app.state_of(&sale).await, "failed");
    for order in &orders {
        assert_eq!(app.preorder_state(*order).await, "released");
    }
    assert_eq!(app.known_cards(), 0, "every card is detached at the provider");
    let book = app.sandbox.book().unwrap();
    assert!(book.intents.is_empty() && book.movements.is_empty(), "nothing was charged");
    let journal = store::journal::list(&app.app.store, None, 10).await.unwrap();
    assert!(journal.is_empty(), "the journal is untouched");
    app.advance(Duration::days(60)).await;
    assert_eq!(app.state_of(&sale).await, "failed");
}

async fn the_last_buyer_on_the_card_page_at_the_deadline_has_ten_minutes(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2 })).await;
    app.commit_many(&sale, 1, "Buyer").await;
    app.advance(Duration::seconds(SALE_SECONDS - 60)).await;
    let last = app.member("Last").await;
    let order = app.at_card_page(&sale, &last, 1).await;
    app.advance(Duration::seconds(60 + LAST_CALL_SECONDS - 1)).await;
    app.type_card(order, GOOD_CARD).await;
    assert!(app.come_back(order).await.contains("You are in"));
    app.advance(Duration::seconds(1)).await;
    assert_eq!(app.state_of(&sale).await, "settling");
}

async fn a_card_saved_after_the_last_call_comes_too_late_and_is_forgotten(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2 })).await;
    app.commit_many(&sale, 1, "Buyer").await;
    app.advance(Duration::seconds(SALE_SECONDS - 60)).await;
    let last = app.member("Last").await;
    let order = app.at_card_page(&sale, &last, 1).await;
    app.clock.advance(Duration::seconds(60 + LAST_CALL_SECONDS + 1));
    app.type_card(order, GOOD_CARD).await;
    assert!(app.come_back(order).await.contains("let go"));
    assert_eq!(app.preorder_state(order).await, "released");
    app.settle_down().await;
    assert_eq!(app.state_of(&sale).await, "failed");
    assert_eq!(app.known_cards(), 0);
    let told = app.get(Some(&last), "/api/v1/me/notices").await.ok();
    assert_eq!(told["items"][0]["kind"], "preorder_too_late");
}

async fn nothing_starts_at_the_deadline_and_pages_not_opened_before_stay_shut(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2 })).await;
    let slow = app.member("Slow").await;
    app.advance(Duration::seconds(SALE_SECONDS - 60)).await;
    let order = crate::support::sale::id(&app.ask(&sale, &slow, 1).await.ok());
    app.clock.advance(Duration::seconds(60));
    app.ask(&sale, &slow, 1).await.refused(409, "sale-closed");
    assert_eq!(app.get(None, &format!("/pay/{order}")).await.status.as_u16(), 200, "no card page");
    app.settle_down().await;
    assert_eq!(app.preorder_state(order).await, "expired");
    assert_eq!(app.campaign(&sale).await.units.reserved, 0);
}

async fn on_threshold_the_commitment_that_reaches_it_decides_and_open_pages_join(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2, "on_threshold": true })).await;
    let late = app.member("Late").await;
    let joining = app.at_card_page(&sale, &late, 1).await;
    let orders = app.commit_many(&sale, 2, "Buyer").await;
    let campaign = app.campaign(&sale).await;
    assert_eq!(campaign.state.to_string(), "settling", "decided in the commitment's own transaction");
    assert_eq!(campaign.decided_at, Some(app.now()));
    let decision = store::decision::find(&app.app.store, campaign.id).await.unwrap().unwrap();
    assert_eq!((decision.trigger.as_str(), decision.committed_units), ("threshold", 2));
    app.ask(&sale, &late, 1).await.refused(409, "sale-closed");
    let buyer = app.member("Other").await;
    let path = format!("/api/v1/preorders/{}/cancel", orders[0]);
    app.post_once(&buyer, &path, &json!({})).await.refused(404, "preorder-unknown");
    app.clock.advance(Duration::seconds(LAST_CALL_SECONDS - 1));
    app.type_card(joining, GOOD_CARD).await;
    app.come_back(joining).await;
    assert_eq!(app.preorder_state(joining).await, "committed");
    let first = app.campaign(&sale).await.clocks.first_charge_at.unwrap();
    assert!(first >= app.now() + Duration::hours(1), "who joins has the whole notice time too");
}

async fn a_pause_moves_the_deadline_and_refuses_orders_and_cards(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2 })).await;
    let orders = app.commit_many(&sale, 2, "Buyer").await;
    let waiting = app.member("Waiting").await;
    let order = app.at_card_page(&sale, &waiting, 1).await;
    let before = app.campaign(&sale).await.clocks.deadline_at.unwrap();
    let body = json!({ "reason": "somebody claims the owl" });
    app.post(Some(&sale.admin), &sale.path("pause"), &body).await.ok();
    app.ask(&sale, &waiting, 1).await.refused(409, "sale-paused");
    app.type_card(order, GOOD_CARD).await;
    app.come_back(order).await;
    assert_eq!(app.preorder_state(order).await, "released", "no commitment is recorded in a pause");
    app.advance(Duration::days(20)).await;
    assert_eq!(app.state_of(&sale).await, "open", "its clock stands still");
    let resumed = app.post(Some(&sale.admin), &sale.path("resume"), &json!({})).await.ok();
    let after = app.campaign(&sale).await.clocks.deadline_at.unwrap();
    assert_eq!(after - before, Duration::days(20), "{resumed}");
    app.post(Some(&sale.admin), &sale.path("resume"), &json!({})).await.refused(409, "sale-not-paused");
    app.settle_down().await;
    let told = store::preorder::find(&app.app.store, app.kept_order(orders[0]).await.id).await.unwrap();
    let notices = store::notice::list(&app.app.store, told.unwrap().buyer, None, 10).await.unwrap();
    let kinds: Vec<&str> = notices.iter().map(|notice| notice.kind.as_str()).collect();
    assert_eq!(kinds, ["campaign_resumed", "campaign_paused", "preorder_committed"]);
}

async fn a_pause_of_thirty_days_ends_the_sale(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2 })).await;
    app.commit_many(&sale, 1, "Buyer").await;
    app.post(Some(&sale.admin), &sale.path("pause"), &json!({ "reason": "a claim" })).await.ok();
    app.advance(Duration::days(30) - Duration::seconds(1)).await;
    assert_eq!(app.state_of(&sale).await, "open");
    app.advance(Duration::seconds(1)).await;
    assert_eq!(app.state_of(&sale).await, "cancelled");
    assert_eq!(app.known_cards(), 0);
}

on_both!(
    enough_commitments_at_the_deadline_settle_the_sale,
    nineteen_of_twenty_at_the_deadline_charge_nobody_and_every_card_is_forgotten,
    the_last_buyer_on_the_card_page_at_the_deadline_has_ten_minutes,
    a_card_saved_after_the_last_call_comes_too_late_and_is_forgotten,
    nothing_starts_at_the_deadline_and_pages_not_opened_before_stay_shut,
    on_threshold_the_commitment_that_reaches_it_decides_and_open_pages_join,
    a_pause_moves_the_deadline_and_refuses_orders_and_cards,
    a_pause_of_thirty_days_ends_the_sale,
);
