//! Stopped money: an object of ours that no row knows means an older database, and nothing is sent until it is proved.

use chrono::Duration;
use greenlit::app;
use greenlit::domain::event::Outcome;
use greenlit::domain::id::PreorderId;
use greenlit::domain::preorder::State;
use greenlit::gateway::payment::{
    ConfirmIntent, CreateIntent, CreateRefund, CustomerRef, IntentRef, Key, MethodRef, PayeeStatus, Payment,
    Presence,
};
use greenlit::store;
use serde_json::json;

use crate::payout::{payee, won};
use crate::support::settle::{GOOD, POOR, Sale};
use crate::support::{Person, TestApp};

/// An event about an intent of this deployment for an order that no row knows.
async fn unknown_object(app: &TestApp) {
    let order: PreorderId = app.app.id();
    let object =
        json!({ "id": "pi_of_tomorrow", "object": "payment_intent", "metadata": app.metadata(order).await });
    app.webhook("evt_tomorrow", "payment_intent.succeeded", &object).await;
    assert_eq!(app.outcome("evt_tomorrow").await, Some(Outcome::Missing));
    assert!(app.stopped().await.unwrap().contains("pi_of_tomorrow"));
}

/// The ledger check by an admin, which lets money go on where it is clean.
async fn release(app: &TestApp, admin: &Person) -> bool {
    let found = app.post(Some(admin), "/api/v1/ledger/check", &json!({})).await.ok();
    for _ in 0..4 {
        app.advance(Duration::minutes(2)).await;
    }
    found["is_released"].as_bool().unwrap()
}

async fn audited(app: &TestApp, admin: &Person, action: &str) -> bool {
    app.get(Some(admin), "/api/v1/audit?limit=200").await.ok().to_string().contains(action)
}

async fn an_object_of_ours_that_no_row_knows_stops_every_charge(app: &TestApp) {
    let sale = app.committed(1, &[GOOD, GOOD]).await;
    app.decide().await;
    unknown_object(app).await;
    app.advance(Duration::hours(1)).await;
    for _ in 0..5 {
        app.advance(Duration::minutes(2)).await;
    }
    assert_eq!(app.states(&sale).await, [State::Committed; 2]);
    assert!(app.sandbox.book().unwrap().intents.is_empty(), "nothing is even prepared");

    let ready = app.get(None, "/readyz").await.ok();
    assert!(ready["money_stopped_why"].is_string(), "{ready}");
    assert!(!ready.to_string().contains("pi_of_tomorrow"), "ids are for the desk");
    assert!(audited(app, &sale.admin, "money.stopped").await);
    let desk = app.browser_of(&sale.admin).await;
    desk.open("/desk").await.shows("All money is stopped since").shows("pi_of_tomorrow");
    desk.open("/desk/ledger/release").await.shows("Let money go on?");
    desk.submit("/desk/ledger/release", &[])
        .await
        .is(200)
        .shows("money goes on")
        .hides("All money is stopped");
    assert_eq!(app.stopped().await, None);
    assert!(audited(app, &sale.admin, "money.released").await);
    app.advance(Duration::minutes(2)).await;
    assert_eq!(app.states(&sale).await, [State::Paid; 2]);
    assert!(app.get(None, "/readyz").await.ok()["money_stopped_at"].is_null());
    app.books_agree(&sale).await;
}

