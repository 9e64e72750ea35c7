//! Payouts: agreed by two admins, kept with their reasons, sent once whatever fails on the way.

use chrono::Duration;
use futures::future::join_all;
use greenlit::app;
use greenlit::domain::id::PayoutId;
use greenlit::domain::money::Money;
use greenlit::gateway::payment::sandbox::{Fault, Operation};
use greenlit::gateway::payment::{PayeeRef, PayeeStatus};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Person, TestApp};

const PRIZE_MINOR: i64 = 50_000;

pub(crate) struct Won {
    pub(crate) admin: Person,
    pub(crate) second: Person,
    pub(crate) designer: Person,
    pub(crate) payout: String,
}

impl Won {
    pub(crate) fn id(&self) -> PayoutId {
        self.payout.parse::<Uuid>().unwrap().into()
    }
}

/// A closed round whose one prize, brought to the provider or to the bank, is owed to one designer.
pub(crate) async fn won_from(app: &TestApp, source: &str) -> Won {
    let [admin, second] = [app.admin("Ada").await, app.admin("Ben").await];
    let mut rules = app.rules();
    rules["prizes"] = json!([{ "place": 1, "amount_minor": PRIZE_MINOR }]);
    rules["scoring"] = json!({ "scores_min": 1, "count_from": 1, "extension_seconds": 0 });
    let round = app.draft(&admin, &rules).await;
    let path = |what: &str| format!("/api/v1/rounds/{round}/{what}");
    let asked = app.post_once(&admin, &path("fundings"), &json!({ "source": source })).await.ok();
    if source == "bank" {
        let confirm = format!("/api/v1/fundings/{}/confirm", asked["id"].as_str().unwrap());
        app.post_once(&second, &confirm, &json!({ "reference": "B-1" })).await.ok();
    }
    app.settle_down().await;
    app.post(Some(&admin), &path("open"), &json!({})).await.ok();
    let designer = app.member("Dan").await;
    let design = app.plant_design(&round, "cleared", &[(&designer, 10_000)]).await;
    app.advance(Duration::days(7)).await;
    let voter = app.member("Vic").await;
    app.plant_ballot(&round, design, &voter, 5, 1).await;
    app.advance(Duration::days(7)).await;
    app.post(Some(&admin), &path("close"), &json!({})).await.ok();
    app.settle_down().await;
    let owed = app.get(Some(&designer), "/api/v1/me/payouts").await.ok();
    let payout = owed["items"][0]["id"].as_str().unwrap().to_owned();
    Won { admin, second, designer, payout }
}

pub(crate) async fn won(app: &TestApp) -> Won {
    won_from(app, "top_up").await
}

async fn payout(app: &TestApp, won: &Won) -> Value {
    app.get(Some(&won.admin), &format!("/api/v1/payouts/{}", won.payout)).await.ok()
}

async fn reasons(app: &TestApp, won: &Won) -> Vec<String> {
    app.settle_down().await;
    let found = payout(app, won).await;
    let reason = |waiting: &Value| waiting["reason"].as_str().unwrap().to_owned();
    found["reasons"].as_array().unwrap().iter().map(reason).collect()
}

async fn approve(app: &TestApp, won: &Won, admin: &Person) -> crate::support::Answer {
    app.post_once(admin, &format!("/api/v1/payouts/{}/approve", won.payout), &json!({})).await
}

async fn approve_twice(app: &TestApp, won: &Won) {
    approve(app, won, &won.admin).await.ok();
    approve(app, won, &won.second).await.ok();
}

/// The designer's account at the provider, brought to this status.
pub(crate) async fn payee(app: &TestApp, won: &Won, status: PayeeStatus) -> PayeeRef {
    app.post(Some(&won.designer), "/api/v1/me/payee", &json!({})).await.ok();
    let id = app.sandbox.book().unwrap().payees.keys().next().unwrap().clone();
    app.sandbox.set_payee(&id, status).await.unwrap();
    app.get(Some(&won.designer), "/api/v1/me/payee").await.ok();
    id
}

fn transfers(app: &TestApp) -> Vec<i64> {
    let book = app.sandbox.book().unwrap();
    book.transfers.values().map(|record| record.transfer.amount.minor).collect()
}

