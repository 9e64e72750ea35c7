//! Failures by class: what may be sent again under the same key, and what has to be read instead.

use std::time::Duration;

use chrono::TimeDelta;
use fake_stripe::Fault;
use greenlit::gateway::payment::stripe::{Settings, Stripe};
use greenlit::gateway::payment::{CreateRefund, Failure, IntentStatus, Payment};

use crate::support::{GOOD, POOR, Stage, code, eur, key};

const CONFIRM: &str = "POST /payment_intents/{}/confirm";

#[tokio::test]
async fn a_lost_answer_is_no_answer_and_the_same_key_finds_what_was_done() {
    let stage = Stage::fake().await;
    for (fault, tried) in
        [(Fault::SilenceBefore, false), (Fault::SilenceAfter, true), (Fault::ResetAfter, true)]
    {
        let buyer = stage.buyer(GOOD).await;
        let once = key("confirm");
        stage.stand_in().inject(CONFIRM, fault);
        let lost = stage.gateway.confirm_intent(&once, &buyer.off_session()).await;
        assert_eq!(lost, Err(Failure::NoAnswer), "{fault:?}");
        assert_eq!(stage.stand_in().book().charges(buyer.preorder).len(), usize::from(tried), "{fault:?}");
        let found = stage.gateway.confirm_intent(&once, &buyer.off_session()).await.unwrap();
        assert_eq!(found.status, IntentStatus::Succeeded, "{fault:?}");
        assert_eq!(stage.stand_in().book().charges(buyer.preorder).len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_500_is_the_last_word_of_its_key_whatever_was_done() {
    let stage = Stage::fake().await;
    for (fault, charged) in [(Fault::BrokenBefore, false), (Fault::BrokenAfter, true)] {
        let buyer = stage.buyer(GOOD).await;
        let once = key("confirm");
        stage.stand_in().inject(CONFIRM, fault);
        for _ in 0..2 {
            let broken = stage.gateway.confirm_intent(&once, &buyer.off_session()).await;
            assert_eq!(broken, Err(Failure::Broken { status: 500 }), "{fault:?}");
        }
        let found = stage.gateway.read_intent(&buyer.intent).await.unwrap();
        assert_eq!(found.status == IntentStatus::Succeeded, charged, "{fault:?}");
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_says_nothing_and_spends_the_key() {
    let stage = Stage::fake().await;
    let buyer = stage.buyer(GOOD).await;
    stage.stand_in().inject(CONFIRM, Fault::UnreadableAfter);
    assert_eq!(stage.charge(&buyer).await, Err(Failure::Broken { status: 502 }));
    assert_eq!(stage.gateway.read_intent(&buyer.intent).await.unwrap().status, IntentStatus::Succeeded);
}

#[tokio::test]
async fn too_many_requests_and_a_locked_object_leave_the_key_unused() {
    let stage = Stage::fake().await;
    for fault in [Fault::RateLimited, Fault::LockTimeout] {
        let buyer = stage.buyer(GOOD).await;
        let once = key("confirm");
        stage.stand_in().inject(CONFIRM, fault);
        let limited = stage.gateway.confirm_intent(&once, &buyer.off_session()).await;
        let second = Some(Duration::from_secs(1));
        assert_eq!(limited, Err(Failure::RateLimited { retry_after: second }), "{fault:?}");
        let charged = stage.gateway.confirm_intent(&once, &buyer.off_session()).await.unwrap();
        assert_eq!(charged.status, IntentStatus::Succeeded, "{fault:?}");
    }
}

#[tokio::test]
async fn stripe_says_for_how_long_it_wants_to_be_left_alone_and_is_believed_for_an_hour() {
    let stage = Stage::fake().await;
    for (said, believed) in [(7, 7), (0, 1), (86_400, 3_600)] {
        stage.stand_in().inject("GET /balance", Fault::RateLimitedFor(said));
        let limited = stage.gateway.balances().await;
        let pause = Some(Duration::from_secs(believed));
        assert_eq!(limited, Err(Failure::RateLimited { retry_after: pause }));
    }
}

#[tokio::test]
async fn a_conflict_that_the_same_key_would_get_again_spends_it() {
    let stage = Stage::fake().await;
    let buyer = stage.buyer(GOOD).await;
    stage.stand_in().inject(CONFIRM, Fault::Conflict);
    assert_eq!(stage.charge(&buyer).await, Err(Failure::Broken { status: 409 }));
}

#[tokio::test]
async fn a_key_in_use_is_in_flight_until_its_answer_is_there() {
    let stage = std::sync::Arc::new(Stage::fake().await);
    let buyer = stage.buyer(GOOD).await;
    let once = key("confirm");
    stage.stand_in().inject(CONFIRM, Fault::Hold);
    let (first, request, used) = (stage.clone(), buyer.off_session(), once.clone());
    let first = tokio::spawn(async move { first.gateway.confirm_intent(&used, &request).await });
    stage.stand_in().held().await;
    let second = stage.gateway.confirm_intent(&once, &buyer.off_session()).await;
    assert_eq!(second, Err(Failure::InFlight));
    stage.stand_in().release();
    let charged = first.await.unwrap().unwrap();
    assert_eq!(stage.gateway.confirm_intent(&once, &buyer.off_session()).await, Ok(charged));
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day_and_the_intent_still_pays_once() {
    let stage = Stage::fake().await;
    let buyer = stage.paid(GOOD).await;
    let (once, other) = (key("refund"), key("confirm"));
    let request = CreateRefund { intent: buyer.intent.clone(), amount: eur(50) };
    stage.gateway.create_refund(&once, &request).await.unwrap();
    stage.clock().wait(TimeDelta::hours(24));
    // What a key no longer holds together, only an intent does: a refund is made twice, a charge is not.
    stage.gateway.create_refund(&once, &request).await.unwrap();
    assert_eq!(stage.gateway.list_refunds(&buyer.intent).await.unwrap().len(), 2);
    let again = stage.gateway.confirm_intent(&other, &buyer.off_session()).await;
    assert_eq!(code(again), "payment_intent_unexpected_state");
}

#[tokio::test]
async fn each_call_sends_once_whatever_comes_of_it() {
    let stage = Stage::fake().await;
    for fault in [Fault::BrokenBefore, Fault::RateLimited, Fault::SilenceBefore, Fault::ResetAfter] {
        let buyer = stage.buyer(POOR).await;
        let before = stage.stand_in().count(CONFIRM);
        stage.stand_in().inject(CONFIRM, fault);
        assert!(stage.charge(&buyer).await.is_err(), "{fault:?}");
        assert_eq!(stage.stand_in().count(CONFIRM) - before, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_decline_whose_intent_cannot_be_read_is_no_answer_and_found_again() {
    let stage = Stage::fake().await;
    let buyer = stage.buyer(POOR).await;
    let once = key("confirm");
    stage.stand_in().inject("GET /payment_intents/{}", Fault::SilenceBefore);
    let lost = stage.gateway.confirm_intent(&once, &buyer.off_session()).await;
    assert_eq!(lost, Err(Failure::NoAnswer));
    let found = stage.gateway.confirm_intent(&once, &buyer.off_session()).await.unwrap();
    assert_eq!(found.last_decline.unwrap().code, "insufficient_funds");
}

#[tokio::test]
async fn nobody_listening_is_no_answer_and_a_wrong_key_is_refused() {
    let stage = Stage::fake().await;
    let other = |key: &str, base_url: &str| {
        let settings = Settings {
            base_url: base_url.to_owned(),
            timeout: Duration::from_secs(5),
            deployment: stage.deployment,
            payee_return_url: String::new(),
        };
        Stripe::new(key, settings).unwrap()
    };
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", closed.local_addr().unwrap());
    drop(closed);
    assert_eq!(other("sk_test_greenlit", &address).balances().await, Err(Failure::NoAnswer));
    let wrong = other("sk_test_of_somebody_else", stage.stand_in().url()).balances().await;
    assert_eq!(code(wrong), "invalid_request_error");
}
