//! Charging: noticed first, once each whatever fails on the way, and counted at its end.

use chrono::Duration;
use greenlit::app;
use greenlit::domain::attempt::State as AttemptState;
use greenlit::domain::campaign::State as CampaignState;
use greenlit::domain::preorder::State;
use greenlit::gateway::payment::sandbox::{Fault, Operation};
use serde_json::json;

use crate::support::TestApp;
use crate::support::settle::{GOOD, POOR, SLOW, STOLEN, TOTAL_MINOR};

async fn everybody_is_told_first_and_then_charged_once(app: &TestApp) {
    let sale = app.committed(3, &[GOOD, GOOD, GOOD]).await;
    app.decide().await;

    let told_at = app.now();
    let (buyer, order) = &sale.orders[0];
    let told = app.told(buyer).await;
    assert!(told.iter().any(|(kind, at)| kind == "charge_ahead" && *at == told_at), "{told:?}");
    app.advance(Duration::minutes(59)).await;
    assert!(
        app.sandbox.book().unwrap().intents.is_empty(),
        "nothing is even begun before the notice is over"
    );

    app.advance(Duration::minutes(1)).await;
    assert_eq!(app.states(&sale).await, [State::Paid; 3]);
    assert_eq!(app.charges(*order), 1);
    let charged_at = app.sandbox.book().unwrap().charges(*order)[0].charged_at.unwrap();
    assert!(charged_at >= told_at + Duration::hours(1));
    assert_eq!(app.sale_state(&sale).await, CampaignState::Funded);
    assert_eq!(app.balance("deposits").await + app.balance("tax").await, -3 * TOTAL_MINOR);
    app.books_agree(&sale).await;
    app.advance(Duration::hours(2)).await;
    app.books_agree(&sale).await;
    assert_eq!(app.told(buyer).await.iter().filter(|(kind, _)| kind == "preorder_receipt").count(), 1);
}

async fn whatever_fails_between_us_and_the_provider_nobody_is_charged_twice(app: &TestApp) {
    let faults = [
        Fault::NoAnswerBefore,
        Fault::NoAnswerAfter,
        Fault::Broken500Before,
        Fault::Broken500After,
        Fault::RateLimited,
        Fault::InFlight,
    ];
    let sale = app.committed(6, &[GOOD; 6]).await;
    app.decide().await;
    for fault in faults {
        app.inject(Operation::CreateIntent, fault);
        app.inject(Operation::ConfirmIntent, fault);
    }
    app.advance(Duration::hours(1)).await;
    for _ in 0..20 {
        app.advance(Duration::minutes(2)).await;
    }
    assert_eq!(app.states(&sale).await, [State::Paid; 6]);
    for (_, order) in &sale.orders {
        assert_eq!(app.charges(*order), 1);
    }
    app.books_agree(&sale).await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::Funded);
}

async fn reads_and_cancels_may_fail_too(app: &TestApp) {
    let sale = app.committed(2, &[GOOD, GOOD]).await;
    app.decide().await;
    app.inject(Operation::CreateIntent, Fault::Broken500Before);
    app.inject(Operation::ConfirmIntent, Fault::Broken500Before);
    app.inject(Operation::ListIntents, Fault::NoAnswerBefore);
    app.inject(Operation::ReadIntent, Fault::NoAnswerAfter);
    app.inject(Operation::ReadIntent, Fault::Broken500Before);
    app.inject(Operation::CancelIntent, Fault::NoAnswerAfter);
    app.advance(Duration::hours(1)).await;
    for _ in 0..20 {
        app.advance(Duration::minutes(2)).await;
    }
    assert_eq!(app.states(&sale).await, [State::Paid; 2]);
    app.books_agree(&sale).await;
}

