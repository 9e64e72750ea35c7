//! Pre-orders of one buyer: placed, committed, changed, cancelled, expired, and refused with a sentence.

use chrono::Duration;
use greenlit::gateway::payment::sandbox::{Fault, Operation};
use greenlit::store;
use poem::http::{Method, StatusCode};
use poem::{Body, Request};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::sale::{GOOD_CARD, id};
use crate::support::{Answer, Person, TestApp};

async fn a_buyer_orders_saves_a_card_on_the_page_and_is_committed(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let buyer = app.member("Bo").await;
    let placed = app.ask(&sale, &buyer, 2).await;
    assert_eq!(placed.status, StatusCode::CREATED);
    let placed = placed.ok();
    assert_eq!(placed["total"], json!({ "minor": 6050, "currency": "EUR" }));
    assert_eq!((&placed["state"], &placed["units"]), (&json!("started"), &json!(2)));
    let order = id(&placed);
    assert_eq!(placed["pay"], format!("http://greenlit.test/pay/{order}"));
    let page = app.get(None, &format!("/pay/{order}")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let card_page = page.header("location").to_owned();
    let form = text(&app.get(None, &card_page).await);
    assert!(form.contains("4000000000000341") && form.contains("declined at every charge"), "{form}");
    let refused = app.call(form_post(&card_page, "number=4000000000000002&expiry=12/40&cvc=123")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&refused).contains("declined this card"), "{}", text(&refused));
    let saved = app.call(form_post(&card_page, "number=4242424242424242&expiry=12/40&cvc=123")).await;
    assert_eq!(saved.header("location"), format!("http://greenlit.test/pay/{order}/return"));
    assert!(app.come_back(order).await.contains("You are in"));
    let read = app.get(Some(&buyer), &format!("/api/v1/preorders/{order}")).await.ok();
    assert_eq!((&read["state"], &read["card"]["last4"]), (&json!("committed"), &json!("4242")));
    let units = app.campaign(&sale).await.units;
    assert_eq!((units.reserved, units.committed), (0, 2));
    let agreed =
        store::agreement::find(&app.app.store, app.kept_order(order).await.id).await.unwrap().unwrap();
    let charge_by = app.campaign(&sale).await.clocks.deadline_at.unwrap() + Duration::days(37);
    assert_eq!((agreed.number, agreed.total_minor, agreed.charge_by), (1, 6050, charge_by));
    assert_eq!((agreed.text.version.as_str(), agreed.text.digest.len()), ("1", 64));
    let kinds = notices(app, &buyer).await;
    assert_eq!(kinds, ["preorder_committed"]);
    assert!(app.sandbox.book().unwrap().intents.is_empty(), "nothing is charged");
}

async fn a_buyer_who_never_came_back_is_committed_all_the_same(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let buyer = app.member("Bo").await;
    let order = app.at_card_page(&sale, &buyer, 1).await;
    app.type_card(order, GOOD_CARD).await;
    app.advance(Duration::minutes(30)).await;
    assert_eq!(app.preorder_state(order).await, "committed");
}

async fn a_reservation_that_is_over_gives_its_units_back_and_ends_its_page(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1, "cap_units": 2 })).await;
    let (bo, lee) = (app.member("Bo").await, app.member("Lee").await);
    let with_page = app.at_card_page(&sale, &bo, 1).await;
    let without = id(&app.ask(&sale, &bo, 1).await.ok());
    app.ask(&sale, &lee, 1).await.refused(409, "units-taken");
    app.advance(Duration::minutes(30) - Duration::seconds(1)).await;
    assert_eq!(app.campaign(&sale).await.units.reserved, 2);
    let session = app.kept_order(with_page).await.session().unwrap().to_owned();
    app.advance(Duration::seconds(1)).await;
    assert_eq!(app.campaign(&sale).await.units.reserved, 0);
    for order in [with_page, without] {
        assert_eq!(app.preorder_state(order).await, "expired");
    }
    let session = greenlit::gateway::payment::SessionRef(session);
    let late = app.sandbox.save_card(&session, GOOD_CARD).await;
    assert!(late.is_err(), "the provider's page is closed: {late:?}");
    app.ask(&sale, &lee, 2).await.ok();
}

