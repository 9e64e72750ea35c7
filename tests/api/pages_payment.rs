//! Paying by pages: what a decided sale says, failed cards put right, receipts, and the provider's own pages.

use greenlit::domain::preorder::State;
use serde_json::json;

use crate::pages_order::save_card;
use crate::support::TestApp;
use crate::support::browser::{Browser, Sent};
use crate::support::page::Page;
use crate::support::sale::GOOD_CARD;
use crate::support::settle::{ASKS, GOOD, POOR};

/// Gives this answer on the bank's page that is open, and goes where it leads.
async fn answer(browser: &Browser<'_>, bank: &Page, given: &str) -> Page {
    let fields = [("answer".to_owned(), given.to_owned())];
    let answer = browser.send(&Sent::form(&bank.path, &fields)).await;
    let next = answer.header("location").strip_prefix("http://greenlit.test").unwrap().to_owned();
    browser.open(&next).await
}

async fn after_a_decision_at_the_threshold_an_order_names_the_real_end(app: &TestApp) {
    let sale = app.sale(&json!({ "threshold_units": 1, "on_threshold": true })).await;
    let buyer = app.member("Bo").await;
    let order = app.at_card_page(&sale, &buyer, 1).await;
    app.type_card(order, GOOD_CARD).await;
    let page = app.browser().open(&format!("/pay/{order}/return")).await;
    page.is(200)
        .shows("the sale ended on 7 January 2030, 12:00 UTC")
        .shows("€33.00 on 7 January 2030, 13:10 UTC");
    let deadline = app.campaign(&sale).await.clocks.deadline_at.unwrap();
    page.hides(&deadline.format("The sale ends on %-d %B").to_string());
}

async fn a_declined_card_is_put_right_with_another_one(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let (buyer, order) = sale.orders[1].clone();
    let browser = app.browser_of(&buyer).await;
    let path = format!("/preorders/{order}");
    let page = browser.open(&path).await;
    page.shows("Card declined").shows("Put it right by").shows("it may work another day");
    browser.submit(&format!("{path}/repair"), &[]).await.is(200).shows("Your card was tried once more");
    assert_eq!(app.order_of(order).await.state, State::Declined);
    let card_page = browser.submit(&format!("/pay/{order}/card"), &[]).await;
    save_card(&browser, &card_page, GOOD).await.is(200).shows("ending in 4242");
    browser.open(&path).await;
    browser.submit(&format!("{path}/repair"), &[]).await.shows("Your order is paid. Thank you!");
    let paid = browser.open(&path).await;
    paid.shows("Your card was charged €33.00").links_to(&format!("{path}/receipt"));
    app.books_agree(&sale).await;
}

async fn a_bank_that_asks_is_answered_from_the_orders_page(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, ASKS]).await;
    let (buyer, order) = sale.orders[1].clone();
    let browser = app.browser_of(&buyer).await;
    let page = browser.open(&format!("/pay/{order}")).await;
    page.shows("Answer your bank").shows("Use another card");
    let repair = format!("/preorders/{order}/repair");
    let token = page.field("token");
    let bank = browser.submit(&repair, &[]).await;
    bank.is(200).shows("do you pay €33.00 to Greenlit?");
    answer(&browser, &bank, "leave").await.is(200).shows("Your bank still waits for your answer");
    assert!(browser.page().html.contains(&bank.path), "the way back to the bank is there");
    answer(&browser, &bank, "fail").await.shows("Your card was declined");
    assert_eq!(app.order_of(order).await.state, State::Declined);
    browser.open(&format!("/pay/{order}")).await;
    let bank = browser.submit(&repair, &[]).await;
    answer(&browser, &bank, "pass").await.shows("Paid. Thank you!").hides("Use another card");
    let unguarded = Sent::form(&repair, &[("token".to_owned(), token.replace('a', "b"))]);
    assert_eq!(app.browser().send(&unguarded).await.status.as_u16(), 401);
    assert_eq!(browser.send(&unguarded).await.status.as_u16(), 403);
    browser.open(&bank.path).await.shows("asks nothing about this payment of €33.00 any more");
    app.books_agree(&sale).await;
}

