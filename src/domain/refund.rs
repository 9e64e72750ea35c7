//! Refunds: owed, sent, done, failed, taken over by a dispute (`MONEY.md` 1.3), and how much may be refunded.

mod funds;
mod goods;
mod record;

use super::id::RefundId;
use super::money::{self, Money};
use super::state::states;

pub use funds::Funds;
pub use goods::{Back, Chosen, History, Wanted, give_back, goodwill_left};
pub use record::{Line, Refund};

states! {
    pub State {
        /// Decided, not sent.
        Owed = "owed",
        /// Sent, not answered.
        Sending = "sending",
        /// It left the provider's balance and is on its way.
        Pending = "pending",
        /// The buyer has it; one from the provider's dashboard begins here.
        Done = "done",
        Failed = "failed",
        /// A dispute on the charge takes the money instead.
        Withdrawn = "withdrawn",
    }

    /// What it gives back.
    pub Kind {
        /// All that is not shipped.
        Unshipped = "unshipped",
        /// Lines and quantities that somebody named.
        Lines = "lines",
        /// An amount without a line.
        Goodwill = "goodwill",
    }

    /// Why an owed one is not sent yet.
    pub WaitsFor {
        /// The provider's available balance does not cover it.
        Funds = "funds",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Send,
    /// The provider took it; it is pending there.
    Accepted,
    Done,
    Failed,
    /// The provider's balance did not cover it; nothing left.
    Unfunded,
    /// No answer, or one that says nothing.
    Unknown,
    PaidByHand,
    /// Somebody made it in the provider's dashboard.
    Outside,
    /// A dispute withdrew the charge's funds.
    DisputeOpened,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Whether a dispute on the charge is open now.
    pub dispute_is_open: bool,
    /// Whether the class of the last failure lets it be sent again.
    pub may_send_again: bool,
    /// Whether the dispute takes less than this refund.
    pub dispute_is_smaller: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Job: send with the row's key.
    Send,
    /// A new number, and with it a new key, before it is sent again.
    NextNumber,
    /// J6b.
    PostLeft,
    /// J9a.
    PostFailed,
    /// J9b.
    PostPaidByHand,
    /// J6a, J7 or J8b undone.
    PostWithdrawn,
    /// A new refund for what the dispute does not take.
    DecideRest,
    /// The dispute, if it is still open, is told to this row again: failed, it is then withdrawn.
    ApplyDispute,
    /// Job: look for it in the provider's list of the intent's refunds; never guess.
    ReadList,
    /// Whether all of the order's money is gone now.
    AskMoneyGone,
    /// The order may leave `refunded`.
    TellOrderItFailed,
    /// A person has to look: another way to pay, or evidence that the buyer was paid twice.
    Desk,
    NotifyBuyer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    pub to: State,
    pub effects: Vec<Effect>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the refund was sent already")]
    Sent,
    #[error("the buyer has this refund already")]
    Done,
    #[error("the refund is on its way: only once it fails can it be paid by hand")]
    OnItsWay,
    #[error("the buyer's bank cannot take this refund: pay it by hand")]
    CannotRetry,
    #[error("the buyer disputes this charge, so the bank decides about the money")]
    Disputed,
    #[error("a dispute took the money of this refund")]
    Withdrawn,
    #[error("{wanted} cannot be refunded: {left} is left of what was paid")]
    TooMuch { wanted: Money, left: Money },
    #[error("a refund needs an amount above zero")]
    Nothing,
    #[error("nothing was charged for this order, so nothing can be refunded")]
    NotCharged,
    #[error(transparent)]
    Money(#[from] money::Error),
}

/// What was paid for an order, and what of it is spoken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claims {
    pub paid: Money,
    /// All refunds that are not withdrawn.
    pub refunded: Money,
    /// All disputes that are open or lost.
    pub disputed: Money,
}

/// What is left of an order's payment to refund, under the pre-order's lock. Never negative in a sound database.
pub fn left(claims: &Claims) -> Result<Money, money::Error> {
    claims.paid.checked_sub(claims.refunded)?.checked_sub(claims.disputed)
}

/// Whether so much may be refunded: refunds and lost disputes never pass what was paid.
pub fn may_refund(claims: &Claims, wanted: Money) -> Result<(), Refusal> {
    let left = left(claims)?;
    if wanted.minor <= 0 {
        return Err(Refusal::Nothing);
    }
    if left.checked_sub(wanted)?.minor < 0 {
        return Err(Refusal::TooMuch { wanted, left });
    }
    Ok(())
}

/// What all keys of one refund begin with.
pub fn keys_of(refund: RefundId) -> String {
    format!("refund:{refund}:")
}

/// Names one sending for the provider. `number` changes when a failed refund is sent again.
pub fn key(refund: RefundId, number: u32) -> String {
    format!("refund:{refund}:{number}")
}

/// The table of `MONEY.md` 1.3. A refund that failed because of a dispute is told of it again (`ApplyDispute`).
pub fn transition(state: State, event: Event, facts: &Facts) -> Result<Transition, Refusal> {
    match event {
        Event::Send => send(state, *facts),
        Event::Accepted => Ok(accepted(state)),
        Event::Done => Ok(done(state)),
        Event::Failed => Ok(failed(state)),
        Event::Unfunded => Ok(unfunded(state)),
        Event::Unknown => Ok(unknown(state)),
        Event::Outside => Ok(outside(state)),
        Event::PaidByHand => paid_by_hand(state, *facts),
        Event::DisputeOpened => Ok(dispute_opened(state, *facts)),
    }
}

fn to(to: State, effects: &[Effect]) -> Transition {
    Transition { to, effects: effects.to_vec() }
}

fn send(state: State, facts: Facts) -> Result<Transition, Refusal> {
    match state {
        State::Owed | State::Failed if facts.dispute_is_open => Err(Refusal::Disputed),
        State::Owed => Ok(to(State::Sending, &[Effect::Send])),
        State::Failed if facts.may_send_again => Ok(to(State::Sending, &[Effect::NextNumber, Effect::Send])),
        State::Failed => Err(Refusal::CannotRetry),
        State::Sending | State::Pending => Err(Refusal::Sent),
        State::Done => Err(Refusal::Done),
        State::Withdrawn => Err(Refusal::Withdrawn),
    }
}

/// It left without us: nothing is sent, and what became of it is told next.
fn outside(state: State) -> Transition {
    match state {
        State::Owed => to(State::Sending, &[]),
        State::Failed => to(State::Sending, &[Effect::NextNumber]),
        State::Sending | State::Pending | State::Done | State::Withdrawn => to(state, &[]),
    }
}

fn accepted(state: State) -> Transition {
    match state {
        State::Sending => to(State::Pending, &[Effect::PostLeft, Effect::NotifyBuyer]),
        State::Withdrawn => to(state, &[Effect::Desk]),
        State::Owed | State::Pending | State::Done | State::Failed => to(state, &[]),
    }
}

fn done(state: State) -> Transition {
    match state {
        State::Sending => to(State::Done, &[Effect::PostLeft, Effect::AskMoneyGone, Effect::NotifyBuyer]),
        State::Pending => to(State::Done, &[Effect::AskMoneyGone]),
        State::Withdrawn => to(state, &[Effect::Desk]),
        State::Owed | State::Done | State::Failed => to(state, &[]),
    }
}

fn failed(state: State) -> Transition {
    match state {
        State::Sending => to(State::Failed, &[Effect::Desk]),
        State::Pending => to(State::Failed, &[Effect::PostFailed, Effect::Desk]),
        State::Done => to(State::Failed, &[Effect::PostFailed, Effect::TellOrderItFailed, Effect::Desk]),
        State::Owed | State::Failed | State::Withdrawn => to(state, &[]),
    }
}

/// The key is spent by the refusal, so that the next sending has another.
fn unfunded(state: State) -> Transition {
    match state {
        State::Sending => to(State::Owed, &[Effect::NextNumber]),
        State::Owed | State::Pending | State::Done | State::Failed | State::Withdrawn => to(state, &[]),
    }
}

fn unknown(state: State) -> Transition {
    match state {
        State::Sending => to(state, &[Effect::ReadList]),
        State::Owed | State::Pending | State::Done | State::Failed | State::Withdrawn => to(state, &[]),
    }
}

fn paid_by_hand(state: State, facts: Facts) -> Result<Transition, Refusal> {
    match state {
        State::Owed | State::Failed if facts.dispute_is_open => Err(Refusal::Disputed),
        State::Owed | State::Failed => {
            Ok(to(State::Done, &[Effect::PostPaidByHand, Effect::AskMoneyGone, Effect::NotifyBuyer]))
        }
        State::Sending | State::Pending => Err(Refusal::OnItsWay),
        State::Done => Err(Refusal::Done),
        State::Withdrawn => Err(Refusal::Withdrawn),
    }
}

fn dispute_opened(state: State, facts: Facts) -> Transition {
    match state {
        State::Owed | State::Failed if facts.dispute_is_smaller => {
            to(State::Withdrawn, &[Effect::PostWithdrawn, Effect::DecideRest])
        }
        State::Owed | State::Failed => to(State::Withdrawn, &[Effect::PostWithdrawn]),
        State::Sending => to(State::Failed, &[Effect::ApplyDispute]),
        State::Pending => to(State::Failed, &[Effect::PostFailed, Effect::ApplyDispute]),
        State::Done => to(state, &[Effect::Desk]),
        State::Withdrawn => to(state, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::table;

    const FREE: Facts = Facts { dispute_is_open: false, may_send_again: true, dispute_is_smaller: false };

    const EVENTS: [Event; 9] = [
        Event::Send,
        Event::Accepted,
        Event::Done,
        Event::Failed,
        Event::Unfunded,
        Event::Unknown,
        Event::PaidByHand,
        Event::Outside,
        Event::DisputeOpened,
    ];

    const TABLE: &str = "
owed      sending .       .    .      .    . done sending withdrawn
sending   no      pending done failed owed . no   .       failed
pending   no      .       done failed .    . no   .       failed
done      no      .       .    failed .    . no   .       .
failed    sending .       .    .      .    . done sending withdrawn
withdrawn no      .       .    .      .    . no   .       .
";

    fn effects(state: State, event: Event) -> Vec<Effect> {
        transition(state, event, &FREE).unwrap().effects
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, "EUR".parse().unwrap())
    }

    #[test]
    fn every_state_answers_every_event_as_the_table_says() {
        table::check(TABLE, State::ALL, &EVENTS, |state, event| {
            transition(*state, *event, &FREE).ok().map(|next| next.to)
        });
    }

    #[test]
    fn money_that_leaves_is_posted_once_and_comes_back_when_it_fails() {
        assert!(effects(State::Sending, Event::Accepted).contains(&Effect::PostLeft));
        assert!(effects(State::Sending, Event::Done).contains(&Effect::PostLeft));
        assert!(!effects(State::Pending, Event::Done).contains(&Effect::PostLeft));
        assert!(!effects(State::Sending, Event::Failed).contains(&Effect::PostFailed));
        assert!(effects(State::Pending, Event::Failed).contains(&Effect::PostFailed));
        let late = effects(State::Done, Event::Failed);
        assert_eq!(late, [Effect::PostFailed, Effect::TellOrderItFailed, Effect::Desk]);
    }

    #[test]
    fn a_failed_refund_is_sent_again_under_a_new_key_and_only_if_its_class_allows() {
        assert_eq!(effects(State::Failed, Event::Send), [Effect::NextNumber, Effect::Send]);
        let final_failure = Facts { may_send_again: false, ..FREE };
        assert_eq!(transition(State::Failed, Event::Send, &final_failure), Err(Refusal::CannotRetry));
        assert_ne!(key(uuid::Uuid::nil().into(), 1), key(uuid::Uuid::nil().into(), 2));
    }

    #[test]
    fn while_a_dispute_is_open_nothing_is_paid_twice() {
        let disputed = Facts { dispute_is_open: true, ..FREE };
        for state in [State::Owed, State::Failed] {
            assert_eq!(transition(state, Event::Send, &disputed), Err(Refusal::Disputed));
            assert_eq!(transition(state, Event::PaidByHand, &disputed), Err(Refusal::Disputed));
        }
        let on_its_way = effects(State::Pending, Event::DisputeOpened);
        assert_eq!(on_its_way, [Effect::PostFailed, Effect::ApplyDispute]);
        assert_eq!(effects(State::Failed, Event::DisputeOpened), [Effect::PostWithdrawn]);
        assert_eq!(effects(State::Done, Event::DisputeOpened), [Effect::Desk]);
    }

    #[test]
    fn what_a_smaller_dispute_leaves_is_owed_by_a_new_refund() {
        let smaller = Facts { dispute_is_smaller: true, dispute_is_open: true, ..FREE };
        let next = transition(State::Owed, Event::DisputeOpened, &smaller).unwrap();
        assert_eq!(next, to(State::Withdrawn, &[Effect::PostWithdrawn, Effect::DecideRest]));
    }

    #[test]
    fn refunds_and_disputes_never_pass_what_was_paid() {
        let claims = Claims { paid: eur(6_050), refunded: eur(2_750), disputed: eur(300) };
        let check = |wanted, expected| assert_eq!(may_refund(&claims, eur(wanted)), expected);
        check(3_000, Ok(()));
        check(3_001, Err(Refusal::TooMuch { wanted: eur(3_001), left: eur(3_000) }));
        check(0, Err(Refusal::Nothing));
        check(-1, Err(Refusal::Nothing));
        let usd = Money::new(1, "USD".parse().unwrap());
        assert!(matches!(may_refund(&claims, usd), Err(Refusal::Money(_))));
    }
}
