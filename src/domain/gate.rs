//! The gate: enough committed units by the deadline, and later enough money in hand.

use chrono::{DateTime, Utc};

use super::rules::GateTerms;
use super::state::states;
use super::time::{after, seconds};

states! {
    /// How the one decision of a campaign came out, as it is stored.
    pub Outcome {
        Settle = "settle",
        Fail = "fail",
    }

    /// What made the decision fall.
    pub Trigger {
        Deadline = "deadline",
        Threshold = "threshold",
    }
}

/// When the gate decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// After the deadline and its last call.
    AtDeadline,
    /// As soon as the threshold is reached, else as `AtDeadline`.
    OnThreshold,
}

impl Mode {
    pub const fn of(terms: &GateTerms) -> Self {
        if terms.on_threshold { Self::OnThreshold } else { Self::AtDeadline }
    }
}

/// What the gate is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Units of orders whose card is saved; reserved ones do not count.
    pub committed_units: u32,
    /// 1 or more.
    pub threshold_units: u32,
    pub deadline_at: DateTime<Utc>,
    pub last_call_seconds: u32,
    pub mode: Mode,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Wait,
    Settle(Trigger),
    Fail,
}

/// Decides, or says that it is too early. Ask under the campaign's lock, with `now` read after it is held.
pub fn decide(question: &Question, now: DateTime<Utc>) -> Decision {
    let is_reached = question.committed_units >= question.threshold_units;
    let is_over = now >= after(question.deadline_at, seconds(question.last_call_seconds));
    match (is_reached, question.mode) {
        (true, Mode::OnThreshold) => Decision::Settle(Trigger::Threshold),
        (true, Mode::AtDeadline) if is_over => Decision::Settle(Trigger::Deadline),
        (false, Mode::AtDeadline | Mode::OnThreshold) if is_over => Decision::Fail,
        (true | false, Mode::AtDeadline | Mode::OnThreshold) => Decision::Wait,
    }
}

/// The units of paid orders, and those of them whose money is gone or contested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// Units of every order that was ever paid.
    pub paid_units: u32,
    pub refunded_units: u32,
    /// Units whose charge is under an open or lost dispute.
    pub disputed_units: u32,
}

impl Hand {
    /// Units whose money is in hand.
    pub fn units(self) -> u32 {
        self.paid_units.saturating_sub(self.refunded_units).saturating_sub(self.disputed_units)
    }
}

/// The second gate's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Funding {
    Funded,
    /// Too few, so that an admin covers the rest or refunds all.
    Short,
    /// Nobody's money is held; there is nothing to cover and nothing to refund.
    Nothing,
}

/// Asked once, when each order is paid or over.
pub fn count(hand: Hand, threshold_units: u32) -> Funding {
    match hand.units() {
        0 => Funding::Nothing,
        units if units >= threshold_units => Funding::Funded,
        _fewer => Funding::Short,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    const LAST_CALL_SECONDS: u32 = 600;

    fn ask(committed_units: u32, seconds_after_deadline: i64, mode: Mode) -> Decision {
        let deadline_at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let question = Question {
            committed_units,
            threshold_units: 20,
            deadline_at,
            last_call_seconds: LAST_CALL_SECONDS,
            mode,
        };
        decide(&question, deadline_at + TimeDelta::seconds(seconds_after_deadline))
    }

    #[test]
    fn the_gate_decides_ten_minutes_after_the_deadline_at_exactly_the_threshold() {
        use Decision::{Fail, Settle, Wait};
        let check =
            |units, at, expected| assert_eq!(ask(units, at, Mode::AtDeadline), expected, "{units} at {at}");
        check(19, -1, Wait);
        check(20, -1, Wait);
        check(400, -1, Wait);
        check(19, 0, Wait);
        check(20, 0, Wait);
        check(19, 599, Wait);
        check(20, 599, Wait);
        check(0, 600, Fail);
        check(19, 600, Fail);
        check(20, 600, Settle(Trigger::Deadline));
        check(21, 600, Settle(Trigger::Deadline));
        check(19, 86_400, Fail);
        check(20, 86_400, Settle(Trigger::Deadline));
    }

    #[test]
    fn on_threshold_the_commitment_that_reaches_it_decides() {
        use Decision::{Fail, Settle, Wait};
        let check =
            |units, at, expected| assert_eq!(ask(units, at, Mode::OnThreshold), expected, "{units} at {at}");
        check(19, -86_400, Wait);
        check(20, -86_400, Settle(Trigger::Threshold));
        check(19, 0, Wait);
        check(20, 599, Settle(Trigger::Threshold));
        check(19, 599, Wait);
        check(19, 600, Fail);
    }

    #[test]
    fn money_in_hand_is_what_was_paid_and_neither_refunded_nor_disputed() {
        let check = |paid_units, refunded_units, disputed_units, expected| {
            assert_eq!(count(Hand { paid_units, refunded_units, disputed_units }, 20), expected);
        };
        check(20, 0, 0, Funding::Funded);
        check(25, 3, 2, Funding::Funded);
        check(25, 3, 3, Funding::Short);
        check(19, 0, 0, Funding::Short);
        check(1, 0, 0, Funding::Short);
        check(0, 0, 0, Funding::Nothing);
        check(5, 3, 2, Funding::Nothing);
        check(5, 5, 1, Funding::Nothing);
    }

    proptest! {
        #[test]
        fn more_commitments_never_turn_a_green_light_red(
            units in 0_u32..60, more in 0_u32..60, at in -10_000_i64..10_000, on_threshold: bool,
        ) {
            let mode = if on_threshold { Mode::OnThreshold } else { Mode::AtDeadline };
            if matches!(ask(units, at, mode), Decision::Settle(_)) {
                prop_assert!(matches!(ask(units + more, at, mode), Decision::Settle(_)));
            }
        }

        #[test]
        fn once_decided_the_passing_of_time_changes_nothing(
            units in 0_u32..60, at in -10_000_i64..10_000, later in 0_i64..10_000,
        ) {
            let first = ask(units, at, Mode::AtDeadline);
            if first != Decision::Wait {
                prop_assert_eq!(ask(units, at + later, Mode::AtDeadline), first);
            }
        }
    }
}
