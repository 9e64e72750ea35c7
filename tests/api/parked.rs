//! What nobody knows: no key is sent after 23 hours, and what no list tells is for a person to say.

use chrono::Duration;
use greenlit::domain::attempt::State as AttemptState;
use greenlit::domain::money::Money;
use greenlit::domain::preorder::State;
use greenlit::gateway::payment::model::Book;
use greenlit::gateway::payment::sandbox::{Fault, Operation};
use greenlit::gateway::payment::{CreateTransfer, Key, MovementKind, PayeeStatus, Payment};
use serde_json::json;

use crate::payout::{Won, payee, won};
use crate::support::TestApp;
use crate::support::settle::{GOOD, POOR};

/// More than a day of tries by the hour.
const HOURS: i64 = 26;

fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

fn book(app: &TestApp) -> Book {
    app.sandbox.book().unwrap()
}

/// The first call is like this, and then the provider is silent for more than a day.
fn silent_for_a_day(app: &TestApp, operation: Operation, first: Fault) {
    app.inject(operation, first);
    for _ in 0..HOURS {
        app.inject(operation, Fault::NoAnswerBefore);
    }
}

/// By the hour, for more than a day.
async fn a_day_passes(app: &TestApp) {
    for _ in 0..HOURS + 4 {
        app.advance(Duration::hours(1)).await;
    }
}

/// A payout that was sent and never answered, and is not in the provider's list: parked.
async fn lost_payout(app: &TestApp) -> Won {
    let won = won(app).await;
    payee(app, &won, PayeeStatus::Active).await;
    silent_for_a_day(app, Operation::CreateTransfer, Fault::NoAnswerBefore);
    for admin in [&won.admin, &won.second] {
        app.post_once(admin, &format!("/api/v1/payouts/{}/approve", won.payout), &json!({})).await.ok();
    }
    a_day_passes(app).await;
    app.sandbox.recover(Operation::CreateTransfer);
    assert!(book(app).transfers.is_empty(), "no key is sent after 23 hours");
    won
}

/// The one parked job's page with this word.
async fn verdict(app: &TestApp, won: &Won, word: &str) -> String {
    let browser = app.browser_of(&won.admin).await;
    let page = browser.open("/desk/jobs").await;
    let start = page.html.find("/desk/jobs/").expect("a job is parked");
    let id = &page.html[start + "/desk/jobs/".len()..][..36];
    format!("/desk/jobs/{id}/{word}")
}

async fn payout_state(app: &TestApp, won: &Won) -> serde_json::Value {
    app.get(Some(&won.admin), &format!("/api/v1/payouts/{}", won.payout)).await.ok()["state"].clone()
}

async fn a_lost_payout_stands_on_the_desk_with_all_that_is_known(app: &TestApp) {
    let won = lost_payout(app).await;
    let browser = app.browser_of(&won.admin).await;
    let page = browser.open("/desk/jobs").await;
    page.shows("no answer for 23 hours").shows("list of its group is empty").shows("€500.00");
    page.shows("First sent").shows(&format!("payout:{}:1", won.payout)).shows("It never happened");

    let never = verdict(app, &won, "never").await;
    browser.open(&never).await.shows("money may be sent twice");
    browser.submit(&never, &[("reason", "")]).await.is(422);
    browser.submit(&never, &[("reason", "not in the dashboard")]).await.is(200).shows("It is recorded");
    app.advance(Duration::minutes(1)).await;
    assert_eq!(payout_state(app, &won).await, "sent");
    let sent = book(app);
    assert_eq!(sent.transfers.len(), 1);
    let audit = app.get(Some(&won.admin), "/api/v1/audit").await.ok().to_string();
    assert!(audit.contains("job.settled") && audit.contains("not in the dashboard"), "{audit}");
    browser.open(&never).await.is(404);
}

async fn what_an_admin_denies_and_the_list_has_counts_as_sent(app: &TestApp) {
    let won = lost_payout(app).await;
    let payee = book(app).payees.keys().next().unwrap().clone();
    let transfer = CreateTransfer { payee, amount: eur(50_000), group: won.id().to_string() };
    app.sandbox.create_transfer(&Key("late".into()), &transfer).await.unwrap();
    let never = verdict(app, &won, "never").await;
    let browser = app.browser_of(&won.admin).await;
    browser.open(&never).await;
    browser.submit(&never, &[("reason", "I did not see it")]).await.is(200);
    app.advance(Duration::minutes(1)).await;
    assert_eq!(payout_state(app, &won).await, "sent");
    assert_eq!(book(app).transfers.len(), 1, "it is not sent twice");
}

