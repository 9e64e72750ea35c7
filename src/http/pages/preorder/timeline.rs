//! What happened to an order so far, in sentences, oldest first.

use chrono::{DateTime, Utc};

use crate::app::preorder::Whole;
use crate::domain::attempt::{Attempt, Channel, State};
use crate::domain::refund;
use crate::text::Locale;

/// One thing that happened.
pub(crate) struct Happened {
    pub(crate) at: DateTime<Utc>,
    pub(crate) text: String,
}

/// From the order to its end, or to the present.
pub(crate) fn timeline(whole: &Whole, locale: &Locale) -> Vec<Happened> {
    let order = &whole.order;
    let mut events = Vec::new();
    let mut add = |at: Option<DateTime<Utc>>, text: String| {
        events.extend(at.map(|at| Happened { at, text }));
    };
    add(Some(order.created_at), locale.text("order-line-started"));
    add(order.committed_at, locale.text("order-line-committed"));
    add(whole.sale.campaign.decided_at.filter(|_| order.committed_at.is_some()), decided(whole, locale));
    for attempt in &whole.attempts {
        let at = attempt.decided_at.or(attempt.sent_at).unwrap_or(attempt.recorded_at);
        add(Some(at), tried(attempt, locale));
    }
    for parcel in &whole.parcels {
        add(parcel.shipped_at, locale.say(&("order-line-shipped", "number", parcel.number)));
        add(parcel.delivered_at, locale.say(&("order-line-delivered", "number", parcel.number)));
    }
    for refund in &whole.refunds {
        let is_done = refund.state == refund::State::Done;
        let key = if is_done { "order-line-refund-done" } else { "order-line-refund-decided" };
        let at = refund.done_at.filter(|_| is_done).unwrap_or(refund.created_at);
        add(Some(at), locale.say(&(key, "amount", refund.amount)));
    }
    // What is refunded was closed by its last refund, which is there already.
    let is_told = !whole.refunds.is_empty() && order.paid_at.is_some();
    add(order.closed_at.filter(|_| !is_told), locale.text(&format!("order-line-{}", order.state)));
    events.sort_by_key(|event| event.at);
    events
}

fn decided(whole: &Whole, locale: &Locale) -> String {
    let has_settled = whole.sale.campaign.clocks.first_charge_at.is_some();
    locale.text(if has_settled { "order-line-sale-settled" } else { "order-line-sale-failed" })
}

fn tried(attempt: &Attempt, locale: &Locale) -> String {
    let by_buyer = attempt.channel == Channel::Repair;
    match attempt.state {
        State::Succeeded => locale.say(&("order-line-charged", "amount", attempt.amount)),
        State::Declined => {
            let class = attempt.decline_class.map_or("unknown", |class| class.as_str());
            locale.text(&format!("order-line-declined-{class}"))
        }
        State::NeedsAction if by_buyer => locale.text("order-line-bank-left"),
        State::NeedsAction => locale.text("order-line-bank-asks"),
        State::Void => locale.text("order-line-void"),
        State::Recorded | State::Unknown if attempt.open_page().is_some() => {
            locale.text("order-line-bank-waits")
        }
        State::Recorded | State::Unknown => locale.text("order-line-trying"),
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::preorder;
    use crate::domain::settlement::Class;
    use crate::text::is_known;

    #[test]
    fn every_end_and_every_decline_has_a_sentence() {
        let over = preorder::State::ALL.iter().filter(|state| !state.is_open());
        let ends = over.map(|state| format!("order-line-{state}"));
        let declines = Class::ALL.iter().map(|class| format!("order-line-declined-{class}"));
        let unknown: Vec<_> = ends.chain(declines).filter(|key| !is_known(key)).collect();
        assert_eq!(unknown, Vec::<String>::new());
    }
}
