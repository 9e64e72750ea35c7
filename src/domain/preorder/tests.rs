//! Both worlds of the table, a selling and a settling campaign, and the facts that turn single cells.

use chrono::TimeDelta;

use super::*;
use crate::domain::attempt::Channel;

/// The columns of MONEY.md 1.1; those that carry what decides once for each.
const EVENTS: [Event; 21] = [
    Event::CardSaved(CardTerm::LongEnough),
    Event::CardSaved(CardTerm::TooShort),
    Event::Expire,
    Event::Cancel,
    Event::Edit(Change::Address),
    Event::Edit(Change::Lines(NewTotal::HigherAccepted)),
    Event::Release,
    Event::ChargeDue,
    Event::Repair,
    Event::Succeeded(Of::ThisIntent),
    Event::Succeeded(Of::OtherIntent),
    Event::Declined,
    Event::AuthRequired,
    Event::Unknown,
    Event::IntentCancelled,
    Event::AttemptVoided,
    Event::GraceEnded,
    Event::MoneyGone(Gone::Refunded),
    Event::MoneyGone(Gone::ChargedBack),
    Event::RefundFailed,
    Event::DisputeWon,
];

/// `=` stays and does something, `.` stays and does nothing, `no` is refused, else the next state.
/// The campaign is open, no intent was ever made.
const WHILE_OPEN: &str = "
started      committed = expired expired   =  =  released no no       paid paid . . . . . .  . . . .
committed    =         = .       cancelled =  =  released no =        paid paid . . . . . no . . . .
expired      =         = .       .         no no .        no no       paid paid . . . . . .  . . . .
cancelled    =         = .       .         no no .        no no       paid paid . . . . . .  . . . .
released     =         = .       .         no no .        no no       paid paid . . . . . .  . . . .
";

/// The campaign settles, the notice time is over, an intent lives, another try is allowed.
const WHILE_SETTLING: &str = "
started      released = expired expired =  no released no       no       paid paid     .        .            . .        .        .        .        .            .    .
committed    =        = .       no      =  no voiding  charging =        paid paid     .        .            . .        .        no       .        .            .    .
charging     =        = .       no      =  no =        no       no       paid =        declined needs_action = =        declined =        .        .            .    .
paid         =        = .       no      =  no =        no       no       .    =        .        .            . .        .        .        refunded charged_back .    .
declined     =        = .       voiding =  no voiding  charging charging paid paid     .        needs_action = .        .        voiding  .        .            .    .
needs_action =        = .       voiding =  no voiding  no       charging paid paid     declined .            = .        .        voiding  .        .            .    .
voiding      =        = .       no      no no .        no       no       paid paid     .        .            = dropped  .        .        .        .            .    .
expired      =        = .       .       no no .        no       no       paid paid     .        .            . .        .        .        .        .            .    .
cancelled    =        = .       .       no no .        no       no       paid paid     .        .            . .        .        .        .        .            .    .
released     =        = .       .       no no .        no       no       paid paid     .        .            . .        .        .        .        .            .    .
dropped      =        = .       .       no no .        no       no       paid paid     .        .            . .        .        .        .        .            .    .
refunded     =        = .       no      no no .        no       no       .    paid     .        .            . .        .        .        .        .            paid paid
charged_back =        = .       no      no no .        no       no       .    paid     .        .            . .        .        .        .        .            paid paid
";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn open() -> Facts {
    Facts {
        now: now(),
        campaign: campaign::State::Open,
        paused: false,
        sale: Sale::Open,
        first_charge_at: None,
        charge_by: Some(now() + TimeDelta::days(40)),
        card_page_opened: false,
        intent: LiveIntent::None,
        intents_made: 0,
        leaving: None,
        retry: Retry::Allowed,
        last_day: LastDay::NotYet,
        fixed: Fixed::Nothing,
    }
}

