//! Failed payments: reminded, tried again, repaired with the bank, and let go in two steps.

use chrono::Duration;
use greenlit::app;
use greenlit::domain::attempt::{Channel, State as AttemptState};
use greenlit::domain::campaign::State as CampaignState;
use greenlit::domain::id::PreorderId;
use greenlit::domain::preorder::State;
use greenlit::gateway::payment::IntentRef;
use greenlit::gateway::payment::model::Verdict;
use greenlit::gateway::payment::sandbox::{Fault, Operation};

use crate::support::settle::{ASKS, GOOD, POOR, STOLEN, Sale};
use crate::support::{Person, TestApp};

async fn a_card_without_money_is_reminded_and_repaired_with_another(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, POOR]).await;
    let (buyer, order) = &sale.orders[1];
    assert_eq!(app.order_of(*order).await.state, State::Declined);
    app.advance(Duration::days(2)).await;
    let told = app.told(buyer).await;
    assert!(told.iter().any(|(kind, _)| kind == "preorder_declined"), "{told:?}");
    assert!(told.iter().any(|(kind, _)| kind == "preorder_payment_reminder"), "{told:?}");
    assert_eq!(app.attempts(*order).await.len(), 2, "tried again after a day");

    app.change_card(*order, GOOD).await;
    let repaired = app.repair(buyer, *order).await.ok();
    assert_eq!(repaired["state"], "paid");
    app.repair(buyer, *order).await.refused(409, "already-paid");
    app.settle_down().await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::Funded);
    assert_eq!(app.intents(*order).await.len(), 1, "it is the same intent all along");
    app.books_agree(&sale).await;
}

async fn a_card_is_tried_at_most_four_times_and_then_let_go(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let order = sale.orders[1].1;
    for _ in 0..16 {
        app.advance(Duration::hours(12)).await;
    }
    let tries = app.attempts(order).await;
    assert!(tries.len() <= 4 && tries.len() > 1, "{}", tries.len());
    assert_eq!(app.order_of(order).await.state, State::Dropped);
    assert_eq!(app.cards_left(order), 0);
    app.books_agree(&sale).await;
}

async fn a_stolen_card_is_never_tried_again(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, STOLEN]).await;
    let order = sale.orders[1].1;
    for _ in 0..8 {
        app.advance(Duration::days(1)).await;
    }
    assert_eq!(app.attempts(order).await.len(), 1);
    assert_eq!(app.order_of(order).await.state, State::Dropped);
    app.books_agree(&sale).await;
}

/// A sale with one order whose bank wants its buyer, who is on the bank's page now.
async fn at_the_bank(app: &TestApp) -> (Sale, Person, PreorderId, IntentRef) {
    let sale = app.charged(1, &[GOOD, ASKS]).await;
    let (buyer, order) = sale.orders[1].clone();
    assert_eq!(app.order_of(order).await.state, State::NeedsAction);
    let answer = app.repair(&buyer, order).await.ok();
    assert!(answer["action_url"].as_str().unwrap().contains("/sandbox/3ds/"), "{answer}");
    let intent = app.intent_ref(order).await;
    (sale, buyer, order, intent)
}

async fn a_buyer_who_answers_the_bank_has_paid(app: &TestApp) {
    let (sale, buyer, order, intent) = at_the_bank(app).await;
    app.repair(&buyer, order).await.refused(409, "being-tried");
    app.sandbox.finish_action(&intent, Verdict::Pass).await.unwrap();
    let page = app.get(None, &format!("/repair/{order}/return")).await;
    assert!(String::from_utf8(page.bytes).unwrap().contains("Paid. Thank you!"));
    assert_eq!(app.order_of(order).await.state, State::Paid);
    assert_eq!(app.attempts(order).await.last().unwrap().channel, Channel::Repair);
    app.books_agree(&sale).await;
}

async fn a_buyer_who_fails_at_the_bank_may_try_again(app: &TestApp) {
    let (sale, buyer, order, intent) = at_the_bank(app).await;
    app.sandbox.finish_action(&intent, Verdict::Fail).await.unwrap();
    app.get(None, &format!("/repair/{order}/return")).await;
    assert_eq!(app.order_of(order).await.state, State::Declined);
    let again = app.repair(&buyer, order).await.ok();
    assert!(again["action_url"].is_string(), "{again}");
    app.sandbox.finish_action(&app.intent_ref(order).await, Verdict::Pass).await.unwrap();
    app.get(None, &format!("/repair/{order}/return")).await;
    assert_eq!(app.order_of(order).await.state, State::Paid);
    app.books_agree(&sale).await;
}

