//! States of sales and orders in words: a badge, and a sentence that says what comes next.

use chrono::{DateTime, Utc};

use super::gate::Gate;
use crate::domain::campaign::{self, Campaign, Sale};
use crate::domain::gate::Mode;
use crate::domain::preorder::{self, Preorder};
use crate::domain::time::{after, seconds};
use crate::text::Locale;

/// A state's key in the catalogue, and the colour of its badge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Badge {
    pub(crate) label: String,
    pub(crate) tone: &'static str,
}

/// The state of a sale, as buyers see it: a pause and the last call are states to them.
pub(crate) fn sale(campaign: &Campaign, now: DateTime<Utc>) -> Badge {
    use campaign::State;
    if campaign.is_paused() && !campaign.state.is_over() {
        return Badge { label: "sale-state-paused".to_owned(), tone: "wait" };
    }
    if campaign.state == State::Open && campaign.sale_clock().at(now) != Sale::Open {
        return Badge { label: "sale-state-last-call".to_owned(), tone: "wait" };
    }
    let tone = match campaign.state {
        State::Open | State::Funded | State::InProduction => "good",
        State::Settling | State::Short | State::Refunding => "wait",
        State::Draft => "plain",
        State::Fulfilled | State::Failed | State::Cancelled | State::Refunded => "done",
    };
    Badge { label: format!("sale-state-{}", campaign.state), tone }
}

/// What happens next to a sale, for everybody.
pub(crate) fn next_of_sale(campaign: &Campaign, now: DateTime<Utc>, locale: &Locale) -> String {
    use campaign::State;
    if campaign.is_paused() && !campaign.state.is_over() {
        return locale.text("sale-next-paused");
    }
    let reason = campaign.close_reason.as_deref().unwrap_or_default();
    match campaign.state {
        State::Draft => locale.text("sale-next-draft"),
        State::Open => next_of_open(campaign, now, locale),
        State::Settling => {
            let first = campaign.clocks.first_charge_at.unwrap_or(now);
            let days = campaign.terms.grace_seconds.div_ceil(86_400);
            locale.say(&("sale-next-settling", "at", first, "days", days))
        }
        State::Short => {
            let until = campaign.clocks.short_deadline_at.unwrap_or(now);
            locale.say(&("sale-next-short", "until", until))
        }
        State::Funded => locale.text("sale-next-funded"),
        State::InProduction => locale.text("sale-next-in-production"),
        State::Fulfilled => locale.text("sale-next-fulfilled"),
        State::Failed => locale.text("sale-next-failed"),
        State::Cancelled => locale.say(&("sale-next-cancelled", "reason", reason)),
        State::Refunding => locale.say(&("sale-next-refunding", "reason", reason)),
        State::Refunded => locale.text("sale-next-refunded"),
    }
}

fn next_of_open(campaign: &Campaign, now: DateTime<Utc>, locale: &Locale) -> String {
    let clock = campaign.sale_clock();
    let end = clock.ends_at().unwrap_or(now);
    let threshold = campaign.terms.threshold_units;
    let missing = Gate::of(campaign).missing();
    match clock.at(now) {
        Sale::Open if Mode::of(&campaign.terms) == Mode::OnThreshold => {
            locale.say(&("sale-next-threshold", "threshold", threshold, "missing", missing, "end", end))
        }
        Sale::Open if missing == 0 => locale.say(&("sale-next-reached", "end", end)),
        Sale::Open => {
            locale.say(&("sale-next-below", "threshold", threshold, "missing", missing, "end", end))
        }
        Sale::LastCall | Sale::Paused | Sale::Over => {
            let until = after(end, seconds(campaign.terms.last_call_seconds));
            locale.say(&("sale-next-last-call", "until", until))
        }
    }
}

/// The state of an order.
pub(crate) fn order(order: &Preorder) -> Badge {
    use preorder::State;
    let tone = match order.state {
        State::Committed | State::Paid => "good",
        State::Started | State::Charging | State::Voiding => "wait",
        State::Declined | State::NeedsAction | State::ChargedBack => "bad",
        State::Expired | State::Cancelled | State::Released | State::Dropped | State::Refunded => "done",
    };
    Badge { label: format!("order-state-{}", order.state), tone }
}

/// What is so with an order now and what comes next. Nothing in it is the buyer's secret.
pub(crate) fn next_of_order(order: &Preorder, campaign: &Campaign, locale: &Locale) -> String {
    use preorder::State;
    match order.state {
        State::Started => locale.say(&("order-next-started", "until", order.reserved_until)),
        State::Committed => next_of_committed(order, campaign, locale),
        State::Charging => locale.text("order-next-charging"),
        State::Paid => next_of_paid(campaign, locale),
        State::Declined => locale.text("order-next-declined"),
        State::NeedsAction => locale.text("order-next-needs-action"),
        State::Voiding => locale.text("order-next-voiding"),
        State::Expired => locale.text("order-next-expired"),
        State::Cancelled => locale.text("order-next-cancelled"),
        State::Released => locale.text("order-next-released"),
        State::Dropped => locale.text("order-next-dropped"),
        State::Refunded => locale.text("order-next-refunded"),
        State::ChargedBack => locale.text("order-next-charged-back"),
    }
}

/// A commitment's future is its sale's, and a decision at the threshold comes before the deadline.
fn next_of_committed(order: &Preorder, campaign: &Campaign, locale: &Locale) -> String {
    use campaign::State;
    if campaign.is_paused() && !campaign.state.is_over() {
        return locale.text("order-next-committed-paused");
    }
    let end = campaign.sale_clock().ends_at().unwrap_or(order.created_at);
    match (campaign.state, campaign.clocks.first_charge_at) {
        (State::Open | State::Draft, _) => {
            let key = match Mode::of(&campaign.terms) {
                Mode::AtDeadline => "order-next-committed",
                Mode::OnThreshold => "order-next-committed-threshold",
            };
            locale.say(&(key, "end", end))
        }
        (State::Settling, Some(at)) => {
            locale.say(&("order-next-committed-settling", "end", end, "at", at, "total", order.total))
        }
        (State::Settling | State::Short | State::Funded | State::InProduction | State::Fulfilled, _) => {
            locale.text("order-next-charging")
        }
        (State::Failed | State::Cancelled | State::Refunding | State::Refunded, _) => {
            locale.text("order-next-released")
        }
    }
}

fn next_of_paid(campaign: &Campaign, locale: &Locale) -> String {
    use campaign::State;
    match campaign.state {
        State::Short => {
            let until = campaign.clocks.short_deadline_at.unwrap_or(campaign.created_at);
            locale.say(&("order-next-paid-short", "until", until))
        }
        State::InProduction => locale.text("order-next-paid-in-production"),
        State::Fulfilled => locale.text("order-next-paid-fulfilled"),
        State::Failed | State::Cancelled | State::Refunding | State::Refunded => {
            locale.text("order-next-paid-refunding")
        }
        State::Draft | State::Open | State::Settling | State::Funded => locale.text("order-next-paid"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_known;

    #[test]
    fn every_state_has_a_word() {
        let sales = campaign::State::ALL.iter().map(|state| format!("sale-state-{state}"));
        let orders = preorder::State::ALL.iter().map(|state| format!("order-state-{state}"));
        let unknown: Vec<String> = sales.chain(orders).filter(|key| !is_known(key)).collect();
        assert_eq!(unknown, Vec::<String>::new());
    }
}
