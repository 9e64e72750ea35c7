//! Fees, balances, refunds and transfers.

use super::*;

fn refund(intent: &IntentRef, minor: i64) -> Request {
    Request::CreateRefund(CreateRefund { intent: intent.clone(), amount: euros(minor) })
}

fn payee(front: &mut Front, status: PayeeStatus) -> PayeeRef {
    let account = AccountId::new(Uuid::from_u128(3));
    let request = Request::CreatePayee { account, email: "d@shop.example".to_owned() };
    let Ok(Reply::Payee(payee)) = front.once(request) else { panic!("no payee") };
    front.act(Act::SetPayee { payee: payee.id.clone(), status }).unwrap();
    payee.id
}

fn transfer(payee: &PayeeRef, minor: i64) -> Request {
    let (payee, group) = (payee.clone(), "payout".to_owned());
    Request::CreateTransfer(CreateTransfer { payee, amount: euros(minor), group })
}

#[test]
fn a_fee_is_a_line_of_its_own_an_hour_later() {
    let mut front = Front::new();
    let intent = front.charged("4242424242424242", 6_050);
    front.wait(60 * 60 - 1);
    front.send(Command::Tick).unwrap();
    assert_eq!(front.kinds(), [(MovementKind::Charge, 6_050)]);

    front.wait(10 * 60);
    front.send(Command::Tick).unwrap();
    assert_eq!(front.kinds(), [(MovementKind::Charge, 6_050), (MovementKind::Fee, -205)]);
    let lines = &front.model.book().movements;
    assert!(lines.iter().all(|line| line.source == intent.0));
    assert_eq!(lines[1].created_at - lines[0].created_at, TimeDelta::hours(1));
}

#[test]
fn money_is_pending_before_it_is_available() {
    let mut front = Front::new();
    front.charged("4242424242424242", 6_050);
    assert_eq!(front.balance(), (0, 6_050));
    front.wait(2 * 24 * 60 * 60);
    front.send(Command::Tick).unwrap();
    assert_eq!(front.balance(), (5_845, 0));
    front.once(Request::TopUp { amount: euros(500) }).unwrap();
    assert_eq!(front.balance(), (6_345, 0));
}

#[test]
fn a_clock_that_goes_back_does_not_turn_the_book_around() {
    let mut front = Front::new();
    front.once(Request::TopUp { amount: euros(1) }).unwrap();
    let first = front.now;
    front.wait(-30);
    front.once(Request::TopUp { amount: euros(2) }).unwrap();
    assert_eq!(front.model.book().movements[1].created_at, first);
    assert_eq!(front.balance(), (3, 0));
}

#[test]
fn movements_are_listed_in_pages() {
    let mut front = Front::new();
    for minor in 1..=5 {
        front.once(Request::TopUp { amount: euros(minor) }).unwrap();
    }
    let page = |after: Option<&str>| -> Vec<i64> {
        let lines = front.model.list_movements(after, 2).unwrap();
        lines.iter().map(|line| line.amount.minor).collect()
    };
    let ids: Vec<_> = front.model.book().movements.iter().map(|line| line.id.as_str()).collect();
    assert_eq!(page(None), [1, 2]);
    assert_eq!(page(Some(ids[1])), [3, 4]);
    assert_eq!(page(Some(ids[3])), [5]);
    assert!(page(Some(ids[4])).is_empty());
    assert_eq!(code(front.model.list_movements(Some("txn_9"), 2)), "resource_missing");
}

#[test]
fn a_refund_takes_the_money_at_once_and_succeeds_later() {
    let mut front = Front::new();
    let intent = front.charged("4242424242424242", 6_050);
    let Ok(Reply::Refund(made)) = front.keyed("r", refund(&intent, 2_000)) else { panic!("no refund") };
    assert_eq!((made.status, made.key), (RefundStatus::Pending, Some(Key("r".to_owned()))));
    assert_eq!(front.balance(), (0, 4_050));

    front.wait(60);
    front.send(Command::Tick).unwrap();
    assert_eq!(front.model.list_refunds(&intent)[0].status, RefundStatus::Succeeded);
}

