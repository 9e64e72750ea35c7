//! The table of MONEY.md 1.1: one row a function, every event decided in each.

use super::leaving::{end, leave};
use super::steps::{
    Decided, cancel, change_address, change_later, change_lines, charge, commit, fail, forget_card,
    give_back, go, late, may_buy, may_charge, may_retry, next_intent, paid_twice, put_off, refuse_card, stay,
    succeed,
};
use super::{
    CardTerm, Change, Effect, Event, Facts, Gone, LastDay, Leaving, Matter, Notice, Of, Refusal, State,
};
use crate::domain::attempt::{self, Channel};

/// What `event` makes of a pre-order in `state`. Facts are never refused; commands are, with a sentence.
///
/// It is in `charging` exactly as long as one attempt of it is undecided.
pub fn transition(state: State, event: Event, facts: &Facts) -> Decided {
    match state {
        State::Started => started(event, facts),
        State::Committed => committed(event, facts),
        State::Charging => charging(event, facts),
        State::Declined => declined(event, facts),
        State::NeedsAction => needs_action(event, facts),
        State::Voiding => voiding(event, facts),
        State::Paid => paid(event, facts),
        State::Expired | State::Cancelled | State::Released | State::Dropped => over(state, event, facts),
        State::Refunded | State::ChargedBack => closed(state, event),
    }
}

fn started(event: Event, facts: &Facts) -> Decided {
    let state = State::Started;
    match event {
        Event::CardSaved(CardTerm::TooShort) => refuse_card(state),
        Event::CardSaved(CardTerm::LongEnough) => commit(facts),
        Event::Expire | Event::Cancel => go(State::Expired, &[Effect::ReturnReserved, Effect::ExpireSession]),
        Event::Release => go(State::Released, &[Effect::ReturnReserved, Effect::ExpireSession]),
        Event::Edit(_) if facts.card_page_opened => Err(Refusal::CardPageOpen),
        Event::Edit(Change::Address | Change::EqualVariant) => go(state, &[Effect::StoreChange]),
        Event::Edit(Change::Lines(_)) => {
            may_buy(facts)?;
            go(state, &[Effect::RecountUnits, Effect::StoreChange])
        }
        Event::ChargeDue | Event::Repair => Err(Refusal::NoCardYet),
        Event::Succeeded(_) => late(state, facts),
        Event::Declined
        | Event::AuthRequired
        | Event::Unknown
        | Event::IntentCancelled
        | Event::AttemptVoided
        | Event::GraceEnded
        | Event::MoneyGone(_)
        | Event::RefundFailed
        | Event::DisputeWon => stay(state),
    }
}

fn committed(event: Event, facts: &Facts) -> Decided {
    let state = State::Committed;
    match event {
        Event::CardSaved(CardTerm::TooShort) => refuse_card(state),
        Event::CardSaved(CardTerm::LongEnough) => go(state, &[Effect::KeepCard, Effect::DetachOldCards]),
        Event::Cancel => cancel(facts),
        Event::Edit(Change::Lines(total)) => change_lines(total, facts),
        Event::Edit(Change::Address | Change::EqualVariant) => change_address(state, facts),
        Event::Release => Ok(leave(Leaving::Released, facts, &[])),
        Event::ChargeDue => {
            may_charge(facts)?;
            charge(Channel::OffSession, facts)
        }
        Event::Repair => go(state, &[Effect::OpenCardPage]),
        Event::Succeeded(_) => late(state, facts),
        Event::GraceEnded => Err(Refusal::NotTried),
        Event::Expire
        | Event::Declined
        | Event::AuthRequired
        | Event::Unknown
        | Event::IntentCancelled
        | Event::AttemptVoided
        | Event::MoneyGone(_)
        | Event::RefundFailed
        | Event::DisputeWon => stay(state),
    }
}

