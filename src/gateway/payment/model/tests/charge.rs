//! Intents: what each card does when it is charged, and what can never happen twice.

use super::*;

#[test]
fn each_card_does_at_the_charge_what_its_table_says() {
    use IntentStatus::{Processing, RequiresAction, RequiresPaymentMethod, Succeeded};
    let check = |number: &str, presence: Presence, status, decline: Option<(&str, bool)>| {
        let mut front = Front::new();
        let buyer = front.buyer(number);
        let intent = front.intent(&buyer, 6_050);
        let answer = front.confirm(&intent, &buyer, presence).unwrap();
        let last = answer.last_decline.as_ref().map(|decline| (decline.code.as_str(), decline.never_again));
        assert_eq!((answer.status, last), (status, decline), "{number}");
        assert_eq!(answer.received_minor, if status == Succeeded { 6_050 } else { 0 });
        assert_eq!(answer.action_url.is_some(), status == RequiresAction);
    };
    check("4242424242424242", off(), Succeeded, None);
    check("4242424242424242", on(), Succeeded, None);
    check("4000000000000341", off(), RequiresPaymentMethod, Some(("generic_decline", false)));
    check("4000000000009995", on(), RequiresPaymentMethod, Some(("insufficient_funds", false)));
    check("4000002500003155", off(), Succeeded, None);
    check("4000002760003184", off(), RequiresPaymentMethod, Some(("authentication_required", false)));
    check("4000002760003184", on(), RequiresAction, None);
    check("4000000000000069", off(), RequiresPaymentMethod, Some(("expired_card", false)));
    check("4000000000009979", off(), RequiresPaymentMethod, Some(("stolen_card", true)));
    check("4000000000060006", off(), Processing, None);
}

#[test]
fn an_intent_succeeds_once() {
    let mut front = Front::new();
    let buyer = front.buyer("4242424242424242");
    let intent = front.intent(&buyer, 6_050);
    front.confirm(&intent, &buyer, off()).unwrap();

    assert_eq!(code(front.confirm(&intent, &buyer, off())), "payment_intent_unexpected_state");
    let Ok(Reply::Intent(cancelled)) = front.act(Act::CancelIntent(intent)) else { panic!("no intent") };
    assert_eq!(cancelled.status, IntentStatus::Succeeded);
    assert_eq!(front.kinds(), [(MovementKind::Charge, 6_050)]);
}

#[test]
fn the_bank_can_be_answered_late_but_not_after_a_cancellation() {
    let mut front = Front::new();
    let buyer = front.buyer("4000002760003184");
    let intent = front.intent(&buyer, 6_050);
    let finish = |verdict| Act::FinishAction { intent: intent.clone(), verdict };
    assert_eq!(code(front.act(finish(Verdict::Pass))), "payment_intent_unexpected_state");

    front.confirm(&intent, &buyer, on()).unwrap();
    front.wait(30 * 24 * 60 * 60);
    assert_eq!(front.act(finish(Verdict::Pass)), Ok(Reply::Step(Step::Return(EVERYWHERE.to_owned()))));
    assert_eq!(front.model.read_intent(&intent).unwrap().status, IntentStatus::Succeeded);
    assert_eq!(code(front.act(finish(Verdict::Pass))), "payment_intent_unexpected_state");

    let other = front.intent(&buyer, 6_050);
    front.confirm(&other, &buyer, on()).unwrap();
    front.act(Act::CancelIntent(other.clone())).unwrap();
    let finish = Act::FinishAction { intent: other.clone(), verdict: Verdict::Pass };
    assert_eq!(code(front.act(finish)), "payment_intent_unexpected_state");
    assert_eq!(front.model.read_intent(&other).unwrap().status, IntentStatus::Canceled);
}

#[test]
fn a_buyer_who_says_no_or_has_no_money_is_declined_and_may_try_again() {
    let mut front = Front::new();
    let buyer = front.buyer("4000002760003184");
    let intent = front.intent(&buyer, 6_050);
    front.confirm(&intent, &buyer, on()).unwrap();
    front.act(Act::FinishAction { intent: intent.clone(), verdict: Verdict::Fail }).unwrap();
    let declined = front.model.read_intent(&intent).unwrap();
    assert_eq!(declined.status, IntentStatus::RequiresPaymentMethod);
    assert_eq!(declined.last_decline.unwrap().code, "payment_intent_authentication_failure");

    front.confirm(&intent, &buyer, on()).unwrap();
    front.act(Act::FinishAction { intent: intent.clone(), verdict: Verdict::Pass }).unwrap();
    assert_eq!(front.model.read_intent(&intent).unwrap().last_decline, None);

    let poor = front.buyer("4000008260003178");
    let intent = front.intent(&poor, 6_050);
    front.confirm(&intent, &poor, on()).unwrap();
    front.act(Act::FinishAction { intent: intent.clone(), verdict: Verdict::Pass }).unwrap();
    let declined = front.model.read_intent(&intent).unwrap();
    assert_eq!(declined.last_decline.unwrap().code, "insufficient_funds");
}

