//! The table of MONEY.md 1.2: one row a function, every event decided in each.

use super::{Approval, Effect, Event, Facts, Matter, Readiness, Refusal, State, Transition};
use crate::domain::gate::{Decision, Funding, Outcome, Trigger};

type Decided = Result<Transition, Refusal>;

/// What `event` makes of a campaign in `state`. Facts are never refused; commands are, with a sentence.
pub fn transition(state: State, event: Event, facts: &Facts) -> Decided {
    if facts.paused && is_clock(event) {
        return stay(state);
    }
    if facts.paused && is_forward(event) {
        return Err(Refusal::Paused);
    }
    match state {
        State::Draft => draft(event),
        State::Open => open(event),
        State::Settling => settling(event),
        State::Short => short(event),
        State::Funded => funded(event),
        State::InProduction => in_production(event),
        State::Refunding => refunding(event),
        State::Fulfilled | State::Failed | State::Cancelled | State::Refunded => over(state, event),
    }
}

/// Events that come of time passing or of counting; whoever sends them asks again after the pause.
const fn is_clock(event: Event) -> bool {
    match event {
        Event::Reached | Event::Decide(_) | Event::NoneOpen(_) | Event::ShortOver | Event::RunDone => true,
        Event::Open(_)
        | Event::Cover
        | Event::RefundAll(_)
        | Event::StartRun
        | Event::Cancel(_)
        | Event::Uphold(_)
        | Event::PausedTooLong
        | Event::AllBack => false,
    }
}

/// Commands that bring a campaign nearer to production. Giving money back never pauses.
const fn is_forward(event: Event) -> bool {
    match event {
        Event::Open(_) | Event::Cover | Event::StartRun => true,
        Event::Reached
        | Event::Decide(_)
        | Event::NoneOpen(_)
        | Event::ShortOver
        | Event::RunDone
        | Event::RefundAll(_)
        | Event::Cancel(_)
        | Event::Uphold(_)
        | Event::PausedTooLong
        | Event::AllBack => false,
    }
}

fn draft(event: Event) -> Decided {
    match event {
        Event::Open(readiness) => {
            ready(readiness)?;
            go(State::Open, [Effect::StartSale])
        }
        Event::Reached | Event::Decide(_) => Err(Refusal::NotOpenYet),
        Event::Cover => Err(Refusal::NotShort),
        Event::RefundAll(_) => Err(Refusal::NothingPaid),
        Event::StartRun => Err(Refusal::NotFunded),
        Event::RunDone => Err(Refusal::NoRun),
        Event::Cancel(_) | Event::PausedTooLong => go(State::Cancelled, [Effect::KeepReason, Effect::Close]),
        Event::Uphold(_) => go(State::Cancelled, [Effect::KeepReason, Effect::ReverseAwards, Effect::Close]),
        Event::NoneOpen(_) | Event::ShortOver | Event::AllBack => stay(State::Draft),
    }
}

fn open(event: Event) -> Decided {
    match event {
        Event::Open(_) => Err(Refusal::OpenedBefore),
        Event::Reached => settle(Trigger::Threshold),
        Event::Decide(Decision::Settle(trigger)) => settle(trigger),
        Event::Decide(Decision::Fail) => go(
            State::Failed,
            [Effect::RecordDecision(Outcome::Fail, Trigger::Deadline), Effect::FanOutRelease, Effect::Close],
        ),
        Event::Cover => Err(Refusal::NotShort),
        Event::RefundAll(_) => Err(Refusal::NothingPaid),
        Event::StartRun => Err(Refusal::NotFunded),
        Event::RunDone => Err(Refusal::NoRun),
        Event::Cancel(_) | Event::PausedTooLong => {
            go(State::Cancelled, [Effect::KeepReason, Effect::FanOutRelease, Effect::Close])
        }
        Event::Uphold(_) => go(
            State::Cancelled,
            [Effect::KeepReason, Effect::FanOutRelease, Effect::ReverseAwards, Effect::Close],
        ),
        Event::Decide(Decision::Wait) | Event::NoneOpen(_) | Event::ShortOver | Event::AllBack => {
            stay(State::Open)
        }
    }
}

fn settling(event: Event) -> Decided {
    match event {
        Event::Open(_) => Err(Refusal::OpenedBefore),
        Event::NoneOpen(Funding::Funded) => go(State::Funded, [Effect::RecordFunded]),
        Event::NoneOpen(Funding::Short) => {
            go(State::Short, [Effect::StartShortClock, Effect::TellBuyersShort, Effect::Desk(Matter::Short)])
        }
        Event::NoneOpen(Funding::Nothing) => go(State::Refunded, [Effect::Close]),
        Event::Cover => Err(Refusal::NotShort),
        Event::RefundAll(_) => Err(Refusal::NothingPaid),
        Event::StartRun => Err(Refusal::NotFunded),
        Event::RunDone => Err(Refusal::NoRun),
        Event::Cancel(_) | Event::PausedTooLong => refund(),
        Event::Uphold(_) => refund_upheld(),
        Event::Reached | Event::Decide(_) | Event::ShortOver | Event::AllBack => stay(State::Settling),
    }
}

