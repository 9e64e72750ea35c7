//! Payouts to designers: sent at most once, and why one waits (`MONEY.md` 1.4).

mod reason;
mod record;
#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may overflow: it then fails")]
mod tests;

use super::id::PayoutId;
use super::state::states;

pub use reason::{Account, Reason, Standing, reasons};
pub use record::{APPROVALS_NEEDED, Payout};

states! {
    pub State {
        /// Not sent; why it waits is a list of reasons beside it.
        Owed = "owed",
        /// Sent, not answered; its amount is frozen.
        Sending = "sending",
        Sent = "sent",
        /// Called back, not all of it here yet.
        Reversing = "reversing",
        Reversed = "reversed",
        /// Two persons paid it outside.
        ByHand = "by_hand",
        /// A claim, a refund or a merge took it away before it was sent.
        Withdrawn = "withdrawn",
    }

    /// How much of a payout is meant.
    pub Extent {
        All = "all",
        Part = "part",
    }

    pub Approval {
        OnePerson = "one_person",
        TwoPersons = "two_persons",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// No reason is left to wait.
    Ready,
    Sent,
    /// The provider would not: funds, account, region.
    Refused,
    Unknown,
    /// The designer is owed less than was thought.
    CallBack(Extent),
    /// So much came back; `All` when nothing of it is out any more.
    Reversed(Extent),
    ReverseFailed,
    ByHand(Approval),
    /// A claim, a refund, a merge.
    Withdraw,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What it waits for, now.
    pub reasons: Vec<Reason>,
    /// How much was called back or withdrawn while it was being sent, if anything was.
    pub marked: Option<Extent>,
    /// Whether the key is older than 23 hours, after which none is sent again.
    pub key_is_old: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The next number, which gives the key; amount and account are frozen in the row.
    FreezeAndNumber,
    /// Job: make the transfer, its group being the payout.
    Send,
    /// J14a.
    PostSent,
    /// J14b.
    PostByHand,
    /// J16, for what came back now.
    PostReversed,
    /// Job: look for it in the provider's list of its group. The same key may be sent again.
    ReadListOrSendAgain,
    /// Job: look for it in the provider's list; send nothing. What stays unknown goes to the desk.
    ReadListOnly,
    /// The call-back or withdrawal is remembered until the provider has answered.
    Mark(Extent),
    /// The row is owed less.
    Reduce,
    /// Job: reverse the transfer, or so much of it.
    Reverse,
    /// What could not be got back stays below zero on the designer's account.
    CarryRest,
    /// The reason is added to the list.
    AddReason,
    NotifyDesigner,
    Desk,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: State,
    pub effects: Vec<Effect>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the payout waits: {}", reason::sentence(.0))]
    Waits(Vec<Reason>),
    #[error("the payout is being sent: wait for the provider's answer")]
    BeingSent,
    #[error("the payout was sent already")]
    Sent,
    #[error("the payout is over; what is owed back is carried on the designer's account")]
    Over,
    #[error("two persons must agree to a payout by hand")]
    NeedsTwoPersons,
}

/// Names one sending for the provider. `number` counts the sendings, from 1.
pub fn key(payout: PayoutId, number: u32) -> String {
    format!("payout:{payout}:{number}")
}

/// By which the provider's list finds all transfers of a payout.
pub fn transfer_group(payout: PayoutId) -> String {
    payout.to_string()
}

/// The table of `MONEY.md` 1.4.
pub fn transition(state: State, event: Event, facts: &Facts) -> Result<Transition, Refusal> {
    match event {
        Event::Ready => ready(state, facts),
        Event::Sent => Ok(sent(state, facts)),
        Event::Refused => Ok(refused(state, facts)),
        Event::Unknown => Ok(unknown(state, facts)),
        Event::CallBack(extent) => call_back(state, extent),
        Event::Reversed(extent) => Ok(reversed(state, extent)),
        Event::ReverseFailed => Ok(reverse_failed(state)),
        Event::ByHand(approval) => by_hand(state, approval),
        Event::Withdraw => Ok(withdraw(state)),
    }
}

fn to(to: State, effects: &[Effect]) -> Transition {
    Transition { to, effects: effects.to_vec() }
}

fn ready(state: State, facts: &Facts) -> Result<Transition, Refusal> {
    match state {
        State::Owed if facts.reasons.is_empty() => {
            Ok(to(State::Sending, &[Effect::FreezeAndNumber, Effect::Send]))
        }
        State::Owed => Err(Refusal::Waits(facts.reasons.clone())),
        State::Sending
        | State::Sent
        | State::Reversing
        | State::Reversed
        | State::ByHand
        | State::Withdrawn => Ok(to(state, &[])),
    }
}

fn sent(state: State, facts: &Facts) -> Transition {
    match state {
        State::Sending if facts.marked.is_some() => {
            to(State::Reversing, &[Effect::PostSent, Effect::Reverse])
        }
        State::Sending => to(State::Sent, &[Effect::PostSent, Effect::NotifyDesigner]),
        // Late money: it left although nobody owed it any more.
        State::ByHand | State::Withdrawn => {
            to(State::Reversing, &[Effect::PostSent, Effect::Reverse, Effect::Desk])
        }
        State::Reversed => to(state, &[Effect::Desk]),
        State::Owed | State::Sent | State::Reversing => to(state, &[]),
    }
}

fn refused(state: State, facts: &Facts) -> Transition {
    match (state, facts.marked) {
        (State::Sending, None) => to(State::Owed, &[Effect::AddReason]),
        (State::Sending, Some(Extent::Part)) => to(State::Owed, &[Effect::AddReason, Effect::Reduce]),
        (State::Sending, Some(Extent::All)) => to(State::Withdrawn, &[]),
        (
            State::Owed | State::Sent | State::Reversing | State::Reversed | State::ByHand | State::Withdrawn,
            None | Some(Extent::All | Extent::Part),
        ) => to(state, &[]),
    }
}

fn unknown(state: State, facts: &Facts) -> Transition {
    match state {
        State::Sending if facts.key_is_old => to(state, &[Effect::ReadListOnly]),
        State::Sending => to(state, &[Effect::ReadListOrSendAgain]),
        State::Owed | State::Sent | State::Reversing | State::Reversed | State::ByHand | State::Withdrawn => {
            to(state, &[])
        }
    }
}

fn call_back(state: State, extent: Extent) -> Result<Transition, Refusal> {
    match (state, extent) {
        (State::Owed, Extent::All) => Ok(to(State::Withdrawn, &[])),
        (State::Owed, Extent::Part) => Ok(to(state, &[Effect::Reduce])),
        (State::Sending, Extent::All | Extent::Part) => Ok(to(state, &[Effect::Mark(extent)])),
        (State::Sent, Extent::All | Extent::Part) => {
            Ok(to(State::Reversing, &[Effect::Reverse, Effect::NotifyDesigner]))
        }
        (State::Reversing, Extent::All | Extent::Part) => Ok(to(state, &[])),
        (State::Reversed | State::ByHand | State::Withdrawn, Extent::All | Extent::Part) => {
            Err(Refusal::Over)
        }
    }
}

fn reversed(state: State, extent: Extent) -> Transition {
    match (state, extent) {
        (State::Sent | State::Reversing, Extent::All) => to(State::Reversed, &[Effect::PostReversed]),
        (State::Sent | State::Reversing, Extent::Part) => to(State::Reversing, &[Effect::PostReversed]),
        (
            State::Owed | State::Sending | State::Reversed | State::ByHand | State::Withdrawn,
            Extent::All | Extent::Part,
        ) => to(state, &[]),
    }
}

fn reverse_failed(state: State) -> Transition {
    match state {
        State::Reversing => to(State::Sent, &[Effect::CarryRest, Effect::Desk]),
        State::Owed | State::Sending | State::Sent | State::Reversed | State::ByHand | State::Withdrawn => {
            to(state, &[])
        }
    }
}

fn by_hand(state: State, approval: Approval) -> Result<Transition, Refusal> {
    match (state, approval) {
        (State::Owed, Approval::TwoPersons) => {
            Ok(to(State::ByHand, &[Effect::PostByHand, Effect::NotifyDesigner]))
        }
        (State::Owed, Approval::OnePerson) => Err(Refusal::NeedsTwoPersons),
        (State::Sending, Approval::OnePerson | Approval::TwoPersons) => Err(Refusal::BeingSent),
        (State::Sent, Approval::OnePerson | Approval::TwoPersons) => Err(Refusal::Sent),
        (State::Reversing, Approval::OnePerson | Approval::TwoPersons) => Ok(to(state, &[])),
        (State::Reversed | State::ByHand | State::Withdrawn, Approval::OnePerson | Approval::TwoPersons) => {
            Err(Refusal::Over)
        }
    }
}

fn withdraw(state: State) -> Transition {
    match state {
        State::Owed => to(State::Withdrawn, &[]),
        State::Sending => to(state, &[Effect::Mark(Extent::All)]),
        State::Sent => to(State::Reversing, &[Effect::Reverse, Effect::NotifyDesigner]),
        State::Reversing | State::Reversed | State::ByHand | State::Withdrawn => to(state, &[]),
    }
}