async fn orders_that_cannot_be_are_refused_with_every_mistake(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1, "cap_units": 6, "per_buyer_units_max": 3 })).await;
    let buyer = app.member("Bo").await;
    let place = async |body: &Value| app.post_once(&buyer, &sale.path("preorders"), body).await;
    let mut wrong = sale.order(0);
    wrong["address"]["country"] = json!("FR");
    wrong["address"]["city"] = json!("");
    let answer = place(&wrong).await;
    answer.refused(422, "invalid-fields");
    let errors = answer.json()["errors"].clone();
    let fields: Vec<&str> =
        errors.as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["lines[0].quantity", "address.country", "address.city"]);
    place(&sale.order(4)).await.refused(409, "units-taken");
    place(&sale.order(2)).await.ok();
    let sentence = place(&sale.order(2)).await.refused(409, "units-taken");
    assert_eq!(sentence, "one buyer may have 3 of these, and you have 2");
    let other = app.member("Lee").await;
    app.ask(&sale, &other, 3).await.ok();
    let third = app.member("Ann").await;
    let sentence = app.ask(&sale, &third, 2).await.refused(409, "units-taken");
    assert_eq!(sentence, "only 1 are left");
    let unknown = format!("/api/v1/campaigns/{}/preorders", Uuid::nil());
    app.post_once(&buyer, &unknown, &sale.order(1)).await.refused(404, "campaign-unknown");
    let mut extra = sale.order(1);
    extra["discount"] = json!(100);
    assert_eq!(place(&extra).await.status, StatusCode::BAD_REQUEST);
    let anonymous = app.post(None, &sale.path("preorders"), &sale.order(1)).await;
    anonymous.refused(401, "no-token");
}

async fn one_key_is_one_order_and_needed(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let buyer = app.member("Bo").await;
    let path = sale.path("preorders");
    let first = app.send(Some(&buyer), Method::POST, &path, Some(&sale.order(1)), Some("k1")).await.ok();
    app.advance(Duration::minutes(5)).await;
    let again = app.send(Some(&buyer), Method::POST, &path, Some(&sale.order(1)), Some("k1")).await;
    assert_eq!(again.ok(), first);
    let other = app.send(Some(&buyer), Method::POST, &path, Some(&sale.order(2)), Some("k1")).await;
    other.refused(409, "idempotency-key-reused");
    let without = app.send(Some(&buyer), Method::POST, &path, Some(&sale.order(1)), None).await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST);
    let lee = app.member("Lee").await;
    let theirs = app.send(Some(&lee), Method::POST, &path, Some(&sale.order(1)), Some("k1")).await.ok();
    assert_ne!(theirs["id"], first["id"], "a key is its account's own");
    assert_eq!(app.campaign(&sale).await.units.reserved, 2);
}

async fn an_order_is_its_buyers_and_the_admins_to_see(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let (bo, lee) = (app.member("Bo").await, app.member("Lee").await);
    let order = app.commit(&sale, &bo, 1, GOOD_CARD).await;
    let path = format!("/api/v1/preorders/{order}");
    app.get(Some(&lee), &path).await.refused(404, "preorder-unknown");
    app.get(None, &path).await.refused(401, "no-token");
    assert_eq!(app.get(Some(&sale.admin), &path).await.ok()["id"], json!(order));
    app.post_once(&lee, &format!("{path}/cancel"), &json!({})).await.refused(404, "preorder-unknown");
    app.put_once(&lee, &path, &sale.order(1)).await.refused(404, "preorder-unknown");
    let mine = app.get(Some(&bo), "/api/v1/me/preorders").await.ok();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    assert_eq!(app.get(Some(&lee), "/api/v1/me/preorders").await.ok()["items"], json!([]));
    let page = app.come_back(order).await;
    assert!(!page.contains("Kim") && !page.contains("Rathausplatz"), "the page names nobody: {page}");
}

