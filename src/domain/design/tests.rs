use uuid::Uuid;

use super::*;

fn account(number: u128) -> AccountId {
    AccountId::new(Uuid::from_u128(number))
}

fn facts(round: round::State) -> Facts {
    Facts { round, has_artwork: true }
}

#[test]
fn every_state_says_what_each_event_does_to_it() {
    use Event::{Clear, Rank, Refuse, Submit, TakeDown, Withdraw};
    use State::{Cleared, Draft, Ranked, Refused, Submitted, TakenDown, Withdrawn};
    let events = [Submit, Clear, Refuse, Withdraw, Rank, TakeDown];
    let rows = [
        (Draft, [Some(Submitted), None, None, Some(Withdrawn), None, Some(TakenDown)]),
        (Submitted, [None, Some(Cleared), Some(Refused), Some(Withdrawn), None, Some(TakenDown)]),
        (Cleared, [None, None, None, Some(Withdrawn), Some(Ranked), Some(TakenDown)]),
        (Ranked, [None, None, None, None, None, Some(TakenDown)]),
        (Refused, [None, None, None, Some(Withdrawn), None, Some(TakenDown)]),
        (Withdrawn, [None; 6]),
        (TakenDown, [None; 6]),
    ];
    assert_eq!(rows.map(|(state, _)| state), State::ALL);
    for (state, expected) in rows {
        let found = events.map(|event| state.apply(event, facts(round::State::Submissions)).ok());
        assert_eq!(found, expected, "{state}");
    }
}

#[test]
fn a_design_is_submitted_with_a_picture_while_the_round_takes_designs() {
    let check = |facts, expected| assert_eq!(State::Draft.apply(Event::Submit, facts), expected);
    check(facts(round::State::Submissions), Ok(State::Submitted));
    check(Facts { has_artwork: false, ..facts(round::State::Submissions) }, Err(Refusal::NoArtwork));
    check(facts(round::State::Scoring), Err(Refusal::NotTaking));
    check(facts(round::State::Draft), Err(Refusal::NotTaking));
}

#[test]
fn a_design_can_be_withdrawn_until_its_round_is_judged() {
    let check = |round, expected| assert_eq!(State::Cleared.apply(Event::Withdraw, facts(round)), expected);
    check(round::State::Submissions, Ok(State::Withdrawn));
    check(round::State::Scoring, Ok(State::Withdrawn));
    check(round::State::Cancelled, Ok(State::Withdrawn));
    check(round::State::Judging, Err(Refusal::TooLateToWithdraw));
    check(round::State::Closed, Err(Refusal::TooLateToWithdraw));
}

#[test]
fn clearing_ends_with_scoring_and_refusing_does_not() {
    let check = |event, round, expected| assert_eq!(State::Submitted.apply(event, facts(round)), expected);
    check(Event::Clear, round::State::Scoring, Ok(State::Cleared));
    check(Event::Clear, round::State::Judging, Err(Refusal::TooLateToClear));
    check(Event::Refuse, round::State::Judging, Ok(State::Refused));
}

fn draft() -> Draft {
    Draft {
        title: "Owl at noon".to_owned(),
        story: "It does not sleep.".to_owned(),
        origin: Origin::Own,
        licensed_parts: String::new(),
        co_creators: vec![CoCreator { account: account(2), share_basis_points: 2_500 }],
    }
}

#[test]
fn the_designer_has_what_the_co_creators_leave() {
    assert_eq!(draft().check(account(1)), []);
    let shares: Vec<_> =
        draft().creators(account(1)).iter().map(|each| (each.account, each.share_basis_points)).collect();
    assert_eq!(shares, [(account(1), 7_500), (account(2), 2_500)]);
}

#[test]
fn every_mistake_in_a_draft_is_named() {
    let check = |change: fn(&mut Draft), expected: &str| {
        let mut wrong = draft();
        change(&mut wrong);
        let said: Vec<String> = wrong.check(account(1)).iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|each| each.starts_with(expected)), "{expected}: {said:?}");
    };
    check(|d| d.title = " ".into(), "title: must not be empty");
    check(|d| d.title = "a\nb".into(), "title: must be one line");
    check(|d| d.story = "x".repeat(5_001), "story: must be at most 5000");
    check(|d| d.licensed_parts = "a font".into(), "licensed_parts: must be empty");
    check(|d| d.origin = Origin::Licensed, "licensed_parts: must not be empty");
    check(|d| d.co_creators[0].account = account(1), "co_creators[0].account");
    check(|d| d.co_creators[0].share_basis_points = 0, "co_creators[0].share_basis_points");
    check(|d| d.co_creators[0].share_basis_points = 10_000, "co_creators: must leave the designer");
    check(|d| d.co_creators = vec![d.co_creators[0]; 10], "co_creators: must have at most 9");
    check(|d| d.co_creators[0].share_basis_points = u32::MAX, "co_creators: must leave the designer");
}
