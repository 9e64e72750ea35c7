//! Refunds: in part and in whole, never more, and found by their key.

use chrono::TimeDelta;
use greenlit::gateway::payment::{CreateRefund, Payment, RefundStatus};

use crate::support::{GOOD, Stage, code, eur, key};

async fn a_refund_is_found_in_the_list_of_its_intent_by_its_key(stage: &Stage) {
    let buyer = stage.paid(GOOD).await;
    let mut made = Vec::new();
    for minor in [2_750, 3_300] {
        let request = CreateRefund { intent: buyer.intent.clone(), amount: eur(minor) };
        let used = key("refund");
        let refund = stage.gateway.create_refund(&used, &request).await.unwrap();
        assert_eq!((refund.amount, refund.key.as_ref()), (eur(minor), Some(&used)));
        made.push(refund.id);
    }
    let listed = stage.gateway.list_refunds(&buyer.intent).await.unwrap();
    assert_eq!(listed.iter().map(|refund| refund.id.clone()).collect::<Vec<_>>(), made);
    assert!(listed.iter().all(|refund| refund.intent == buyer.intent && refund.key.is_some()));
}

async fn no_more_is_refunded_than_was_paid(stage: &Stage) {
    let buyer = stage.paid(GOOD).await;
    let mut request = CreateRefund { intent: buyer.intent.clone(), amount: eur(6_051) };
    // Stripe's own code for too much is not documented; that it refuses is.
    code(stage.gateway.create_refund(&key("refund"), &request).await);
    request.amount = eur(6_050);
    stage.gateway.create_refund(&key("refund"), &request).await.unwrap();
    assert_eq!(code(stage.gateway.create_refund(&key("refund"), &request).await), "charge_already_refunded");
}

on_each!(a_refund_is_found_in_the_list_of_its_intent_by_its_key, no_more_is_refunded_than_was_paid);

#[tokio::test]
async fn a_refund_is_pending_then_done_and_some_come_back() {
    let stage = Stage::fake().await;
    let (good, bad) = (stage.paid(GOOD).await, stage.paid("4000000000005126").await);
    for buyer in [&good, &bad] {
        let request = CreateRefund { intent: buyer.intent.clone(), amount: eur(6_050) };
        let refund = stage.gateway.create_refund(&key("refund"), &request).await.unwrap();
        assert_eq!(refund.status, RefundStatus::Pending);
    }
    stage.clock().wait(TimeDelta::hours(2));
    let listed = stage.gateway.list_refunds(&good.intent).await.unwrap();
    assert_eq!(listed[0].status, RefundStatus::Succeeded);
    let listed = stage.gateway.list_refunds(&bad.intent).await.unwrap();
    assert_eq!(listed[0].status, RefundStatus::Failed);
}