fn short(event: Event) -> Decided {
    match event {
        Event::Open(_) => Err(Refusal::OpenedBefore),
        Event::Cover => go(State::Funded, [Effect::RecordFunded]),
        Event::StartRun => Err(Refusal::NotFunded),
        Event::RunDone => Err(Refusal::NoRun),
        Event::RefundAll(_) | Event::ShortOver | Event::Cancel(_) | Event::PausedTooLong => refund(),
        Event::Uphold(_) => refund_upheld(),
        Event::Reached | Event::Decide(_) | Event::NoneOpen(_) | Event::AllBack => stay(State::Short),
    }
}

fn funded(event: Event) -> Decided {
    match event {
        Event::Open(_) => Err(Refusal::OpenedBefore),
        Event::Cover => Err(Refusal::NotShort),
        Event::RefundAll(Approval::OnePerson) => Err(Refusal::SecondPersonNeeded),
        Event::StartRun => go(State::InProduction, []),
        Event::RunDone => Err(Refusal::NoRun),
        Event::RefundAll(Approval::TwoPersons) | Event::Cancel(_) | Event::PausedTooLong => refund(),
        Event::Uphold(_) => refund_upheld(),
        Event::Reached | Event::Decide(_) | Event::NoneOpen(_) | Event::ShortOver | Event::AllBack => {
            stay(State::Funded)
        }
    }
}

fn in_production(event: Event) -> Decided {
    match event {
        Event::Open(_) => Err(Refusal::OpenedBefore),
        Event::Cover => Err(Refusal::NotShort),
        Event::StartRun => Err(Refusal::NotFunded),
        Event::RunDone => go(State::Fulfilled, [Effect::Close]),
        Event::RefundAll(Approval::OnePerson)
        | Event::Cancel(Approval::OnePerson)
        | Event::Uphold(Approval::OnePerson) => Err(Refusal::SecondPersonNeeded),
        Event::RefundAll(Approval::TwoPersons) | Event::Cancel(Approval::TwoPersons) => refund(),
        Event::Uphold(Approval::TwoPersons) => refund_upheld(),
        Event::PausedTooLong => go(State::InProduction, [Effect::Desk(Matter::PausedInProduction)]),
        Event::Reached | Event::Decide(_) | Event::NoneOpen(_) | Event::ShortOver | Event::AllBack => {
            stay(State::InProduction)
        }
    }
}

fn refunding(event: Event) -> Decided {
    match event {
        Event::Open(_) => Err(Refusal::OpenedBefore),
        Event::Cover => Err(Refusal::NotShort),
        Event::RefundAll(_) => Err(Refusal::NothingPaid),
        Event::StartRun => Err(Refusal::NotFunded),
        Event::RunDone => Err(Refusal::NoRun),
        Event::Uphold(_) => go(State::Refunding, [Effect::ReverseAwards]),
        Event::AllBack => go(State::Refunded, [Effect::Close]),
        Event::Reached
        | Event::Decide(_)
        | Event::NoneOpen(_)
        | Event::ShortOver
        | Event::Cancel(_)
        | Event::PausedTooLong => stay(State::Refunding),
    }
}

fn over(state: State, event: Event) -> Decided {
    match event {
        Event::Open(_) => Err(Refusal::OpenedBefore),
        Event::Cover | Event::RefundAll(_) | Event::StartRun | Event::RunDone => Err(Refusal::Over),
        Event::Uphold(_) => go(state, [Effect::ReverseAwards]),
        Event::Reached
        | Event::Decide(_)
        | Event::NoneOpen(_)
        | Event::ShortOver
        | Event::Cancel(_)
        | Event::PausedTooLong
        | Event::AllBack => stay(state),
    }
}

fn ready(readiness: Readiness) -> Result<(), Refusal> {
    let threshold = readiness.threshold_units;
    if !readiness.prize_is_funded {
        return Err(Refusal::PrizeNotFunded);
    }
    if !readiness.terms_are_frozen {
        return Err(Refusal::TermsNotFrozen);
    }
    if !readiness.prices_are_expressible {
        return Err(Refusal::PricesInexpressible);
    }
    if threshold == 0 {
        return Err(Refusal::ThresholdZero);
    }
    match readiness.cap_units {
        Some(cap) if threshold > cap => Err(Refusal::ThresholdOverCap { threshold, cap }),
        Some(_) | None => Ok(()),
    }
}

fn settle(trigger: Trigger) -> Decided {
    go(
        State::Settling,
        [Effect::RecordDecision(Outcome::Settle, trigger), Effect::PlanFirstCharge, Effect::FanOutSettle],
    )
}

fn refund() -> Decided {
    go(State::Refunding, [Effect::KeepReason, Effect::FanOutRelease])
}

fn refund_upheld() -> Decided {
    go(State::Refunding, [Effect::KeepReason, Effect::FanOutRelease, Effect::ReverseAwards])
}

fn stay(state: State) -> Decided {
    go(state, [])
}

#[expect(clippy::unnecessary_wraps, reason = "every arm of the table is a decision, and most can be refused")]
fn go<const N: usize>(to: State, effects: [Effect; N]) -> Decided {
    Ok(Transition { to, effects: effects.to_vec() })
}
