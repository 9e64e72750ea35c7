//! Entries of the organiser's own money (J18, J19, J21) and of movements that nobody knows (J20).

use super::account::Account;
use super::entry::{Draft, Entry, Occurrence, Refusal};
use super::{Cause, EntryKind};
use crate::domain::id::{AuditId, MovementId};
use crate::domain::money::Money;
use crate::domain::state::states;

states! {
    /// Where money that covers a gap is put.
    pub CoverInto {
        Provider = "provider",
        Bank = "bank",
    }
}

impl CoverInto {
    const fn account(self) -> Account {
        match self {
            Self::Provider => Account::Provider,
            Self::Bank => Account::Bank,
        }
    }
}

/// J18: an admin covered a short campaign with money. Covering without money makes no entry.
pub fn gap_covered(
    on: Occurrence,
    decision: AuditId,
    into: CoverInto,
    amount: Money,
) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::GapCovered, Cause::Decision(decision), on)
        .debit(into.account(), amount)
        .credit(Account::Organiser, amount)
        .finish()
}

/// J19: the provider paid the brand's own bank; the money leaves this book.
pub fn paid_out(on: Occurrence, movement: MovementId, amount: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::BrandPaidOut, Cause::Movement(movement), on)
        .debit(Account::Organiser, amount)
        .credit(Account::Provider, amount)
        .finish()
}

/// J19: that payment came back.
pub fn payout_returned(on: Occurrence, movement: MovementId, amount: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::BrandPayoutReturned, Cause::Movement(movement), on)
        .debit(Account::Provider, amount)
        .credit(Account::Organiser, amount)
        .finish()
}

/// J20: a movement that nobody knows; `amount` is signed as in the provider's book.
pub fn movement_unknown(on: Occurrence, movement: MovementId, amount: Money) -> Result<Entry, Refusal> {
    let size = Money { minor: amount.minor.saturating_abs(), ..amount };
    let (debit, credit) = if amount.minor < 0 {
        (Account::Suspense, Account::Provider)
    } else {
        (Account::Provider, Account::Suspense)
    };
    Draft::new(EntryKind::MovementUnknown, Cause::Movement(movement), on)
        .debit(debit, size)
        .credit(credit, size)
        .finish()
}

/// J20 undone: the movement is understood, and the entry that it is follows.
pub fn movement_explained(on: Occurrence, movement: MovementId, unknown: &Entry) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::MovementExplained, Cause::Movement(movement), on).reverse(unknown).finish()
}

/// J21: money set apart is the organiser's again.
pub fn bank_released(on: Occurrence, decision: AuditId, amount: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::BankReleased, Cause::Decision(decision), on)
        .debit(Account::Organiser, amount)
        .credit(Account::Bank, amount)
        .finish()
}

/// J21: the organiser paid the tax over.
pub fn tax_paid_over(on: Occurrence, decision: AuditId, amount: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::TaxPaidOver, Cause::Decision(decision), on)
        .debit(Account::Tax, amount)
        .credit(Account::Organiser, amount)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::support::{ON, eur, id, lines};

    #[test]
    fn j18_money_that_covers_a_gap_is_the_organisers() {
        let entry = gap_covered(ON, id(9), CoverInto::Bank, eur(25_000)).unwrap();
        lines(&entry, &[(Account::Bank, 25_000)], &[(Account::Organiser, 25_000)]);
        let entry = gap_covered(ON, id(9), CoverInto::Provider, eur(25_000)).unwrap();
        lines(&entry, &[(Account::Provider, 25_000)], &[(Account::Organiser, 25_000)]);
        assert_eq!(gap_covered(ON, id(9), CoverInto::Bank, eur(0)), Err(Refusal::Empty));
    }

    #[test]
    fn j19_a_payout_to_the_brand_leaves_the_book_and_may_come_back() {
        let entry = paid_out(ON, id(9), eur(100)).unwrap();
        lines(&entry, &[(Account::Organiser, 100)], &[(Account::Provider, 100)]);
        let entry = payout_returned(ON, id(9), eur(100)).unwrap();
        lines(&entry, &[(Account::Provider, 100)], &[(Account::Organiser, 100)]);
    }

    #[test]
    fn j20_an_unknown_movement_waits_in_suspense_until_it_is_explained() {
        let came = movement_unknown(ON, id(9), eur(100)).unwrap();
        lines(&came, &[(Account::Provider, 100)], &[(Account::Suspense, 100)]);
        let went = movement_unknown(ON, id(9), eur(-100)).unwrap();
        lines(&went, &[(Account::Suspense, 100)], &[(Account::Provider, 100)]);

        let explained = movement_explained(ON, id(9), &came).unwrap();
        lines(&explained, &[(Account::Suspense, 100)], &[(Account::Provider, 100)]);
        assert_eq!(movement_unknown(ON, id(9), eur(0)), Err(Refusal::Empty));
    }

    #[test]
    fn j21_money_set_apart_is_released_and_tax_is_paid_over() {
        let entry = bank_released(ON, id(9), eur(100)).unwrap();
        lines(&entry, &[(Account::Organiser, 100)], &[(Account::Bank, 100)]);
        let entry = tax_paid_over(ON, id(9), eur(550)).unwrap();
        lines(&entry, &[(Account::Tax, 550)], &[(Account::Organiser, 550)]);
    }
}