async fn a_crash_between_any_two_steps_of_a_charge_is_finished_later(app: &TestApp) {
    let sale = app.committed(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    app.decide().await;
    app.clock.advance(Duration::hours(1));
    app.run_due().await;
    let intent = app.intent_id(order).await;

    let first = app::intent::create::begin(&app.app, intent).await.unwrap().unwrap();
    drop(first);
    let again = app::intent::create::begin(&app.app, intent).await.unwrap().unwrap();
    app::intent::create::call(&app.app, &again).await.unwrap();
    let third = app::intent::create::begin(&app.app, intent).await.unwrap().unwrap();
    let answer = app::intent::create::call(&app.app, &third).await;
    app::intent::create::record(&app.app, &third, answer).await.unwrap();
    assert_eq!(app.sandbox.book().unwrap().intents.len(), 1, "the same key made one intent");

    let attempt = app.attempts(order).await[0].id;
    let sent = app::attempt::begin(&app.app, attempt).await.unwrap().unwrap();
    assert!(app.attempts(order).await[0].sent_at.is_some(), "on record before it is sent");
    app::attempt::call(&app.app, &sent).await.unwrap();
    assert_eq!(app.order_of(order).await.state, State::Charging, "the answer was lost");

    app.clock.advance(Duration::minutes(5));
    app.settle_down().await;
    assert_eq!(app.order_of(order).await.state, State::Paid);
    assert_eq!(app.charges(order), 1);
    let late = app::attempt::begin(&app.app, attempt).await.unwrap();
    assert!(late.is_none(), "a worker that comes late does nothing");
    app.books_agree(&sale).await;
}

async fn eight_workers_at_once_charge_once(app: &TestApp) {
    let sale = app.committed(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    app.decide().await;
    app.clock.advance(Duration::hours(1));
    app.run_due().await;
    let intent = app.intent_id(order).await;
    race(8, || app::intent::run_create(&app.app, intent)).await;
    let attempt = app.attempts(order).await[0].id;
    race(8, || app::attempt::run_confirm(&app.app, attempt)).await;
    app.clock.advance(Duration::minutes(5));
    app.settle_down().await;
    assert_eq!(app.attempts(order).await.len(), 1);
    assert_eq!(app.order_of(order).await.state, State::Paid);
    app.books_agree(&sale).await;
}

/// Runs it so often at the same time; what one of them loses against another is not looked at.
async fn race<T, F: Future<Output = T>>(times: usize, start: impl Fn() -> F) {
    futures::future::join_all((0..times).map(|_| start())).await;
}

async fn a_slow_bank_is_waited_for(app: &TestApp) {
    let sale = app.committed(1, &[SLOW]).await;
    app.decide().await;
    app.advance(Duration::hours(1)).await;
    assert_eq!(app.states(&sale).await, [State::Charging]);
    app.advance(Duration::minutes(3)).await;
    assert_eq!(app.states(&sale).await, [State::Paid]);
    app.books_agree(&sale).await;
}

async fn a_short_sale_is_covered_by_money_or_by_the_brand(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, STOLEN]).await;
    app.advance(Duration::days(8)).await;
    assert_eq!(app.states(&sale).await, [State::Paid, State::Dropped]);
    assert_eq!(app.sale_state(&sale).await, CampaignState::Short);

    let told = app.told(&sale.orders[0].0).await;
    assert!(told.iter().any(|(kind, _)| kind.contains("short")), "{told:?}");
    let nothing = json!({ "with": "money" });
    app.post(Some(&sale.admin), &sale.path("cover"), &nothing).await.refused(422, "invalid-fields");
    let money = json!({
        "with": "money", "amount": { "minor": 2_500, "currency": "EUR" }, "reference": "bank 17/4",
    });
    app.post(Some(&sale.orders[0].0), &sale.path("cover"), &money).await.refused(403, "not-an-admin");
    app.post(Some(&sale.admin), &sale.path("cover"), &money).await.ok();
    assert_eq!(app.sale_state(&sale).await, CampaignState::Funded);
    assert_eq!(app.balance("bank").await, 2_500);
    app.post(Some(&sale.admin), &sale.path("cover"), &money).await.refused(409, "sale-not-short");
    app.books_agree(&sale).await;
}

