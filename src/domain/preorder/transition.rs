//! The table of MONEY.md 1.1: one row a function, every event decided in each.

use super::leaving::{end, leave, units_back};
use super::{
    CardTerm, Change, Effect, Event, Facts, Gone, LastDay, Leaving, LiveIntent, Matter, NewTotal, Notice, Of,
    Refusal, State, Transition,
};
use crate::domain::attempt::{self, Channel, INTENTS_MAX};
use crate::domain::campaign::{self, Sale};
use crate::domain::settlement::Retry;

type Decided = Result<Transition, Refusal>;

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

/// a: the card arrived in time, or it is forgotten again.
fn commit(facts: &Facts) -> Decided {
    let too_late =
        |notice| go(State::Released, &[Effect::ReturnReserved, Effect::DetachCards, Effect::Notify(notice)]);
    match facts.sale {
        Sale::Open | Sale::LastCall => go(
            State::Committed,
            &[
                Effect::CommitUnits,
                Effect::KeepCard,
                Effect::StoreAgreement,
                Effect::Notify(Notice::Committed),
                Effect::AskGate,
            ],
        ),
        Sale::Paused => too_late(Notice::SalePaused),
        Sale::Over => too_late(Notice::TooLate),
    }
}

fn refuse_card(state: State) -> Decided {
    go(state, &[Effect::DetachNewCard, Effect::Notify(Notice::CardTooShort)])
}

fn forget_card(state: State) -> Decided {
    go(state, &[Effect::DetachNewCard, Effect::Notify(Notice::CardForgotten)])
}

fn cancel(facts: &Facts) -> Decided {
    if facts.campaign != campaign::State::Open {
        return Err(Refusal::CancelClosed);
    }
    if facts.intent != LiveIntent::None {
        return Ok(leave(Leaving::GaveUp, facts, &[]));
    }
    let effects = [units_back(facts), &[Effect::DetachCards, Effect::Notify(Notice::Cancelled)]].concat();
    go(State::Cancelled, &effects)
}

/// e2: lines change while the sale is open, and a higher total is accepted anew.
fn change_lines(total: NewTotal, facts: &Facts) -> Decided {
    may_buy(facts)?;
    match total {
        NewTotal::HigherUnaccepted => Err(Refusal::TotalUnaccepted),
        NewTotal::NotHigher | NewTotal::HigherAccepted => go(
            State::Committed,
            &[Effect::RecountUnits, Effect::StoreChange, Effect::StoreAgreement, Effect::AskGate],
        ),
    }
}

/// e3: what costs the same may change until the freeze.
fn change_later(state: State, change: Change, facts: &Facts) -> Decided {
    match change {
        Change::Lines(_) => Err(Refusal::LinesFixed),
        Change::Address | Change::EqualVariant => change_address(state, facts),
    }
}

fn change_address(state: State, facts: &Facts) -> Decided {
    if facts.run_frozen { Err(Refusal::RunFrozen) } else { go(state, &[Effect::StoreChange]) }
}

fn may_buy(facts: &Facts) -> Result<(), Refusal> {
    match facts.sale {
        Sale::Open => Ok(()),
        Sale::Paused => Err(Refusal::Paused),
        Sale::LastCall | Sale::Over => Err(Refusal::LinesFixed),
    }
}

/// f: the conditions under which any attempt may be recorded.
fn may_charge(facts: &Facts) -> Result<(), Refusal> {
    if facts.campaign != campaign::State::Settling {
        return Err(Refusal::NotSettling);
    }
    if facts.paused {
        return Err(Refusal::Paused);
    }
    if facts.first_charge_at.is_none_or(|first| facts.now < first) {
        return Err(Refusal::NoticeRunning);
    }
    if is_past_charge_by(facts) {
        return Err(Refusal::PastChargeBy);
    }
    if facts.intent != LiveIntent::Waiting && facts.intents_made >= INTENTS_MAX {
        return Err(Refusal::TooManyIntents);
    }
    Ok(())
}

/// What another attempt without the buyer needs besides.
fn may_retry(facts: &Facts) -> Result<(), Refusal> {
    may_charge(facts)?;
    match facts.retry {
        Retry::Allowed => Ok(()),
        Retry::AnotherCard => Err(Refusal::AnotherCard),
        Retry::TriedEnough => Err(Refusal::TriedEnough),
        Retry::PastChargeBy => Err(Refusal::PastChargeBy),
    }
}

fn is_past_charge_by(facts: &Facts) -> bool {
    facts.charge_by.is_none_or(|charge_by| facts.now > charge_by)
}