#[test]
fn no_more_is_refunded_than_was_received() {
    let mut front = Front::new();
    let intent = front.charged("4242424242424242", 6_050);
    assert_eq!(code(front.once(refund(&intent, 6_051))), "amount_too_large");
    front.once(refund(&intent, 6_000)).unwrap();
    assert_eq!(code(front.once(refund(&intent, 51))), "amount_too_large");
    front.once(refund(&intent, 50)).unwrap();
    assert_eq!(code(front.once(refund(&intent, 1))), "charge_already_refunded");

    let buyer = front.buyer("4242424242424242");
    let unpaid = front.intent(&buyer, 6_050);
    assert_eq!(code(front.once(refund(&unpaid, 1))), "charge_not_refundable");
}

#[test]
fn a_refund_that_fails_after_all_brings_the_money_back() {
    let mut front = Front::new();
    let intent = front.charged("4000000000005126", 6_050);
    front.once(refund(&intent, 6_050)).unwrap();
    front.wait(60);
    front.send(Command::Tick).unwrap();
    assert_eq!(front.model.list_refunds(&intent)[0].status, RefundStatus::Succeeded);

    front.wait(60 * 60);
    front.send(Command::Tick).unwrap();
    assert_eq!(front.model.list_refunds(&intent)[0].status, RefundStatus::Failed);
    assert!(front.kinds().contains(&(MovementKind::RefundFailure, 6_050)));
    front.once(refund(&intent, 6_050)).unwrap();
}

#[test]
fn refunds_succeed_at_once_where_the_terms_say_so() {
    let mut front = Front::with(Terms { refund_after_seconds: 0, ..Terms::default() });
    let intent = front.charged("4242424242424242", 6_050);
    let Ok(Reply::Refund(made)) = front.once(refund(&intent, 6_050)) else { panic!("no refund") };
    assert_eq!(made.status, RefundStatus::Succeeded);
}

#[test]
fn a_transfer_needs_an_account_that_can_receive() {
    let check = |status, is_possible| {
        let mut front = Front::new();
        front.once(Request::TopUp { amount: euros(500) }).unwrap();
        let payee = payee(&mut front, status);
        assert_eq!(front.once(transfer(&payee, 500)).is_ok(), is_possible, "{status:?}");
    };
    check(PayeeStatus::Active, true);
    check(PayeeStatus::Pending, false);
    check(PayeeStatus::Restricted, false);
    check(PayeeStatus::Closed, false);
}

#[test]
fn a_transfer_needs_funds_that_are_available() {
    let mut front = Front::new();
    front.charged("4242424242424242", 6_050);
    let payee = payee(&mut front, PayeeStatus::Active);
    assert_eq!(code(front.once(transfer(&payee, 1))), "balance_insufficient");

    front.once(Request::TopUp { amount: euros(500) }).unwrap();
    assert_eq!(code(front.once(transfer(&payee, 501))), "balance_insufficient");
    front.once(transfer(&payee, 500)).unwrap();
    assert_eq!(front.balance(), (0, 6_050));
    assert_eq!(front.model.list_transfers("payout").len(), 1);
    assert!(front.model.list_transfers("other").is_empty());
}

#[test]
fn no_more_is_called_back_than_was_sent() {
    let mut front = Front::new();
    front.once(Request::TopUp { amount: euros(500) }).unwrap();
    let payee = payee(&mut front, PayeeStatus::Active);
    let Ok(Reply::Transfer(sent)) = front.once(transfer(&payee, 500)) else { panic!("no transfer") };
    let back = |minor| Act::ReverseTransfer { transfer: sent.id.clone(), amount: euros(minor) };
    front.act(back(200)).unwrap();
    assert_eq!(code(front.act(back(301))), "amount_too_large");
    assert_eq!(code(front.act(back(0))), "amount_too_large");
    front.act(back(300)).unwrap();
    assert_eq!(front.balance(), (500, 0));
    assert_eq!(front.model.list_transfers("payout")[0].reversed_minor, 500);
}

#[test]
fn a_refund_in_the_dashboard_has_no_key_and_counts_like_any_other() {
    let mut front = Front::new();
    let intent = front.charged("4242424242424242", 2_500);
    front.act(Act::RefundOutside { intent: intent.clone(), amount: euros(1_000) }).unwrap();

    let listed = front.model.list_refunds(&intent);
    assert_eq!(
        listed.iter().map(|refund| (&refund.key, refund.amount.minor)).collect::<Vec<_>>(),
        [(&None, 1_000)]
    );
    let rest = CreateRefund { intent: intent.clone(), amount: euros(2_500) };
    assert_eq!(code(front.once(Request::CreateRefund(rest))), "amount_too_large");
}
