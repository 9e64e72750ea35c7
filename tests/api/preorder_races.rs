//! Races for the last unit, one key, one decision: every outcome happens once and the counts stay right.

use std::sync::Arc;

use chrono::Duration;
use futures::future::join_all;
use greenlit::app::{self, App};
use greenlit::domain::id::CampaignId;
use greenlit::store;
use poem::http::Method;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::TestApp;
use crate::support::sale::{GOOD_CARD, Sale};

const SALE_SECONDS: i64 = 1_209_600;
const LAST_CALL_SECONDS: i64 = 600;

async fn the_last_unit_is_sold_once_to_sixteen_at_once(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1, "cap_units": 3, "per_buyer_units_max": null })).await;
    app.commit_many(&sale, 2, "Early").await;
    let mut buyers = Vec::new();
    for number in 0..16 {
        buyers.push(app.member(&format!("Buyer{number}")).await);
    }
    let orders = join_all(buyers.iter().map(|buyer| app.ask(&sale, buyer, 1))).await;
    let taken: Vec<_> = orders.iter().filter(|answer| answer.status.is_success()).collect();
    assert_eq!(taken.len(), 1, "{orders:?}");
    for answer in orders.iter().filter(|answer| !answer.status.is_success()) {
        answer.refused(409, "units-taken");
    }
    let units = app.campaign(&sale).await.units;
    assert_eq!((units.reserved, units.committed), (1, 2));
}

async fn one_key_at_once_eight_times_is_one_order_with_eight_equal_answers(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let buyer = app.member("Bo").await;
    let (path, body) = (sale.path("preorders"), sale.order(2));
    let asked = (0..8).map(|_| app.send(Some(&buyer), Method::POST, &path, Some(&body), Some("one")));
    let answers = join_all(asked).await;
    let first = answers[0].ok();
    for answer in &answers {
        assert_eq!(answer.ok(), first);
    }
    assert_eq!(app.campaign(&sale).await.units.reserved, 2);
    let mine = app.get(Some(&buyer), "/api/v1/me/preorders").await.ok();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
}

async fn eight_workers_decide_once(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2 })).await;
    app.commit_many(&sale, 2, "Buyer").await;
    app.clock.advance(Duration::seconds(SALE_SECONDS + LAST_CALL_SECONDS));
    let mut workers = JoinSet::new();
    for _ in 0..8 {
        let app = app.app.clone();
        workers.spawn(async move { app::campaign::decide_due(&app).await.unwrap() });
    }
    workers.join_all().await;
    let campaign = app.campaign(&sale).await;
    assert_eq!((campaign.state.to_string().as_str(), campaign.decided_at), ("settling", Some(app.now())));
    app.settle_down().await;
    app.advance(Duration::hours(1)).await;
    let book = app.sandbox.book().unwrap();
    assert_eq!(book.intents.len(), 2, "one charge each");
}

async fn the_last_two_cards_at_once_reach_the_threshold_once(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 2, "on_threshold": true })).await;
    let mut orders = Vec::new();
    for number in 0..4 {
        let buyer = app.member(&format!("Buyer{number}")).await;
        let order = app.at_card_page(&sale, &buyer, 1).await;
        app.type_card(order, GOOD_CARD).await;
        orders.push(order);
    }
    join_all(orders.iter().map(|order| app.come_back(*order))).await;
    let campaign = app.campaign(&sale).await;
    assert_eq!((campaign.state.to_string().as_str(), campaign.units.committed), ("settling", 4));
    let decision = store::decision::find(&app.app.store, campaign.id).await.unwrap().unwrap();
    assert_eq!(decision.committed_units, 2);
}

