//! Charging a greenlit campaign: what a refusal means, when to try again, and how far it is.

mod pace;
mod progress;
mod rehearsal;
mod schedule;

use chrono::{DateTime, TimeDelta, Utc};

use super::attempt::OFF_SESSION_MAX;
use super::state::states;
use super::time::{after, seconds};

pub use pace::{Pace, WINDOW};
pub use progress::{Counts, Progress, is_grace_over};
pub use rehearsal::{Place, Rehearsal, Tally, place};
pub use schedule::Grace;

/// Buyers hear of a charge at least this long before it, whatever the terms say.
pub const NOTICE_MIN: TimeDelta = TimeDelta::hours(1);

states! {
    /// What a declined charge says about trying the same card again.
    pub Class {
        /// Money, a limit or the bank's mood: time may cure it.
        RetryLater = "retry_later",
        /// This card will not do; another may.
        AnotherCard = "another_card",
        /// The issuer forbids another try of this card.
        Never = "never",
    }
}

/// Codes after which the same card may work another day.
const RETRY_LATER: [&str; 17] = [
    "approve_with_id",
    "authentication_not_handled",
    "call_issuer",
    "card_decline_rate_limit_exceeded",
    "card_declined",
    "card_velocity_exceeded",
    "do_not_honor",
    "duplicate_transaction",
    "generic_decline",
    "insufficient_funds",
    "issuer_not_available",
    "no_action_taken",
    "processing_error",
    "processor_error",
    "reenter_transaction",
    "try_again_later",
    "withdrawal_count_limit_exceeded",
];

/// Codes by which the issuer, the card's holder or the provider's risk rules forbid another try.
const NEVER: [&str; 16] = [
    "do_not_try_again",
    "elevated_risk_level",
    "fraudulent",
    "highest_risk_level",
    "lost_card",
    "low_probability_of_authorization",
    "merchant_blacklist",
    "pickup_card",
    "previously_declined_do_not_retry",
    "restricted_card",
    "revocation_of_all_authorizations",
    "revocation_of_authorization",
    "rule",
    "security_violation",
    "stolen_card",
    "stop_payment_order",
];

/// What the issuer's advice about a declined card is, as the provider passes it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    None,
    NeverAgain,
}

/// Sorts a decline code of Stripe's public list. A code that nobody has sorted yet asks for another card:
/// trying on without knowing why costs the brand its standing with the card schemes.
pub fn classify(code: &str, advice: Advice) -> Class {
    if advice == Advice::NeverAgain || NEVER.contains(&code) {
        Class::Never
    } else if RETRY_LATER.contains(&code) {
        Class::RetryLater
    } else {
        Class::AnotherCard
    }
}

/// What was tried so far without the buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    pub off_session: u32,
    /// Of the last decline of the card that would be tried; none where that card never failed.
    pub class: Option<Class>,
}

/// Whether an order may be tried again without the buyer, or why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    Allowed,
    AnotherCard,
    TriedEnough,
    PastChargeBy,
}

pub fn may_retry(tried: &Tried, now: DateTime<Utc>, charge_by: DateTime<Utc>) -> Retry {
    if now > charge_by {
        return Retry::PastChargeBy;
    }
    if tried.off_session >= OFF_SESSION_MAX {
        return Retry::TriedEnough;
    }
    match tried.class {
        None | Some(Class::RetryLater) => Retry::Allowed,
        Some(Class::AnotherCard | Class::Never) => Retry::AnotherCard,
    }
}

/// The instant before which nothing is charged: the decision, whose notices go out at once, and the notice time.
pub fn first_charge_at(decided_at: DateTime<Utc>, notice_seconds: u32) -> DateTime<Utc> {
    after(decided_at, seconds(notice_seconds).max(NOTICE_MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decline_codes_fall_into_three_classes() {
        let check = |code, expected| assert_eq!(classify(code, Advice::None), expected, "{code}");
        check("a_code_of_next_year", Class::AnotherCard);
        assert_eq!(classify("insufficient_funds", Advice::NeverAgain), Class::Never);
    }

    /// Every decline code that Stripe documents for cards, and the reasons for which its risk rules block.
    #[test]
    fn every_documented_code_is_sorted_on_purpose() {
        let check = |expected, codes: &str| {
            for code in codes.split_whitespace() {
                assert_eq!(classify(code, Advice::None), expected, "{code}");
                assert_eq!(classify(code, Advice::NeverAgain), Class::Never, "{code}");
            }
        };
        check(
            Class::RetryLater,
            "approve_with_id authentication_not_handled call_issuer card_decline_rate_limit_exceeded \
             card_velocity_exceeded do_not_honor duplicate_transaction generic_decline insufficient_funds \
             issuer_not_available no_action_taken processing_error reenter_transaction try_again_later \
             withdrawal_count_limit_exceeded",
        );
        check(
            Class::AnotherCard,
            "card_not_supported currency_not_supported expired_card incorrect_address incorrect_cvc \
             incorrect_number incorrect_pin incorrect_zip invalid_account invalid_amount invalid_cvc \
             invalid_expiry_month invalid_expiry_year invalid_number invalid_pin \
             mobile_device_authentication_required new_account_information_available not_permitted \
             offline_pin_required online_or_offline_pin_required pin_try_exceeded service_not_allowed \
             testmode_decline transaction_not_allowed payment_intent_authentication_failure",
        );
        check(
            Class::Never,
            "do_not_try_again elevated_risk_level fraudulent highest_risk_level lost_card \
             low_probability_of_authorization merchant_blacklist pickup_card previously_declined_do_not_retry \
             restricted_card revocation_of_all_authorizations revocation_of_authorization rule \
             security_violation stolen_card stop_payment_order",
        );
    }

    #[test]
    fn a_card_is_tried_four_times_at_most_and_never_after_charge_by() {
        let charge_by = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let check = |off_session, class, seconds_late, expected| {
            let now = charge_by + TimeDelta::seconds(seconds_late);
            let found = may_retry(&Tried { off_session, class }, now, charge_by);
            assert_eq!(found, expected, "{off_session} {class:?} {seconds_late}");
        };
        check(0, None, -1, Retry::Allowed);
        check(3, Some(Class::RetryLater), -1, Retry::Allowed);
        check(4, Some(Class::RetryLater), -1, Retry::TriedEnough);
        check(4, None, -1, Retry::TriedEnough);
        check(1, Some(Class::AnotherCard), -1, Retry::AnotherCard);
        check(1, Some(Class::Never), -1, Retry::AnotherCard);
        check(1, Some(Class::RetryLater), 0, Retry::Allowed);
        check(1, Some(Class::RetryLater), 1, Retry::PastChargeBy);
    }

    #[test]
    fn the_first_charge_follows_the_notice_by_an_hour_or_more() {
        let decided = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let check = |notice, minutes| {
            assert_eq!(first_charge_at(decided, notice), decided + TimeDelta::minutes(minutes));
        };
        check(0, 60);
        check(3_600, 60);
        check(7_200, 120);
    }
}
