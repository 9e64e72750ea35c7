//! Prize money: topped up or confirmed by a second admin, once; given back when the round is cancelled.

use chrono::Duration;
use greenlit::app::funding;
use greenlit::gateway::payment::sandbox::{Fault, Operation};
use greenlit::gateway::payment::{Failure, MovementKind};
use poem::http::Method;
use serde_json::{Value, json};

use crate::support::{Person, TestApp};

const ALL: i64 = 60_001;

async fn ask(app: &TestApp, admin: &Person, round: &str, body: &Value) -> Value {
    app.post_once(admin, &format!("/api/v1/rounds/{round}/fundings"), body).await.ok()
}

async fn only(app: &TestApp, admin: &Person, round: &str) -> Value {
    let list = app.get(Some(admin), &format!("/api/v1/rounds/{round}/fundings")).await.ok();
    assert_eq!(list.as_array().unwrap().len(), 1);
    list[0].clone()
}

/// What the provider got by top-ups.
fn topped_up(app: &TestApp) -> Vec<i64> {
    let book = app.sandbox.book().unwrap();
    let of_kind = book.movements.iter().filter(|movement| movement.kind == MovementKind::TopUp);
    of_kind.map(|movement| movement.amount.minor).collect()
}

async fn a_top_up_brings_the_prize_money_and_the_journal_says_so(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.draft(&admin, &app.rules()).await;
    let asked = ask(app, &admin, &round, &json!({ "source": "top_up" })).await;
    assert_eq!(asked["state"], "requested");
    assert_eq!(asked["amount"], json!({ "minor": ALL, "currency": "EUR" }));
    app.settle_down().await;
    assert_eq!(only(app, &admin, &round).await["state"], "funded");
    assert_eq!(topped_up(app), [ALL]);
    let reserve = format!("prize_reserve:{round}");
    assert_eq!(app.lines("prize_funded").await, [("provider".to_owned(), ALL), (reserve, -ALL)]);
    let told = app.get(Some(&admin), "/api/v1/me/notices").await.ok();
    assert_eq!(told["items"][0]["kind"], "prize_funded");
}

async fn bank_money_needs_a_second_admin_with_the_same_reference(app: &TestApp) {
    let [ada, bob] = [app.admin("Ada").await, app.admin("Bob").await];
    let round = app.draft(&ada, &app.rules()).await;
    let asked = ask(app, &ada, &round, &json!({ "source": "bank", "reference": "WIRE 77" })).await;
    let path = format!("/api/v1/fundings/{}/confirm", asked["id"].as_str().unwrap());
    let right = json!({ "reference": "WIRE 77" });
    app.post_once(&ada, &path, &right).await.refused(403, "second-person-needed");
    app.post_once(&bob, &path, &json!({ "reference": "WIRE 78" })).await.refused(409, "other-reference");
    app.post_once(&bob, &path, &json!({ "reference": " " })).await.refused(422, "reference-missing");
    app.post(Some(&bob), &path, &right).await.refused(400, "bad-request");
    let open = format!("/api/v1/rounds/{round}/open");
    app.post(Some(&ada), &open, &json!({})).await.refused(409, "prizes-not-funded");

    let confirmed = app.post_once(&bob, &path, &right).await.ok();
    assert_eq!((&confirmed["state"], &confirmed["confirmed_by"]), (&json!("funded"), &json!(bob.id)));
    app.post_once(&bob, &path, &right).await.refused(409, "funded-already");
    let reserve = format!("prize_reserve:{round}");
    assert_eq!(app.lines("prize_funded").await, [("bank".to_owned(), ALL), (reserve, -ALL)]);
    assert!(topped_up(app).is_empty());
    app.post(Some(&ada), &open, &json!({})).await.ok();
}

