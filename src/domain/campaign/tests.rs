//! The table of MONEY.md 1.2 word for word, its numbered effects, and any sequence of events.

use proptest::prelude::*;

use super::*;

const READY: Readiness = Readiness {
    prize_is_funded: true,
    prices_are_expressible: true,
    terms_are_frozen: true,
    threshold_units: 20,
    cap_units: Some(25),
};
const RUNNING: Facts = Facts { paused: false };
const PAUSED: Facts = Facts { paused: true };

/// The columns of MONEY.md 1.2, in its order; those that carry a decision once for each.
const EVENTS: [Event; 21] = [
    Event::Open(READY),
    Event::Reached,
    Event::Decide(Decision::Wait),
    Event::Decide(Decision::Settle(Trigger::Deadline)),
    Event::Decide(Decision::Fail),
    Event::NoneOpen(Funding::Funded),
    Event::NoneOpen(Funding::Nothing),
    Event::NoneOpen(Funding::Short),
    Event::Cover,
    Event::RefundAll(Approval::OnePerson),
    Event::RefundAll(Approval::TwoPersons),
    Event::ShortOver,
    Event::StartRun,
    Event::RunDone,
    Event::Cancel(Approval::OnePerson),
    Event::Cancel(Approval::TwoPersons),
    Event::Uphold(Approval::OnePerson),
    Event::Uphold(Approval::TwoPersons),
    Event::PausedTooLong,
    Event::AllBack,
    Event::Decide(Decision::Settle(Trigger::Threshold)),
];

/// One row a state, one word a column of `EVENTS`: the next state, `.` stays, `no` is refused.
const TABLE: &str = "
draft         open no no        no       no     .      .        .     no     no no        .         no            no        cancelled cancelled cancelled cancelled cancelled .        no
open          no settling .     settling failed .      .        .     no     no no        .         no            no        cancelled cancelled cancelled cancelled cancelled .        settling
settling      no .  .           .        .      funded refunded short no     no no        .         no            no        refunding refunding refunding refunding refunding .        .
short         no .  .           .        .      .      .        .     funded refunding refunding refunding no     no        refunding refunding refunding refunding refunding .        .
funded        no .  .           .        .      .      .        .     no     no refunding .         in_production no        refunding refunding refunding refunding refunding .        .
in_production no .  .           .        .      .      .        .     no     no refunding .         no            fulfilled no        refunding no        refunding .         .        .
refunding     no .  .           .        .      .      .        .     no     no no        .         no            no        .         .         .         .         .         refunded .
fulfilled     no .  .           .        .      .      .        .     no     no no        .         no            no        .         .         .         .         .         .        .
failed        no .  .           .        .      .      .        .     no     no no        .         no            no        .         .         .         .         .         .        .
cancelled     no .  .           .        .      .      .        .     no     no no        .         no            no        .         .         .         .         .         .        .
refunded      no .  .           .        .      .      .        .     no     no no        .         no            no        .         .         .         .         .         .        .
";

fn effects(state: State, event: Event) -> Vec<Effect> {
    transition(state, event, &RUNNING).unwrap().effects
}

#[test]
fn every_state_answers_every_event_as_the_table_says() {
    let rows: Vec<Vec<&str>> = TABLE
        .lines()
        .map(|line| line.split_whitespace().collect())
        .filter(|row: &Vec<_>| !row.is_empty())
        .collect();
    assert_eq!(rows.len(), State::ALL.len());
    for row in rows {
        let state: State = row[0].parse().unwrap();
        assert_eq!(row.len(), EVENTS.len() + 1, "{state}");
        for (event, cell) in EVENTS.into_iter().zip(&row[1..]) {
            let found = transition(state, event, &RUNNING);
            match *cell {
                "no" => assert!(found.is_err(), "{state} + {event:?}: {found:?}"),
                "." => assert_eq!(found.map(|found| found.to), Ok(state), "{state} + {event:?}"),
                next => assert_eq!(found.unwrap().to, next.parse().unwrap(), "{state} + {event:?}"),
            }
        }
    }
}