fn settling() -> Facts {
    Facts {
        campaign: campaign::State::Settling,
        sale: Sale::Over,
        first_charge_at: Some(now()),
        intent: LiveIntent::Waiting,
        intents_made: 1,
        ..open()
    }
}

fn check_table(table: &str, facts: &Facts) -> usize {
    let rows: Vec<Vec<&str>> = table.trim().lines().map(|line| line.split_whitespace().collect()).collect();
    for row in &rows {
        let state: State = row[0].parse().unwrap();
        assert_eq!(row.len(), EVENTS.len() + 1, "{state}");
        for (event, cell) in EVENTS.into_iter().zip(&row[1..]) {
            let found = transition(state, event, facts);
            let word = match &found {
                Err(_) => "no",
                Ok(next) if next.to != state => next.to.as_str(),
                Ok(next) if next.effects.is_empty() => ".",
                Ok(_) => "=",
            };
            assert_eq!(word, *cell, "{state} + {event:?}: {found:?}");
        }
    }
    rows.len()
}

fn effects(state: State, event: Event, facts: &Facts) -> Vec<Effect> {
    transition(state, event, facts).unwrap().effects
}

fn next(state: State, event: Event, facts: &Facts) -> Result<State, Refusal> {
    transition(state, event, facts).map(|next| next.to)
}

#[test]
fn every_state_answers_every_event_as_the_table_says() {
    assert_eq!(check_table(WHILE_OPEN, &open()), 5);
    assert_eq!(check_table(WHILE_SETTLING, &settling()), State::ALL.len());
}

#[test]
fn a_saved_card_commits_while_open_and_in_the_last_call() {
    let saved = Event::CardSaved(CardTerm::LongEnough);
    let at = |sale, campaign| transition(State::Started, saved, &Facts { campaign, sale, ..open() }).unwrap();
    let a = [
        Effect::CommitUnits,
        Effect::KeepCard,
        Effect::StoreAgreement,
        Effect::Notify(Notice::Committed),
        Effect::AskGate,
    ];
    for (sale, campaign) in [
        (Sale::Open, campaign::State::Open),
        (Sale::LastCall, campaign::State::Open),
        (Sale::LastCall, campaign::State::Settling),
    ] {
        assert_eq!(at(sale, campaign), Transition { to: State::Committed, effects: a.to_vec() });
    }
    for (sale, notice) in [(Sale::Over, Notice::TooLate), (Sale::Paused, Notice::SalePaused)] {
        let gone = [Effect::ReturnReserved, Effect::DetachCards, Effect::Notify(notice)].to_vec();
        assert_eq!(at(sale, campaign::State::Open), Transition { to: State::Released, effects: gone });
    }
}

#[test]
fn a_card_that_expires_before_the_grace_ends_is_forgotten_and_asked_for_again() {
    let refused = [Effect::DetachNewCard, Effect::Notify(Notice::CardTooShort)];
    for state in [State::Started, State::Committed, State::Charging, State::Declined, State::NeedsAction] {
        assert_eq!(effects(state, Event::CardSaved(CardTerm::TooShort), &settling()), refused);
    }
}

#[test]
fn units_come_back_while_the_sale_is_open_and_are_history_afterwards() {
    let detach = |notice| [Effect::DetachCards, Effect::Notify(notice)].to_vec();
    let returned = [vec![Effect::ReturnCommitted], detach(Notice::Cancelled)].concat();
    assert_eq!(effects(State::Committed, Event::Cancel, &open()), returned);
    let failed = Facts { campaign: campaign::State::Failed, ..open() };
    assert_eq!(effects(State::Committed, Event::Release, &failed), detach(Notice::Released));
    let b = [Effect::ReturnReserved, Effect::ExpireSession];
    for event in [Event::Expire, Event::Cancel, Event::Release] {
        assert_eq!(effects(State::Started, event, &failed), b);
    }
}