async fn prize_money_is_for_admins_and_drafts(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let member = app.member("Mia").await;
    let round = app.draft(&admin, &app.rules()).await;
    let path = format!("/api/v1/rounds/{round}/fundings");
    let body = json!({ "source": "top_up" });
    app.post(None, &path, &body).await.refused(401, "no-token");
    app.post_once(&member, &path, &body).await.refused(403, "not-an-admin");
    app.get(Some(&member), &path).await.refused(403, "not-an-admin");
    app.post(Some(&admin), &path, &body).await.refused(400, "bad-request");
    app.fund(&admin, &round).await;
    app.post_once(&admin, &path, &body).await.refused(409, "prizes-asked-for");
    app.post(Some(&admin), &format!("/api/v1/rounds/{round}/open"), &json!({})).await.ok();
    app.post_once(&admin, &path, &body).await.refused(409, "round-not-draft");

    let mut free = app.rules();
    free["prizes"] = json!([]);
    let free = app.draft(&admin, &free).await;
    app.post_once(&admin, &format!("/api/v1/rounds/{free}/fundings"), &body).await.refused(409, "no-prizes");
}

async fn one_key_at_once_is_one_top_up(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.draft(&admin, &app.rules()).await;
    let path = format!("/api/v1/rounds/{round}/fundings");
    let body = json!({ "source": "top_up" });
    let send = || app.send(Some(&admin), Method::POST, &path, Some(&body), Some("key-1"));
    let answers = futures::future::join_all((0..8).map(|_| send())).await;
    for answer in &answers {
        assert_eq!(answer.ok(), answers[0].ok());
    }
    app.settle_down().await;
    assert_eq!(topped_up(app), [ALL]);
    let other = json!({ "source": "bank" });
    let answer = app.send(Some(&admin), Method::POST, &path, Some(&other), Some("key-1")).await;
    answer.refused(409, "idempotency-key-reused");
}

async fn an_answer_that_is_lost_is_asked_for_again_with_the_same_key(app: &TestApp) {
    let admin = app.admin("Ada").await;
    for fault in [Fault::NoAnswerBefore, Fault::NoAnswerAfter, Fault::InFlight] {
        let round = app.draft(&admin, &app.rules()).await;
        app.sandbox.inject(Operation::TopUp, fault);
        ask(app, &admin, &round, &json!({ "source": "top_up" })).await;
        app.settle_down().await;
        assert_eq!(only(app, &admin, &round).await["state"], "sending");
        app.advance(Duration::seconds(5)).await;
        assert_eq!(only(app, &admin, &round).await["state"], "funded");
    }
    assert_eq!(topped_up(app), [ALL; 3]);
}

async fn after_a_failure_of_the_provider_its_book_decides(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let check = async |fault, expected: &str| {
        let round = app.draft(&admin, &app.rules()).await;
        app.sandbox.inject(Operation::TopUp, fault);
        ask(app, &admin, &round, &json!({ "source": "top_up" })).await;
        app.settle_down().await;
        assert_eq!(only(app, &admin, &round).await["state"], "sending");
        app.advance(Duration::hours(1)).await;
        assert_eq!(only(app, &admin, &round).await["state"], expected);
        round
    };
    check(Fault::Broken500After, "funded").await;
    let round = check(Fault::Broken500Before, "refused").await;
    assert_eq!(topped_up(app), [ALL]);
    ask(app, &admin, &round, &json!({ "source": "top_up" })).await;
    app.settle_down().await;
    assert_eq!(topped_up(app), [ALL, ALL]);
    app.post(Some(&admin), &format!("/api/v1/rounds/{round}/open"), &json!({})).await.ok();
}

async fn a_crash_between_any_two_steps_tops_up_once(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.draft(&admin, &app.rules()).await;
    let asked = ask(app, &admin, &round, &json!({ "source": "top_up" })).await;
    let id = greenlit::domain::id::FundingId::new(asked["id"].as_str().unwrap().parse().unwrap());
    let sent = funding::begin(&app.app, id).await.unwrap().unwrap();
    assert_eq!(funding::begin(&app.app, id).await.unwrap().unwrap(), sent);
    let answer = funding::call(&app.app, &sent).await;
    assert_eq!(funding::call(&app.app, &sent).await, answer);
    funding::record(&app.app, id, answer.clone()).await.unwrap();
    funding::record(&app.app, id, answer).await.unwrap();
    funding::record(&app.app, id, Err(Failure::Broken { status: 500 })).await.unwrap();
    assert!(funding::begin(&app.app, id).await.unwrap().is_none());
    app.advance(Duration::hours(2)).await;
    assert_eq!(topped_up(app), [ALL]);
    assert_eq!(app.lines("prize_funded").await.len(), 2);
}

