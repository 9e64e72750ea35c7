//! The desk's pages of money: payouts that two admins agree to, the book and its proof, jobs that failed.

use chrono::Duration;
use greenlit::domain::job::{Job, Lane};
use greenlit::store;

use crate::payout::{payee, won, won_from};
use crate::support::TestApp;
use crate::support::settle::GOOD;

use greenlit::gateway::payment::PayeeStatus;

async fn a_payout_says_why_it_waits_and_two_admins_agree_on_its_page(app: &TestApp) {
    let won = won(app).await;
    let path = format!("/desk/payouts/{}", won.payout);
    let approve = format!("{path}/approve");
    let first = app.browser_of(&won.admin).await;
    first.open("/desk/payouts").await.shows("Dan").shows("€500.00").shows("two admins have to agree");
    first.open("/desk/payouts?state=sent").await.hides("Dan").shows("There is no payout here");
    first.open(&path).await.shows("the designer has no payout account yet").links_to(&approve);
    first.open(&approve).await.shows("the first of two admins");
    first.submit(&approve, &[]).await.is(200).shows("Ada").shows("You agreed to this payout already");
    assert!(!first.page().has_link(&approve));
    first.open(&approve).await;
    first.post(&approve, &[]).await.is(403).shows("a second admin has to agree");

    let second = app.browser_of(&won.second).await;
    second.open(&approve).await.shows("Ada agreed already");
    second.submit(&approve, &[]).await.is(200).shows("Ada, Ben").hides("two admins have to agree");
    payee(app, &won, PayeeStatus::Active).await;
    app.settle_down().await;
    second.open("/desk/payouts?state=sent").await.shows("Dan").shows("Ada, Ben");
}

async fn a_payout_is_recorded_as_paid_by_hand_with_its_reference(app: &TestApp) {
    let won = won_from(app, "bank").await;
    let path = format!("/desk/payouts/{}", won.payout);
    let by_hand = format!("{path}/by-hand");
    let first = app.browser_of(&won.admin).await;
    assert!(!first.open(&path).await.has_link(&format!("{by_hand}?from=bank")), "nobody agreed yet");
    for admin in [&won.admin, &won.second] {
        let browser = app.browser_of(admin).await;
        browser.open(&format!("{path}/approve")).await;
        browser.submit(&format!("{path}/approve"), &[]).await.is(200);
    }
    first.open(&path).await.links_to(&format!("{by_hand}?from=bank"));
    first.open(&format!("{by_hand}?from=bank")).await.shows("€500.00").shows("set apart at the bank");
    first.submit(&by_hand, &[("reference", " ")]).await.is(422).shows("reference");
    first.submit(&by_hand, &[("reference", "SEPA 9")]).await.is(200).shows("Paid by hand");
    assert_eq!((app.balance("bank").await, app.balance("prizes_due").await), (0, 0));
}

async fn the_book_is_shown_and_proved(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    let browser = app.browser_of(&sale.admin).await;
    browser.open("/desk/ledger/check").await.shows("1 orders with money");
    app.advance(Duration::hours(2)).await;
    let book = browser.open("/desk/ledger").await;
    book.shows("Balances in EUR").shows("Deposits of buyers").shows("€30.00").shows("€3.00 ");
    assert!(book.html.contains("hx-get=\"/desk/ledger/check\""));
    browser.open("/desk/ledger/check").await.shows("Free money is below zero");
    let entries = browser.open("/desk/ledger/entries").await;
    entries.shows("An order was paid").shows("€33.00").shows("The provider took its fee");
    let (_, order) = &sale.orders[0];
    entries.links_to(&format!("/desk/preorders/{order}"));
    let first = store::journal::list(&app.app.store, None, 1).await.unwrap();
    let rest = browser.open(&format!("/desk/ledger/entries?after={}", first[0].row.id)).await;
    rest.hides("An order was paid").shows("The provider took its fee");
}

async fn a_finding_is_named_with_its_order(app: &TestApp) {
    let sale = app.charged(1, &[GOOD]).await;
    app.tamper(&["UPDATE journal_line SET credit_minor = 2999 WHERE account = 'deposits'"]).await;
    let browser = app.browser_of(&sale.admin).await;
    let (_, order) = &sale.orders[0];
    let page = browser.open("/desk/ledger/check").await;
    page.is(200).shows("not right").shows("does not balance").links_to(&format!("/desk/preorders/{order}"));
}

async fn a_failed_job_is_shown_with_what_is_known_and_tried_again(app: &TestApp) {
    let won = won(app).await;
    let admin = app.browser_of(&won.admin).await;
    admin.open("/desk/jobs").await.shows("No job waits for a person");
    let job = Job::ReadPayout { payout: won.id() };
    let tx = app.app.store.begin_write().await.unwrap();
    app.app.plan(&tx, &job, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    let held = greenlit::app::job::claim(&app.app, "test", Lane::Main, 10).await.unwrap();
    let tx = app.app.store.begin_write().await.unwrap();
    store::job::fail(&tx, &held[0], app.now(), "the list does not have it").await.unwrap();
    tx.commit().await.unwrap();

    let page = admin.open("/desk/jobs").await;
    page.shows("Learning what became of a payout").shows("the list does not have it");
    page.links_to(&format!("/desk/payouts/{}", won.payout));
    let retry = format!("/desk/jobs/{}/retry", held[0].id);
    admin.open(&retry).await.shows("not done twice");
    admin.submit(&retry, &[("reason", "")]).await.is(422);
    admin.submit(&retry, &[("reason", "The provider had a bad day")]).await.is(200).shows("tried again");
    admin.page().shows("No job waits");
    assert!(store::job::is_planned(&app.app.store, &job).await.unwrap());
    admin.open(&retry).await.is(404);
}

on_both!(
    a_payout_says_why_it_waits_and_two_admins_agree_on_its_page,
    a_payout_is_recorded_as_paid_by_hand_with_its_reference,
    the_book_is_shown_and_proved,
    a_finding_is_named_with_its_order,
    a_failed_job_is_shown_with_what_is_known_and_tried_again,
);