async fn a_prize_is_paid_once_two_admins_agree_and_the_account_is_ready(app: &TestApp) {
    let won = won(app).await;
    assert_eq!(reasons(app, &won).await, ["account_missing", "approval_missing"]);
    let made = app.post(Some(&won.designer), "/api/v1/me/payee", &json!({})).await.ok();
    assert_eq!(made["status"], "pending");
    assert!(made["onboarding_url"].as_str().unwrap().contains("/sandbox/payee/"));
    assert_eq!(reasons(app, &won).await, ["account_pending", "approval_missing"]);
    approve_twice(app, &won).await;
    assert_eq!(reasons(app, &won).await, ["account_pending"]);
    assert_eq!(transfers(app), [0_i64; 0]);

    payee(app, &won, PayeeStatus::Active).await;
    assert_eq!(app.sandbox.book().unwrap().payees.len(), 1, "asked again, it is the same account");
    app.settle_down().await;
    let paid = payout(app, &won).await;
    assert_eq!((&paid["state"], &paid["approvals"]), (&json!("sent"), &json!(2)));
    assert_eq!(transfers(app), [PRIZE_MINOR]);
    let due = format!("prizes_due:{}", won.designer.id);
    assert_eq!(app.lines("payout_sent").await, [(due, PRIZE_MINOR), ("provider".to_owned(), -PRIZE_MINOR)]);
    assert_eq!((app.balance("prizes_due").await, app.balance("provider").await), (0, 0));
    let told = app.told(&won.designer).await;
    assert_eq!(told.iter().filter(|(kind, _)| kind == "payout_sent").count(), 1);
}

async fn the_second_word_is_another_admins(app: &TestApp) {
    let won = won(app).await;
    let path = format!("/api/v1/payouts/{}/approve", won.payout);
    let send = || app.send(Some(&won.admin), poem::http::Method::POST, &path, None, Some("once"));
    let first = send().await.ok();
    assert_eq!(send().await.ok(), first, "the same key is the same answer");
    approve(app, &won, &won.admin).await.refused(403, "second-person-needed");
    assert_eq!(payout(app, &won).await["approvals"], 1);
    approve(app, &won, &won.designer).await.refused(403, "not-an-admin");
    app.post(Some(&won.second), &path, &json!({})).await.refused(400, "bad-request");
    approve(app, &won, &won.second).await.ok();
    let third = app.admin("Cleo").await;
    approve(app, &won, &third).await.refused(409, "approved-already");
}

async fn nobody_agrees_to_their_own_payout(app: &TestApp) {
    let won = won(app).await;
    let role = format!("/api/v1/accounts/{}/role", won.designer.id);
    app.put(Some(&won.admin), &role, &json!({ "role": "admin" })).await.ok();
    approve(app, &won, &won.designer).await.refused(403, "own-payout");
}

async fn an_answer_that_is_lost_is_asked_for_with_the_same_key(app: &TestApp) {
    for fault in [Fault::NoAnswerBefore, Fault::NoAnswerAfter, Fault::RateLimited, Fault::InFlight] {
        app.sandbox.inject(Operation::CreateTransfer, fault);
    }
    let won = won(app).await;
    payee(app, &won, PayeeStatus::Active).await;
    approve_twice(app, &won).await;
    for _ in 0..8 {
        app.advance(Duration::minutes(2)).await;
    }
    assert_eq!(payout(app, &won).await["state"], "sent");
    assert_eq!(transfers(app), [PRIZE_MINOR]);
}

async fn after_a_failure_of_the_provider_its_list_tells_what_happened(app: &TestApp) {
    app.sandbox.inject(Operation::CreateTransfer, Fault::Broken500Before);
    app.sandbox.inject(Operation::CreateTransfer, Fault::Broken500After);
    let won = won(app).await;
    payee(app, &won, PayeeStatus::Active).await;
    approve_twice(app, &won).await;
    app.settle_down().await;
    assert_eq!(payout(app, &won).await["state"], "sending");
    app.advance(Duration::minutes(59)).await;
    assert_eq!(transfers(app), [0_i64; 0], "nothing is sent again before the list was read");
    // Nothing happened, so it is sent under the next key; this one acts and fails to say so.
    app.advance(Duration::minutes(1)).await;
    assert_eq!(transfers(app), [PRIZE_MINOR]);
    assert_eq!(payout(app, &won).await["state"], "sending");
    app.advance(Duration::hours(1)).await;
    assert_eq!(payout(app, &won).await["state"], "sent");
    assert_eq!(transfers(app), [PRIZE_MINOR]);
}