async fn silence_in_a_short_sale_gives_everybody_their_money_back(app: &TestApp) {
    let sale = app.charged(3, &[GOOD, GOOD, POOR]).await;
    app.advance(Duration::days(8)).await;
    assert_eq!(app.sale_state(&sale).await, CampaignState::Short);
    app.advance(Duration::days(30)).await;
    app.advance(Duration::minutes(5)).await;
    // The provider has kept its fees, so that the last refund is not covered before money comes in.
    assert_eq!(app.states(&sale).await, [State::Refunded, State::Paid, State::Dropped]);
    assert_eq!(app.sale_state(&sale).await, CampaignState::Refunding);
    app.bring_money(&sale.admin).await;
    app.advance(Duration::minutes(5)).await;
    app.advance(Duration::hours(2)).await;
    assert_eq!(app.states(&sale).await, [State::Refunded, State::Refunded, State::Dropped]);
    assert_eq!(app.sale_state(&sale).await, CampaignState::Refunded);
    for account in ["deposits", "tax", "refunds_due"] {
        assert_eq!(app.balance(account).await, 0, "{account}");
    }
    app.books_agree(&sale).await;
}

async fn progress_says_how_far_it_is(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, GOOD, POOR]).await;
    let found = app.get(Some(&sale.admin), &sale.path("settlement")).await.ok();
    assert_eq!(found["state"], "settling");
    assert_eq!(found["counts"], json!({ "paid": 2, "declined": 1 }));
    assert_eq!(found["paid"]["minor"], 2 * TOTAL_MINOR);
    assert_eq!(found["failed"]["minor"], TOTAL_MINOR);
    assert!(found["next_charge_at"].is_string());
    app.get(Some(&sale.orders[0].0), &sale.path("settlement")).await.refused(403, "not-an-admin");
}

async fn cancelling_in_the_middle_charges_nobody_afterwards(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, GOOD, POOR]).await;
    let path = sale.path("cancel");
    let reason = json!({ "reason": "the printer went out of business" });
    app.post(Some(&sale.admin), &path, &reason).await;
    let second = app.admin("Hedy").await;
    app.post(Some(&second), &path, &reason).await;
    app.settle_down().await;
    let charges =
        || app.sandbox.book().unwrap().movements.iter().filter(|line| line.amount.minor > 0).count();
    let before = charges();
    app.advance(Duration::minutes(5)).await;
    app.advance(Duration::days(10)).await;
    app.advance(Duration::minutes(5)).await;
    assert_eq!(charges(), before);
    assert_eq!(app.states(&sale).await, [State::Refunded, State::Refunded, State::Released]);
    assert_eq!(app.sale_state(&sale).await, CampaignState::Refunded);
    assert_eq!(app.balance("deposits").await, 0);
    app.books_agree(&sale).await;
}

async fn a_pause_voids_what_was_not_sent_and_charges_nobody(app: &TestApp) {
    let sale = app.committed(1, &[GOOD]).await;
    let order = sale.orders[0].1;
    app.decide().await;
    app.clock.advance(Duration::hours(1));
    app.run_due().await;
    app.run_due().await;
    assert_eq!(app.attempts(order).await[0].state, AttemptState::Recorded);
    app.post(Some(&sale.admin), &sale.path("pause"), &json!({ "reason": "a claim" })).await.ok();
    app.settle_down().await;
    assert_eq!(app.attempts(order).await[0].state, AttemptState::Void);
    app.advance(Duration::days(2)).await;
    assert_eq!(app.charges(order), 0);
    app.post(Some(&sale.admin), &sale.path("resume"), &json!({})).await.ok();
    app.advance(Duration::hours(1)).await;
    app.advance(Duration::hours(1)).await;
    assert_eq!(app.order_of(order).await.state, State::Paid);
    app.books_agree(&sale).await;
}

on_both!(
    everybody_is_told_first_and_then_charged_once,
    whatever_fails_between_us_and_the_provider_nobody_is_charged_twice,
    reads_and_cancels_may_fail_too,
    a_crash_between_any_two_steps_of_a_charge_is_finished_later,
    eight_workers_at_once_charge_once,
    a_slow_bank_is_waited_for,
    a_short_sale_is_covered_by_money_or_by_the_brand,
    silence_in_a_short_sale_gives_everybody_their_money_back,
    progress_says_how_far_it_is,
    cancelling_in_the_middle_charges_nobody_afterwards,
    a_pause_voids_what_was_not_sent_and_charges_nobody,
);