#[test]
fn the_numbered_effects_of_the_table_are_what_its_notes_say() {
    let settle = |trigger| {
        vec![Effect::RecordDecision(Outcome::Settle, trigger), Effect::PlanFirstCharge, Effect::FanOutSettle]
    };
    assert_eq!(effects(State::Draft, Event::Open(READY)), [Effect::StartSale]);
    assert_eq!(effects(State::Open, Event::Reached), settle(Trigger::Threshold));
    let decided = Event::Decide(Decision::Settle(Trigger::Deadline));
    assert_eq!(effects(State::Open, decided), settle(Trigger::Deadline));
    assert_eq!(
        effects(State::Open, Event::Decide(Decision::Fail)),
        [Effect::RecordDecision(Outcome::Fail, Trigger::Deadline), Effect::FanOutRelease, Effect::Close]
    );
    assert_eq!(effects(State::Settling, Event::NoneOpen(Funding::Funded)), [Effect::RecordFunded]);
    assert_eq!(
        effects(State::Settling, Event::NoneOpen(Funding::Short)),
        [Effect::StartShortClock, Effect::TellBuyersShort, Effect::Desk(Matter::Short)]
    );
    assert_eq!(effects(State::Short, Event::Cover), [Effect::RecordFunded]);
    assert_eq!(effects(State::Short, Event::ShortOver), [Effect::KeepReason, Effect::FanOutRelease]);
    assert_eq!(
        effects(State::InProduction, Event::PausedTooLong),
        [Effect::Desk(Matter::PausedInProduction)]
    );
    assert_eq!(effects(State::Fulfilled, Event::Uphold(Approval::OnePerson)), [Effect::ReverseAwards]);
}

#[test]
fn a_sale_opens_only_when_its_promises_can_be_kept() {
    let check = |readiness, expected| {
        assert_eq!(
            transition(State::Draft, Event::Open(readiness), &RUNNING).map(|found| found.to),
            expected
        );
    };
    check(Readiness { cap_units: None, ..READY }, Ok(State::Open));
    check(Readiness { cap_units: Some(20), ..READY }, Ok(State::Open));
    let over = Refusal::ThresholdOverCap { threshold: 20, cap: 19 };
    check(Readiness { cap_units: Some(19), ..READY }, Err(over));
    check(Readiness { threshold_units: 0, ..READY }, Err(Refusal::ThresholdZero));
    check(Readiness { prize_is_funded: false, ..READY }, Err(Refusal::PrizeNotFunded));
    check(Readiness { prices_are_expressible: false, ..READY }, Err(Refusal::PricesInexpressible));
    check(Readiness { terms_are_frozen: false, ..READY }, Err(Refusal::TermsNotFrozen));
}

#[test]
fn terms_are_edited_before_the_opening_only() {
    for state in State::ALL.iter().copied() {
        assert_eq!(state.edit_terms().is_ok(), state == State::Draft, "{state}");
    }
}

#[test]
fn in_a_pause_clocks_stand_still_and_only_giving_back_goes_on() {
    let decided = Event::Decide(Decision::Fail);
    let unmoved = |state| Ok(Transition { to: state, effects: vec![] });
    assert_eq!(transition(State::Open, decided, &PAUSED), unmoved(State::Open));
    assert_eq!(transition(State::Open, Event::Reached, &PAUSED), unmoved(State::Open));
    assert_eq!(transition(State::Short, Event::ShortOver, &PAUSED), unmoved(State::Short));
    assert_eq!(transition(State::Draft, Event::Open(READY), &PAUSED), Err(Refusal::Paused));
    assert_eq!(transition(State::Short, Event::Cover, &PAUSED), Err(Refusal::Paused));
    assert_eq!(transition(State::Funded, Event::StartRun, &PAUSED), Err(Refusal::Paused));
    for event in
        [Event::PausedTooLong, Event::Cancel(Approval::OnePerson), Event::Uphold(Approval::OnePerson)]
    {
        assert_eq!(transition(State::Settling, event, &PAUSED).unwrap().to, State::Refunding);
    }
    assert_eq!(transition(State::Refunding, Event::AllBack, &PAUSED).unwrap().to, State::Refunded);
}

proptest! {
    #[test]
    fn any_sequence_decides_at_most_once_and_never_leaves_an_end(
        steps in prop::collection::vec((0..EVENTS.len(), prop::bool::weighted(0.1)), 0..80),
    ) {
        let mut state = State::Draft;
        let mut decisions = 0;
        let mut closings = 0;
        for (index, paused) in steps {
            let Ok(next) = transition(state, EVENTS[index], &Facts { paused }) else { continue };
            let count = |wanted: fn(&Effect) -> bool| next.effects.iter().filter(|effect| wanted(effect)).count();
            decisions += count(|effect| matches!(effect, Effect::RecordDecision(..)));
            closings += count(|effect| matches!(effect, Effect::Close));
            prop_assert!(!state.is_over() || next.to == state);
            prop_assert_eq!(
                next.to == State::Funded && state != State::Funded,
                next.effects.contains(&Effect::RecordFunded)
            );
            state = next.to;
        }
        prop_assert!(decisions <= 1);
        prop_assert_eq!(closings, usize::from(state.is_over()));
    }
}