async fn a_bank_page_that_was_left_is_replaced_before_another_try(app: &TestApp) {
    let (sale, buyer, order, left) = at_the_bank(app).await;
    app.advance(Duration::minutes(61)).await;
    assert_eq!(app.order_of(order).await.state, State::NeedsAction);
    assert_eq!(app.attempts(order).await.last().unwrap().state, AttemptState::NeedsAction);

    let again = app.repair(&buyer, order).await.ok();
    assert!(again["action_url"].is_string(), "{again}");
    let present = app.intent_ref(order).await;
    assert_ne!(present, left);
    let refused = app.sandbox.finish_action(&left, Verdict::Pass).await.unwrap_err();
    assert!(refused.to_string().contains("cancelled"), "{refused}");
    app.sandbox.finish_action(&present, Verdict::Pass).await.unwrap();
    app.get(None, &format!("/repair/{order}/return")).await;
    assert_eq!(app.order_of(order).await.state, State::Paid);
    app.books_agree(&sale).await;
}

/// The order's grace is over by a second, its bank's page was opened on the last day and left open; its
/// cancelling is planned and not done.
async fn grace_is_over(app: &TestApp) -> (Sale, PreorderId, IntentRef) {
    let sale = app.charged(1, &[GOOD, ASKS]).await;
    let (buyer, order) = sale.orders[1].clone();
    let ends_at = app.order_of(order).await.grace_from.unwrap() + Duration::days(7);
    app.advance(ends_at - Duration::hours(23) - app.now()).await;
    app.advance(Duration::hours(21)).await;
    app.repair(&buyer, order).await.ok();
    let intent = app.intent_ref(order).await;
    app.advance(Duration::minutes(61)).await;
    app.advance(ends_at - Duration::seconds(1) - app.now()).await;
    assert_eq!(app.order_of(order).await.state, State::NeedsAction);
    app.clock.advance(Duration::seconds(2));
    app::settlement::grace_due(&app.app).await.unwrap();
    assert_eq!(app.order_of(order).await.state, State::Voiding);
    (sale, order, intent)
}

async fn one_second_late_at_the_bank_is_paid_if_the_bank_was_faster(app: &TestApp) {
    let (sale, order, intent) = grace_is_over(app).await;
    app.sandbox.finish_action(&intent, Verdict::Pass).await.unwrap();
    app.settle_down().await;
    assert_eq!(app.order_of(order).await.state, State::Paid);
    app.books_agree(&sale).await;
}

async fn one_second_late_at_the_bank_is_dropped_if_we_were_faster(app: &TestApp) {
    let (sale, order, intent) = grace_is_over(app).await;
    app.settle_down().await;
    assert_eq!(app.order_of(order).await.state, State::Dropped);
    let refused = app.sandbox.finish_action(&intent, Verdict::Pass).await.unwrap_err();
    assert!(refused.to_string().contains("nothing was charged"), "{refused}");
    app.advance(Duration::days(1)).await;
    assert_eq!(app.charges(order), 0);
    assert_eq!(app.sale_state(&sale).await, CampaignState::Funded);
    app.books_agree(&sale).await;
}

async fn only_cancelled_lets_an_order_go(app: &TestApp) {
    let (sale, order, _) = grace_is_over(app).await;
    app.inject(Operation::CancelIntent, Fault::NoAnswerBefore);
    app.inject(Operation::CancelIntent, Fault::Broken500Before);
    app.inject(Operation::CancelIntent, Fault::NoAnswerAfter);
    app.settle_down().await;
    assert_eq!(app.order_of(order).await.state, State::Voiding);
    for _ in 0..4 {
        app.advance(Duration::minutes(1)).await;
    }
    assert_eq!(app.order_of(order).await.state, State::Dropped);
    app.books_agree(&sale).await;
}

async fn one_key_repairs_once_however_often_it_is_sent(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let (buyer, order) = sale.orders[1].clone();
    app.change_card(order, ASKS).await;
    let path = format!("/api/v1/preorders/{order}/repair");
    let send = || app.send(Some(&buyer), poem::http::Method::POST, &path, None, Some("one-key"));
    let first = send().await.ok();
    let second = send().await.ok();
    assert_eq!(first, second);
    assert_eq!(app.attempts(order).await.len(), 2);
    app.post(Some(&buyer), &path, &serde_json::Value::Null).await.refused(400, "bad-request");
    let stranger = &sale.orders[0].0;
    app.repair(stranger, order).await.refused(404, "preorder-unknown");
    app.sandbox.finish_action(&app.intent_ref(order).await, Verdict::Pass).await.unwrap();
    app.advance(Duration::minutes(61)).await;
    assert_eq!(app.order_of(order).await.state, State::Paid, "read an hour later without the buyer");
    app.books_agree(&sale).await;
}

on_both!(
    a_card_without_money_is_reminded_and_repaired_with_another,
    a_card_is_tried_at_most_four_times_and_then_let_go,
    a_stolen_card_is_never_tried_again,
    a_buyer_who_answers_the_bank_has_paid,
    a_buyer_who_fails_at_the_bank_may_try_again,
    a_bank_page_that_was_left_is_replaced_before_another_try,
    one_second_late_at_the_bank_is_paid_if_the_bank_was_faster,
    one_second_late_at_the_bank_is_dropped_if_we_were_faster,
    only_cancelled_lets_an_order_go,
    one_key_repairs_once_however_often_it_is_sent,
);