async fn a_payout_that_an_admin_found_is_recorded_under_its_id(app: &TestApp) {
    let won = lost_payout(app).await;
    let payee = book(app).payees.keys().next().unwrap().clone();
    let transfer = CreateTransfer { payee, amount: eur(50_000), group: "by hand".to_owned() };
    let made = app.sandbox.create_transfer(&Key("by hand".into()), &transfer).await.unwrap();
    let happened = verdict(app, &won, "happened").await;
    let browser = app.browser_of(&won.admin).await;
    browser.open(&happened).await;
    let typed = |reference| [("reference", reference), ("reason", "found in the dashboard")];
    browser.submit(&happened, &typed(" ")).await.is(422);
    browser.submit(&happened, &typed(&made.id.0)).await.is(200).shows("It is recorded");
    app.advance(Duration::minutes(1)).await;
    assert_eq!(payout_state(app, &won).await, "sent");
    assert_eq!(book(app).transfers.len(), 1);
}

async fn a_refund_is_sent_again_under_a_new_key_only_where_the_list_has_none(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, GOOD]).await;
    app.bring_money(&sale.admin).await;
    for ((_, order), first) in sale.orders.iter().zip([Fault::NoAnswerBefore, Fault::NoAnswerAfter]) {
        silent_for_a_day(app, Operation::CreateRefund, first);
        let path = format!("/api/v1/preorders/{order}/refunds");
        app.post_once(&sale.admin, &path, &json!({ "reason": "asked for" })).await.ok();
        a_day_passes(app).await;
        a_day_passes(app).await;
        assert_eq!(app.order_of(*order).await.state, State::Refunded);
    }
    let keys: Vec<String> =
        book(app).refunds.values().map(|refund| refund.key.as_ref().unwrap().0.clone()).collect();
    assert_eq!(keys.len(), 2, "each once: {keys:?}");
    let numbers: Vec<&str> = keys.iter().map(|key| key.rsplit(':').next().unwrap()).collect();
    assert!(numbers.contains(&"1") && numbers.contains(&"2"), "{keys:?}");
    app.books_agree(&sale).await;
}

async fn topped_up(app: &TestApp, first: Fault) -> (String, usize) {
    let admin = app.admin("Ada").await;
    let round = app.draft(&admin, &app.rules()).await;
    silent_for_a_day(app, Operation::TopUp, first);
    let path = format!("/api/v1/rounds/{round}/fundings");
    app.post_once(&admin, &path, &json!({ "source": "top_up" })).await.ok();
    a_day_passes(app).await;
    let found = app.get(Some(&admin), &path).await.ok();
    let state = found[0]["state"].as_str().unwrap_or_else(|| panic!("{found}")).to_owned();
    let of_rounds = book(app).movements.into_iter().filter(|line| line.kind == MovementKind::TopUp);
    (state, of_rounds.count())
}

async fn a_top_up_that_came_unanswered_is_found_in_the_book(app: &TestApp) {
    assert_eq!(topped_up(app, Fault::NoAnswerAfter).await, ("funded".to_owned(), 1));
}

async fn a_top_up_that_never_came_is_refused_after_a_day(app: &TestApp) {
    assert_eq!(topped_up(app, Fault::NoAnswerBefore).await, ("refused".to_owned(), 0));
}

async fn a_charge_is_read_after_a_day_and_made_once(app: &TestApp) {
    let sale = app.committed(1, &[GOOD, POOR]).await;
    app.inject(Operation::ConfirmIntent, Fault::NoAnswerAfter);
    app.inject(Operation::ConfirmIntent, Fault::NoAnswerAfter);
    for _ in 0..HOURS * 2 {
        app.inject(Operation::ConfirmIntent, Fault::NoAnswerBefore);
    }
    app.decide().await;
    a_day_passes(app).await;
    let tries = app.attempts(sale.orders[0].1).await;
    assert_eq!(tries[0].state, AttemptState::Succeeded);
    assert_eq!(app.states(&sale).await[0], State::Paid);
    assert_ne!(app.states(&sale).await[1], State::Charging);
    assert_eq!(app.charges(sale.orders[0].1), 1);
}

async fn a_designers_account_is_asked_for_under_one_key_for_a_day(app: &TestApp) {
    let designer = app.member("Dan").await;
    let nothing = json!({});
    let ask = || app.post(Some(&designer), "/api/v1/me/payee", &nothing);
    app.inject(Operation::CreatePayee, Fault::NoAnswerAfter);
    ask().await.refused(503, "provider-silent");
    app.inject(Operation::CreatePayee, Fault::NoAnswerAfter);
    app.advance(Duration::hours(22)).await;
    ask().await.refused(503, "provider-silent");
    assert_eq!(book(app).payees.len(), 1, "the same key is the same account");
    // The provider remembers a key for 24 hours: another account shows that another key was sent.
    app.advance(Duration::minutes(90)).await;
    ask().await.ok();
    assert_eq!(book(app).payees.len(), 2);
}

on_both!(
    a_lost_payout_stands_on_the_desk_with_all_that_is_known,
    what_an_admin_denies_and_the_list_has_counts_as_sent,
    a_payout_that_an_admin_found_is_recorded_under_its_id,
    a_refund_is_sent_again_under_a_new_key_only_where_the_list_has_none,
    a_top_up_that_came_unanswered_is_found_in_the_book,
    a_top_up_that_never_came_is_refused_after_a_day,
    a_charge_is_read_after_a_day_and_made_once,
    a_designers_account_is_asked_for_under_one_key_for_a_day,
);