async fn lines_change_while_the_sale_is_open_and_a_higher_total_is_accepted_anew(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1, "cap_units": 4 })).await;
    let buyer = app.member("Bo").await;
    let order = app.commit(&sale, &buyer, 1, GOOD_CARD).await;
    let path = format!("/api/v1/preorders/{order}");
    let mut dearer = sale.order_of(&[(0, 1), (1, 2)]);
    app.put_once(&buyer, &path, &dearer).await.refused(409, "total-unaccepted");
    dearer["accepted_total_minor"] = json!(9_239);
    app.put_once(&buyer, &path, &dearer).await.refused(409, "total-unaccepted");
    dearer["accepted_total_minor"] = json!(9_240);
    let changed = app.put_once(&buyer, &path, &dearer).await.ok();
    assert_eq!((&changed["total"]["minor"], &changed["units"]), (&json!(9_240), &json!(3)));
    assert_eq!(app.campaign(&sale).await.units.committed, 3);
    app.put_once(&buyer, &path, &sale.order(5)).await.refused(409, "total-unaccepted");
    let mut five = sale.order(5);
    five["accepted_total_minor"] = json!(14_300);
    app.put_once(&buyer, &path, &five).await.refused(409, "units-taken");
    app.put_once(&buyer, &path, &sale.order(1)).await.ok();
    assert_eq!(app.campaign(&sale).await.units.committed, 1);
    let agreed =
        store::agreement::find(&app.app.store, app.kept_order(order).await.id).await.unwrap().unwrap();
    assert_eq!((agreed.number, agreed.total_minor), (3, 3_300));
    let mut moved = sale.order(1);
    moved["address"]["city"] = json!("Bonn");
    app.put_once(&buyer, &path, &moved).await.ok();
    assert_eq!(app.kept_order(order).await.address.city, "Bonn");
}

async fn after_the_gate_only_what_costs_the_same_changes_and_nobody_cancels(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1 })).await;
    let buyer = app.member("Bo").await;
    let order = app.commit(&sale, &buyer, 1, GOOD_CARD).await;
    app.advance(Duration::seconds(1_209_600 + 600)).await;
    assert_eq!(app.state_of(&sale).await, "settling");
    let path = format!("/api/v1/preorders/{order}");
    app.put_once(&buyer, &path, &sale.order_of(&[(1, 1)])).await.refused(409, "lines-fixed");
    app.post_once(&buyer, &format!("{path}/cancel"), &json!({})).await.refused(409, "cancel-closed");
    let mut moved = sale.order(1);
    moved["address"]["city"] = json!("Bonn");
    app.put_once(&buyer, &path, &moved).await.ok();
    assert_eq!(app.kept_order(order).await.address.city, "Bonn");
}

async fn an_order_changes_before_its_card_page_opens_and_not_while_it_is(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1, "cap_units": 3 })).await;
    let buyer = app.member("Bo").await;
    let order = id(&app.ask(&sale, &buyer, 3).await.ok());
    let path = format!("/api/v1/preorders/{order}");
    let changed = app.put_once(&buyer, &path, &sale.order(2)).await.ok();
    assert_eq!((&changed["state"], &changed["units"]), (&json!("started"), &json!(2)));
    assert_eq!(app.campaign(&sale).await.units.reserved, 2);
    app.to_card_page(order).await;
    app.put_once(&buyer, &path, &sale.order(1)).await.refused(409, "card-page-open");
    app.type_card(order, GOOD_CARD).await;
    app.come_back(order).await;
    assert_eq!(app.campaign(&sale).await.units.committed, 2);
}

async fn cancelling_gives_the_units_back_and_forgets_the_card(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1, "cap_units": 2 })).await;
    let buyer = app.member("Bo").await;
    let order = app.commit(&sale, &buyer, 2, GOOD_CARD).await;
    let path = format!("/api/v1/preorders/{order}/cancel");
    let done = app.post_once(&buyer, &path, &json!({})).await.ok();
    assert_eq!(done["state"], "cancelled");
    app.settle_down().await;
    assert_eq!((app.campaign(&sale).await.units.committed, app.known_cards()), (0, 0));
    let started = id(&app.ask(&sale, &buyer, 2).await.ok());
    let path = format!("/api/v1/preorders/{started}/cancel");
    assert_eq!(app.post_once(&buyer, &path, &json!({})).await.ok()["state"], "expired");
    assert_eq!(app.campaign(&sale).await.units.reserved, 0);
    assert_eq!(notices(app, &buyer).await, ["preorder_cancelled", "preorder_committed"]);
}

