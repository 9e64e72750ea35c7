//! Entries of an order's good days: charged, fees seen, shipped, royalty earned (J2 to J5).

use super::account::{Account, Side};
use super::entry::{Draft, Entry, Occurrence, Refusal};
use super::portion::Part;
use super::{Cause, EntryKind, total};
use crate::domain::id::{AttemptId, MovementId, ShipmentId};
use crate::domain::money::Money;
use crate::domain::share::Share;

/// J2: a charge succeeded.
pub fn charge_succeeded(on: Occurrence, attempt: AttemptId, paid: Part) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::ChargeSucceeded, Cause::Attempt(attempt), on)
        .debit(Account::Provider, paid.gross()?)
        .credit(Account::Deposits, paid.net)
        .credit(Account::Tax, paid.tax)
        .finish()
}

/// J3: a fee was seen in the provider's book, on a line of its own or with another movement.
pub fn fee_seen(on: Occurrence, movement: MovementId, fee: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::FeeSeen, Cause::Movement(movement), on)
        .debit(Account::ProviderFees, fee)
        .credit(Account::Provider, fee)
        .finish()
}

/// J4: a parcel left; `net` is its part of the order without tax, the shipping fee with the first parcel.
pub fn shipped(on: Occurrence, shipment: ShipmentId, net: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::Shipped, Cause::Shipment(shipment), on)
        .debit(Account::Deposits, net)
        .credit(Account::Sales, net)
        .finish()
}

/// J5: the royalty that a parcel earned, by designer.
pub fn royalty_accrued(on: Occurrence, shipment: ShipmentId, shares: &[Share]) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::RoyaltyAccrued, Cause::Shipment(shipment), on)
        .debit(Account::RoyaltyExpense, total(shares)?.ok_or(Refusal::Empty)?)
        .shares(Side::Credit, Account::RoyaltiesDue, shares)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::support::{ON, eur, id, lines, part, share};
    use crate::domain::ledger::{Order, Refs};

    #[test]
    fn j2_a_charge_is_a_deposit_and_tax() {
        let refs = Refs::of_preorder(id(1), id(2), id(3));
        let entry = charge_succeeded(Occurrence { refs, ..ON }, id(9), part(5_500, 550)).unwrap();
        lines(&entry, &[(Account::Provider, 6_050)], &[(Account::Deposits, 5_500), (Account::Tax, 550)]);
        assert_eq!((entry.kind(), entry.cause()), (EntryKind::ChargeSucceeded, Cause::Attempt(id(9))));
        assert_eq!((entry.refs(), entry.occurred_at()), (refs, ON.at));
    }

    #[test]
    fn j3_a_fee_leaves_the_providers_balance() {
        let entry = fee_seen(ON, id(9), eur(205)).unwrap();
        lines(&entry, &[(Account::ProviderFees, 205)], &[(Account::Provider, 205)]);
    }

    #[test]
    fn j4_what_is_shipped_is_sold() {
        let order = Order { listed_minor: 5_500, paid: part(5_500, 550) };
        let all = shipped(ON, id(9), order.between(0, 5_500).unwrap().net).unwrap();
        lines(&all, &[(Account::Deposits, 5_500)], &[(Account::Sales, 5_500)]);
        let first_of_two = shipped(ON, id(9), order.between(0, 3_000).unwrap().net).unwrap();
        lines(&first_of_two, &[(Account::Deposits, 3_000)], &[(Account::Sales, 3_000)]);
    }

    #[test]
    fn j5_a_royalty_is_split() {
        let entry = royalty_accrued(ON, id(9), &[share(1, 300), share(2, 200)]).unwrap();
        lines(
            &entry,
            &[(Account::RoyaltyExpense, 500)],
            &[(Account::RoyaltiesDue(id(1)), 300), (Account::RoyaltiesDue(id(2)), 200)],
        );
        assert_eq!(royalty_accrued(ON, id(9), &[]), Err(Refusal::Empty));
    }

    #[test]
    fn negative_facts_are_refused() {
        assert!(matches!(charge_succeeded(ON, id(9), part(600, -50)), Err(Refusal::Negative(_))));
        assert!(matches!(fee_seen(ON, id(9), eur(-1)), Err(Refusal::Negative(_))));
        assert!(matches!(shipped(ON, id(9), eur(-1)), Err(Refusal::Negative(_))));
        let shares = [share(1, 300), share(2, -200)];
        assert!(matches!(royalty_accrued(ON, id(9), &shares), Err(Refusal::Negative(_))));
    }
}
