//! Links in mails: they open without signing in, change nothing by themselves, and end; and the inbox page.

use chrono::Duration;
use greenlit::app::link::Purpose;
use greenlit::domain::preorder::State;
use greenlit::gateway::payment::model::Verdict;

use crate::support::mail::path;
use crate::support::settle::{ASKS, GOOD, POOR};
use crate::support::{Person, TestApp};

async fn the_link_about_a_declined_card_pays_with_another(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let (buyer, order) = &sale.orders[1];
    let link = path(&app.mail(buyer, "Your card was declined").await, "/repair/");
    let tried = app.attempts(*order).await.len();
    let browser = app.browser();
    for _ in 0..3 {
        browser.open(&link).await.is(200).shows("€33.00").shows("Pay your order").hides("A Buyer");
    }
    assert_eq!(app.attempts(*order).await.len(), tried, "opening it tries nothing");

    browser.submit(&format!("{link}/card"), &[]).await.is(200);
    let session = app.order_of(*order).await.session().expect("a card page is open").to_owned();
    app.sandbox.save_card(&greenlit::gateway::payment::SessionRef(session), GOOD).await.unwrap();
    app.get(None, &format!("/pay/{order}/return")).await.ok_page();
    browser.open(&link).await;
    let paid = browser.submit(&link, &[]).await;
    paid.is(200).shows("Paid. Thank you!");
    assert_eq!(paid.path, format!("/repair/{order}/return"));
    browser.open(&link).await.is(410).shows("This order is paid").shows("Sign in");
    app.books_agree(&sale).await;
}

async fn the_link_about_a_bank_that_asks_leads_to_it_and_back(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, ASKS]).await;
    let (buyer, order) = &sale.orders[1];
    let link = path(&app.mail(buyer, "Your bank asks for you").await, "/repair/");
    let browser = app.browser();
    browser.open(&link).await.is(200);
    let bank = browser.submit(&link, &[]).await;
    assert!(bank.path.starts_with("/sandbox/3ds/"), "{}", bank.path);
    app.sandbox.finish_action(&app.intent_ref(*order).await, Verdict::Pass).await.unwrap();
    browser.open(&format!("/repair/{order}/return")).await.is(200).shows("Paid. Thank you!");
    assert_eq!(app.order_of(*order).await.state, State::Paid);
    app.books_agree(&sale).await;
}

async fn a_link_that_is_old_tampered_or_for_something_else_says_so(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let (buyer, order) = &sale.orders[1];
    let link = path(&app.mail(buyer, "Your card was declined").await, "/repair/");
    let browser = app.browser();
    let other =
        app.app.settings.secret_key.sign(Purpose::Confirm, order.uuid(), app.now() + Duration::days(1));
    for wrong in [format!("{link}A"), link.replace("/repair/", "/confirm/"), format!("/repair/{other}")] {
        browser.open(&wrong).await.is(404).shows("This link is not whole").shows("Sign in");
    }
    browser.open(&link).await;
    let foreign = browser.send(&crate::support::browser::Sent::form(&link, &[])).await;
    assert_eq!(foreign.status.as_u16(), 403, "a form that nobody was given");
    app.advance(Duration::days(8)).await;
    browser.open(&link).await.is(410).shows("This order is over").shows("you owe nothing");
    assert_eq!(app.order_of(*order).await.state, State::Dropped);
    app.books_agree(&sale).await;
}

async fn a_new_address_is_confirmed_by_its_link_once(app: &TestApp) {
    let browser = app.browser();
    browser.open("/sign-up").await;
    let typed = [("email", "ada@example.org"), ("name", "Ada"), ("password", "seven quiet rivers")];
    browser.submit("/sign-up", &typed).await.is(200);
    app.settle_down().await;
    let mail = app.mails_to("ada@example.org").await.pop().unwrap();
    let link = path(&mail, "/confirm/");
    assert_eq!(mail.subject, "Is this your mail address?");

    let elsewhere = app.browser();
    elsewhere.open(&link).await.is(200).shows("Is ada@example.org yours?");
    elsewhere.submit(&link, &[]).await.is(200).shows("your mail address is confirmed");
    elsewhere.open(&link).await.is(410).shows("confirmed already");
    browser.open("/").await;
    browser.post("/me/confirmation", &[]).await.is(410).shows("confirmed already");
}

async fn the_mail_to_confirm_comes_again_but_not_at_once(app: &TestApp) {
    let ada = app.unverified("Ada").await;
    let browser = app.browser_of(&ada).await;
    browser.post("/me/confirmation", &[]).await;
    browser.open("/").await;
    browser.post("/me/confirmation", &[]).await.is(429).shows("less than a minute ago");
    app.advance(Duration::seconds(60)).await;
    browser.open("/").await;
    browser.post("/me/confirmation", &[]).await;
    app.settle_down().await;
    let mails = app.mails(&ada).await;
    assert_eq!(mails.len(), 2, "{mails:?}");
    app.advance(Duration::days(3)).await;
    app.browser().open(&path(&mails[0], "/confirm/")).await.is(410).shows("The time of this link is over");
}

async fn the_inbox_lists_by_recipient_and_page_and_shows_a_mail_in_a_frame_of_its_own(app: &TestApp) {
    let people: Vec<Person> = {
        let sale = app.charged(1, &[GOOD, POOR]).await;
        sale.orders.into_iter().map(|(person, _)| person).collect()
    };
    let browser = app.browser();
    let all = browser.open("/inbox").await;
    all.is(200).shows(&people[0].email).shows("Receipt: ");
    let mail = app.mail(&people[0], "Receipt").await;
    let only = browser.open(&format!("/inbox?to={}", people[0].email)).await;
    only.is(200).shows("Receipt: ").hides(&people[1].email).links_to(&format!("/inbox/{}", mail.number));
    let later = browser.open(&format!("/inbox?after={}", mail.number)).await;
    later.is(200).hides("Receipt: ");
    browser.open("/inbox?to=nobody").await.is(200).shows("No mail yet");

    let page = browser.open(&format!("/inbox/{}", mail.number)).await;
    page.is(200).shows(&mail.subject).shows("Shipping: €5.00");
    assert!(page.header("content-security-policy").contains("frame-src 'self'"));
    let document = browser.open(&format!("/inbox/{}/html", mail.number)).await;
    document.is(200).shows("€33.00").links_to(&format!("http://greenlit.test{}", path(&mail, "/pay/")));
    let policy = document.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("sandbox ") && !policy.contains("script")
    );
    browser.open("/inbox/999999").await.is(404);
}

async fn without_an_inbox_there_is_no_inbox_page(app: &TestApp) {
    let node = crate::mail::without_inbox(app);
    let request = poem::Request::builder().uri("/inbox".parse().unwrap()).finish();
    let answer = poem::Endpoint::call(&greenlit::http::routes(node), request).await.unwrap();
    assert_eq!(answer.status().as_u16(), 404);
}

on_both!(
    the_link_about_a_declined_card_pays_with_another,
    the_link_about_a_bank_that_asks_leads_to_it_and_back,
    a_link_that_is_old_tampered_or_for_something_else_says_so,
    a_new_address_is_confirmed_by_its_link_once,
    the_mail_to_confirm_comes_again_but_not_at_once,
    the_inbox_lists_by_recipient_and_page_and_shows_a_mail_in_a_frame_of_its_own,
    without_an_inbox_there_is_no_inbox_page,
);