fn charging(event: Event, facts: &Facts) -> Decided {
    let state = State::Charging;
    match event {
        Event::CardSaved(CardTerm::TooShort) => refuse_card(state),
        Event::CardSaved(CardTerm::LongEnough) => go(state, &[Effect::KeepCard]),
        Event::Cancel | Event::Repair | Event::ChargeDue => Err(Refusal::BeingTried),
        Event::Edit(change) => change_later(state, change, facts),
        Event::Release => go(state, &[Effect::Mark(Leaving::Released)]),
        Event::GraceEnded => go(state, &[Effect::Mark(facts.leaving.unwrap_or(Leaving::GraceEnded))]),
        Event::Succeeded(Of::ThisIntent) => succeed(state, facts),
        Event::Succeeded(Of::OtherIntent) => give_back(state),
        Event::Declined => fail(State::Declined, facts),
        Event::AuthRequired => fail(State::NeedsAction, facts),
        Event::Unknown => go(state, &[Effect::ReadIntent]),
        Event::IntentCancelled => next_intent(facts),
        Event::AttemptVoided => put_off(facts, &[Effect::CloseAttempt(attempt::Event::VoidUnsent)]),
        Event::Expire | Event::MoneyGone(_) | Event::RefundFailed | Event::DisputeWon => stay(state),
    }
}

fn declined(event: Event, facts: &Facts) -> Decided {
    let state = State::Declined;
    match event {
        Event::ChargeDue => {
            may_retry(facts)?;
            charge(Channel::OffSession, facts)
        }
        Event::AuthRequired => {
            go(State::NeedsAction, &[Effect::Notify(Notice::NeedsAction), Effect::PlanRetry])
        }
        Event::Declined => stay(state),
        Event::CardSaved(_)
        | Event::Expire
        | Event::Cancel
        | Event::Edit(_)
        | Event::Release
        | Event::Repair
        | Event::Succeeded(_)
        | Event::Unknown
        | Event::IntentCancelled
        | Event::AttemptVoided
        | Event::GraceEnded
        | Event::MoneyGone(_)
        | Event::RefundFailed
        | Event::DisputeWon => failed(state, event, facts),
    }
}

fn needs_action(event: Event, facts: &Facts) -> Decided {
    let state = State::NeedsAction;
    match event {
        Event::ChargeDue => match facts.last_day {
            LastDay::NotYet | LastDay::Tried => Err(Refusal::NeedsBuyer),
            LastDay::Untried => {
                may_retry(facts)?;
                charge(Channel::OffSession, facts)
            }
        },
        Event::Declined => go(State::Declined, &[Effect::Notify(Notice::Declined), Effect::PlanRetry]),
        Event::AuthRequired => stay(state),
        Event::CardSaved(_)
        | Event::Expire
        | Event::Cancel
        | Event::Edit(_)
        | Event::Release
        | Event::Repair
        | Event::Succeeded(_)
        | Event::Unknown
        | Event::IntentCancelled
        | Event::AttemptVoided
        | Event::GraceEnded
        | Event::MoneyGone(_)
        | Event::RefundFailed
        | Event::DisputeWon => failed(state, event, facts),
    }
}

/// What `declined` and `needs_action` have in common. The three events in which they differ do nothing here.
fn failed(state: State, event: Event, facts: &Facts) -> Decided {
    match event {
        Event::CardSaved(CardTerm::TooShort) => refuse_card(state),
        Event::CardSaved(CardTerm::LongEnough) => {
            go(state, &[Effect::KeepCard, Effect::DetachOldCards, Effect::PlanRetry])
        }
        Event::Cancel => Ok(leave(Leaving::GaveUp, facts, &[])),
        Event::Edit(change) => change_later(state, change, facts),
        Event::Release => Ok(leave(Leaving::Released, facts, &[])),
        Event::GraceEnded => Ok(leave(Leaving::GraceEnded, facts, &[])),
        Event::Repair => {
            may_charge(facts)?;
            charge(Channel::Repair, facts)
        }
        Event::Succeeded(Of::ThisIntent) => succeed(state, facts),
        Event::Succeeded(Of::OtherIntent) => late(state, facts),
        Event::Unknown => go(state, &[Effect::ReadIntent]),
        Event::ChargeDue
        | Event::Declined
        | Event::AuthRequired
        | Event::Expire
        | Event::IntentCancelled
        | Event::AttemptVoided
        | Event::MoneyGone(_)
        | Event::RefundFailed
        | Event::DisputeWon => stay(state),
    }
}

