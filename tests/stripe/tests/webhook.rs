//! What the stand-in tells: each change once, signed as Stripe signs, in an order that the receiver cannot trust.

use chrono::TimeDelta;
use fake_stripe::signature;
use greenlit::gateway::payment::{CreateRefund, Payment};
use serde_json::Value;

use crate::support::{GOOD, POOR, Stage, eur, key};

const SECRET: &str = "whsec_test";

fn kinds(stage: &Stage) -> Vec<String> {
    stage.stand_in().take_events(SECRET).into_iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn each_change_is_told_once() {
    let stage = Stage::fake().await;
    let buyer = stage.paid(GOOD).await;
    let told = kinds(&stage);
    assert_eq!(told, ["checkout.session.completed", "payment_intent.created", "payment_intent.succeeded"]);
    assert!(kinds(&stage).is_empty());
    let request = CreateRefund { intent: buyer.intent, amount: eur(50) };
    stage.gateway.create_refund(&key("refund"), &request).await.unwrap();
    stage.clock().wait(TimeDelta::hours(1));
    assert_eq!(kinds(&stage), ["refund.created", "refund.updated"]);
    let poor = stage.buyer(POOR).await;
    stage.charge(&poor).await.unwrap();
    assert_eq!(kinds(&stage).last().unwrap(), "payment_intent.payment_failed");
}

#[tokio::test]
async fn an_event_carries_our_marks_and_a_signature_over_its_body() {
    let stage = Stage::fake().await;
    let buyer = stage.paid(GOOD).await;
    let events = stage.stand_in().take_events(SECRET);
    let last = events.last().unwrap();
    let event: Value = serde_json::from_str(&last.body).unwrap();
    let object = &event["data"]["object"];
    assert_eq!(object["id"], buyer.intent.0.as_str());
    assert_eq!(object["metadata"]["deployment"], stage.deployment.to_string());
    assert_eq!(object["metadata"]["preorder"], buyer.preorder.to_string());
    assert_eq!(last.signature, signature(SECRET, &last.body, stage.now()));
    assert_ne!(last.signature, signature("whsec_other", &last.body, stage.now()));
    assert_ne!(last.signature, signature(SECRET, &format!("{} ", last.body), stage.now()));
}

/// The example is worked out with another implementation: Python's `hmac` over `1900000000.{}`.
#[test]
fn a_signature_is_the_hmac_of_the_instant_and_the_body() {
    let at = chrono::DateTime::from_timestamp(1_900_000_000, 0).unwrap();
    let expected = include_str!("signature.txt").trim();
    assert_eq!(signature(SECRET, "{}", at), expected);
}