/// f: the attempt is on record before the provider is asked.
fn charge(channel: Channel, facts: &Facts) -> Decided {
    let record = Effect::RecordAttempt(channel);
    match facts.intent {
        LiveIntent::None => go(State::Charging, &[Effect::NextIntent, record]),
        LiveIntent::Waiting => go(State::Charging, &[record]),
        LiveIntent::AwaitingAction => go(State::Charging, &[Effect::ReplaceIntent, record]),
    }
}

/// g, and r where nobody wants the money: it came after the buyer, the campaign or the agreement had gone.
fn succeed(state: State, facts: &Facts) -> Decided {
    let came_in_time = state == State::Charging || !is_past_charge_by(facts);
    let is_wanted = facts.campaign.wants_money()
        && came_in_time
        && !matches!(facts.leaving, Some(Leaving::Released | Leaving::GaveUp));
    let unwanted: &[Effect] =
        if is_wanted { &[] } else { &[Effect::RefundUnshipped, Effect::Notify(Notice::RefundComing)] };
    let received = [
        Effect::CloseAttempt(attempt::Event::Succeeded),
        Effect::PostCharge,
        Effect::DetachCards,
        Effect::Notify(Notice::Receipt),
    ];
    go(State::Paid, &[&received, unwanted].concat())
}

/// L: money that this row did not expect is kept for a live order that is still wanted, else goes back whole.
fn late(state: State, facts: &Facts) -> Decided {
    let is_live = matches!(state, State::Committed | State::Declined | State::NeedsAction);
    let is_kept = is_live && facts.campaign.wants_money() && !is_past_charge_by(facts);
    let mut effects = vec![Effect::PostCharge, Effect::DetachCards, Effect::Desk(Matter::LateMoney)];
    if facts.intent != LiveIntent::None {
        effects.push(Effect::CancelIntent);
    }
    if is_kept {
        effects.push(Effect::Notify(Notice::Receipt));
        return go(State::Paid, &effects);
    }
    if state == State::Started {
        effects.extend([Effect::ReturnReserved, Effect::ExpireSession]);
    }
    if state.is_open() && state != State::Started {
        effects.extend(units_back(facts));
    }
    effects.extend([Effect::RefundIntent, Effect::Notify(Notice::RefundComing)]);
    go(State::Paid, &effects)
}

/// Another intent's money while an attempt is under way: the attempt alone counts.
fn give_back(state: State) -> Decided {
    go(state, &[Effect::PostCharge, Effect::Desk(Matter::LateMoney), Effect::RefundIntent])
}

fn paid_twice() -> Decided {
    go(State::Paid, &[Effect::PostCharge, Effect::Desk(Matter::PaidTwice), Effect::RefundIntent])
}

/// h: the attempt failed; a marked order leaves, any other waits for its buyer or the next try.
fn fail(to: State, facts: &Facts) -> Decided {
    let (learnt, notice) = if to == State::NeedsAction {
        (attempt::Event::AuthRequired, Notice::NeedsAction)
    } else {
        (attempt::Event::Declined, Notice::Declined)
    };
    let close = Effect::CloseAttempt(learnt);
    match facts.leaving {
        Some(leaving) => Ok(leave(leaving, facts, &[close])),
        None => go(to, &[close, Effect::Notify(notice), Effect::PlanRetry]),
    }
}

/// k: the intent is used up. The next attempt follows at once if it may, else the order waits as declined.
fn next_intent(facts: &Facts) -> Decided {
    let close = Effect::CloseAttempt(attempt::Event::IntentCancelled);
    let facts = &Facts { intent: LiveIntent::None, ..*facts };
    if facts.leaving.is_some() {
        return put_off(facts, &[close]);
    }
    match may_retry(facts) {
        Ok(()) => {
            go(State::Charging, &[close, Effect::NextIntent, Effect::RecordAttempt(Channel::OffSession)])
        }
        Err(Refusal::TooManyIntents) => put_off(facts, &[close, Effect::Desk(Matter::TooManyIntents)]),
        Err(_other) => put_off(facts, &[close]),
    }
}

/// The attempt charged nothing and says nothing about the card: nobody is told, it is tried again later.
fn put_off(facts: &Facts, first: &[Effect]) -> Decided {
    match facts.leaving {
        Some(leaving) => Ok(leave(leaving, facts, first)),
        None => go(State::Declined, &[first, &[Effect::PlanRetry]].concat()),
    }
}

fn stay(state: State) -> Decided {
    go(state, &[])
}

#[expect(clippy::unnecessary_wraps, reason = "every arm of the table is a decision, and most can be refused")]
fn go(to: State, effects: &[Effect]) -> Decided {
    Ok(Transition { to, effects: effects.to_vec() })
}