#[test]
fn an_order_changes_as_far_as_the_sale_still_allows() {
    let lines = |total| Event::Edit(Change::Lines(total));
    let e2 = [Effect::RecountUnits, Effect::StoreChange, Effect::StoreAgreement, Effect::AskGate];
    assert_eq!(effects(State::Committed, lines(NewTotal::HigherAccepted), &open()), e2);
    assert_eq!(effects(State::Committed, lines(NewTotal::NotHigher), &open()), e2);
    let check = |state, event, facts: Facts, expected| assert_eq!(next(state, event, &facts), expected);
    check(State::Committed, lines(NewTotal::HigherUnaccepted), open(), Err(Refusal::TotalUnaccepted));
    let last_call = Facts { sale: Sale::LastCall, ..open() };
    check(State::Committed, lines(NewTotal::NotHigher), last_call, Err(Refusal::LinesFixed));
    check(State::Committed, Event::Cancel, last_call, Ok(State::Cancelled));
    let paused = Facts { sale: Sale::Paused, paused: true, ..open() };
    check(State::Committed, lines(NewTotal::NotHigher), paused, Err(Refusal::Paused));
    check(State::Committed, Event::Cancel, paused, Ok(State::Cancelled));
    let page = Facts { card_page_opened: true, ..open() };
    check(State::Started, Event::Edit(Change::Address), page, Err(Refusal::CardPageOpen));
    let frozen = Facts { fixed: Fixed::All, campaign: campaign::State::InProduction, ..settling() };
    check(State::Paid, Event::Edit(Change::EqualVariant), frozen, Err(Refusal::RunFrozen));
    check(State::Paid, Event::Edit(Change::EqualVariant), settling(), Ok(State::Paid));
    let refunded = Facts { fixed: Fixed::Goods, ..settling() };
    check(State::Paid, Event::Edit(Change::EqualVariant), refunded, Err(Refusal::PartRefunded));
    check(State::Paid, Event::Edit(Change::Address), refunded, Ok(State::Paid));
}

#[test]
fn an_attempt_is_recorded_only_when_everything_allows_it() {
    let check = |facts: Facts, expected| {
        assert_eq!(next(State::Committed, Event::ChargeDue, &facts), expected, "{facts:?}");
        assert_eq!(next(State::Declined, Event::ChargeDue, &facts), expected, "{facts:?}");
        assert_eq!(next(State::Declined, Event::Repair, &facts), expected, "{facts:?}");
    };
    let late = |seconds| now() + TimeDelta::seconds(seconds);
    check(settling(), Ok(State::Charging));
    check(Facts { charge_by: Some(now()), ..settling() }, Ok(State::Charging));
    check(Facts { charge_by: Some(late(-1)), ..settling() }, Err(Refusal::PastChargeBy));
    check(Facts { charge_by: None, ..settling() }, Err(Refusal::PastChargeBy));
    check(Facts { first_charge_at: Some(late(1)), ..settling() }, Err(Refusal::NoticeRunning));
    check(Facts { first_charge_at: None, ..settling() }, Err(Refusal::NoticeRunning));
    check(Facts { paused: true, ..settling() }, Err(Refusal::Paused));
    for campaign in campaign::State::ALL.iter().copied().filter(|state| *state != campaign::State::Settling) {
        check(Facts { campaign, ..settling() }, Err(Refusal::NotSettling));
    }
    check(Facts { intent: LiveIntent::None, intents_made: 10, ..settling() }, Err(Refusal::TooManyIntents));
    check(Facts { intent: LiveIntent::Waiting, intents_made: 10, ..settling() }, Ok(State::Charging));
    check(Facts { intent: LiveIntent::None, intents_made: 9, ..settling() }, Ok(State::Charging));
}

#[test]
fn a_retry_without_the_buyer_follows_class_and_count_and_a_repair_does_not() {
    let check = |retry, expected| {
        let facts = Facts { retry, ..settling() };
        assert_eq!(next(State::Declined, Event::ChargeDue, &facts), expected);
        assert_eq!(next(State::Declined, Event::Repair, &facts), Ok(State::Charging));
    };
    check(Retry::Allowed, Ok(State::Charging));
    check(Retry::AnotherCard, Err(Refusal::AnotherCard));
    check(Retry::TriedEnough, Err(Refusal::TriedEnough));
    check(Retry::PastChargeBy, Err(Refusal::PastChargeBy));
}

