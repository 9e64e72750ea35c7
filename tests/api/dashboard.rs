//! What people do in the provider's dashboard: facts, found with a webhook or without one.

use chrono::Duration;
use greenlit::app::job::Step;
use greenlit::app::refund::{dashboard, read, send};
use greenlit::domain::attempt::State as AttemptState;
use greenlit::domain::id::PreorderId;
use greenlit::domain::intent::State as IntentState;
use greenlit::domain::money::Money;
use greenlit::domain::preorder::State;
use greenlit::domain::refund::{Refund, State as RefundState};
use greenlit::gateway::payment::sandbox::{Fault, Operation};
use greenlit::gateway::payment::{CreateRefund, CustomerRef, Key, MethodRef, Payment};
use greenlit::store;
use serde_json::json;

use crate::support::settle::{GOOD, POOR, Sale, TOTAL_MINOR};
use crate::support::{Person, TestApp};

fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

async fn refunds(app: &TestApp, order: PreorderId) -> Vec<Refund> {
    store::refund::list(&app.app.store, order).await.unwrap()
}

/// Long enough for the provider's book to be read, looked into, and for a refund to arrive.
async fn wait(app: &TestApp) {
    for _ in 0..3 {
        app.advance(Duration::minutes(2)).await;
    }
}

async fn a_whole_refund_there_makes_the_order_refunded_here(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    app.sandbox.refund_outside(&app.intent_ref(order).await, eur(TOTAL_MINOR)).await.unwrap();
    wait(app).await;
    let found = refunds(app, order).await;
    assert_eq!((found[0].state, found[0].cause.as_str()), (RefundState::Done, "outside"));
    assert_eq!(found.len(), 1);
    assert_eq!(app.order_of(order).await.state, State::Refunded);
    assert_eq!(app.balance("refunds_due").await, 0);
    assert_eq!(app.balance("deposits").await, 0);
    assert_eq!(app.stopped().await, None, "a person did it, no other database");
    app.books_agree(&sale).await;
}

async fn a_webhook_tells_of_it_at_once(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    let intent = app.intent_ref(order).await;
    let made = app.sandbox.refund_outside(&intent, eur(TOTAL_MINOR)).await.unwrap();
    app.webhook("evt_1", "charge.refunded", &json!({ "id": "ch_1", "payment_intent": intent })).await;
    app.webhook("evt_2", "refund.created", &json!({ "id": made.id, "payment_intent": intent })).await;
    assert_eq!(refunds(app, order).await.len(), 1);
    assert_eq!(refunds(app, order).await[0].provider_ref.as_ref(), Some(&made.id.0));
    wait(app).await;
    assert_eq!(app.order_of(order).await.state, State::Refunded);
    app.books_agree(&sale).await;
}

async fn a_part_refunded_there_is_that_much_less_to_refund_here(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    app.sandbox.refund_outside(&app.intent_ref(order).await, eur(1_000)).await.unwrap();
    wait(app).await;
    assert_eq!(app.order_of(order).await.state, State::Paid);
    assert_eq!(app.order_of(order).await.returned, eur(1_000));
    let path = format!("/api/v1/preorders/{order}/refunds");
    app.post_once(&sale.admin, &path, &json!({ "reason": "asked for" })).await.ok();
    wait(app).await;
    let amounts: Vec<i64> = refunds(app, order).await.iter().map(|refund| refund.amount.minor).collect();
    assert_eq!(amounts, [1_000, TOTAL_MINOR - 1_000]);
    assert_eq!(app.order_of(order).await.state, State::Refunded);
    app.books_agree(&sale).await;
}

