//! The two tables of `MONEY.md` 1.5.

use super::*;
use crate::domain::table;

const CALM: Facts = Facts { claimant_sues: false, wait_is_over: false, is_last: true };

const EVENTS: [Event; 11] = [
    Event::Accept,
    Event::Unattended,
    Event::Dismiss,
    Event::Answer,
    Event::AnswerDue,
    Event::WaitOver,
    Event::Uphold,
    Event::Reject(Judge::Moderator),
    Event::Reject(Judge::Court),
    Event::Withdraw,
    Event::NewEvidence,
];

const TABLE: &str = "
filed     open open dismissed .        . . no     no       no       withdrawn .
open      .    .    no        answered . . upheld rejected rejected withdrawn .
answered  .    .    no        .        . . upheld rejected rejected withdrawn .
upheld    .    .    .         .        . . .      no       rejected .         .
rejected  .    .    .         .        . . no     .        .        .         open
dismissed .    .    .         .        . . no     .        .        .         open
withdrawn .    .    .         .        . . no     .        .        .         open
";

fn effects(state: State, event: Event, facts: Facts) -> Vec<Effect> {
    transition(state, event, &facts).unwrap().effects
}

#[test]
fn every_state_answers_every_event_as_the_table_says() {
    table::check(TABLE, State::ALL, &EVENTS, |state, event| {
        transition(*state, *event, &CALM).ok().map(|next| next.to)
    });
}

#[test]
fn silence_goes_to_the_desk_and_upholds_nothing() {
    assert_eq!(effects(State::Open, Event::AnswerDue, CALM), [Effect::Desk, Effect::RemindDesigner]);
}

#[test]
fn a_claimant_who_sues_has_the_waiting_time() {
    let sues = Facts { claimant_sues: true, ..CALM };
    let rejected = |facts, judge| transition(State::Answered, Event::Reject(judge), &facts);
    assert_eq!(rejected(sues, Judge::Moderator), Err(Refusal::Waiting));
    assert!(rejected(sues, Judge::Court).is_ok());
    assert!(rejected(Facts { wait_is_over: true, ..sues }, Judge::Moderator).is_ok());
}

#[test]
fn the_pause_ends_with_the_designs_last_claim() {
    for (state, event) in [
        (State::Filed, Event::Dismiss),
        (State::Open, Event::Reject(Judge::Moderator)),
        (State::Answered, Event::Withdraw),
    ] {
        assert_eq!(effects(state, event, CALM), [Effect::EndPause, Effect::NotifyBoth]);
        let others = Facts { is_last: false, ..CALM };
        assert_eq!(effects(state, event, others), [Effect::NotifyBoth]);
    }
}

#[test]
fn a_filed_claim_does_not_stop_a_sale_and_an_open_one_does() {
    assert_eq!(stops(State::Filed, Stage::Open), []);
    assert_eq!(stops(State::Open, Stage::Open), [Stop::Commitments, Stop::Clocks]);
}

#[test]
fn each_stage_stops_and_ends_as_the_table_says() {
    let check = |stage, stopped: &[Stop], upheld, rejected| {
        for state in [State::Open, State::Answered] {
            assert_eq!(stops(state, stage), stopped);
        }
        assert_eq!((if_upheld(stage), if_rejected(stage)), (upheld, rejected));
        assert_eq!(stops(State::Rejected, stage), []);
    };
    let attempts = [Stop::Attempts, Stop::Clocks];
    check(Stage::Open, &[Stop::Commitments, Stop::Clocks], Upheld::Cancel, Resumption::TellBuyers);
    check(Stage::Settling, &attempts, Upheld::RefundAll, Resumption::CheckChargeBy);
    check(Stage::Short, &attempts, Upheld::RefundAll, Resumption::CheckChargeBy);
    check(Stage::Funded, &[Stop::Run, Stop::Payouts], Upheld::RefundAll, Resumption::Resume);
    let parcels = [Stop::Parcels, Stop::Payouts];
    check(Stage::InProduction, &parcels, Upheld::TwoPersonsChoose, Resumption::Resume);
    check(Stage::Over, &[Stop::Payouts], Upheld::Rewards, Resumption::Resume);
}