#[test]
fn an_order_that_needs_its_buyer_is_tried_once_on_the_last_day() {
    let check = |last_day, expected| {
        let facts = Facts { last_day, ..settling() };
        assert_eq!(next(State::NeedsAction, Event::ChargeDue, &facts), expected);
    };
    check(LastDay::NotYet, Err(Refusal::NeedsBuyer));
    check(LastDay::Untried, Ok(State::Charging));
    check(LastDay::Tried, Err(Refusal::NeedsBuyer));
}

#[test]
fn an_unfinished_banks_page_is_replaced_before_another_attempt() {
    let check = |intent, channel, expected: &[Effect]| {
        let event = if channel == Channel::Repair { Event::Repair } else { Event::ChargeDue };
        let facts = Facts { intent, ..settling() };
        let recorded = [expected, &[Effect::RecordAttempt(channel)]].concat();
        assert_eq!(effects(State::Declined, event, &facts), recorded);
    };
    check(LiveIntent::None, Channel::OffSession, &[Effect::NextIntent]);
    check(LiveIntent::Waiting, Channel::OffSession, &[]);
    check(LiveIntent::AwaitingAction, Channel::Repair, &[Effect::ReplaceIntent]);
}

#[test]
fn what_is_learnt_of_an_attempt_closes_it() {
    let close = Effect::CloseAttempt;
    let h = |learnt, notice| vec![close(learnt), Effect::Notify(notice), Effect::PlanRetry];
    let check = |event, facts: Facts, expected: Vec<Effect>| {
        assert_eq!(effects(State::Charging, event, &facts), expected, "{event:?}");
    };
    check(Event::Declined, settling(), h(attempt::Event::Declined, Notice::Declined));
    check(Event::AuthRequired, settling(), h(attempt::Event::AuthRequired, Notice::NeedsAction));
    check(Event::Unknown, settling(), vec![Effect::ReadIntent]);
    let void = close(attempt::Event::IntentCancelled);
    let again = vec![void, Effect::NextIntent, Effect::RecordAttempt(Channel::OffSession)];
    check(Event::IntentCancelled, settling(), again);
    check(Event::IntentCancelled, Facts { paused: true, ..settling() }, vec![void, Effect::PlanRetry]);
    let desk = vec![void, Effect::Desk(Matter::TooManyIntents), Effect::PlanRetry];
    check(Event::IntentCancelled, Facts { intents_made: 10, ..settling() }, desk);
    let unsent = vec![close(attempt::Event::VoidUnsent), Effect::PlanRetry];
    check(Event::AttemptVoided, Facts { paused: true, ..settling() }, unsent);
}

#[test]
fn a_mark_set_while_charging_takes_effect_when_the_attempt_fails() {
    let mark = |leaving| vec![Effect::Mark(leaving)];
    assert_eq!(effects(State::Charging, Event::Release, &settling()), mark(Leaving::Released));
    assert_eq!(effects(State::Charging, Event::GraceEnded, &settling()), mark(Leaving::GraceEnded));
    let released = Facts { leaving: Some(Leaving::Released), ..settling() };
    assert_eq!(effects(State::Charging, Event::GraceEnded, &released), mark(Leaving::Released));
    for event in [Event::Declined, Event::AuthRequired, Event::AttemptVoided] {
        let next = transition(State::Charging, event, &released).unwrap();
        assert_eq!(next.to, State::Voiding, "{event:?}");
        assert_eq!(next.effects[1..], [Effect::Mark(Leaving::Released), Effect::CancelIntent]);
    }
    assert_eq!(next(State::Charging, Event::IntentCancelled, &released), Ok(State::Released));
    let over = Facts { leaving: Some(Leaving::GraceEnded), ..settling() };
    assert_eq!(next(State::Charging, Event::IntentCancelled, &over), Ok(State::Dropped));
}