async fn a_refund_owed_here_and_made_there_is_made_once(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    for _ in 0..3 {
        app.inject(Operation::CreateRefund, Fault::NoAnswerBefore);
    }
    let path = format!("/api/v1/preorders/{order}/refunds");
    app.post_once(&sale.admin, &path, &json!({ "reason": "asked for" })).await.ok();
    app.run_due().await;
    app.sandbox.refund_outside(&app.intent_ref(order).await, eur(TOTAL_MINOR)).await.unwrap();
    wait(app).await;
    wait(app).await;
    let found = refunds(app, order).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].state, RefundState::Done, "{found:?}");
    assert_eq!(app.order_of(order).await.state, State::Refunded);
    assert_eq!(app.sandbox.book().unwrap().refunds.len(), 1);
    app.books_agree(&sale).await;
}

/// As after a restore: an older copy of the database calls a refund owed that has left under its own key.
async fn a_refund_that_left_under_our_key_is_not_sent_again(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    let goodwill = json!({ "goodwill": { "minor": 500, "currency": "EUR" }, "reason": "a scratch" });
    app.post_once(&sale.admin, &format!("/api/v1/preorders/{order}/refunds"), &goodwill).await.ok();
    let owed = refunds(app, order).await[0].clone();
    assert_eq!(owed.state, RefundState::Owed);
    let request = CreateRefund { intent: app.intent_ref(order).await, amount: owed.amount };
    app.sandbox.create_refund(&Key(owed.key.clone()), &request).await.unwrap();
    app.clock.advance(Duration::hours(25));

    let intent = app.intent_id(order).await;
    let reference = dashboard::begin(&app.app, intent).await.unwrap().unwrap();
    let listed = dashboard::call(&app.app, &reference).await.unwrap();
    dashboard::record(&app.app, intent, &listed).await.unwrap();
    wait(app).await;
    assert_eq!(refunds(app, order).await[0].state, RefundState::Done);
    assert_eq!(app.sandbox.book().unwrap().refunds.len(), 1, "the key is forgotten by now");
    assert_eq!(app.order_of(order).await.returned, eur(500));
    app.books_agree(&sale).await;
}

async fn a_list_that_was_read_before_the_answer_says_nothing(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    let goodwill = json!({ "goodwill": { "minor": 500, "currency": "EUR" }, "reason": "a scratch" });
    app.post_once(&sale.admin, &format!("/api/v1/preorders/{order}/refunds"), &goodwill).await.ok();
    let id = refunds(app, order).await[0].id;
    let sent = send::begin(&app.app, id).await.unwrap().unwrap();
    let look = read::begin(&app.app, id).await.unwrap().unwrap();
    let before = read::call(&app.app, &look).await.unwrap();
    assert_eq!(before, None, "it is on its way");
    let step = read::record(&app.app, &look, None).await.unwrap();
    assert!(matches!(step, Step::Later(_)), "{step:?}");
    app.clock.advance(Duration::hours(2));
    let step = read::record(&app.app, &look, None).await.unwrap();
    assert!(matches!(step, Step::Later(_)), "its job is not closed: {step:?}");

    let answer = send::call(&app.app, &sent).await;
    send::record(&app.app, &sent, answer).await.unwrap();
    read::record(&app.app, &look, None).await.unwrap();
    wait(app).await;
    let found = refunds(app, order).await[0].clone();
    assert_eq!((found.state, found.number, found.failure), (RefundState::Done, 1, None));
    assert_eq!(app.sandbox.book().unwrap().refunds.len(), 1);
    app.books_agree(&sale).await;
}

async fn an_intent_cancelled_there_is_replaced_here(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let (buyer, order) = sale.orders[1].clone();
    let first = app.intent_ref(order).await;
    app.sandbox.cancel_intent(&first).await.unwrap();
    app.webhook("evt_1", "payment_intent.canceled", &json!({ "id": first })).await;
    assert_eq!(app.intents(order).await[0].state, IntentState::Cancelled);
    assert_eq!(app.order_of(order).await.state, State::Declined);
    app.change_card(order, GOOD).await;
    app.repair(&buyer, order).await.ok();
    app.settle_down().await;
    assert_eq!(app.order_of(order).await.state, State::Paid);
    assert_ne!(app.intent_ref(order).await, first);
    app.books_agree(&sale).await;
}