async fn another_card_replaces_the_first_and_the_first_is_forgotten(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let buyer = app.member("Bo").await;
    let order = app.commit(&sale, &buyer, 1, GOOD_CARD).await;
    let browser = app.browser_of(&buyer).await;
    browser.open(&format!("/pay/{order}")).await.shows("Use another card");
    browser.submit(&format!("/pay/{order}/card"), &[]).await.shows("Sandbox: save a card");
    app.type_card(order, "4000000000000341").await;
    app.come_back(order).await;
    app.settle_down().await;
    assert_eq!(app.kept_order(order).await.card.unwrap().last4, "0341");
    assert_eq!((app.preorder_state(order).await.as_str(), app.known_cards()), ("committed", 1));
}

async fn a_card_that_expires_before_the_grace_ends_is_refused(app: &TestApp) {
    // The sale ends on 27 January, and its grace in February.
    let sale = app.sale(&json!({ "sale_seconds": 1_728_000 })).await;
    let buyer = app.member("Bo").await;
    let order = app.at_card_page(&sale, &buyer, 1).await;
    let page = app.kept_order(order).await.page.unwrap().opened.unwrap().url;
    app.call(form_post(&page, "number=4242424242424242&expiry=01/30&cvc=123")).await;
    app.come_back(order).await;
    assert_eq!(app.preorder_state(order).await, "started");
    app.settle_down().await;
    assert_eq!(app.known_cards(), 0, "it is forgotten at once");
    assert_eq!(notices(app, &buyer).await, ["preorder_card_too_short"]);
    app.to_card_page(order).await;
    app.type_card(order, GOOD_CARD).await;
    app.come_back(order).await;
    assert_eq!(app.preorder_state(order).await, "committed");
}

async fn a_lost_or_broken_answer_still_leads_to_one_card_page(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let buyer = app.member("Bo").await;
    let order = id(&app.ask(&sale, &buyer, 1).await.ok());
    let path = format!("/pay/{order}");
    app.sandbox.inject(Operation::OpenSession, Fault::NoAnswerAfter);
    app.get(None, &path).await.refused(503, "provider-silent");
    app.to_card_page(order).await;
    assert_eq!(app.sandbox.book().unwrap().sessions.len(), 1, "the same key finds the same page");
    let second = id(&app.ask(&sale, &buyer, 1).await.ok());
    app.sandbox.inject(Operation::OpenSession, Fault::Broken500Before);
    app.get(None, &format!("/pay/{second}")).await.refused(503, "provider-silent");
    app.advance(Duration::minutes(2)).await;
    app.type_card(second, GOOD_CARD).await;
    app.come_back(second).await;
    assert_eq!(app.preorder_state(second).await, "committed", "the job made the page with the next key");
    let key = app.kept_order(second).await.page.unwrap().key;
    assert!(key.ends_with(":session:2"), "{key}");
}

async fn notices(app: &TestApp, who: &Person) -> Vec<String> {
    let told = app.get(Some(who), "/api/v1/me/notices").await.ok();
    let items = told["items"].as_array().unwrap();
    items.iter().map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
}

fn form_post(path: &str, body: &str) -> Request {
    Request::builder()
        .method(Method::POST)
        .uri(path.parse().unwrap())
        .content_type("application/x-www-form-urlencoded")
        .body(Body::from_string(body.to_owned()))
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.bytes.clone()).unwrap()
}

impl TestApp {
    /// A change with a key of its own.
    async fn put_once(&self, who: &Person, path: &str, body: &Value) -> Answer {
        let key = self.app.ids.id().to_string();
        self.send(Some(who), Method::PUT, path, Some(body), Some(&key)).await
    }
}

on_both!(
    a_buyer_orders_saves_a_card_on_the_page_and_is_committed,
    a_buyer_who_never_came_back_is_committed_all_the_same,
    a_reservation_that_is_over_gives_its_units_back_and_ends_its_page,
    orders_that_cannot_be_are_refused_with_every_mistake,
    one_key_is_one_order_and_needed,
    an_order_is_its_buyers_and_the_admins_to_see,
    lines_change_while_the_sale_is_open_and_a_higher_total_is_accepted_anew,
    after_the_gate_only_what_costs_the_same_changes_and_nobody_cancels,
    an_order_changes_before_its_card_page_opens_and_not_while_it_is,
    cancelling_gives_the_units_back_and_forgets_the_card,
    another_card_replaces_the_first_and_the_first_is_forgotten,
    a_card_that_expires_before_the_grace_ends_is_refused,
    a_lost_or_broken_answer_still_leads_to_one_card_page,
);
