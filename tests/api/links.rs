//! The link in a mail about a failed payment, opened by whom and when nobody thought of.

use chrono::Duration;
use greenlit::domain::preorder::State;
use greenlit::gateway::payment::model::Verdict;
use poem::Request;
use poem::http::Method;

use crate::support::mail::path;
use crate::support::settle::{ASKS, GOOD, POOR, Sale};
use crate::support::{Person, TestApp};

/// A sale with one failed order, its buyer, and the link that they were sent.
async fn failed(app: &TestApp, card: &str) -> (Sale, Person, String) {
    let sale = app.charged(1, &[GOOD, card]).await;
    let buyer = sale.orders[1].0.clone();
    let subject = if card == ASKS { "Your bank asks for you" } else { "Your card was declined" };
    let link = path(&app.mail(&buyer, subject).await, "/repair/");
    (sale, buyer, link)
}

async fn a_scanner_that_only_looks_changes_nothing(app: &TestApp) {
    let (sale, _, link) = failed(app, POOR).await;
    let order = sale.orders[1].1;
    let before = (app.attempts(order).await.len(), app.order_of(order).await);
    for method in [Method::GET, Method::HEAD, Method::GET, Method::OPTIONS] {
        for path in [link.clone(), format!("{link}/card")] {
            let request = Request::builder().method(method.clone()).uri(path.parse().unwrap()).finish();
            let status = app.call(request).await.status.as_u16();
            assert!(status < 500, "{method} {path}: {status}");
        }
    }
    app.settle_down().await;
    assert_eq!((app.attempts(order).await.len(), app.order_of(order).await), before);
}

async fn two_tabs_make_one_attempt(app: &TestApp) {
    let (sale, _, link) = failed(app, ASKS).await;
    let order = sale.orders[1].1;
    let [first, second] = [app.browser(), app.browser()];
    first.open(&link).await.is(200);
    second.open(&link).await.is(200);
    let bank = first.submit(&link, &[]).await;
    assert!(bank.path.starts_with("/sandbox/3ds/"), "{}", bank.path);
    second.submit(&link, &[]).await.is(409).shows("We are trying your card");
    second.open(&link).await.is(200);
    app.sandbox.finish_action(&app.intent_ref(order).await, Verdict::Pass).await.unwrap();
    first.open(&format!("/repair/{order}/return")).await.is(200).shows("Paid. Thank you!");
    second.submit(&link, &[]).await.is(410).shows("This order is paid");
    app.books_agree(&sale).await;
}

async fn after_the_payment_it_says_thank_you(app: &TestApp) {
    let (sale, _, link) = failed(app, POOR).await;
    let order = sale.orders[1].1;
    app.change_card(order, GOOD).await;
    app.advance(Duration::minutes(3)).await;
    assert_eq!(app.order_of(order).await.state, State::Paid);
    let browser = app.browser();
    browser.open(&link).await.is(410).shows("This order is paid; thank you");
    app.advance(Duration::days(30)).await;
    browser.open(&link).await.is(410).shows("This order is paid; thank you");
    app.books_agree(&sale).await;
}

async fn after_the_drop_it_says_that_nothing_is_owed(app: &TestApp) {
    let (sale, _, link) = failed(app, POOR).await;
    let order = sale.orders[1].1;
    let browser = app.browser();
    browser.open(&link).await.is(200);
    app.advance(Duration::days(8)).await;
    assert_eq!(app.order_of(order).await.state, State::Dropped);
    // The page was open in a tab all the time.
    browser.submit(&link, &[]).await.is(410).shows("you owe nothing");
    browser.open(&link).await.is(410).shows("This order is over");
    assert_eq!(app.charges(order), 0);
    app.books_agree(&sale).await;
}

async fn the_last_day_is_told_and_tried_once_more(app: &TestApp) {
    let (sale, buyer, _) = failed(app, POOR).await;
    let order = sale.orders[1].1;
    let ends_at = app.order_of(order).await.grace_from.unwrap() + Duration::days(7);
    while app.now() + Duration::hours(25) < ends_at {
        app.advance(Duration::hours(1)).await;
    }
    let tries = app.attempts(order).await.len();
    let told = app.told(&buyer).await.len();
    app.advance(Duration::hours(2)).await;
    app.settle_down().await;
    assert_eq!(app.attempts(order).await.len(), tries + 1, "an automatic last try");
    assert!(app.told(&buyer).await.len() > told, "and a mail");
    let mails = app.mails(&buyer).await;
    let reminders = mails.iter().filter(|mail| mail.subject.contains("still")).count();
    assert!(mails.len() >= 4, "at once, every 48 hours and on the last day: {reminders} {mails:?}");
    app.advance(Duration::days(2)).await;
    assert_eq!(app.order_of(order).await.state, State::Dropped);
    app.books_agree(&sale).await;
}

async fn a_bank_that_asks_is_tried_without_its_buyer_once_on_the_last_day(app: &TestApp) {
    let (sale, _, _) = failed(app, ASKS).await;
    let order = sale.orders[1].1;
    app.advance(Duration::days(5)).await;
    app.advance(Duration::hours(20)).await;
    assert_eq!(app.attempts(order).await.len(), 1, "it needs its buyer");
    for _ in 0..12 {
        app.advance(Duration::hours(2)).await;
    }
    assert_eq!(app.attempts(order).await.len(), 2);
    app.advance(Duration::days(1)).await;
    assert_eq!(app.order_of(order).await.state, State::Dropped);
    app.books_agree(&sale).await;
}

on_both!(
    a_scanner_that_only_looks_changes_nothing,
    two_tabs_make_one_attempt,
    after_the_payment_it_says_thank_you,
    after_the_drop_it_says_that_nothing_is_owed,
    the_last_day_is_told_and_tried_once_more,
    a_bank_that_asks_is_tried_without_its_buyer_once_on_the_last_day,
);