async fn the_same_without_its_webhook(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let (buyer, order) = sale.orders[1].clone();
    app.sandbox.cancel_intent(&app.intent_ref(order).await).await.unwrap();
    app.change_card(order, GOOD).await;
    app.repair(&buyer, order).await.ok();
    for _ in 0..10 {
        app.advance(Duration::minutes(5)).await;
    }
    assert_eq!(app.order_of(order).await.state, State::Paid);
    assert_eq!(app.intents(order).await.len(), 2);
    app.books_agree(&sale).await;
}

async fn a_card_detached_there_asks_its_buyer_for_another(app: &TestApp) {
    let sale = app.committed(1, &[GOOD, GOOD]).await;
    let (buyer, order) = sale.orders[1].clone();
    let card = app.order_of(order).await.card.unwrap();
    app.sandbox.detach(&MethodRef(card.method)).await.unwrap();
    app.charge().await;
    assert_eq!(app.order_of(order).await.state, State::Declined);
    assert_eq!(app.attempts(order).await.last().unwrap().state, AttemptState::Declined);
    assert!(app.told(&buyer).await.iter().any(|(kind, _)| kind == "preorder_declined"));
    app.advance(Duration::days(2)).await;
    assert_eq!(app.attempts(order).await.len(), 1, "that card is not tried again");
    app.change_card(order, GOOD).await;
    app.repair(&buyer, order).await.ok();
    app.settle_down().await;
    assert_eq!(app.order_of(order).await.state, State::Paid);
    app.books_agree(&sale).await;
}

async fn delete(app: &TestApp, buyer: &Person) {
    let account = store::account::find(&app.app.store, buyer.id.into()).await.unwrap().unwrap();
    app.sandbox.delete_customer(&CustomerRef(account.customer_ref.unwrap())).await.unwrap();
}

/// A new card, and with it a buyer whom the provider knows again.
async fn pays_again(app: &TestApp, sale: &Sale, (buyer, order): (&Person, PreorderId)) {
    app.change_card(order, GOOD).await;
    app.repair(buyer, order).await.ok();
    for _ in 0..10 {
        app.advance(Duration::minutes(5)).await;
    }
    assert_eq!(app.order_of(order).await.state, State::Paid);
    app.books_agree(sale).await;
}

async fn a_buyer_deleted_there_before_the_charge_saves_another_card(app: &TestApp) {
    let sale = app.committed(1, &[GOOD, GOOD]).await;
    let (buyer, order) = sale.orders[1].clone();
    app.decide().await;
    delete(app, &buyer).await;
    app.advance(Duration::hours(1)).await;
    app.advance(Duration::minutes(2)).await;
    assert_eq!(app.order_of(order).await.state, State::Declined);
    let tries = app.attempts(order).await;
    assert_eq!(tries[0].decline_code.as_deref(), Some("customer_deleted"), "{tries:?}");
    pays_again(app, &sale, (&buyer, order)).await;
}

async fn a_buyer_deleted_there_in_the_grace_saves_another_card(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let (buyer, order) = sale.orders[1].clone();
    delete(app, &buyer).await;
    pays_again(app, &sale, (&buyer, order)).await;
}

on_both!(
    a_whole_refund_there_makes_the_order_refunded_here,
    a_webhook_tells_of_it_at_once,
    a_part_refunded_there_is_that_much_less_to_refund_here,
    a_refund_owed_here_and_made_there_is_made_once,
    a_refund_that_left_under_our_key_is_not_sent_again,
    a_list_that_was_read_before_the_answer_says_nothing,
    an_intent_cancelled_there_is_replaced_here,
    the_same_without_its_webhook,
    a_card_detached_there_asks_its_buyer_for_another,
    a_buyer_deleted_there_before_the_charge_saves_another_card,
    a_buyer_deleted_there_in_the_grace_saves_another_card,
);