async fn a_cancelled_rounds_money_goes_back_to_the_organiser(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.opened(&admin, &app.rules()).await;
    let path = format!("/api/v1/rounds/{round}/cancel");
    app.post(Some(&admin), &path, &json!({ "reason": "no printer" })).await.ok();
    let reserve = format!("prize_reserve:{round}");
    assert_eq!(app.lines("prize_returned").await, [(reserve, ALL), ("organiser".to_owned(), -ALL)]);
}

async fn a_top_up_that_arrives_after_the_cancellation_goes_back_at_once(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.draft(&admin, &app.rules()).await;
    app.sandbox.inject(Operation::TopUp, Fault::NoAnswerAfter);
    ask(app, &admin, &round, &json!({ "source": "top_up" })).await;
    app.run_due().await;
    let path = format!("/api/v1/rounds/{round}/cancel");
    app.post(Some(&admin), &path, &json!({ "reason": "no printer" })).await.ok();
    assert!(app.lines("prize_returned").await.is_empty());
    app.advance(Duration::seconds(5)).await;
    assert_eq!(only(app, &admin, &round).await["state"], "funded");
    assert_eq!(app.lines("prize_returned").await.len(), 2);
}

async fn a_request_is_taken_back_and_money_asked_for_elsewhere(app: &TestApp) {
    let [ada, bob] = [app.admin("Ada").await, app.admin("Bob").await];
    let round = app.draft(&ada, &app.rules()).await;
    let asked = ask(app, &ada, &round, &json!({ "source": "bank" })).await;
    let path = format!("/api/v1/fundings/{}/take-back", asked["id"].as_str().unwrap());
    app.post(Some(&ada), &path, &json!({ "reason": "" })).await.refused(422, "reason-missing");
    let taken = app.post(Some(&ada), &path, &json!({ "reason": "the bank is closed" })).await.ok();
    assert_eq!(taken["state"], "refused");
    let confirm = format!("/api/v1/fundings/{}/confirm", asked["id"].as_str().unwrap());
    app.post_once(&bob, &confirm, &json!({ "reference": "W" })).await.refused(409, "refused-already");
    ask(app, &ada, &round, &json!({ "source": "top_up" })).await;
    app.settle_down().await;
    app.post(Some(&ada), &format!("/api/v1/rounds/{round}/open"), &json!({})).await.ok();
}

async fn prizes_and_currency_do_not_change_under_money_that_is_set_apart(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.draft(&admin, &app.rules()).await;
    app.fund(&admin, &round).await;
    let path = format!("/api/v1/rounds/{round}/rules");
    let mut rules = app.rules();
    rules["prizes"] = json!([{ "place": 1, "amount_minor": 60_000 }]);
    let said = app.put(Some(&admin), &path, &rules).await.refused(409, "prizes-below-funding");
    assert!(said.contains("600.01 EUR"), "{said}");
    rules["currency"] = json!("USD");
    app.put(Some(&admin), &path, &rules).await.refused(409, "currency-fixed");
    rules["currency"] = json!("EUR");
    rules["prizes"] = json!([{ "place": 1, "amount_minor": 70_001 }]);
    app.put(Some(&admin), &path, &rules).await.ok();
    let open = format!("/api/v1/rounds/{round}/open");
    app.post(Some(&admin), &open, &json!({})).await.refused(409, "prizes-not-funded");
    app.fund(&admin, &round).await;
    assert_eq!(topped_up(app), [ALL, 10_000]);
    app.post(Some(&admin), &open, &json!({})).await.ok();
}

on_both!(
    a_top_up_brings_the_prize_money_and_the_journal_says_so,
    bank_money_needs_a_second_admin_with_the_same_reference,
    prize_money_is_for_admins_and_drafts,
    one_key_at_once_is_one_top_up,
    an_answer_that_is_lost_is_asked_for_again_with_the_same_key,
    after_a_failure_of_the_provider_its_book_decides,
    a_crash_between_any_two_steps_tops_up_once,
    a_cancelled_rounds_money_goes_back_to_the_organiser,
    a_top_up_that_arrives_after_the_cancellation_goes_back_at_once,
    a_request_is_taken_back_and_money_asked_for_elsewhere,
    prizes_and_currency_do_not_change_under_money_that_is_set_apart,
);
