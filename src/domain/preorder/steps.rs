//! The lettered effects of MONEY.md 1.1, and the conditions under which they may happen.

use super::leaving::{leave, units_back};
use super::{
    Change, Effect, Facts, Fixed, Leaving, LiveIntent, Matter, NewTotal, Notice, Refusal, State, Transition,
};
use crate::domain::attempt::{self, Channel, INTENTS_MAX};
use crate::domain::campaign::{self, Sale};
use crate::domain::settlement::Retry;

pub(super) type Decided = Result<Transition, Refusal>;

/// a: the card arrived in time, or it is forgotten again.
pub(super) fn commit(facts: &Facts) -> Decided {
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

pub(super) fn refuse_card(state: State) -> Decided {
    go(state, &[Effect::DetachNewCard, Effect::Notify(Notice::CardTooShort)])
}

pub(super) fn forget_card(state: State) -> Decided {
    go(state, &[Effect::DetachNewCard, Effect::Notify(Notice::CardForgotten)])
}

pub(super) fn cancel(facts: &Facts) -> Decided {
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
pub(super) fn change_lines(total: NewTotal, facts: &Facts) -> Decided {
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
pub(super) fn change_later(state: State, change: Change, facts: &Facts) -> Decided {
    match change {
        Change::Lines(_) => Err(Refusal::LinesFixed),
        Change::EqualVariant if facts.fixed == Fixed::Goods => Err(Refusal::PartRefunded),
        Change::Address | Change::EqualVariant => change_address(state, facts),
    }
}

pub(super) fn change_address(state: State, facts: &Facts) -> Decided {
    match facts.fixed {
        Fixed::Nothing | Fixed::Goods => go(state, &[Effect::StoreChange]),
        Fixed::All => Err(Refusal::RunFrozen),
    }
}

pub(super) fn may_buy(facts: &Facts) -> Result<(), Refusal> {
    match facts.sale {
        Sale::Open => Ok(()),
        Sale::Paused => Err(Refusal::Paused),
        Sale::LastCall | Sale::Over => Err(Refusal::LinesFixed),
    }
}

/// f: the conditions under which any attempt may be recorded.
pub(super) fn may_charge(facts: &Facts) -> Result<(), Refusal> {
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
pub(super) fn may_retry(facts: &Facts) -> Result<(), Refusal> {
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
pub(super) fn charge(channel: Channel, facts: &Facts) -> Decided {
    let record = Effect::RecordAttempt(channel);
    match facts.intent {
        LiveIntent::None => go(State::Charging, &[Effect::NextIntent, record]),
        LiveIntent::Waiting => go(State::Charging, &[record]),
        LiveIntent::AwaitingAction => go(State::Charging, &[Effect::ReplaceIntent, record]),
    }
}

/// g, and r where nobody wants the money: it came after the buyer, the campaign or the agreement had gone.
pub(super) fn succeed(state: State, facts: &Facts) -> Decided {
    let came_in_time = state == State::Charging || !is_past_charge_by(facts);
    let is_wanted = facts.campaign.wants_money()
        && came_in_time
        && !matches!(facts.leaving, Some(Leaving::Released | Leaving::GaveUp));
    let mut effects = vec![
        Effect::CloseAttempt(attempt::Event::Succeeded),
        Effect::PostCharge,
        Effect::DetachCards,
        Effect::Notify(Notice::Receipt),
    ];
    if !is_wanted {
        effects.extend(units_back(facts));
        effects.extend([Effect::RefundUnshipped, Effect::Notify(Notice::RefundComing)]);
    }
    go(State::Paid, &effects)
}

/// L: money that this row did not expect is kept for a live order that is still wanted, else goes back whole.
pub(super) fn late(state: State, facts: &Facts) -> Decided {
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
pub(super) fn give_back(state: State) -> Decided {
    go(state, &[Effect::PostCharge, Effect::Desk(Matter::LateMoney), Effect::RefundIntent])
}

pub(super) fn paid_twice() -> Decided {
    go(State::Paid, &[Effect::PostCharge, Effect::Desk(Matter::PaidTwice), Effect::RefundIntent])
}

/// h: the attempt failed; a marked order leaves, any other waits for its buyer or the next try.
pub(super) fn fail(to: State, facts: &Facts) -> Decided {
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
pub(super) fn next_intent(facts: &Facts) -> Decided {
    let close = Effect::CloseAttempt(attempt::Event::IntentCancelled);
    let facts = &Facts { intent: LiveIntent::None, ..*facts };
    if facts.leaving.is_some() {
        return put_off(facts, &[close]);
    }
    let Err(refusal) = may_retry(facts) else {
        return go(State::Charging, &[close, Effect::NextIntent, Effect::RecordAttempt(Channel::OffSession)]);
    };
    if refusal == Refusal::TooManyIntents {
        return put_off(facts, &[close, Effect::Desk(Matter::TooManyIntents)]);
    }
    put_off(facts, &[close])
}

/// The attempt charged nothing and says nothing about the card: nobody is told, it is tried again later.
pub(super) fn put_off(facts: &Facts, first: &[Effect]) -> Decided {
    match facts.leaving {
        Some(leaving) => Ok(leave(leaving, facts, first)),
        None => go(State::Declined, &[first, &[Effect::PlanRetry]].concat()),
    }
}

pub(super) fn stay(state: State) -> Decided {
    go(state, &[])
}

#[expect(clippy::unnecessary_wraps, reason = "every arm of the table is a decision, and most can be refused")]
pub(super) fn go(to: State, effects: &[Effect]) -> Decided {
    Ok(Transition { to, effects: effects.to_vec() })
}
