//! The provider's events: believed by their signature alone, kept once, and taken as hints to read.

use chrono::Duration;
use entity::job;
use greenlit::domain::event::Outcome;
use greenlit::domain::preorder::State;
use greenlit::gateway::payment::model::Verdict;
use greenlit::gateway::payment::sandbox::{Fault, Operation};
use greenlit::gateway::payment::{IntentStatus, PayeeStatus};
use greenlit::store::Reads;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::payout::{payee, won};
use crate::support::TestApp;
use crate::support::WEBHOOK_SECRETS;
use crate::support::settle::{ASKS, GOOD, POOR, Sale};
use crate::support::webhook::{event, signature};

async fn kept(app: &TestApp) -> Vec<Value> {
    let admin = app.admin(&format!("Admin{}", app.app.ids.id().simple())).await;
    let listed = app.get(Some(&admin), "/api/v1/events?limit=200").await.ok();
    listed["items"].as_array().unwrap().clone()
}

async fn an_event_signed_by_any_current_secret_is_kept_once(app: &TestApp) {
    let at = app.now().timestamp();
    for (number, secret) in WEBHOOK_SECRETS.iter().enumerate() {
        let body = event(&format!("evt_{number}"), "invoice.paid", &json!({})).to_string();
        let header = signature(secret, at, &body);
        for _ in 0..3 {
            assert_eq!(app.post_raw(&body, Some(&header)).await.status.as_u16(), 200);
        }
    }
    app.settle_down().await;
    let kept = kept(app).await;
    assert_eq!(kept.len(), WEBHOOK_SECRETS.len());
    assert!(kept.iter().all(|event| event["state"] == "ignored"), "{kept:?}");
}

async fn the_same_event_at_once_is_kept_once(app: &TestApp) {
    let body = event("evt_twice", "invoice.paid", &json!({})).to_string();
    let header = signature(WEBHOOK_SECRETS[0], app.now().timestamp(), &body);
    let sent = (0..8).map(|_| app.post_raw(&body, Some(&header)));
    for answer in futures::future::join_all(sent).await {
        assert_eq!(answer.status.as_u16(), 200);
    }
    assert_eq!(kept(app).await.len(), 1);
}

async fn what_is_not_signed_is_refused_and_not_kept(app: &TestApp) {
    let body = event("evt_1", "invoice.paid", &json!({})).to_string();
    let now = app.now().timestamp();
    app.post_raw(&body, None).await.refused(400, "signature-wrong");
    app.post_raw(&body, Some("v1=abc")).await.refused(400, "signature-wrong");
    let forged = signature("whsec_of_somebody_else", now, &body);
    app.post_raw(&body, Some(&forged)).await.refused(400, "signature-wrong");
    let good = signature(WEBHOOK_SECRETS[1], now, &body);
    app.post_raw(&body.replace("paid", "gone"), Some(&good)).await.refused(400, "signature-wrong");
    app.clock.advance(Duration::seconds(301));
    let why = app.post_raw(&body, Some(&good)).await.refused(400, "signature-wrong");
    assert!(why.contains("300 seconds"), "{why}");
    app.post_raw(&"x".repeat(2_000_000), Some(&good)).await.refused(413, "too-large");
    assert_eq!(app.get(None, "/webhooks/stripe").await.status.as_u16(), 405);
    assert!(kept(app).await.is_empty());
}

async fn a_signed_body_that_nobody_can_read_is_kept_all_the_same(app: &TestApp) {
    for body in ["[]", "{\"id\": 7}", "not json"] {
        let header = signature(WEBHOOK_SECRETS[2], app.now().timestamp(), body);
        assert_eq!(app.post_raw(body, Some(&header)).await.status.as_u16(), 200);
    }
    app.settle_down().await;
    let kept = kept(app).await;
    assert_eq!(kept.len(), 3);
    assert!(
        kept.iter().all(|event| event["type"] == "unreadable" && event["state"] == "ignored"),
        "{kept:?}"
    );
}

