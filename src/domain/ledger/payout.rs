//! Entries of payouts to designers (J14, J16, J22). A refused transfer and a bounced bank payment make none (J15).

use super::account::Account;
use super::entry::{Draft, Entry, Occurrence, Refusal};
use super::{Cause, EntryKind, Owed, Purse};
use crate::domain::id::{AuditId, MovementId, PayoutId};

/// J14a: the transfer left. `number` is that of the sending.
pub fn sent(on: Occurrence, payout: PayoutId, number: u32, paid: &Owed) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::PayoutSent, Cause::PayoutTry(payout, number), on)
        .debit(paid.account(), paid.amount)
        .credit(Account::Provider, paid.amount)
        .finish()
}

/// J14b: two persons paid it outside.
pub fn by_hand(on: Occurrence, payout: PayoutId, from: Purse, paid: &Owed) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::PayoutByHand, Cause::Payout(payout), on)
        .debit(paid.account(), paid.amount)
        .credit(from.account(), paid.amount)
        .finish()
}

/// J16: a transfer, or some of it, came back.
pub fn reversed(on: Occurrence, movement: MovementId, back: &Owed) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::TransferReversed, Cause::Movement(movement), on)
        .debit(Account::Provider, back.amount)
        .credit(back.account(), back.amount)
        .finish()
}

/// J22: unclaimed for the set years; two persons decided.
pub fn forfeited(on: Occurrence, decision: AuditId, owed: &Owed) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::Forfeited, Cause::Decision(decision), on)
        .debit(owed.account(), owed.amount)
        .credit(Account::Organiser, owed.amount)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::Due;
    use crate::domain::ledger::support::{ON, eur, id, lines};

    const PRIZE: fn() -> Owed = || Owed { due: Due::Prize, designer: id(1), amount: eur(50_000) };

    fn designer() -> Account {
        Account::PrizesDue(id(1))
    }

    #[test]
    fn j14_a_payout_settles_what_is_due_from_the_provider_or_by_hand() {
        let entry = sent(ON, id(9), 1, &PRIZE()).unwrap();
        lines(&entry, &[(designer(), 50_000)], &[(Account::Provider, 50_000)]);
        let royalty = Owed { due: Due::Royalty, ..PRIZE() };
        let entry = sent(ON, id(9), 1, &royalty).unwrap();
        lines(&entry, &[(Account::RoyaltiesDue(id(1)), 50_000)], &[(Account::Provider, 50_000)]);
        let entry = by_hand(ON, id(9), Purse::Organiser, &PRIZE()).unwrap();
        lines(&entry, &[(designer(), 50_000)], &[(Account::Organiser, 50_000)]);
        let entry = by_hand(ON, id(9), Purse::Bank, &PRIZE()).unwrap();
        lines(&entry, &[(designer(), 50_000)], &[(Account::Bank, 50_000)]);
    }

    #[test]
    fn j16_what_comes_back_is_owed_again() {
        let part = Owed { amount: eur(20_000), ..PRIZE() };
        let entry = reversed(ON, id(9), &part).unwrap();
        lines(&entry, &[(Account::Provider, 20_000)], &[(designer(), 20_000)]);
    }

    #[test]
    fn j22_what_nobody_claims_is_the_organisers() {
        let entry = forfeited(ON, id(9), &PRIZE()).unwrap();
        lines(&entry, &[(designer(), 50_000)], &[(Account::Organiser, 50_000)]);
    }
}