async fn cancel_decide_and_pause_at_once_have_one_outcome(app: &TestApp) {
    let admin = app.admin("Root").await;
    for number in 0..8 {
        let sale = app.next_sale(number).await;
        let buyers = app.commit_many(&sale, 2, &format!("Buyer{number}x")).await;
        app.clock.set(app.campaign(&sale).await.clocks.deadline_at.unwrap());
        app.clock.advance(Duration::seconds(LAST_CALL_SECONDS));
        let because = json!({ "reason": "a claim" });
        let (cancel_path, pause_path) = (sale.path("cancel"), sale.path("pause"));
        let (cancelled, paused, ()) = tokio::join!(
            app.post(Some(&sale.admin), &cancel_path, &because),
            app.post(Some(&admin), &pause_path, &because),
            decide(app.app.clone(), sale.campaign),
        );
        let campaign = app.campaign(&sale).await;
        let decision = store::decision::find(&app.app.store, campaign.id).await.unwrap();
        match campaign.state.to_string().as_str() {
            "cancelled" => {
                assert!(cancelled.status.is_success());
                assert!(decision.is_none(), "cancelled before anybody decided");
            }
            "refunding" => {
                assert!(cancelled.status.is_success());
                assert!(decision.is_some(), "decided, then cancelled before anybody paid");
            }
            other => panic!("{other}: {cancelled:?} {paused:?}"),
        }
        app.settle_down().await;
        for order in buyers {
            assert_eq!(app.preorder_state(order).await, "released");
        }
        assert_eq!(app.campaign(&sale).await.units.reserved, 0);
    }
    assert_eq!(app.known_cards(), 0);
    assert!(app.sandbox.book().unwrap().intents.is_empty(), "nobody was charged");
}

async fn a_cancelled_order_and_a_decision_at_once_agree_on_the_count(app: &TestApp) {
    for number in 0..8 {
        let sale = app.next_sale(number).await;
        let (buyer, other) =
            (app.member(&format!("Bo{number}")).await, app.member(&format!("Lee{number}")).await);
        let order = app.commit(&sale, &buyer, 1, GOOD_CARD).await;
        app.commit(&sale, &other, 1, GOOD_CARD).await;
        app.clock.set(app.campaign(&sale).await.clocks.deadline_at.unwrap());
        app.clock.advance(Duration::seconds(LAST_CALL_SECONDS));
        let path = format!("/api/v1/preorders/{order}/cancel");
        let nothing = json!({});
        let (cancelled, ()) =
            tokio::join!(app.post_once(&buyer, &path, &nothing), decide(app.app.clone(), sale.campaign));
        let campaign = app.campaign(&sale).await;
        let decision = store::decision::find(&app.app.store, campaign.id).await.unwrap().unwrap();
        if cancelled.status.is_success() {
            assert_eq!((campaign.state.to_string().as_str(), decision.committed_units), ("failed", 1));
        } else {
            cancelled.refused(409, "cancel-closed");
            assert_eq!((campaign.state.to_string().as_str(), decision.committed_units), ("settling", 2));
        }
    }
}

async fn an_order_that_expires_and_a_card_that_comes_at_once_have_one_outcome(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1, "per_buyer_units_max": null })).await;
    let mut orders: Vec<Uuid> = Vec::new();
    for number in 0..8 {
        let buyer = app.member(&format!("Buyer{number}")).await;
        let order = app.at_card_page(&sale, &buyer, 1).await;
        app.type_card(order, GOOD_CARD).await;
        orders.push(order);
    }
    app.clock.advance(Duration::minutes(30));
    let come_back = join_all(orders.iter().map(|order| app.come_back(*order)));
    tokio::join!(come_back, app.settle_down());
    for order in &orders {
        assert_eq!(app.preorder_state(*order).await, "committed", "it was saved in time");
    }
    let units = app.campaign(&sale).await.units;
    assert_eq!((units.reserved, units.committed), (0, 8));
    assert_eq!(app.known_cards(), 8);
}

async fn decide(app: Arc<App>, campaign: Uuid) {
    app::campaign::decide(&app, CampaignId::new(campaign)).await.unwrap();
}

impl TestApp {
    /// One of several sales with a threshold of two units.
    async fn next_sale(&self, number: usize) -> Sale {
        Box::pin(self.sale_of(&format!("Sam{number}"), &json!({ "threshold_units": 2 }))).await
    }
}

on_both!(
    the_last_unit_is_sold_once_to_sixteen_at_once,
    one_key_at_once_eight_times_is_one_order_with_eight_equal_answers,
    eight_workers_decide_once,
    the_last_two_cards_at_once_reach_the_threshold_once,
    cancel_decide_and_pause_at_once_have_one_outcome,
    a_cancelled_order_and_a_decision_at_once_agree_on_the_count,
    an_order_that_expires_and_a_card_that_comes_at_once_have_one_outcome,
);
