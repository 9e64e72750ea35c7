//! States as the desk names them: a key of the catalogue and the tone of its badge.

use std::borrow::Borrow;

use crate::domain::attempt::{Attempt, State as AttemptState};
use crate::domain::campaign::State as SaleState;
use crate::domain::event::Outcome;
use crate::domain::ledger::{AccountKind, Due, EntryKind};
use crate::domain::payout::{Reason, State as PayoutState};
use crate::domain::preorder::State as OrderState;
use crate::domain::refund::{Kind, State as RefundState};
use crate::domain::shipment::State as ParcelState;
use crate::text::is_known;

/// The key and the tone.
pub(super) type Badge = (String, &'static str);

const GOOD: &str = "good";
const WAIT: &str = "wait";
const BAD: &str = "bad";
const DONE: &str = "done";
const PLAIN: &str = "plain";

pub(super) fn sale(state: impl Borrow<SaleState>) -> Badge {
    let state = *state.borrow();
    let tone = match state {
        SaleState::Draft => PLAIN,
        SaleState::Open | SaleState::Funded | SaleState::InProduction => GOOD,
        SaleState::Settling | SaleState::Refunding => WAIT,
        SaleState::Short | SaleState::Failed | SaleState::Cancelled => BAD,
        SaleState::Fulfilled | SaleState::Refunded => DONE,
    };
    (format!("desk-sale-state-{state}"), tone)
}

/// None of one that waits.
pub(super) fn event(outcome: impl Borrow<Option<Outcome>>) -> Badge {
    match *outcome.borrow() {
        None => ("desk-event-state-waiting".to_owned(), WAIT),
        Some(outcome @ Outcome::Read) => (format!("desk-event-state-{outcome}"), GOOD),
        Some(outcome @ (Outcome::Settled | Outcome::Foreign | Outcome::Ignored)) => {
            (format!("desk-event-state-{outcome}"), PLAIN)
        }
        Some(outcome @ Outcome::Missing) => (format!("desk-event-state-{outcome}"), BAD),
    }
}

pub(super) fn order(state: impl Borrow<OrderState>) -> Badge {
    let state = *state.borrow();
    let tone = match state {
        OrderState::Started | OrderState::Charging | OrderState::Voiding => WAIT,
        OrderState::Committed | OrderState::Paid => GOOD,
        OrderState::Declined | OrderState::NeedsAction | OrderState::ChargedBack => BAD,
        OrderState::Expired | OrderState::Cancelled | OrderState::Released | OrderState::Dropped => PLAIN,
        OrderState::Refunded => DONE,
    };
    (format!("desk-order-state-{state}"), tone)
}

pub(super) fn attempt(state: impl Borrow<AttemptState>) -> Badge {
    let state = *state.borrow();
    let tone = match state {
        AttemptState::Recorded | AttemptState::Unknown => WAIT,
        AttemptState::Succeeded => GOOD,
        AttemptState::Declined | AttemptState::NeedsAction => BAD,
        AttemptState::Void => PLAIN,
    };
    (format!("desk-attempt-state-{state}"), tone)
}

pub(super) fn refund(state: impl Borrow<RefundState>) -> Badge {
    let state = *state.borrow();
    let tone = match state {
        RefundState::Owed | RefundState::Sending | RefundState::Pending => WAIT,
        RefundState::Done => DONE,
        RefundState::Failed => BAD,
        RefundState::Withdrawn => PLAIN,
    };
    (format!("desk-refund-state-{state}"), tone)
}

/// What a refund gives back, as a key.
pub(super) fn refund_kind(kind: impl Borrow<Kind>) -> String {
    format!("desk-refund-kind-{}", kind.borrow())
}

pub(super) fn parcel(state: impl Borrow<ParcelState>) -> Badge {
    let state = *state.borrow();
    let tone = match state {
        ParcelState::Packed => WAIT,
        ParcelState::Shipped => GOOD,
        ParcelState::Delivered => DONE,
        ParcelState::Returned | ParcelState::Lost => BAD,
    };
    (format!("desk-parcel-state-{state}"), tone)
}

pub(super) fn payout(state: impl Borrow<PayoutState>) -> Badge {
    let state = *state.borrow();
    let tone = match state {
        PayoutState::Owed | PayoutState::Sending | PayoutState::Reversing => WAIT,
        PayoutState::Sent | PayoutState::ByHand => GOOD,
        PayoutState::Reversed => BAD,
        PayoutState::Withdrawn => PLAIN,
    };
    (format!("desk-payout-state-{state}"), tone)
}

/// Why a payout waits, as a key.
pub(super) fn waiting(reason: impl Borrow<Reason>) -> String {
    format!("desk-payout-waits-{}", reason.borrow())
}

/// What a payout is for, as a key.
pub(super) fn due(due: impl Borrow<Due>) -> String {
    format!("desk-payout-due-{}", due.borrow())
}

/// An account of the book, as a key.
pub(super) fn account(kind: impl Borrow<AccountKind>) -> String {
    format!("desk-account-{}", kind.borrow())
}

/// The class of an account, as a key.
pub(super) fn class(kind: impl Borrow<AccountKind>) -> String {
    format!("desk-class-{}", kind.borrow().class())
}

/// A kind of entry, as a key.
pub(super) fn entry(kind: impl Borrow<EntryKind>) -> String {
    format!("desk-entry-{}", kind.borrow())
}

/// Why an attempt failed, as a key: its code where the catalogue knows it, else its class.
pub(super) fn failure(attempt: &Attempt) -> Option<String> {
    match attempt.state {
        AttemptState::NeedsAction => Some("desk-decline-authentication".to_owned()),
        AttemptState::Declined => {
            let code = attempt.decline_code.as_deref().unwrap_or_default();
            let class = attempt.decline_class.map_or("another_card", |class| class.as_str());
            let key = format!("desk-decline-{code}");
            Some(if is_known(&key) { key } else { format!("desk-decline-class-{class}") })
        }
        AttemptState::Recorded | AttemptState::Succeeded | AttemptState::Void | AttemptState::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_word() {
        let mut badges: Vec<Badge> = SaleState::ALL.iter().map(|state| sale(*state)).collect();
        badges.extend(OrderState::ALL.iter().map(|state| order(*state)));
        badges.extend(AttemptState::ALL.iter().map(|state| attempt(*state)));
        badges.extend(RefundState::ALL.iter().map(|state| refund(*state)));
        badges.extend(ParcelState::ALL.iter().map(|state| parcel(*state)));
        badges.extend(PayoutState::ALL.iter().map(|state| payout(*state)));
        let kinds = Kind::ALL.iter().map(|kind| refund_kind(*kind));
        let kinds = kinds.chain(Reason::ALL.iter().map(|reason| waiting(*reason)));
        let kinds = kinds.chain(Due::ALL.iter().map(|of| due(*of)));
        let kinds = kinds.chain(AccountKind::ALL.iter().flat_map(|kind| [account(*kind), class(*kind)]));
        let kinds = kinds.chain(EntryKind::ALL.iter().map(|kind| entry(*kind)));
        for key in badges.into_iter().map(|(key, _)| key).chain(kinds) {
            assert!(is_known(&key), "{key}");
        }
    }

    #[test]
    fn every_class_of_decline_has_its_sentence() {
        for class in crate::domain::settlement::Class::WORDS {
            assert!(is_known(&format!("desk-decline-class-{class}")), "{class}");
        }
        assert!(is_known("desk-decline-authentication"));
    }
}
