//! Keys: one request, one thing, one answer, for a day.

use super::*;

fn top_up(minor: i64) -> Request {
    Request::TopUp { amount: euros(minor) }
}

fn sent(front: &mut Front, request: Request, fate: Fate) -> Answer<Reply> {
    front.send(Command::Keyed { key: Key("k".to_owned()), request, fate })
}

#[test]
fn the_same_key_gives_the_first_answer_again_for_a_day() {
    let mut front = Front::new();
    let first = front.keyed("k", top_up(500)).unwrap();
    front.wait(24 * 60 * 60 - 1);
    assert_eq!(front.keyed("k", top_up(500)), Ok(first.clone()));
    assert_eq!(front.kinds(), [(MovementKind::TopUp, 500)]);

    front.wait(1);
    assert_ne!(front.keyed("k", top_up(500)), Ok(first));
    assert_eq!(front.kinds().len(), 2);
}

#[test]
fn a_key_belongs_to_its_endpoint_and_parameters() {
    let mut front = Front::new();
    front.keyed("k", top_up(500)).unwrap();
    assert_eq!(code(front.keyed("k", top_up(501))), "idempotency_error");
    let buyer = AccountId::new(Uuid::from_u128(1));
    let other = Request::CreateCustomer { buyer, email: String::new() };
    assert_eq!(code(front.keyed("k", other)), "idempotency_error");
}

#[test]
fn a_repeated_confirmation_gives_the_old_answer_and_a_read_the_new_one() {
    let mut front = Front::new();
    let buyer = front.buyer("4000002760003184");
    let intent = front.intent(&buyer, 6_050);
    let confirm = ConfirmIntent { intent: intent.clone(), method: buyer.method.clone(), presence: on() };
    let first = front.keyed("k", Request::ConfirmIntent(confirm.clone()));
    front.act(Act::FinishAction { intent: intent.clone(), verdict: Verdict::Pass }).unwrap();

    assert_eq!(front.keyed("k", Request::ConfirmIntent(confirm)), first);
    assert_eq!(front.model.read_intent(&intent).unwrap().status, IntentStatus::Succeeded);
}

#[test]
fn a_500_is_saved_whether_or_not_anything_was_done() {
    let check = |fate, lines: usize| {
        let mut front = Front::new();
        let broken = Err(Failure::Broken { status: 500 });
        assert_eq!(sent(&mut front, top_up(500), fate), broken);
        assert_eq!(sent(&mut front, top_up(500), Fate::Answered), broken);
        assert_eq!(front.kinds().len(), lines);
    };
    check(Fate::BrokenBefore, 0);
    check(Fate::BrokenAfter, 1);
}

#[test]
fn a_request_that_is_wrong_by_itself_does_not_use_up_its_key() {
    let mut front = Front::new();
    assert_eq!(code(front.keyed("k", top_up(0))), "parameter_invalid_integer");
    front.keyed("k", top_up(500)).unwrap();
    assert_eq!(code(front.keyed("", top_up(500))), "idempotency_key_invalid");
}

#[test]
fn a_charge_is_refused_below_the_minimum_and_where_it_cannot_be_expressed() {
    let check = |minor, currency: &str, expected: &str| {
        let mut front = Front::new();
        let buyer = front.buyer("4242424242424242");
        let amount = Money::new(minor, currency.parse().unwrap());
        let create =
            CreateIntent { customer: buyer.customer, preorder: buyer.preorder, amount, attempt: None };
        assert_eq!(code(front.once(Request::CreateIntent(create))), expected, "{amount}");
    };
    check(49, "EUR", "amount_too_small");
    check(-50, "EUR", "parameter_invalid_integer");
    check(1_234, "KWD", "amount_invalid");
    check(100, "RUB", "amount_invalid");
    check(1_000_000_000_000, "EUR", "amount_too_large");
}
