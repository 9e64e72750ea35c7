//! Every state against every event, in the windows of its round that matter.

use super::*;
use crate::domain::table;

const READY: Facts = Facts {
    round: round::State::Submissions,
    has_artwork: true,
    rules_are_accepted: true,
    origin_is_declared: true,
    others_in_round: 2,
    designs_per_designer_max: 3,
};

const EVENTS: [Event; 7] = [
    Event::Revise,
    Event::Submit,
    Event::Clear,
    Event::Refuse,
    Event::Withdraw,
    Event::Rank,
    Event::TakeDown,
];

const IN_SUBMISSIONS: &str = "
draft      .  submitted no      no      withdrawn no     taken_down
submitted  .  no        cleared refused withdrawn no     taken_down
cleared    no no        no      no      withdrawn no     taken_down
ranked     no no        no      no      no        no     taken_down
refused    no no        cleared no      withdrawn no     taken_down
withdrawn  no no        no      no      no        no     taken_down
taken_down no no        no      no      no        no     .
";

const IN_JUDGING: &str = "
draft      no no        no      no      withdrawn no     taken_down
submitted  .  no        cleared refused no        no     taken_down
cleared    no no        no      no      no        ranked taken_down
ranked     no no        no      no      no        no     taken_down
refused    no no        cleared no      no        no     taken_down
withdrawn  no no        no      no      no        no     taken_down
taken_down no no        no      no      no        no     .
";

const IN_CLOSED: &str = "
draft      no no        no      no      withdrawn no     taken_down
submitted  no no        no      no      no        no     taken_down
cleared    no no        no      no      no        ranked taken_down
ranked     no no        no      no      no        no     taken_down
refused    no no        no      no      no        no     taken_down
withdrawn  no no        no      no      no        no     taken_down
taken_down no no        no      no      no        no     .
";

fn in_round(round: round::State) -> Facts {
    Facts { round, ..READY }
}

#[test]
fn every_state_answers_every_event_as_the_tables_say() {
    let check = |table: &str, round| {
        table::check(table, State::ALL, &EVENTS, |state, event| {
            transition(*state, *event, &in_round(round)).ok().map(|next| next.to)
        });
    };
    check(IN_SUBMISSIONS, round::State::Submissions);
    check(IN_JUDGING, round::State::Judging);
    check(IN_CLOSED, round::State::Closed);
    let unranked = IN_CLOSED.replace("ranked taken_down\nranked", "no taken_down\nranked");
    check(&unranked, round::State::Cancelled);
}

#[test]
fn during_scoring_only_drafts_are_too_late() {
    let scoring = in_round(round::State::Scoring);
    let late = |event| transition(State::Draft, event, &scoring);
    assert_eq!(late(Event::Submit), Err(Refusal::NotSubmissions));
    assert_eq!(late(Event::Revise), Err(Refusal::NotSubmissions));
    let cleared = transition(State::Submitted, Event::Clear, &scoring).unwrap();
    assert_eq!(cleared, to(State::Cleared, &[Effect::EnterQueue, Effect::NotifyDesigner]));
    let withdrawn = transition(State::Cleared, Event::Withdraw, &scoring).unwrap();
    assert_eq!(withdrawn, to(State::Withdrawn, &[Effect::LeaveQueue]));
}

#[test]
fn each_lack_of_a_submission_is_named() {
    let check = |facts, expected| {
        assert_eq!(transition(State::Draft, Event::Submit, &facts), Err(expected));
    };
    check(Facts { has_artwork: false, ..READY }, Refusal::NoArtwork);
    check(Facts { rules_are_accepted: false, ..READY }, Refusal::RulesNotAccepted);
    check(Facts { origin_is_declared: false, ..READY }, Refusal::OriginMissing);
    check(Facts { others_in_round: 3, ..READY }, Refusal::TooMany(3));
}

#[test]
fn an_upheld_claim_against_a_ranked_design_reaches_its_campaign_and_its_prize() {
    let next = transition(State::Ranked, Event::TakeDown, &in_round(round::State::Closed)).unwrap();
    assert!(next.effects.contains(&Effect::UpholdClaim));
    assert!(next.effects.contains(&Effect::HidePictures));
}
