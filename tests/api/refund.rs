//! Refunds: decided once, sent once, followed to their end.

use chrono::Duration;
use greenlit::domain::campaign::State as CampaignState;
use greenlit::domain::preorder::State;
use greenlit::gateway::payment::sandbox::{Fault, Operation};
use serde_json::json;

use crate::support::TestApp;
use crate::support::settle::{GOOD, REFUND_FAILS, Sale, TOTAL_MINOR};

/// Two admins give all money of a funded sale back.
async fn refund_all(app: &TestApp, sale: &Sale) {
    let reason = json!({ "reason": "the fabric is sold out" });
    let asked = app.post(Some(&sale.admin), &sale.path("refund-all"), &reason).await.ok();
    assert_eq!(asked["state"], "funded");
    app.post(Some(&sale.admin), &sale.path("refund-all"), &reason).await.refused(409, "own-request");
    let second = app.admin("Hedy").await;
    let done = app.post(Some(&second), &sale.path("refund-all"), &reason).await.ok();
    assert_eq!(done["state"], "refunding");
    app.settle_down().await;
}

async fn two_admins_give_everybody_their_money_back(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, GOOD]).await;
    refund_all(app, &sale).await;
    assert_eq!(app.balance("deposits").await, 0);
    app.advance(Duration::minutes(3)).await;
    assert_eq!(app.states(&sale).await, [State::Refunded; 2]);
    assert_eq!(app.sale_state(&sale).await, CampaignState::Refunded);
    assert_eq!(app.balance("refunds_due").await, 0);
    app.books_agree(&sale).await;
}

async fn whatever_fails_on_the_way_no_refund_is_sent_twice(app: &TestApp) {
    let sale = app.charged(6, &[GOOD; 6]).await;
    for fault in [
        Fault::NoAnswerBefore,
        Fault::NoAnswerAfter,
        Fault::Broken500Before,
        Fault::Broken500After,
        Fault::RateLimited,
        Fault::InFlight,
    ] {
        app.inject(Operation::CreateRefund, fault);
    }
    refund_all(app, &sale).await;
    for _ in 0..8 {
        app.advance(Duration::minutes(30)).await;
    }
    assert_eq!(app.states(&sale).await, [State::Refunded; 6]);
    let book = app.sandbox.book().unwrap();
    assert_eq!(book.refunds.len(), 6);
    assert_eq!(app.sale_state(&sale).await, CampaignState::Refunded);
    app.books_agree(&sale).await;
}

async fn a_refund_that_comes_back_is_owed_again_until_it_is_paid_by_hand(app: &TestApp) {
    let sale = app.charged(1, &[REFUND_FAILS]).await;
    let order = sale.orders[0].1;
    refund_all(app, &sale).await;
    app.advance(Duration::minutes(3)).await;
    assert_eq!(app.order_of(order).await.state, State::Refunded);
    app.advance(Duration::hours(2)).await;
    app.advance(Duration::minutes(1)).await;

    let refunds = app.get(Some(&sale.admin), &format!("/api/v1/preorders/{order}/refunds")).await.ok();
    assert_eq!(refunds[0]["state"], "failed");
    assert_eq!(app.order_of(order).await.state, State::Paid);
    assert_eq!(app.balance("refunds_due").await, -TOTAL_MINOR);
    app.books_agree(&sale).await;

    let path = format!("/api/v1/refunds/{}/paid-by-hand", refunds[0]["id"].as_str().unwrap());
    app.post(Some(&sale.admin), &path, &json!({ "reference": " " })).await.refused(422, "refund-reference");
    let paid = json!({ "reference": "transfer of 3 March" });
    app.post(Some(&sale.admin), &path, &paid).await.ok();
    app.post(Some(&sale.admin), &path, &paid).await.refused(409, "refund-refused");
    app.settle_down().await;
    assert_eq!(app.order_of(order).await.state, State::Refunded);
    assert_eq!(app.balance("refunds_due").await, 0);
    app.books_agree(&sale).await;
}

async fn goodwill_makes_the_later_refund_that_much_less(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    let path = format!("/api/v1/preorders/{order}/refunds");
    let gift = json!({ "goodwill": { "minor": 300, "currency": "EUR" }, "reason": "it took so long" });
    let given = app.post_once(&sale.admin, &path, &gift).await.ok();
    assert_eq!(given[0]["amount"]["minor"], 300);
    let too_much = json!({ "goodwill": { "minor": 3_001, "currency": "EUR" }, "reason": "a slip" });
    app.post_once(&sale.admin, &path, &too_much).await.refused(422, "refund-amount");
    app.settle_down().await;
    app.advance(Duration::minutes(3)).await;
    assert_eq!(app.order_of(order).await.state, State::Paid);

    let rest = app.post_once(&sale.admin, &path, &json!({ "reason": "it was lost" })).await.ok();
    assert_eq!(rest[0]["amount"]["minor"], TOTAL_MINOR - 300);
    let nothing = app.post_once(&sale.admin, &path, &json!({ "reason": "again" })).await.ok();
    assert_eq!(nothing, json!([]));
    app.settle_down().await;
    app.advance(Duration::minutes(3)).await;
    assert_eq!(app.order_of(order).await.state, State::Refunded);
    for account in ["deposits", "tax", "refunds_due", "returns"] {
        assert_eq!(app.balance(account).await, 0, "{account}");
    }
    app.books_agree(&sale).await;
}

on_both!(
    two_admins_give_everybody_their_money_back,
    whatever_fails_on_the_way_no_refund_is_sent_twice,
    a_refund_that_comes_back_is_owed_again_until_it_is_paid_by_hand,
    goodwill_makes_the_later_refund_that_much_less,
);