async fn an_event_is_only_a_hint(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, ASKS]).await;
    let (buyer, order) = sale.orders[1].clone();
    app.repair(&buyer, order).await.ok();
    let intent = app.intent_ref(order).await;
    let object = json!({
        "id": intent, "object": "payment_intent", "status": "succeeded", "amount_received": 3_300,
        "metadata": app.metadata(order).await,
    });
    app.webhook("evt_lie", "payment_intent.succeeded", &object).await;
    assert_eq!(app.outcome("evt_lie").await, Some(Outcome::Read));
    assert_eq!(app.order_of(order).await.state, State::Charging, "the provider was read, not the event");

    // The buyer answers the bank and never comes back to us: the next event is the first we hear of it.
    app.sandbox.finish_action(&intent, Verdict::Pass).await.unwrap();
    app.webhook("evt_true", "payment_intent.succeeded", &object).await;
    assert_eq!(app.order_of(order).await.state, State::Paid);
    app.webhook("evt_late", "payment_intent.payment_failed", &object).await;
    assert_eq!(app.outcome("evt_late").await, Some(Outcome::Settled));
    assert_eq!(app.order_of(order).await.state, State::Paid);
    app.books_agree(&sale).await;
}

async fn a_card_saved_by_a_buyer_who_left_is_known_at_once(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let order = sale.orders[1].1;
    greenlit::app::preorder::visit(&app.app, order).await.unwrap();
    let session = app.order_of(order).await.session().unwrap().to_owned();
    app.sandbox.save_card(&greenlit::gateway::payment::SessionRef(session.clone()), GOOD).await.unwrap();
    let object =
        json!({ "id": session, "object": "checkout.session", "metadata": app.metadata(order).await });
    app.webhook("evt_1", "checkout.session.completed", &object).await;
    assert_eq!(app.outcome("evt_1").await, Some(Outcome::Read));
    assert_eq!(app.order_of(order).await.card.unwrap().last4, "4242");
    app.advance(Duration::minutes(3)).await;
    assert_eq!(app.order_of(order).await.state, State::Paid, "and it is charged");
    app.books_agree(&sale).await;
}

/// A card is saved on a page of the second order; then its rows are those of before the page.
async fn card_that_rows_forgot(app: &TestApp, sale: &Sale) -> String {
    let order = sale.orders[1].1;
    let cards = app.cards_left(order);
    greenlit::app::preorder::visit(&app.app, order).await.unwrap();
    let session = app.order_of(order).await.session().unwrap().to_owned();
    app.sandbox.save_card(&greenlit::gateway::payment::SessionRef(session.clone()), GOOD).await.unwrap();
    assert_eq!(app.cards_left(order), cards + 1);
    app.tamper(&["UPDATE preorder SET session_ref = NULL, session_key = NULL, session_url = NULL, \
                 session_expires_at = NULL"])
        .await;
    session
}

async fn a_card_saved_on_a_page_that_no_row_knows_goes_with_its_order(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    card_that_rows_forgot(app, &sale).await;
    app.advance(Duration::days(8)).await;
    app.settle_down().await;
    assert_eq!(app.order_of(sale.orders[1].1).await.state, State::Dropped);
    assert_eq!(app.cards_left(sale.orders[1].1), 0);
}

/// The database is older than the page: the card that was saved there is nobody's.
async fn a_card_saved_on_a_page_that_no_row_knows_is_forgotten(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let order = sale.orders[1].1;
    let (before, cards) = (app.order_of(order).await.card, app.cards_left(order));
    let session = card_that_rows_forgot(app, &sale).await;
    let object =
        json!({ "id": session, "object": "checkout.session", "metadata": app.metadata(order).await });
    app.webhook("evt_1", "checkout.session.completed", &object).await;
    app.settle_down().await;
    assert_eq!(app.outcome("evt_1").await, Some(Outcome::Read));
    assert_eq!((app.order_of(order).await.card, app.cards_left(order)), (before, cards));
}

