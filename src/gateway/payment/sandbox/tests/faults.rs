//! Faults on order, keys at once, and the pages.

use super::*;

async fn confirmed_under(fault: Fault) -> (Sandbox, PreorderId, [Answer<Intent>; 2]) {
    let clock = SetClock::new();
    let sandbox = open(None, &clock);
    let (preorder, intent, method) = intent(&sandbox, &clock, "4242424242424242").await;
    sandbox.inject(Operation::ConfirmIntent, fault);
    let confirm = off(&intent, &method);
    let first = sandbox.confirm_intent(&key("confirm"), &confirm).await;
    let second = sandbox.confirm_intent(&key("confirm"), &confirm).await;
    (sandbox, preorder, [first, second])
}

#[tokio::test]
async fn after_any_fault_the_same_key_charges_at_most_once() {
    let check = async |fault, failure: Failure, again: Option<Failure>, charges: usize| {
        let (sandbox, preorder, [first, second]) = confirmed_under(fault).await;
        assert_eq!(first, Err(failure), "{fault:?}");
        assert_eq!(second.as_ref().err(), again.as_ref(), "{fault:?}");
        if let Ok(intent) = second {
            assert_eq!(intent.status, IntentStatus::Succeeded);
        }
        assert_eq!(sandbox.book().unwrap().charges(preorder).len(), charges, "{fault:?}");
    };
    let broken = Failure::Broken { status: 500 };
    let slow_down = Failure::RateLimited { retry_after: Some(Duration::from_secs(1)) };
    check(Fault::NoAnswerBefore, Failure::NoAnswer, None, 1).await;
    check(Fault::NoAnswerAfter, Failure::NoAnswer, None, 1).await;
    check(Fault::Broken500Before, broken.clone(), Some(broken.clone()), 0).await;
    check(Fault::Broken500After, broken.clone(), Some(broken), 1).await;
    check(Fault::RateLimited, slow_down, None, 1).await;
    check(Fault::InFlight, Failure::InFlight, None, 1).await;
}

#[tokio::test]
async fn a_lost_answer_is_found_by_the_same_key() {
    let clock = SetClock::new();
    let sandbox = open(None, &clock);
    sandbox.inject(Operation::TopUp, Fault::NoAnswerAfter);
    assert_eq!(sandbox.top_up(&key("t"), euros(500)).await, Err(Failure::NoAnswer));
    let id = sandbox.top_up(&key("t"), euros(500)).await.unwrap();

    let lines = sandbox.list_movements(None, 100).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.source.as_str()).collect::<Vec<_>>(), [id.as_str()]);
}

#[tokio::test]
async fn a_call_without_a_key_fails_as_ordered_and_then_works() {
    let clock = SetClock::new();
    let sandbox = open(None, &clock);
    let (preorder, intent, method) = intent(&sandbox, &clock, "4242424242424242").await;
    for fault in [Fault::Broken500Before, Fault::Broken500After, Fault::NoAnswerAfter, Fault::RateLimited] {
        sandbox.inject(Operation::Detach, fault);
        sandbox.inject(Operation::ReadIntent, fault);
    }
    let is_gone = || sandbox.book().unwrap().usable_methods(preorder).is_empty();
    assert_eq!(sandbox.detach(&method).await, Err(Failure::Broken { status: 500 }));
    assert!(!is_gone());
    assert_eq!(sandbox.detach(&method).await, Err(Failure::Broken { status: 500 }));
    assert!(is_gone());
    assert_eq!(sandbox.detach(&method).await, Err(Failure::NoAnswer));
    assert!(sandbox.detach(&method).await.is_err());
    assert_eq!(sandbox.detach(&method).await, Ok(()));

    for _ in 0..4 {
        assert!(sandbox.read_intent(&intent).await.is_err());
    }
    assert!(sandbox.read_intent(&intent).await.is_ok());
}

#[tokio::test]
async fn the_same_key_at_once_is_in_flight_or_gives_the_same_answer() {
    let clock = SetClock::new();
    let sandbox = open(None, &clock);
    sandbox.set_delay(Duration::from_millis(20));
    let key = key("t");
    let (first, second) = tokio::join!(sandbox.top_up(&key, euros(500)), sandbox.top_up(&key, euros(500)));
    assert!(first.is_ok());
    assert_eq!(second, Err(Failure::InFlight));
    assert_eq!(sandbox.top_up(&key, euros(500)).await, first);
}

#[tokio::test]
async fn a_call_that_is_given_up_frees_its_key() {
    let clock = SetClock::new();
    let sandbox = open(None, &clock);
    sandbox.set_delay(Duration::from_mins(1));
    let key = key("t");
    let given_up = tokio::time::timeout(Duration::from_millis(5), sandbox.top_up(&key, euros(500))).await;
    assert!(given_up.is_err());
    sandbox.set_delay(Duration::ZERO);
    assert!(sandbox.top_up(&key, euros(500)).await.is_ok());
}

#[tokio::test]
async fn a_buyer_answers_the_bank_on_its_page() {
    let clock = SetClock::new();
    let settings = Settings { base_url: "http://localhost:8080".to_owned(), ..Settings::default() };
    let sandbox = Sandbox::open(None, clock.clone(), Arc::new(SystemIds), settings).unwrap();
    let (preorder, intent, method) = intent(&sandbox, &clock, "4000002760003184").await;
    let return_url = "https://shop.example/paid".to_owned();
    let presence = Presence::OnSession { return_url: return_url.clone() };
    let confirm = ConfirmIntent { presence, ..off(&intent, &method) };
    let asked = sandbox.confirm_intent(&key("c"), &confirm).await.unwrap();
    assert_eq!(asked.action_url, Some(format!("http://localhost:8080/sandbox/3ds/{intent}")));

    let page = sandbox.action_page(&intent).await.unwrap();
    assert_eq!((page.amount, page.return_url), (euros(6_050), Some(return_url.clone())));
    let verdict = crate::gateway::payment::model::Verdict::Pass;
    assert_eq!(sandbox.finish_action(&intent, verdict).await, Ok(return_url));
    assert!(sandbox.finish_action(&intent, verdict).await.is_err());
    assert_eq!(sandbox.book().unwrap().charges(preorder).len(), 1);
}

#[tokio::test]
async fn the_card_page_says_in_a_sentence_what_is_wrong() {
    let clock = SetClock::new();
    let sandbox = open(None, &clock);
    let (_, session) = session(&sandbox, &clock, new_preorder()).await;
    let refused = sandbox.submit_card(&session, Typed::valid("4000000000000002")).await.unwrap_err();
    assert_eq!(refused.to_string(), "The bank declined this card. Please use another one.");
    let nowhere = SessionRef("cs_none".to_owned());
    assert_eq!(sandbox.card_page(&nowhere).await.unwrap_err().to_string(), "There is no session cs_none.");

    assert_eq!(sandbox.leave(&session).await.unwrap(), "https://shop.example/back");
    let typed = Typed { number: "4000 0025 0000 3155", exp_month: 1, exp_year: 31, cvc: "000" };
    assert_eq!(sandbox.submit_card(&session, typed).await, Ok(Step::Authenticate));
    assert!(sandbox.card_page(&session).await.unwrap().is_authenticating);
    sandbox.save_card(&session, "4242424242424242").await.unwrap();
    let status = sandbox.read_session(&session).await.unwrap().status;
    let expected =
        Card { brand: "visa".to_owned(), last4: "4242".to_owned(), exp_month: 12, exp_year: 2_099 };
    assert!(matches!(status, SessionStatus::Complete { card, .. } if card == expected));
}