#[test]
fn an_intent_that_is_confirmed_too_often_is_cancelled() {
    let mut front = Front::new();
    let buyer = front.buyer("4000000000009995");
    let intent = front.intent(&buyer, 6_050);
    for _ in 0..front.model.terms().confirmations_max {
        let answer = front.confirm(&intent, &buyer, off()).unwrap();
        assert_eq!(answer.status, IntentStatus::RequiresPaymentMethod);
    }
    assert_eq!(front.confirm(&intent, &buyer, off()).unwrap().status, IntentStatus::Canceled);
}

#[test]
fn only_a_card_of_the_customer_that_is_not_detached_is_charged() {
    let mut front = Front::new();
    let (buyer, stranger) = (front.buyer("4242424242424242"), front.buyer("4242424242424242"));
    let intent = front.intent(&buyer, 6_050);
    assert_eq!(code(front.confirm(&intent, &stranger, off())), "payment_method_unexpected_state");

    front.act(Act::Detach(buyer.method.clone())).unwrap();
    front.act(Act::Detach(buyer.method.clone())).unwrap();
    assert_eq!(code(front.confirm(&intent, &buyer, off())), "payment_method_unexpected_state");
    assert!(front.model.book().usable_methods(buyer.preorder).is_empty());
    assert!(front.kinds().is_empty());
}

#[test]
fn a_card_that_ran_out_since_it_was_saved_is_declined() {
    let mut front = Front::new();
    let buyer = front.buyer("4242424242424242");
    let intent = front.intent(&buyer, 6_050);
    front.now = "2031-01-01T00:00:00Z".parse().unwrap();
    let answer = front.confirm(&intent, &buyer, off()).unwrap();
    assert_eq!(answer.last_decline.unwrap().code, "expired_card");
}

#[test]
fn a_slow_bank_cannot_be_stopped_and_answers_in_its_own_time() {
    let mut front = Front::new();
    let buyer = front.buyer("4000000000060006");
    let intent = front.intent(&buyer, 6_050);
    front.confirm(&intent, &buyer, off()).unwrap();
    let Ok(Reply::Intent(asked)) = front.act(Act::CancelIntent(intent.clone())) else { panic!("no intent") };
    assert_eq!(asked.status, IntentStatus::Processing);

    front.wait(60);
    assert!(front.model.is_due(front.now));
    front.send(Command::Tick).unwrap();
    assert_eq!(front.model.read_intent(&intent).unwrap().status, IntentStatus::Succeeded);
    assert!(!front.model.is_due(front.now));
}

#[test]
fn intents_of_one_preorder_are_listed_oldest_first() {
    let mut front = Front::new();
    let (buyer, other) = (front.buyer("4242424242424242"), front.buyer("4242424242424242"));
    let made = [front.intent(&buyer, 100), front.intent(&buyer, 200)];
    front.intent(&other, 300);
    let listed = front.model.list_intents(&buyer.customer, buyer.preorder);
    assert_eq!(listed.into_iter().map(|intent| intent.id).collect::<Vec<_>>(), made);
}

#[test]
fn a_customer_deleted_in_the_dashboard_can_be_charged_no_more() {
    let mut front = Front::new();
    let buyer = front.buyer("4242424242424242");
    let intent = front.intent(&buyer, 2_500);
    front.act(Act::DeleteCustomer(buyer.customer.clone())).unwrap();

    assert_eq!(code(front.confirm(&intent, &buyer, off())), "payment_method_unexpected_state");
    let create =
        CreateIntent { customer: buyer.customer.clone(), preorder: buyer.preorder, amount: euros(2_500) };
    assert_eq!(code(front.once(Request::CreateIntent(create))), "resource_missing");
    assert_eq!(code(front.act(Act::DeleteCustomer(buyer.customer))), "resource_missing");
}