/// Set-ups and pages that ended without a card are no pages to look at, and another's page is another's.
async fn no_card_is_forgotten_by_an_events_word_alone(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let session = card_that_rows_forgot(app, &sale).await;
    let (other, owner) = (sale.orders[0].1, sale.orders[1].1);
    let cards = app.cards_left(owner);
    let about = |order| async move { app.metadata(order).await };
    for (number, (kind, id, order)) in (1..).zip([
        ("setup_intent.succeeded", "seti_1", owner),
        ("checkout.session.expired", session.as_str(), owner),
        ("checkout.session.completed", session.as_str(), other),
    ]) {
        let object = json!({ "id": id, "object": "x", "metadata": about(order).await });
        app.webhook(&format!("evt_{number}"), kind, &object).await;
        app.settle_down().await;
        assert_eq!(app.cards_left(owner), cards, "{kind}");
        let looks = job::Entity::find().filter(job::Column::Kind.eq("forget_page"));
        let looks = looks.count(app.app.store.connection()).await.unwrap();
        assert_eq!(looks, u64::from(number == 3), "{kind}");
    }
}

async fn what_is_not_ours_is_counted_and_left_alone(app: &TestApp) {
    app.deployment().await;
    let other = json!({ "deployment": "00000000-0000-0000-0000-00000000000f", "preorder": app.app.ids.id() });
    for (id, metadata) in [("evt_1", other), ("evt_2", json!({})), ("evt_3", json!({ "deployment": "shop" }))]
    {
        let object = json!({ "id": "pi_x", "object": "payment_intent", "metadata": metadata });
        app.webhook(id, "payment_intent.succeeded", &object).await;
        assert_eq!(app.outcome(id).await, Some(Outcome::Foreign), "{id}");
    }
    app.webhook("evt_4", "charge.refunded", &json!({ "id": "ch_1", "payment_intent": "pi_y" })).await;
    app.webhook("evt_5", "transfer.created", &json!({ "id": "tr_1", "transfer_group": "a group" })).await;
    app.webhook("evt_6", "account.updated", &json!({ "id": "acct_1", "object": "account" })).await;
    app.webhook("evt_7", "some.new_type", &json!({ "id": "x_1" })).await;
    assert_eq!(app.stopped().await, None);
    let admin = app.admin("Ann").await;
    let counts = app.get(Some(&admin), "/api/v1/events/counts").await.ok();
    assert_eq!(counts[0], json!({ "type": "payment_intent.succeeded", "state": "foreign", "number": 3 }));
    let ignored = app.get(Some(&admin), "/api/v1/events?state=ignored").await.ok();
    assert_eq!(ignored["items"][0]["type"], "some.new_type");
    assert_eq!(ignored["items"].as_array().unwrap().len(), 1);
}