async fn a_receipt_is_there_once_an_order_is_paid_and_lists_refunds(app: &TestApp) {
    let sale = app.committed(1, &[GOOD]).await;
    let (buyer, order) = sale.orders[0].clone();
    let browser = app.browser_of(&buyer).await;
    let path = format!("/preorders/{order}/receipt");
    browser.open(&path).await.is(404).shows("There is a receipt once the order is paid");
    app.charge().await;
    let receipt = browser.open(&path).await;
    receipt
        .is(200)
        .shows("€25.00")
        .shows("€5.00")
        .shows("€3.00")
        .shows("€33.00")
        .shows("10115 Berlin Germany");
    receipt.hides("Given back");
    let body = json!({ "reason": "the printer is gone" });
    let other = app.admin("Olga").await;
    app.post(Some(&sale.admin), &sale.path("refund-all"), &body).await.ok();
    app.post(Some(&other), &sale.path("refund-all"), &body).await.ok();
    app.settle_down().await;
    app.advance(chrono::Duration::days(6)).await;
    assert_eq!(app.order_of(order).await.state, State::Refunded);
    browser.open(&path).await.is(200).shows("Given back on").shows("Charged €33.00");
    let whole = browser.open(&format!("/preorders/{order}")).await;
    whole.shows("You have your money back").shows("€33.00 were given back");
    app.books_agree(&sale).await;
}

async fn the_card_page_works_without_scripts(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let buyer = app.member("Bo").await;
    let browser = app.browser_of(&buyer).await;
    let order = app.at_card_page(&sale, &buyer, 1).await;
    let page = browser.open(&format!("/pay/{order}")).await;
    page.is(200).shows("4000 0000 0000 0341").shows("declined at every charge").shows("€33.00");
    assert_eq!(page.field("number"), GOOD_CARD);
    let taken = browser.open(&format!("{}?number={ASKS}", page.path)).await;
    assert_eq!(taken.field("number"), ASKS);
    let send = async |fields: &[(&str, &str)]| {
        let fields: Vec<_> =
            fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let answer = browser.send(&Sent::form(&page.path, &fields)).await;
        (answer.status.as_u16(), String::from_utf8_lossy(&answer.bytes).into_owned())
    };
    let (status, refused) =
        send(&[("number", "4000000000000002"), ("expiry", "11/41"), ("cvc", "123")]).await;
    assert!(
        status == 422 && refused.contains("declined this card") && refused.contains("11/41"),
        "{refused}"
    );
    let (_, asked) = send(&[("number", ASKS), ("expiry", "12/40"), ("cvc", "123")]).await;
    assert!(asked.contains("is it you who saves this card?"), "{asked}");
    let (status, failed) = send(&[("answer", "fail")]).await;
    assert!(status == 422 && failed.contains("Please try again"), "{failed}");
    save_card(&browser, &page, GOOD_CARD).await.shows("You are in");
    let over = browser.open(&page.path).await;
    over.is(200).shows("A card is saved.").links_to(&format!("http://greenlit.test/pay/{order}/return"));
}

async fn a_visit_that_is_left_keeps_the_units_and_the_way_back(app: &TestApp) {
    let sale = app.sale(&json!({})).await;
    let buyer = app.member("Bo").await;
    let browser = app.browser_of(&buyer).await;
    let order = app.at_card_page(&sale, &buyer, 1).await;
    let page = browser.open(&format!("/pay/{order}")).await;
    let left = answer(&browser, &page, "leave").await;
    left.is(200).shows("reserved until 7 January 2030, 12:30 UTC").links_to(&format!("/pay/{order}"));
    browser.open(&format!("/pay/{order}")).await.shows("Sandbox: save a card");
    app.advance(chrono::Duration::minutes(31)).await;
    browser.open(&format!("/pay/{order}")).await.shows("The reservation is over");
    app.browser().open("/sandbox/card/cs_nothing").await.is(404);
}

async fn the_agreement_can_be_read(app: &TestApp) {
    let page = app.browser().open("/agreement").await;
    page.is(200).shows("Pre-order agreement, version 1").shows("Never more, and never after the day named");
}

on_both! {
    after_a_decision_at_the_threshold_an_order_names_the_real_end,
    a_declined_card_is_put_right_with_another_one,
    a_bank_that_asks_is_answered_from_the_orders_page,
    a_receipt_is_there_once_an_order_is_paid_and_lists_refunds,
    the_card_page_works_without_scripts,
    a_visit_that_is_left_keeps_the_units_and_the_way_back,
    the_agreement_can_be_read,
}
