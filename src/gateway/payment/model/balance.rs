//! The provider's book of us: its lines in order, what falls due later, and the balance they add up to.

use chrono::{DateTime, Utc};

use super::{Answer, Balance, IntentRef, Model, Money, Movement, MovementKind, RefundRef, missing};
use crate::domain::money::{BASIS_POINTS, Currency};
use crate::gateway::payment::currency;

/// The fixed part of a fee as a share of the smallest charge: 0.30 where that is 0.50.
const FIXED_FEE_OF_MINIMUM: (i64, i64) = (3, 5);

/// What will happen by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Due {
    Fee(IntentRef),
    SlowCharge(IntentRef),
    RefundSucceeds(RefundRef),
    RefundFails(RefundRef),
}

impl Model {
    pub(super) fn plan(&mut self, at: DateTime<Utc>, due: Due) {
        let number = self.next_number();
        self.schedule.insert((at, number), due);
    }

    /// Lets everything happen that is due at `now`, each at its own instant, oldest first.
    pub(super) fn advance(&mut self, now: DateTime<Utc>) {
        self.now = self.now.max(now);
        while let Some(entry) = self.schedule.first_entry() {
            if entry.key().0 > self.now {
                break;
            }
            let ((at, _), due) = entry.remove_entry();
            match due {
                Due::Fee(intent) => self.take_fee(at, &intent),
                Due::SlowCharge(intent) => self.settle_slowly(at, &intent),
                Due::RefundSucceeds(refund) => self.refund_succeeds(&refund),
                Due::RefundFails(refund) => self.refund_fails(at, &refund),
            }
        }
    }

    fn take_fee(&mut self, at: DateTime<Utc>, intent: &IntentRef) {
        let Some(charge) = self.book.intents.get(intent) else { return };
        let fee = fee_minor(charge.amount, self.terms.fee_basis_points);
        let available_at = charge.available_at.map_or(at, |available_at| available_at.max(at));
        let taken = Money::new(fee.saturating_neg(), charge.amount.currency);
        if fee > 0 {
            self.post(MovementKind::Fee, &intent.0, taken, (at, available_at));
        }
    }

    /// Writes a line of the book, made and available at the two instants.
    pub(super) fn post(
        &mut self,
        kind: MovementKind,
        source: &str,
        amount: Money,
        (created_at, available_at): (DateTime<Utc>, DateTime<Utc>),
    ) {
        // Twelve digits keep the order of text and the order of lines the same.
        let id = format!("txn_{:012}", self.book.movements.len().saturating_add(1));
        let source = source.to_owned();
        self.book.movements.push(Movement {
            id,
            kind,
            source,
            amount,
            fee_minor: 0,
            created_at,
            available_at,
        });
    }

    /// Lines after that one (all without one), oldest first, at most `limit`.
    pub fn list_movements(&self, after: Option<&str>, limit: u32) -> Answer<Vec<Movement>> {
        let movements = &self.book.movements;
        let skipped = match after {
            None => 0,
            Some(id) => movements
                .binary_search_by(|movement| movement.id.as_str().cmp(id))
                .map_err(|_| missing("balance transaction", id))?
                .saturating_add(1),
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(movements.iter().skip(skipped).take(limit).cloned().collect())
    }

    /// One balance for each currency that ever moved, by its code. Nothing is ever reserved.
    pub fn balances(&self, now: DateTime<Utc>) -> Vec<Balance> {
        let now = now.max(self.now);
        let mut balances: Vec<Balance> = Vec::new();
        for movement in &self.book.movements {
            let currency = movement.amount.currency;
            let is_new = balances.iter().all(|balance| balance.currency != currency);
            if is_new {
                balances.push(Balance { currency, available_minor: 0, pending_minor: 0, reserved_minor: 0 });
            }
            let Some(balance) = balances.iter_mut().find(|balance| balance.currency == currency) else {
                continue;
            };
            let net_minor = movement.amount.minor.saturating_sub(movement.fee_minor);
            let part = if movement.available_at <= now {
                &mut balance.available_minor
            } else {
                &mut balance.pending_minor
            };
            *part = part.saturating_add(net_minor);
        }
        balances.sort_by_key(|balance| balance.currency.code());
        balances
    }

    pub(super) fn available_minor(&self, currency: Currency, now: DateTime<Utc>) -> i64 {
        let balance = self.balances(now).into_iter().find(|balance| balance.currency == currency);
        balance.map_or(0, |balance| balance.available_minor)
    }
}

/// A share of the amount and a fixed part, in steps the provider can express, never more than the amount.
fn fee_minor(amount: Money, basis_points: u32) -> i64 {
    let share =
        amount.portion(u64::from(basis_points), u64::from(BASIS_POINTS)).map_or(0, |portion| portion.minor);
    let (numerator, denominator) = FIXED_FEE_OF_MINIMUM;
    let fixed = currency::minimum(amount.currency)
        .map_or(0, |minimum| minimum.minor.saturating_mul(numerator) / denominator);
    let step = currency::step_minor(amount.currency);
    (share.saturating_add(fixed) / step * step).min(amount.minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fee_is_a_share_and_a_fixed_part() {
        let check = |minor, code: &str, expected| {
            assert_eq!(fee_minor(Money::new(minor, code.parse().unwrap()), 290), expected, "{minor} {code}");
        };
        check(6_050, "EUR", 205);
        check(50, "EUR", 31);
        check(25_000, "KRW", 1_145);
        check(25_000, "JPY", 755);
        check(12_340, "KWD", 470);
        check(20, "EUR", 20);
    }
}