fn voiding(event: Event, facts: &Facts) -> Decided {
    let state = State::Voiding;
    match event {
        Event::CardSaved(_) => forget_card(state),
        Event::Cancel | Event::Edit(_) | Event::ChargeDue | Event::Repair => Err(Refusal::TooLate),
        Event::Succeeded(Of::ThisIntent) => succeed(state, facts),
        Event::Succeeded(Of::OtherIntent) => late(state, facts),
        Event::Unknown => go(state, &[Effect::ReadIntent]),
        Event::IntentCancelled => Ok(end(facts.leaving.unwrap_or(Leaving::GraceEnded), facts, &[])),
        Event::Expire
        | Event::Release
        | Event::Declined
        | Event::AuthRequired
        | Event::AttemptVoided
        | Event::GraceEnded
        | Event::MoneyGone(_)
        | Event::RefundFailed
        | Event::DisputeWon => stay(state),
    }
}

fn paid(event: Event, facts: &Facts) -> Decided {
    let state = State::Paid;
    match event {
        Event::CardSaved(_) => go(state, &[Effect::DetachNewCard]),
        Event::Cancel => Err(Refusal::AskRefund),
        Event::Edit(change) => change_later(state, change, facts),
        Event::Release => go(state, &[Effect::RefundUnshipped, Effect::Notify(Notice::RefundComing)]),
        Event::ChargeDue | Event::Repair => Err(Refusal::AlreadyPaid),
        Event::Succeeded(Of::OtherIntent) => paid_twice(),
        Event::MoneyGone(Gone::Refunded) => go(State::Refunded, &[Effect::Notify(Notice::Refunded)]),
        Event::MoneyGone(Gone::ChargedBack) => go(State::ChargedBack, &[]),
        Event::Succeeded(Of::ThisIntent)
        | Event::Expire
        | Event::Declined
        | Event::AuthRequired
        | Event::Unknown
        | Event::IntentCancelled
        | Event::AttemptVoided
        | Event::GraceEnded
        | Event::RefundFailed
        | Event::DisputeWon => stay(state),
    }
}

fn over(state: State, event: Event, facts: &Facts) -> Decided {
    match event {
        Event::CardSaved(_) => forget_card(state),
        Event::Edit(_) | Event::ChargeDue | Event::Repair => Err(Refusal::Over),
        Event::Succeeded(_) => late(state, facts),
        Event::Expire
        | Event::Cancel
        | Event::Release
        | Event::Declined
        | Event::AuthRequired
        | Event::Unknown
        | Event::IntentCancelled
        | Event::AttemptVoided
        | Event::GraceEnded
        | Event::MoneyGone(_)
        | Event::RefundFailed
        | Event::DisputeWon => stay(state),
    }
}

fn closed(state: State, event: Event) -> Decided {
    match event {
        Event::CardSaved(_) => go(state, &[Effect::DetachNewCard]),
        Event::Cancel | Event::Edit(_) | Event::ChargeDue | Event::Repair => Err(Refusal::Over),
        Event::Succeeded(Of::OtherIntent) => paid_twice(),
        Event::RefundFailed | Event::DisputeWon => go(State::Paid, &[Effect::Desk(Matter::MoneyCameBack)]),
        Event::Succeeded(Of::ThisIntent)
        | Event::Expire
        | Event::Release
        | Event::Declined
        | Event::AuthRequired
        | Event::Unknown
        | Event::IntentCancelled
        | Event::AttemptVoided
        | Event::GraceEnded
        | Event::MoneyGone(_) => stay(state),
    }
}