async fn an_event_about_an_intent_that_is_being_made_waits_for_its_row(app: &TestApp) {
    let sale = app.committed(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    app.inject(Operation::CreateIntent, Fault::NoAnswerAfter);
    app.decide().await;
    app.clock.advance(Duration::hours(1));
    greenlit::worker::reconcile(&app.app).await;
    app.run_due().await;
    app.run_due().await;
    let book = app.sandbox.book().unwrap();
    let made = book.intents.values().next().expect("the provider made it");
    assert_eq!(made.status, IntentStatus::RequiresPaymentMethod);
    assert_eq!(app.intents(order).await[0].provider_ref, None, "and its id was lost");
    let object = json!({ "id": made.id, "object": "payment_intent", "metadata": app.metadata(order).await });
    app.webhook("evt_1", "payment_intent.created", &object).await;
    assert_eq!(app.stopped().await, None, "it is no restored database");
    app.advance(Duration::minutes(2)).await;
    app.advance(Duration::minutes(2)).await;
    assert!(app.outcome("evt_1").await.is_some());
    assert_eq!(app.stopped().await, None);
    assert_eq!(app.order_of(order).await.state, State::Paid);
    app.books_agree(&sale).await;
}

async fn an_account_that_is_restricted_is_known_at_once(app: &TestApp) {
    let won = won(app).await;
    payee(app, &won, PayeeStatus::Active).await;
    let book = app.sandbox.book().unwrap();
    let known = book.payees.keys().next().unwrap().clone();
    app.sandbox.set_payee(&known, PayeeStatus::Restricted).await.unwrap();
    app.webhook("evt_1", "account.updated", &json!({ "id": known, "object": "account" })).await;
    assert_eq!(app.outcome("evt_1").await, Some(Outcome::Read));
    let found = app.get(Some(&won.admin), &format!("/api/v1/payouts/{}", won.payout)).await.ok();
    assert!(found["reasons"].to_string().contains("account_restricted"), "{found}");
}

async fn an_account_whose_answer_was_lost_stops_no_money_and_one_that_nobody_asked_for_does(app: &TestApp) {
    let won = won(app).await;
    app.inject(Operation::CreatePayee, Fault::NoAnswerAfter);
    app.post(Some(&won.designer), "/api/v1/me/payee", &json!({})).await.refused(503, "provider-silent");
    let made = app.sandbox.book().unwrap().payees.keys().next().unwrap().clone();
    let object = |id: &str, holder: Uuid, deployment: Uuid| {
        let metadata = json!({ "deployment": deployment, "account": holder });
        json!({ "id": id, "object": "account", "metadata": metadata })
    };
    let own = app.deployment().await;
    app.webhook("evt_1", "account.updated", &object(&made.0, won.designer.id, own)).await;
    app.advance(Duration::hours(2)).await;
    assert_eq!(app.outcome("evt_1").await, Some(Outcome::Settled));
    assert_eq!(app.stopped().await, None);

    app.webhook("evt_2", "account.updated", &object("acct_later", won.admin.id, own)).await;
    assert_eq!(app.outcome("evt_2").await, Some(Outcome::Missing));
    assert!(app.stopped().await.is_some());
}

async fn an_admin_reads_an_event_again(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, ASKS]).await;
    let (buyer, order) = sale.orders[1].clone();
    app.repair(&buyer, order).await.ok();
    let intent = app.intent_ref(order).await;
    app.webhook("evt_1", "payment_intent.processing", &json!({ "id": intent })).await;
    app.sandbox.finish_action(&intent, Verdict::Pass).await.unwrap();

    let listed = app.get(Some(&sale.admin), "/api/v1/events").await.ok();
    let path = format!("/api/v1/events/{}/read", listed["items"][0]["id"].as_str().unwrap());
    app.post(None, &path, &json!({})).await.refused(401, "no-token");
    app.post(Some(&buyer), &path, &json!({})).await.refused(403, "not-an-admin");
    let waits = app.post(Some(&sale.admin), &path, &json!({})).await.ok();
    assert_eq!(waits["state"], "waiting");
    app.post(Some(&sale.admin), &path, &json!({})).await.refused(409, "event-waits");
    app.settle_down().await;
    assert_eq!(app.order_of(order).await.state, State::Paid);

    let desk = app.browser_of(&sale.admin).await;
    desk.open("/desk/events").await.shows("payment_intent.processing").shows("Read again");
    desk.open("/desk/events?state=foreign").await.shows("There is no event here");
    let path = path.replace("/api/v1", "/desk");
    desk.open(&path).await.shows("Nothing is done twice");
    desk.submit(&path, &[]).await.is(200).shows("is read again");
    let audit = app.get(Some(&sale.admin), "/api/v1/audit").await.ok().to_string();
    assert!(audit.contains("event.read_again"), "{audit}");
}

on_both!(
    an_event_signed_by_any_current_secret_is_kept_once,
    the_same_event_at_once_is_kept_once,
    what_is_not_signed_is_refused_and_not_kept,
    a_signed_body_that_nobody_can_read_is_kept_all_the_same,
    an_event_is_only_a_hint,
    a_card_saved_by_a_buyer_who_left_is_known_at_once,
    a_card_saved_on_a_page_that_no_row_knows_goes_with_its_order,
    a_card_saved_on_a_page_that_no_row_knows_is_forgotten,
    no_card_is_forgotten_by_an_events_word_alone,
    what_is_not_ours_is_counted_and_left_alone,
    an_event_about_an_intent_that_is_being_made_waits_for_its_row,
    an_account_that_is_restricted_is_known_at_once,
    an_account_whose_answer_was_lost_stops_no_money_and_one_that_nobody_asked_for_does,
    an_admin_reads_an_event_again,
);
