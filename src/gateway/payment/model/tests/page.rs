//! The card page: what is saved, what is refused, and when it is over.

use super::*;

#[test]
fn each_card_does_on_the_page_what_its_table_says() {
    let check = |number: &str, expected: Result<Step, &str>| {
        let mut front = Front::new();
        let (_, _, session) = front.session();
        let answer = front.act(Act::SubmitCard { session, entry: entry(number) });
        let expected = expected.map(Reply::Step).map_err(ToOwned::to_owned);
        assert_eq!(answer.map_err(|failure| code::<()>(Err(failure))), expected, "{number}");
    };
    let back = || Ok(Step::Return(EVERYWHERE.to_owned()));
    check("4242424242424242", back());
    check("4000000000000002", Err("card_declined"));
    check("4000000000000341", back());
    check("4000000000009995", back());
    check("4000002500003155", Ok(Step::Authenticate));
    check("4000002760003184", Ok(Step::Authenticate));
    check("4000008260003178", Ok(Step::Authenticate));
    check("4000000000000069", back());
    check("4000000000009979", back());
    check("4000000000005126", back());
    check("4000000000060006", back());
}

#[test]
fn what_is_typed_is_checked_before_anything_is_kept() {
    let check = |number, month, year, cvc, expected: &str| {
        assert_eq!(code(Entry::parse(number, month, year, cvc)), expected);
    };
    check("4111111111111111", 12, 30, "123", "incorrect_number");
    check("", 12, 30, "123", "incorrect_number");
    check("4242424242424242", 0, 30, "123", "invalid_expiry_month");
    check("4242424242424242", 13, 30, "123", "invalid_expiry_month");
    check("4242424242424242", 12, 30, "12", "invalid_cvc");
    check("4242424242424242", 12, 30, "12a", "invalid_cvc");

    let typed = Entry::parse("4242 4242-4242 4242", 3, 26, "1234").unwrap();
    assert_eq!((typed.card.last4.as_str(), typed.card.exp_year), ("4242", 2_026));
}

#[test]
fn a_card_is_good_through_the_last_day_of_its_month() {
    let check = |month, year, is_good| {
        let mut front = Front::new();
        let (_, _, session) = front.session();
        let entry = Entry::parse("4242424242424242", month, year, "123").unwrap();
        assert_eq!(front.act(Act::SubmitCard { session, entry }).is_ok(), is_good, "{month}/{year}");
    };
    check(3, 2_026, true);
    check(2, 2_026, false);
    check(12, 2_025, false);
    check(1, 2_027, true);
}

#[test]
fn every_number_in_the_table_is_a_card_number() {
    for card in TEST_CARDS {
        let sum: u32 = card
            .number
            .chars()
            .rev()
            .map(|c| c.to_digit(10).unwrap())
            .enumerate()
            .map(|(place, digit)| if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
            .sum();
        assert_eq!(sum % 10, 0, "{}", card.number);
    }
}

#[test]
fn a_page_lives_from_half_an_hour_to_a_day() {
    let check = |minutes, is_good| {
        let mut front = Front::new();
        let (customer, preorder, _) = front.session();
        let expires_at = front.now + TimeDelta::minutes(minutes);
        let return_url = EVERYWHERE.to_owned();
        let open =
            OpenSession { customer, preorder, return_url, expires_at, terms: String::new(), currency: None };
        assert_eq!(front.once(Request::OpenSession(open)).is_ok(), is_good, "{minutes}");
    };
    check(29, false);
    check(30, true);
    check(24 * 60, true);
    check(24 * 60 + 1, false);
}

#[test]
fn a_page_that_is_over_saves_nothing_and_one_that_is_complete_stays_so() {
    let mut front = Front::new();
    let (_, _, late) = front.session();
    front.wait(30 * 60);
    assert_eq!(front.model.read_session(&late, front.now).unwrap().status, SessionStatus::Expired);
    let submit = Act::SubmitCard { session: late, entry: entry("4242424242424242") };
    assert_eq!(code(front.act(submit)), "session_expired");

    let (_, _, ended) = front.session();
    front.act(Act::ExpireSession(ended.clone())).unwrap();
    let submit = Act::SubmitCard { session: ended, entry: entry("4242424242424242") };
    assert_eq!(code(front.act(submit)), "session_expired");

    let (_, _, full) = front.session();
    let submit = Act::SubmitCard { session: full.clone(), entry: entry("4242424242424242") };
    front.act(submit.clone()).unwrap();
    assert_eq!(code(front.act(submit)), "session_complete");
    front.wait(60 * 60);
    let Ok(Reply::Session(session)) = front.act(Act::ExpireSession(full)) else { panic!("no session") };
    assert!(matches!(session.status, SessionStatus::Complete { .. }));
}

#[test]
fn a_card_that_asks_is_saved_only_after_yes() {
    let mut front = Front::new();
    let (_, _, session) = front.session();
    let submit = Act::SubmitCard { session: session.clone(), entry: entry("4000002500003155") };
    let answer = |verdict| Act::AuthenticateCard { session: session.clone(), verdict };

    assert_eq!(code(front.act(answer(Verdict::Pass))), "unexpected_state");
    front.act(submit.clone()).unwrap();
    assert_eq!(code(front.act(answer(Verdict::Fail))), "setup_intent_authentication_failure");
    assert_eq!(front.model.book().methods.len(), 0);

    front.act(submit).unwrap();
    front.act(answer(Verdict::Pass)).unwrap();
    assert_eq!(front.model.book().methods.len(), 1);
}