#[test]
fn leaving_has_one_step_without_an_intent_and_two_with_one() {
    for state in [State::Declined, State::NeedsAction] {
        let check = |event, expected| {
            let without = Facts { intent: LiveIntent::None, ..settling() };
            assert_eq!(next(state, event, &without), Ok(expected));
            assert_eq!(next(state, event, &settling()), Ok(State::Voiding));
        };
        check(Event::Cancel, State::Dropped);
        check(Event::GraceEnded, State::Dropped);
        check(Event::Release, State::Released);
    }
    let check = |leaving, expected| {
        let facts = Facts { leaving: Some(leaving), ..settling() };
        assert_eq!(next(State::Voiding, Event::IntentCancelled, &facts), Ok(expected));
    };
    check(Leaving::GaveUp, State::Dropped);
    check(Leaving::GraceEnded, State::Dropped);
    check(Leaving::Released, State::Released);
}

#[test]
fn a_payment_finished_after_the_grace_is_kept_only_where_it_is_still_wanted() {
    let check = |facts: Facts, is_kept: bool| {
        let found = transition(State::Voiding, Event::Succeeded(Of::ThisIntent), &facts).unwrap();
        assert_eq!(found.to, State::Paid);
        assert!(found.effects.contains(&Effect::PostCharge) && found.effects.contains(&Effect::DetachCards));
        assert_eq!(!found.effects.contains(&Effect::RefundUnshipped), is_kept, "{facts:?}");
    };
    let leaving = |leaving| Facts { leaving: Some(leaving), ..settling() };
    check(leaving(Leaving::GraceEnded), true);
    check(leaving(Leaving::GaveUp), false);
    check(leaving(Leaving::Released), false);
    check(Facts { campaign: campaign::State::Refunding, ..leaving(Leaving::GraceEnded) }, false);
    check(Facts { campaign: campaign::State::Short, ..leaving(Leaving::GraceEnded) }, false);
    let long_ago = Some(now() - TimeDelta::seconds(1));
    check(Facts { charge_by: long_ago, ..leaving(Leaving::GraceEnded) }, false);
}

#[test]
fn late_money_is_kept_for_a_live_wanted_order_and_else_goes_back_whole() {
    let check = |state, facts: Facts, is_kept: bool| {
        let found = transition(state, Event::Succeeded(Of::OtherIntent), &facts).unwrap();
        assert_eq!(found.to, State::Paid, "{state}");
        assert!(found.effects.contains(&Effect::Desk(Matter::LateMoney)), "{state}");
        assert_eq!(!found.effects.contains(&Effect::RefundIntent), is_kept, "{state} {facts:?}");
        assert_eq!(found.effects.contains(&Effect::CancelIntent), facts.intent != LiveIntent::None);
    };
    check(State::Committed, settling(), true);
    check(State::Declined, settling(), true);
    check(State::NeedsAction, Facts { intent: LiveIntent::None, ..settling() }, true);
    check(State::Committed, open(), false);
    check(State::Started, settling(), false);
    check(State::Voiding, settling(), false);
    for state in [State::Expired, State::Cancelled, State::Released, State::Dropped] {
        check(state, settling(), false);
    }
    let returned = effects(State::Committed, Event::Succeeded(Of::OtherIntent), &open());
    assert!(returned.contains(&Effect::ReturnCommitted));
}

#[test]
fn nobody_is_charged_twice_and_keeps_it() {
    let twice = [Effect::PostCharge, Effect::Desk(Matter::PaidTwice), Effect::RefundIntent];
    for state in [State::Paid, State::Refunded, State::ChargedBack] {
        assert_eq!(effects(state, Event::Succeeded(Of::OtherIntent), &settling()), twice);
        assert_eq!(effects(state, Event::Succeeded(Of::ThisIntent), &settling()), []);
    }
}
