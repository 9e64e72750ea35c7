//! Ordering and what buyers do with their orders, by forms alone.

use chrono::Duration;
use greenlit::store;
use serde_json::json;

use crate::support::browser::{Browser, Sent};
use crate::support::page::Page;
use crate::support::sale::{GOOD_CARD, Sale, id};
use crate::support::{PASSWORD, TestApp};

const DAY_SECONDS: i64 = 86_400;

/// The form of an order of so many of the first variant.
fn typed(sale: &Sale, quantity: &str) -> Vec<(String, String)> {
    let fields = [
        ("address.name", "Kim"),
        ("address.line1", "Rathausplatz 1"),
        ("address.line2", ""),
        ("address.city", "Köln"),
        ("address.region", ""),
        ("address.postal_code", "50667"),
        ("address.country", "DE"),
    ];
    let address = fields.map(|(name, text)| (name.to_owned(), text.to_owned()));
    [(format!("quantity.{}", sale.variants[0]), quantity.to_owned())].into_iter().chain(address).collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// Types this card on the provider's page that is open, and comes back where it leads.
pub(crate) async fn save_card(browser: &Browser<'_>, page: &Page, number: &str) -> Page {
    page.shows("Sandbox: save a card");
    let fields = [("number", number), ("expiry", "12/40"), ("cvc", "123")];
    let fields = fields.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let answer = browser.send(&Sent::form(&page.path, &fields)).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", String::from_utf8_lossy(&answer.bytes));
    let back = answer.header("location").strip_prefix("http://greenlit.test").unwrap().to_owned();
    browser.open(&back).await
}

async fn somebody_not_signed_in_orders_and_loses_nothing_of_the_form(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 5, "per_buyer_units_max": 3, "cap_units": 10 })).await;
    let buyer = app.member("Bo").await;
    let action = format!("/campaigns/{}/order", sale.campaign);
    let browser = app.browser();
    let empty = browser.open(&action).await;
    empty
        .is(200)
        .shows("One buyer may have 3 units")
        .shows("10 units are left")
        .shows("Germany · shipping €5.00");
    empty.shows("Choose how many of which size");
    let fields = typed(&sale, "2");
    let looked = browser.post(&format!("{action}/total"), &borrowed(&fields)).await;
    looked.is(200).shows("€50.00").shows("€5.00").shows("€5.50").shows("exactly €60.50 will be charged");
    looked.links_to("/agreement").links_to("/legal/terms").links_to("/legal/refunds");
    assert_eq!(looked.field("address.city"), "Köln");
    let sign_in = browser.submit(&action, &[]).await;
    sign_in.shows("what you typed is still there");
    assert_eq!(app.campaign(&sale).await.units.reserved, 0, "nothing is ordered yet");
    let person = [("email", buyer.email.as_str()), ("password", PASSWORD)];
    browser.submit("/sign-in", &person).await.shows("nothing of it has been sent yet");
    let resumed = browser.page();
    let card_page = browser.submit(&action, &[]).await;
    card_page.is(200).shows("€60.50").shows("Nothing is charged now");
    let again = browser.send(&Sent::form(&action, &resumed.form(&action))).await;
    assert_eq!(again.status.as_u16(), 303, "a second click leads to the same order");
    assert_eq!(app.campaign(&sale).await.units.reserved, 2);
    let back = save_card(&browser, &card_page, GOOD_CARD).await;
    back.is(200).shows("You are in").shows("ending in 4242").shows("€60.50");
    assert_eq!(app.campaign(&sale).await.units.committed, 2);
    browser.open(&action).await.shows("and you have 2").shows("8 units are left");
}

async fn a_form_that_outlived_its_session_is_sent_by_a_new_word(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 5, "cap_units": 10 })).await;
    let total = format!("/campaigns/{}/order/total", sale.campaign);
    let browser = app.browser_of(&app.member("Bo").await).await;
    let old = browser.open(&format!("/campaigns/{}/order", sale.campaign)).await.field("token");
    browser.submit("/sign-out", &[]).await;
    let mut fields = typed(&sale, "2");
    fields.push(("token".to_owned(), old.clone()));

    let strange = browser.send(&Sent::form(&total, &fields).sent_elsewhere()).await;
    assert_eq!(strange.status.as_u16(), 403);
    assert!(
        !String::from_utf8_lossy(&strange.bytes).contains("Go on where you were"),
        "it is nobody's of ours"
    );
    let kept = browser.post(&total, &borrowed(&fields)).await;
    kept.is(403).shows("Go on where you were");
    assert_eq!(kept.field("address.city"), "Köln");
    assert_ne!(kept.field("token"), old);
    browser.submit(&total, &[]).await.is(200).shows("exactly €60.50 will be charged");

    let secret = [("token", old.as_str()), ("email", "bo@example.org"), ("password", "a secret sentence")];
    browser.post("/sign-in", &secret).await.is(403).hides("a secret sentence").hides("Go on where you were");
}