async fn a_failure_of_the_provider_is_not_asked_for_again_under_its_key(app: &TestApp) {
    app.sandbox.inject(Operation::CreatePayee, Fault::Broken500Before);
    let designer = app.member("Dan").await;
    app.post(Some(&designer), "/api/v1/me/payee", &json!({})).await.refused(503, "provider-silent");
    let made = app.post(Some(&designer), "/api/v1/me/payee", &json!({})).await.ok();
    assert_eq!(made["status"], "pending");
}

async fn a_crash_between_any_two_steps_pays_once(app: &TestApp) {
    let won = won(app).await;
    payee(app, &won, PayeeStatus::Active).await;
    approve_twice(app, &won).await;
    app::payout::ready_due(&app.app).await.unwrap();
    let first = app::payout::begin(&app.app, won.id()).await.unwrap().unwrap();
    drop(first);
    let again = app::payout::begin(&app.app, won.id()).await.unwrap().unwrap();
    app::payout::call_transfer(&app.app, &again).await.unwrap();
    assert_eq!(payout(app, &won).await["state"], "sending", "the answer was lost");
    app.settle_down().await;
    assert_eq!(payout(app, &won).await["state"], "sent");
    assert_eq!(transfers(app), [PRIZE_MINOR]);
    assert!(app::payout::begin(&app.app, won.id()).await.unwrap().is_none(), "who comes late does nothing");
}

async fn a_refused_payout_is_owed_with_the_reason(app: &TestApp) {
    let won = won(app).await;
    let account = payee(app, &won, PayeeStatus::Active).await;
    approve_twice(app, &won).await;
    app.sandbox.set_payee(&account, PayeeStatus::Restricted).await.unwrap();
    assert_eq!(reasons(app, &won).await, ["provider_refused"]);
    assert_eq!(payout(app, &won).await["state"], "owed");
    assert_eq!(app.balance("prizes_due").await, -PRIZE_MINOR, "no entry for a refusal");

    app.sandbox.set_payee(&account, PayeeStatus::Active).await.unwrap();
    assert_eq!(reasons(app, &won).await, ["provider_refused"], "a person has to look");
    let retry = format!("/api/v1/payouts/{}/retry", won.payout);
    app.post(Some(&won.admin), &retry, &json!({ "reason": " " })).await.refused(422, "reason-missing");
    app.post(Some(&won.admin), &retry, &json!({ "reason": "the account is complete now" })).await.ok();
    app.settle_down().await;
    assert_eq!(payout(app, &won).await["state"], "sent");
    assert_eq!(transfers(app), [PRIZE_MINOR]);
    app.post(Some(&won.admin), &retry, &json!({ "reason": "once more" }))
        .await
        .refused(409, "payout-not-refused");
}

async fn a_payout_waits_for_money_and_is_paid_by_hand_from_where_it_is(app: &TestApp) {
    let won = won_from(app, "bank").await;
    payee(app, &won, PayeeStatus::Active).await;
    let by_hand = format!("/api/v1/payouts/{}/by-hand", won.payout);
    let paid = json!({ "from": "bank", "reference": "P-1" });
    app.post_once(&won.admin, &by_hand, &paid).await.refused(409, "second-person-needed");
    approve_twice(app, &won).await;
    assert_eq!(reasons(app, &won).await, ["funds_unavailable"]);
    app.post_once(&won.admin, &by_hand, &json!({ "from": "bank", "reference": "" }))
        .await
        .refused(422, "reference-missing");
    let answer = app.post_once(&won.admin, &by_hand, &paid).await.ok();
    assert_eq!(answer["state"], "by_hand");
    app.post_once(&won.admin, &by_hand, &paid).await.refused(409, "payout-over");
    assert_eq!((app.balance("bank").await, app.balance("prizes_due").await), (0, 0));
    assert_eq!(transfers(app), [0_i64; 0]);
}

