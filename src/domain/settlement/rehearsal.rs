//! What charging a sale would do, order by order, without doing it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Retry, Tried, may_retry};
use crate::domain::money::{Currency, Error, Money};
use crate::domain::preorder::{CardTerm, Preorder, State, card_term};

/// What would become of one order without its buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Charged for the first time.
    Charged(CardTerm),
    /// Declined before, and tried again then.
    Retried(DateTime<Utc>),
    /// Only its buyer can mend it, as far as is known today.
    Asked,
    /// The agreement runs out before its turn.
    Released,
    /// With the provider now.
    Asking,
}

/// Orders and their totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub orders: u64,
    pub sum: Money,
    pub least: Option<Money>,
    pub most: Option<Money>,
}

/// All orders of a sale by what would become of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsal {
    pub charged: Tally,
    /// Of these, the ones whose cards are good for no longer than their turn.
    pub expiring: Tally,
    pub retried: Tally,
    pub next_retry_at: Option<DateTime<Utc>>,
    pub asked: Tally,
    pub released: Tally,
    pub asking: Tally,
}

/// None where the order is over or not complete. `charge_at` is the instant of the first charge.
pub fn place(order: &Preorder, tried: Tried, charge_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Place> {
    match order.state {
        State::Committed if order.charge_by.is_none_or(|charge_by| charge_at > charge_by) => {
            Some(Place::Released)
        }
        State::Committed => {
            let card = order.card.as_ref();
            let term = card.map(|card| card_term(card.exp_month, card.exp_year, charge_at, 0));
            Some(Place::Charged(term.unwrap_or(CardTerm::TooShort)))
        }
        State::Declined => Some(again(order, tried, now)),
        // Its bank wants to see the buyer: but for once on the last day, nothing is tried without them.
        State::NeedsAction => Some(Place::Asked),
        State::Charging | State::Voiding => Some(Place::Asking),
        State::Started
        | State::Paid
        | State::Expired
        | State::Cancelled
        | State::Released
        | State::Dropped
        | State::Refunded
        | State::ChargedBack => None,
    }
}

fn again(order: &Preorder, tried: Tried, now: DateTime<Utc>) -> Place {
    let Some((retry_at, charge_by)) = order.next_retry_at.zip(order.charge_by) else { return Place::Asked };
    let retry_at = retry_at.max(now);
    match may_retry(&tried, retry_at, charge_by) {
        Retry::Allowed => Place::Retried(retry_at),
        Retry::AnotherCard | Retry::TriedEnough | Retry::PastChargeBy => Place::Asked,
    }
}

impl Tally {
    pub fn new(currency: Currency) -> Self {
        Self { orders: 0, sum: Money::zero(currency), least: None, most: None }
    }

    fn add(&mut self, total: Money) -> Result<(), Error> {
        self.sum = self.sum.checked_add(total)?;
        self.orders = self.orders.saturating_add(1);
        let is_least = self.least.is_none_or(|least| total.minor < least.minor);
        let is_most = self.most.is_none_or(|most| total.minor > most.minor);
        self.least = if is_least { Some(total) } else { self.least };
        self.most = if is_most { Some(total) } else { self.most };
        Ok(())
    }
}

impl Rehearsal {
    pub fn new(currency: Currency) -> Self {
        let none = Tally::new(currency);
        Self {
            charged: none,
            expiring: none,
            retried: none,
            next_retry_at: None,
            asked: none,
            released: none,
            asking: none,
        }
    }

    pub fn add(&mut self, place: Place, total: Money) -> Result<(), Error> {
        match place {
            Place::Charged(CardTerm::LongEnough) => self.charged.add(total),
            Place::Charged(CardTerm::TooShort) => {
                self.expiring.add(total)?;
                self.charged.add(total)
            }
            Place::Retried(at) => {
                self.next_retry_at = Some(self.next_retry_at.map_or(at, |earlier| earlier.min(at)));
                self.retried.add(total)
            }
            Place::Asked => self.asked.add(total),
            Place::Released => self.released.add(total),
            Place::Asking => self.asking.add(total),
        }
    }

    /// How long the charges take at the provider's limit; none where there is no limit.
    pub fn lasts(&self, limit: Option<u32>) -> Option<TimeDelta> {
        let seconds = self.charged.orders.div_ceil(u64::from(limit?.max(1)));
        TimeDelta::try_seconds(i64::try_from(seconds).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settlement::Class;
    use crate::domain::shipment::support::preorder;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, "EUR".parse().unwrap())
    }

    const FRESH: Tried = Tried { off_session: 0, class: None };

    #[test]
    fn a_commitment_is_charged_unless_its_agreement_runs_out_first() {
        let check = |charge_by: &str, expected| {
            let order = Preorder { state: State::Committed, charge_by: Some(at(charge_by)), ..preorder() };
            let now = at("2030-03-01T00:00:00Z");
            assert_eq!(place(&order, FRESH, at("2030-03-10T00:00:00Z"), now), expected, "{charge_by}");
        };
        check("2030-03-10T00:00:00Z", Some(Place::Charged(CardTerm::TooShort)));
        check("2030-03-09T23:59:59Z", Some(Place::Released));
    }

    #[test]
    fn a_declined_card_is_retried_where_its_class_and_the_schedule_allow() {
        let now = at("2030-03-01T00:00:00Z");
        let check = |next_retry_at: Option<&str>, tried: Tried, expected| {
            let order = Preorder {
                state: State::Declined,
                next_retry_at: next_retry_at.map(at),
                charge_by: Some(at("2030-03-10T00:00:00Z")),
                ..preorder()
            };
            assert_eq!(place(&order, tried, now, now), Some(expected), "{next_retry_at:?} {tried:?}");
        };
        let poor = Tried { off_session: 1, class: Some(Class::RetryLater) };
        let stolen = Tried { off_session: 1, class: Some(Class::Never) };
        check(Some("2030-03-02T00:00:00Z"), poor, Place::Retried(at("2030-03-02T00:00:00Z")));
        check(Some("2030-02-02T00:00:00Z"), poor, Place::Retried(now));
        check(Some("2030-03-11T00:00:00Z"), poor, Place::Asked);
        check(None, poor, Place::Asked);
        check(Some("2030-03-02T00:00:00Z"), stolen, Place::Asked);
    }

    #[test]
    fn an_order_whose_bank_asks_waits_for_its_buyer() {
        let now = at("2030-03-01T00:00:00Z");
        let order = Preorder {
            state: State::NeedsAction,
            next_retry_at: Some(at("2030-03-02T00:00:00Z")),
            charge_by: Some(at("2030-03-10T00:00:00Z")),
            ..preorder()
        };
        let asked = Tried { off_session: 1, class: Some(Class::RetryLater) };
        assert_eq!(place(&order, asked, now, now), Some(Place::Asked));
    }

    #[test]
    fn sums_and_extremes_are_those_of_the_orders() {
        let mut rehearsal = Rehearsal::new("EUR".parse().unwrap());
        for (term, minor) in
            [(CardTerm::LongEnough, 3_300), (CardTerm::TooShort, 900), (CardTerm::LongEnough, 5_000)]
        {
            rehearsal.add(Place::Charged(term), eur(minor)).unwrap();
        }
        let charged = rehearsal.charged;
        assert_eq!((charged.orders, charged.sum), (3, eur(9_200)));
        assert_eq!((charged.least, charged.most), (Some(eur(900)), Some(eur(5_000))));
        assert_eq!((rehearsal.expiring.orders, rehearsal.expiring.sum), (1, eur(900)));
        assert_eq!(rehearsal.lasts(Some(2)), Some(TimeDelta::seconds(2)));
        assert_eq!(rehearsal.lasts(None), None);
        assert!(rehearsal.add(Place::Asked, Money::new(1, "USD".parse().unwrap())).is_err());
    }
}