async fn a_refused_order_keeps_what_was_typed_and_reserves_nothing(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 5, "per_buyer_units_max": 3, "cap_units": 10 })).await;
    let buyer = app.member("Bo").await;
    let browser = app.browser_of(&buyer).await;
    let action = format!("/campaigns/{}/order", sale.campaign);
    let quantity = format!("quantity.{}", sale.variants[0]);
    browser.open(&action).await;
    let mut fields = typed(&sale, "2");
    fields.retain(|(name, _)| name != "address.city");
    let refused = browser.post(&action, &borrowed(&fields)).await;
    refused.is(422).shows("€60.50");
    assert!(refused.html.contains("id=\"address.city-wrong\""), "{}", refused.html);
    assert_eq!(
        (refused.field("address.line1"), refused.field(&quantity)),
        ("Rathausplatz 1".into(), "2".into())
    );
    let check = async |number: &str, status: u16, says: &str| {
        let mut fields = typed(&sale, number);
        fields.push(("total".to_owned(), "6050".to_owned()));
        let page = browser.post(&action, &borrowed(&fields)).await;
        page.is(status).shows(says);
        assert_eq!(page.field("address.city"), "Köln");
    };
    check("many", 422, "A quantity is a whole number").await;
    check("0", 422, "Must have at least one line").await;
    check("3", 409, "The total is 88.00 EUR now").await;
    let mut four = typed(&sale, "4");
    four.push(("total".to_owned(), "11550".to_owned()));
    browser.post(&action, &borrowed(&four)).await.is(409).shows("One buyer may have 3 of these");
    let foreign = Sent::form(&action, &typed(&sale, "2"));
    assert_eq!(browser.send(&foreign).await.status.as_u16(), 403);
    assert_eq!(app.campaign(&sale).await.units.reserved, 0);
}

async fn nothing_can_be_ordered_once_all_is_taken_or_the_sale_is_over(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1, "cap_units": 1, "sale_seconds": DAY_SECONDS })).await;
    let (buyer, late) = (app.member("Bo").await, app.member("Late").await);
    let action = format!("/campaigns/{}/order", sale.campaign);
    let browser = app.browser_of(&late).await;
    browser.open(&action).await;
    let mut fields = typed(&sale, "1");
    fields.push(("total".to_owned(), "3300".to_owned()));
    app.commit(&sale, &buyer, 1, GOOD_CARD).await;
    browser.post(&action, &borrowed(&fields)).await.is(409).shows("All units are taken");
    browser.open(&action).await.is(200).shows("All units are taken");
    app.advance(Duration::seconds(DAY_SECONDS + 600)).await;
    browser.open(&action).await.is(200).shows("ordering has ended").hides("All units are taken");
}

async fn an_order_is_its_buyers_alone(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let (buyer, other) = (app.member("Bo").await, app.member("Eve").await);
    let order = app.commit(&sale, &buyer, 1, GOOD_CARD).await;
    let path = format!("/preorders/{order}");
    let mine = app.browser_of(&buyer).await;
    let page = mine.open(&path).await;
    page.is(200).shows("Rathausplatz 1").shows("ending in 4242").shows("version 1 of the agreement");
    page.shows("You saved a card and accepted the agreement").links_to(&format!("{path}/change"));
    mine.open("/me/preorders").await.shows("Committed").links_to(&path);
    let theirs = app.browser_of(&other).await;
    for page in ["", "/change", "/cancel", "/receipt"] {
        theirs.open(&format!("{path}{page}")).await.is(404);
        app.browser().open(&format!("{path}{page}")).await.shows("Sign in");
    }
    theirs.open("/me/preorders").await.is(200).shows("You have not ordered anything yet");
    theirs.post(&format!("{path}/cancel"), &[]).await.is(404);
    theirs.post(&format!("/pay/{order}/card"), &[]).await.is(404);
    let public = theirs.open(&format!("/pay/{order}")).await;
    public.is(200).shows("ending in 4242").hides("Rathausplatz").hides("Use another card");
    assert_eq!(app.preorder_state(order).await, "committed");
}