async fn eight_workers_at_once_pay_once(app: &TestApp) {
    let won = won(app).await;
    payee(app, &won, PayeeStatus::Active).await;
    approve_twice(app, &won).await;
    for ready in join_all((0..8).map(|_| app::payout::ready_due(&app.app))).await {
        ready.unwrap();
    }
    let sent = join_all((0..8).map(|_| async {
        if let Some(sent) = app::payout::begin(&app.app, won.id()).await.unwrap() {
            let answer = app::payout::call_transfer(&app.app, &sent).await;
            let _ = app::payout::record(&app.app, &sent, answer).await;
        }
    }));
    sent.await;
    for _ in 0..3 {
        app.advance(Duration::minutes(1)).await;
    }
    assert_eq!(payout(app, &won).await["state"], "sent");
    assert_eq!(transfers(app), [PRIZE_MINOR]);
    assert_eq!(app.lines("payout_sent").await.len(), 2);
}

async fn a_transfer_that_comes_back_is_owed_again(app: &TestApp) {
    let won = won(app).await;
    payee(app, &won, PayeeStatus::Active).await;
    approve_twice(app, &won).await;
    app.settle_down().await;
    let transfer = app.sandbox.book().unwrap().transfers.keys().next().unwrap().clone();
    let eur = |minor| Money::new(minor, "EUR".parse().unwrap());
    app.sandbox.reverse_transfer(&transfer, eur(20_000)).await.unwrap();
    app.settle_down().await;
    assert_eq!(payout(app, &won).await["state"], "reversing");
    assert_eq!(app.balance("prizes_due").await, -20_000);
    app.sandbox.reverse_transfer(&transfer, eur(30_000)).await.unwrap();
    app.settle_down().await;
    assert_eq!(payout(app, &won).await["state"], "reversed");
    assert_eq!(app.balance("prizes_due").await, -PRIZE_MINOR);
}

async fn payouts_are_listed_by_state_for_admins_and_to_everybody_their_own(app: &TestApp) {
    let won = won(app).await;
    let owed = app.get(Some(&won.admin), "/api/v1/payouts?state=owed").await.ok();
    assert_eq!(owed["items"][0]["id"], json!(won.payout));
    assert_eq!(owed["items"][0]["amount"], json!({ "minor": PRIZE_MINOR, "currency": "EUR" }));
    let sent = app.get(Some(&won.admin), "/api/v1/payouts?state=sent").await.ok();
    assert_eq!(sent["items"], json!([]));
    app.get(Some(&won.designer), "/api/v1/payouts").await.refused(403, "not-an-admin");
    let other = app.member("Eve").await;
    assert_eq!(app.get(Some(&other), "/api/v1/me/payouts").await.ok()["items"], json!([]));
    app.get(Some(&other), "/api/v1/me/payee").await.refused(404, "no-payout-account");
}

async fn an_account_that_is_completed_later_is_noticed_by_itself(app: &TestApp) {
    let won = won(app).await;
    app.post(Some(&won.designer), "/api/v1/me/payee", &json!({})).await.ok();
    approve_twice(app, &won).await;
    let account = app.sandbox.book().unwrap().payees.keys().next().unwrap().clone();
    app.advance(Duration::hours(3)).await;
    app.sandbox.set_payee(&account, PayeeStatus::Active).await.unwrap();
    app.advance(Duration::hours(1)).await;
    assert_eq!(payout(app, &won).await["state"], "sent");
}

on_both!(
    a_prize_is_paid_once_two_admins_agree_and_the_account_is_ready,
    the_second_word_is_another_admins,
    nobody_agrees_to_their_own_payout,
    an_answer_that_is_lost_is_asked_for_with_the_same_key,
    after_a_failure_of_the_provider_its_list_tells_what_happened,
    a_failure_of_the_provider_is_not_asked_for_again_under_its_key,
    a_crash_between_any_two_steps_pays_once,
    a_refused_payout_is_owed_with_the_reason,
    a_payout_waits_for_money_and_is_paid_by_hand_from_where_it_is,
    eight_workers_at_once_pay_once,
    a_transfer_that_comes_back_is_owed_again,
    payouts_are_listed_by_state_for_admins_and_to_everybody_their_own,
    an_account_that_is_completed_later_is_noticed_by_itself,
);
