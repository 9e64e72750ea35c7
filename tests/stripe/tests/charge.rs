//! Charging: once, declined and why, with the bank's question, and not at all.

use greenlit::domain::id::{AttemptId, PreorderId};
use greenlit::gateway::clock::{Ids, SystemIds};
use greenlit::gateway::payment::model::Verdict;
use greenlit::gateway::payment::{CreateIntent, IntentStatus, Payment};

use crate::support::{ASKS, GOOD, POOR, Stage, code, eur, key};

async fn a_saved_card_is_charged_once_without_its_buyer(stage: &Stage) {
    let buyer = stage.buyer(GOOD).await;
    let before = stage.gateway.read_intent(&buyer.intent).await.unwrap();
    assert_eq!((before.status, before.received_minor), (IntentStatus::RequiresPaymentMethod, 0));
    let charged = stage.charge(&buyer).await.unwrap();
    assert_eq!((charged.status, charged.received_minor), (IntentStatus::Succeeded, 6_050));
    assert_eq!((charged.preorder, charged.amount), (buyer.preorder, eur(6_050)));
    assert_eq!(stage.gateway.read_intent(&buyer.intent).await.unwrap(), charged);
    assert_eq!(code(stage.charge(&buyer).await), "payment_intent_unexpected_state");
}

async fn a_declined_card_is_an_answer_with_the_banks_reason(stage: &Stage) {
    for (number, reason) in [(POOR, "insufficient_funds"), ("4000000000000341", "generic_decline")] {
        let buyer = stage.buyer(number).await;
        let declined = stage.charge(&buyer).await.unwrap();
        assert_eq!(declined.status, IntentStatus::RequiresPaymentMethod);
        assert_eq!(declined.last_decline.as_ref().unwrap().code, reason);
        assert_eq!(
            stage.gateway.read_intent(&buyer.intent).await.unwrap().last_decline,
            declined.last_decline
        );
    }
}

async fn a_bank_that_asks_refuses_off_session_and_shows_its_page_to_a_present_buyer(stage: &Stage) {
    let buyer = stage.buyer(ASKS).await;
    let alone = stage.charge(&buyer).await.unwrap();
    assert_eq!(alone.status, IntentStatus::RequiresPaymentMethod);
    assert_eq!(alone.last_decline.unwrap().code, "authentication_required");
    let asked = stage.gateway.confirm_intent(&key("confirm"), &buyer.on_session()).await.unwrap();
    assert_eq!(asked.status, IntentStatus::RequiresAction);
    assert!(asked.action_url.is_some());
}

async fn a_cancelled_intent_charges_nothing_and_a_paid_one_stays_paid(stage: &Stage) {
    let buyer = stage.buyer(GOOD).await;
    for _ in 0..2 {
        let cancelled = stage.gateway.cancel_intent(&buyer.intent).await.unwrap();
        assert_eq!((cancelled.status, cancelled.received_minor), (IntentStatus::Canceled, 0));
    }
    assert_eq!(code(stage.charge(&buyer).await), "payment_intent_unexpected_state");
    let paid = stage.paid(GOOD).await;
    assert_eq!(stage.gateway.cancel_intent(&paid.intent).await.unwrap().status, IntentStatus::Succeeded);
}

async fn the_intents_of_a_pre_order_are_listed_oldest_first_and_no_others(stage: &Stage) {
    let buyer = stage.buyer(GOOD).await;
    let mut expected = vec![buyer.intent.clone()];
    let other: PreorderId = SystemIds.id().into();
    for preorder in [other, buyer.preorder] {
        let attempt: AttemptId = SystemIds.id().into();
        let create = CreateIntent {
            customer: buyer.customer.clone(),
            preorder,
            amount: eur(100),
            attempt: Some(attempt),
        };
        let made = stage.gateway.create_intent(&key("intent"), &create).await.unwrap();
        if preorder == buyer.preorder {
            expected.push(made.id);
        }
    }
    let listed = stage.gateway.list_intents(&buyer.customer, buyer.preorder).await.unwrap();
    assert_eq!(listed.into_iter().map(|intent| intent.id).collect::<Vec<_>>(), expected);
}

async fn a_repeated_key_gives_the_same_answer_and_refuses_another_request(stage: &Stage) {
    let buyer = stage.buyer(GOOD).await;
    let once = key("confirm");
    let first = stage.gateway.confirm_intent(&once, &buyer.off_session()).await.unwrap();
    assert_eq!(stage.gateway.confirm_intent(&once, &buyer.off_session()).await.unwrap(), first);
    let other = stage.gateway.confirm_intent(&once, &buyer.on_session()).await;
    assert_eq!(code(other), "idempotency_error");
}

on_each!(
    a_saved_card_is_charged_once_without_its_buyer,
    a_declined_card_is_an_answer_with_the_banks_reason,
    a_bank_that_asks_refuses_off_session_and_shows_its_page_to_a_present_buyer,
    a_cancelled_intent_charges_nothing_and_a_paid_one_stays_paid,
    the_intents_of_a_pre_order_are_listed_oldest_first_and_no_others,
    a_repeated_key_gives_the_same_answer_and_refuses_another_request,
);

/// Cards that only the stand-in has by number.
#[tokio::test]
async fn stolen_cards_and_risk_blocks_are_never_tried_again() {
    let stage = Stage::fake().await;
    let cases = [
        ("4000000000009979", "stolen_card", true),
        ("4100000000000019", "fraudulent", true),
        (POOR, "insufficient_funds", false),
    ];
    for (number, reason, never_again) in cases {
        let buyer = stage.buyer(number).await;
        let declined = stage.charge(&buyer).await.unwrap().last_decline.unwrap();
        assert_eq!((declined.code.as_str(), declined.never_again), (reason, never_again));
    }
}

#[tokio::test]
async fn a_buyer_who_answers_the_bank_has_paid_and_one_who_does_not_may_try_again() {
    let stage = Stage::fake().await;
    let buyer = stage.buyer(ASKS).await;
    for (verdict, expected) in
        [(Verdict::Fail, IntentStatus::RequiresPaymentMethod), (Verdict::Pass, IntentStatus::Succeeded)]
    {
        stage.gateway.confirm_intent(&key("confirm"), &buyer.on_session()).await.unwrap();
        stage.stand_in().answer_bank(&buyer.intent, verdict).unwrap();
        let found = stage.gateway.read_intent(&buyer.intent).await.unwrap();
        assert_eq!((found.status, found.action_url), (expected, None));
    }
}

#[tokio::test]
async fn a_list_of_more_than_one_page_is_read_to_its_end() {
    let stage = Stage::fake().await;
    let customer = stage.customer().await;
    let preorder: PreorderId = SystemIds.id().into();
    let mut made = Vec::new();
    for _ in 0..103 {
        let create = CreateIntent { customer: customer.clone(), preorder, amount: eur(100), attempt: None };
        made.push(stage.gateway.create_intent(&key("intent"), &create).await.unwrap().id);
    }
    let listed = stage.gateway.list_intents(&customer, preorder).await.unwrap();
    assert_eq!(listed.into_iter().map(|intent| intent.id).collect::<Vec<_>>(), made);
}