async fn a_long_list_of_orders_has_a_next_page(app: &TestApp) {
    let sale = app.sale(&json!({ "per_buyer_units_max": 30 })).await;
    let buyer = app.member("Bo").await;
    let mut orders = Vec::new();
    for _ in 0..21 {
        orders.push(id(&app.ask(&sale, &buyer, 1).await.ok()));
    }
    let browser = app.browser_of(&buyer).await;
    let first = browser.open("/me/preorders").await;
    assert!(!first.has_link(&format!("/preorders/{}", orders[0])));
    let next = format!("/me/preorders?after={}", orders[1]);
    first.links_to(&next).links_to(&format!("/preorders/{}", orders[1]));
    let second = browser.open(&next).await;
    second.links_to(&format!("/preorders/{}", orders[0])).hides("Show more");
}

async fn a_buyer_changes_an_order_and_accepts_the_higher_total(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1, "sale_seconds": DAY_SECONDS })).await;
    let buyer = app.member("Bo").await;
    let order = app.commit(&sale, &buyer, 1, GOOD_CARD).await;
    let action = format!("/preorders/{order}/change");
    let quantity = format!("quantity.{}", sale.variants[0]);
    let browser = app.browser_of(&buyer).await;
    let page = browser.open(&action).await;
    assert_eq!((page.field(&quantity), page.field("address.city")), ("1".into(), "Köln".into()));
    let unseen = browser.submit(&action, &[(&quantity, "2")]).await;
    unseen.is(409).shows("The new total is higher and has to be accepted").shows("now costs €33.00");
    assert_eq!(app.kept_order(order).await.units, 1);
    let changed = browser.submit(&action, &[("address.line2", "Hinterhof")]).await;
    changed.is(200).shows("Your order is changed").shows("€60.50").shows("Hinterhof");
    let kept = app.kept_order(order).await;
    let agreed = store::agreement::find(&app.app.store, kept.id).await.unwrap().unwrap();
    assert_eq!((kept.units, agreed.number, agreed.total_minor), (2, 2, 6_050));
    app.advance(Duration::seconds(DAY_SECONDS + 600)).await;
    browser.open(&action).await.shows("The sale has ended");
    browser.submit(&action, &[(&quantity, "1")]).await.is(409).shows("can no longer change");
    browser.open(&action).await;
    browser.submit(&action, &[("address.city", "Bonn")]).await.is(200).shows("Bonn");
    assert_eq!(app.kept_order(order).await.address.city, "Bonn");
}

async fn a_buyer_cancels_after_being_asked_once_more(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let buyer = app.member("Bo").await;
    let order = app.commit(&sale, &buyer, 2, GOOD_CARD).await;
    let path = format!("/preorders/{order}");
    let browser = app.browser_of(&buyer).await;
    browser.open(&path).await.links_to(&format!("{path}/cancel"));
    let asked = browser.open(&format!("{path}/cancel")).await;
    asked.is(200).shows("Your 2 units no longer count").shows("the €60.50 are never charged");
    assert_eq!(app.preorder_state(order).await, "committed", "asking changes nothing");
    let cancelled = browser.submit(&format!("{path}/cancel"), &[]).await;
    cancelled.is(200).shows("Your order is cancelled").shows("You cancelled the order");
    assert_eq!(app.campaign(&sale).await.units.committed, 0);
    assert!(!cancelled.has_link(&format!("{path}/cancel")));
    browser.open(&format!("{path}/cancel")).await.is(409).shows("This order is over");
}

on_both! {
    somebody_not_signed_in_orders_and_loses_nothing_of_the_form,
    a_form_that_outlived_its_session_is_sent_by_a_new_word,
    a_refused_order_keeps_what_was_typed_and_reserves_nothing,
    nothing_can_be_ordered_once_all_is_taken_or_the_sale_is_over,
    an_order_is_its_buyers_alone,
    a_long_list_of_orders_has_a_next_page,
    a_buyer_changes_an_order_and_accepts_the_higher_total,
    a_buyer_cancels_after_being_asked_once_more,
}
