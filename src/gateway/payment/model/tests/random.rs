//! Random sequences, faults among them: money is conserved, nothing succeeds twice, and a replay is equal.

use proptest::prelude::*;

use super::*;

/// One random step; numbers choose among what exists by then.
#[derive(Debug, Clone)]
struct Move {
    what: u8,
    which: usize,
    minor: i64,
    fate: Fate,
    seconds: i64,
    repeats_key: bool,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let fate = prop_oneof![
        6 => Just(Fate::Answered),
        1 => Just(Fate::BrokenBefore),
        1 => Just(Fate::BrokenAfter),
    ];
    // Clocks of several processes may go back a little.
    let one = (0_u8..16, 0_usize..50, 1_i64..9_000, fate, -60_i64..20_000, any::<bool>());
    let one = one.prop_map(|(what, which, minor, fate, seconds, repeats_key)| Move {
        what,
        which,
        minor,
        fate,
        seconds,
        repeats_key,
    });
    prop::collection::vec(one, 1..80)
}

fn pick<K: Clone, V>(map: &BTreeMap<K, V>, which: usize) -> Option<K> {
    map.keys().nth(which % map.len().max(1)).cloned()
}

fn keyed_request(front: &Front, one: &Move) -> Option<Request> {
    let book = front.model.book();
    let amount = euros(one.minor);
    let request = match one.what {
        0 => Request::TopUp { amount },
        1 | 2 => {
            let method = book.methods.get(&pick(&book.methods, one.which)?)?;
            let (customer, preorder) = (method.customer.clone(), method.preorder);
            Request::CreateIntent(CreateIntent { customer, preorder, amount, attempt: None })
        }
        3..=6 => {
            let intent = book.intents.get(&pick(&book.intents, one.which)?)?;
            let method = book.methods.values().find(|method| method.customer == intent.customer)?;
            let presence = if one.minor % 2 == 0 { on() } else { off() };
            let (intent, method) = (intent.id.clone(), method.id.clone());
            Request::ConfirmIntent(ConfirmIntent { intent, method, presence })
        }
        7 | 8 => {
            let intent = pick(&book.intents, one.which)?;
            Request::CreateRefund(CreateRefund { intent, amount })
        }
        9 => {
            let account = AccountId::new(Uuid::from_u128(9));
            Request::CreatePayee { account, email: String::new() }
        }
        _ => {
            let payee = pick(&book.payees, one.which)?;
            Request::CreateTransfer(CreateTransfer { payee, amount, group: "g".to_owned() })
        }
    };
    Some(request)
}

fn act(front: &Front, one: &Move) -> Option<Act> {
    let book = front.model.book();
    let verdict = if one.minor % 2 == 0 { Verdict::Pass } else { Verdict::Fail };
    let act = match one.what {
        12 => Act::FinishAction { intent: pick(&book.intents, one.which)?, verdict },
        13 => Act::CancelIntent(pick(&book.intents, one.which)?),
        14 => Act::Detach(pick(&book.methods, one.which)?),
        _ => {
            let transfer = pick(&book.transfers, one.which)?;
            Act::ReverseTransfer { transfer, amount: euros(one.minor) }
        }
    };
    Some(act)
}

fn play(front: &mut Front, one: &Move) {
    front.wait(one.seconds);
    let command = if one.what < 12 {
        keyed_request(front, one).map(|request| {
            let key = if one.repeats_key { one.which % 4 } else { front.lines.len() + 100 };
            Command::Keyed { key: Key(format!("key-{key}")), request, fate: one.fate }
        })
    } else {
        act(front, one).map(Command::Direct)
    };
    let _any_answer = front.send(command.unwrap_or(Command::Tick));
}

/// What the book must add up to, from the things themselves and not from its lines.
fn expected_total(book: &Book) -> i64 {
    let received: i64 = book.intents.values().map(|intent| intent.received_minor).sum();
    let standing = book.refunds.values().filter(|refund| refund.status != RefundStatus::Failed);
    let refunded: i64 = standing.map(|refund| refund.amount.minor).sum();
    let out =
        |record: &transfer::TransferRecord| record.transfer.amount.minor - record.transfer.reversed_minor;
    let sent: i64 = book.transfers.values().map(out).sum();
    let of = |kind| book.movements.iter().filter(move |line| line.kind == kind);
    let brought: i64 = of(MovementKind::TopUp).map(|line| line.amount.minor).sum();
    let fees: i64 = of(MovementKind::Fee).map(|line| line.amount.minor).sum();
    received - refunded - sent + brought + fees
}

fn check(front: &Front) {
    let book = front.model.book();
    for intent in book.intents.values() {
        let lines = book.movements.iter().filter(|line| line.source == intent.id.0);
        let charges = lines.filter(|line| line.kind == MovementKind::Charge).count();
        let succeeded = intent.status == IntentStatus::Succeeded;
        assert_eq!(charges, usize::from(succeeded), "{intent:?}");
        assert_eq!(intent.received_minor, if succeeded { intent.amount.minor } else { 0 });
        let refunds = front.model.list_refunds(&intent.id);
        let standing = refunds.iter().filter(|refund| refund.status != RefundStatus::Failed);
        assert!(standing.map(|refund| refund.amount.minor).sum::<i64>() <= intent.received_minor);
    }
    let lines: i64 = book.movements.iter().map(|line| line.amount.minor).sum();
    let (available, pending) = front.balance();
    assert_eq!(lines, available + pending);
    assert_eq!(lines, expected_total(book));
    assert!(book.movements.is_sorted_by_key(|line| line.id.clone()));
    assert!(book.movements.is_sorted_by_key(|line| line.created_at));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_happens_the_books_agree_and_a_replay_is_equal(moves in moves()) {
        let terms = Terms { new_payees: PayeeStatus::Active, ..Terms::default() };
        let mut front = Front::with(terms);
        for card in TEST_CARDS.iter().filter(|card| card.behaviour != Behaviour::DeclinedWhenSaved) {
            front.buyer(card.number);
        }
        for one in &moves {
            let gone: Vec<_> = front.model.book().methods.values().filter(|m| m.is_detached).cloned().collect();
            play(&mut front, one);
            check(&front);
            prop_assert!(gone.iter().all(|method| front.model.book().methods[&method.id].is_detached));
        }
        let mut replayed = Model::default();
        for line in &front.lines {
            let text = serde_json::to_string(line).unwrap();
            let _same_answer = replayed.apply(&serde_json::from_str(&text).unwrap());
        }
        prop_assert_eq!(replayed, front.model);
    }
}