async fn an_attempt_on_record_is_not_sent_while_money_is_stopped(app: &TestApp) {
    let sale = app.committed(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    app.decide().await;
    app.clock.advance(Duration::hours(1));
    app.run_due().await;
    assert_eq!(app.attempts(order).await.len(), 1);
    unknown_object(app).await;
    app.advance(Duration::minutes(5)).await;
    assert_eq!(app.charges(order), 0);
    assert!(release(app, &sale.admin).await);
    app.advance(Duration::minutes(2)).await;
    assert_eq!(app.charges(order), 1);
    app.books_agree(&sale).await;
}

async fn a_buyer_who_repairs_is_told_to_come_back(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let (buyer, order) = sale.orders[1].clone();
    unknown_object(app).await;
    app.change_card(order, GOOD).await;
    app.repair(&buyer, order).await.refused(503, "money-stopped");
    app.advance(Duration::minutes(5)).await;
    assert_eq!(app.order_of(order).await.state, State::Declined);
    assert!(release(app, &sale.admin).await);
    assert_eq!(app.order_of(order).await.state, State::Paid, "the new card is tried by itself");
    app.books_agree(&sale).await;
}

async fn refunds_runs_and_detaches_wait(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    unknown_object(app).await;
    let run = sale.path("run");
    app.post_once(&sale.admin, &run, &json!({})).await.refused(409, "money-stopped");
    let path = format!("/api/v1/preorders/{order}/refunds");
    app.post_once(&sale.admin, &path, &json!({ "reason": "asked for" })).await.ok();
    app.advance(Duration::minutes(5)).await;
    assert!(app.sandbox.book().unwrap().refunds.is_empty());
    assert!(release(app, &sale.admin).await);
    app.advance(Duration::minutes(5)).await;
    assert_eq!(app.order_of(order).await.state, State::Refunded);
    app.books_agree(&sale).await;
}

async fn a_card_is_kept_while_money_is_stopped(app: &TestApp) {
    let sale = app.committed(1, &[GOOD, GOOD]).await;
    unknown_object(app).await;
    let (buyer, order) = sale.orders[0].clone();
    app.post_once(&buyer, &format!("/api/v1/preorders/{order}/cancel"), &json!({})).await.ok();
    app.settle_down().await;
    assert_eq!(app.cards_left(order), 1, "detaching is for ever");
    assert!(release(app, &sale.admin).await);
    app.advance(Duration::minutes(2)).await;
    assert_eq!(app.cards_left(order), 0);
}

async fn payouts_and_top_ups_wait(app: &TestApp) {
    let won = won(app).await;
    payee(app, &won, PayeeStatus::Active).await;
    unknown_object(app).await;
    for admin in [&won.admin, &won.second] {
        app.post_once(admin, &format!("/api/v1/payouts/{}/approve", won.payout), &json!({})).await.ok();
    }
    let round = app.draft(&won.admin, &app.rules()).await;
    let asked = json!({ "source": "top_up" });
    app.post_once(&won.admin, &format!("/api/v1/rounds/{round}/fundings"), &asked).await.ok();
    let moved = app.sandbox.book().unwrap().movements.len();
    app.advance(Duration::days(31)).await;
    assert!(app.sandbox.book().unwrap().transfers.is_empty());
    assert_eq!(app.sandbox.book().unwrap().movements.len(), moved);
    assert!(release(app, &won.admin).await);
    app.advance(Duration::minutes(2)).await;
    assert_eq!(app.sandbox.book().unwrap().transfers.len(), 1);
    assert_eq!(app.sandbox.book().unwrap().movements.len(), moved + 2);
}

/// What this database would know if it were not an older copy: a charge of the order by its card.
async fn charged_tomorrow(app: &TestApp, sale: &Sale) -> IntentRef {
    let (buyer, order) = &sale.orders[0];
    let account = store::account::find(&app.app.store, buyer.id.into()).await.unwrap().unwrap();
    let order = app.order_of(*order).await;
    let request = CreateIntent {
        customer: CustomerRef(account.customer_ref.unwrap()),
        preorder: order.id,
        amount: order.total,
        attempt: None,
    };
    let made = app.sandbox.create_intent(&Key("tomorrow:intent".into()), &request).await.unwrap();
    let confirm = ConfirmIntent {
        intent: made.id.clone(),
        method: MethodRef(order.card.unwrap().method),
        presence: Presence::OffSession,
    };
    app.sandbox.confirm_intent(&Key("tomorrow:confirm".into()), &confirm).await.unwrap();
    made.id
}

async fn a_charge_that_an_older_database_does_not_know_is_taken_in_and_not_made_again(app: &TestApp) {
    let sale = app.committed(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    app.decide().await;
    let intent = charged_tomorrow(app, &sale).await;
    app.settle_down().await;
    assert_eq!(app.stopped().await, None, "a row of ours may just be late");
    app.advance(Duration::minutes(1)).await;
    assert!(
        app.stopped().await.unwrap().contains(&intent.0),
        "the provider's book told, without any webhook"
    );
    assert_eq!(app.order_of(order).await.state, State::Paid);
    app.advance(Duration::hours(3)).await;
    assert_eq!(app.charges(order), 1);
    let (report, is_lifted) = app::stop::prove(&app.app).await.unwrap();
    assert!(is_lifted, "{:?}", report.findings);
    app.advance(Duration::minutes(2)).await;
    app.books_agree(&sale).await;
}

async fn a_refund_that_an_older_database_does_not_know_stops_money_too(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    let refund =
        CreateRefund { intent: app.intent_ref(order).await, amount: app.order_of(order).await.total };
    let key = Key(format!("refund:{}:1", app.app.ids.id()));
    app.sandbox.create_refund(&key, &refund).await.unwrap();
    app.settle_down().await;
    app.advance(Duration::minutes(2)).await;
    assert!(app.stopped().await.unwrap().contains("refund re_"), "{:?}", app.stopped().await);
    app.advance(Duration::minutes(5)).await;
    assert_eq!(app.order_of(order).await.state, State::Refunded, "what left is written down all the same");
    let (report, is_lifted) = app::stop::prove(&app.app).await.unwrap();
    assert!(is_lifted, "{:?}", report.findings);
    app.advance(Duration::minutes(2)).await;
    app.books_agree(&sale).await;
}

async fn money_stays_stopped_while_the_book_is_not_right(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    unknown_object(app).await;
    app.tamper(&["UPDATE journal_line SET debit_minor = debit_minor + 1 WHERE debit_minor > 0"]).await;
    assert!(!release(app, &sale.admin).await);
    let desk = app.browser_of(&sale.admin).await;
    desk.open("/desk/ledger/release").await;
    desk.submit("/desk/ledger/release", &[]).await.is(200).shows("Is the book right?");
    let (report, is_lifted) = app::stop::prove(&app.app).await.unwrap();
    assert!(!is_lifted && !report.is_proven());
    assert!(app.stopped().await.is_some());
}

async fn who_may_let_money_go_on(app: &TestApp) {
    let member = app.member("Mia").await;
    app.post(None, "/api/v1/ledger/check", &json!({})).await.refused(401, "no-token");
    app.post(Some(&member), "/api/v1/ledger/check", &json!({})).await.refused(403, "not-an-admin");
    let admin = app.admin("Ann").await;
    assert!(!release(app, &admin).await, "nothing was stopped");
}

on_both!(
    an_object_of_ours_that_no_row_knows_stops_every_charge,
    an_attempt_on_record_is_not_sent_while_money_is_stopped,
    a_buyer_who_repairs_is_told_to_come_back,
    refunds_runs_and_detaches_wait,
    a_card_is_kept_while_money_is_stopped,
    payouts_and_top_ups_wait,
    a_charge_that_an_older_database_does_not_know_is_taken_in_and_not_made_again,
    a_refund_that_an_older_database_does_not_know_stops_money_too,
    money_stays_stopped_while_the_book_is_not_right,
    who_may_let_money_go_on,
);
