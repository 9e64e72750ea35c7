//! Entries of disputes (J10): funds withdrawn, won, lost before or after shipping. `number` counts the withdrawals, from 1.

use super::account::{Account, Side};
use super::entry::{Draft, Entry, Occurrence, Refusal};
use super::portion::Part;
use super::{Cause, EntryKind, total};
use crate::domain::id::{DisputeId, MovementId};
use crate::domain::money::Money;
use crate::domain::share::Share;

/// Shipped value that a dispute took for good.
#[derive(Debug, Clone, Copy)]
pub struct Loss<'a> {
    /// With its tax, which stays due.
    pub amount: Money,
    /// What each designer's royalty falls by, if the terms say so; else empty.
    pub royalties: &'a [Share],
}

/// J10a: the bank took the disputed amount back, and the provider its fee (zero where it takes none).
pub fn funds_withdrawn(
    on: Occurrence,
    dispute: DisputeId,
    number: u32,
    [amount, fee]: [Money; 2],
) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::DisputeFundsWithdrawn, Cause::Dispute(dispute, number), on)
        .debit(Account::Disputed, amount)
        .debit(Account::ProviderFees, fee)
        .credit(Account::Provider, amount.checked_add(fee)?)
        .finish()
}

/// J10b: won, the amount is back.
pub fn won(on: Occurrence, dispute: DisputeId, number: u32, amount: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::DisputeWon, Cause::Dispute(dispute, number), on)
        .debit(Account::Provider, amount)
        .credit(Account::Disputed, amount)
        .finish()
}

/// J10b: a movement gave a fee back.
pub fn fee_returned(on: Occurrence, movement: MovementId, fee: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::FeeReturned, Cause::Movement(movement), on)
        .debit(Account::Provider, fee)
        .credit(Account::ProviderFees, fee)
        .finish()
}

/// J10c: lost, as far as the order is not shipped.
pub fn lost_unshipped(on: Occurrence, dispute: DisputeId, number: u32, part: Part) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::DisputeLostUnshipped, Cause::Dispute(dispute, number), on)
        .debit(Account::Deposits, part.net)
        .debit(Account::Tax, part.tax)
        .credit(Account::Disputed, part.gross()?)
        .finish()
}

/// J10d: lost, as far as the order is shipped.
pub fn lost_shipped(
    on: Occurrence,
    dispute: DisputeId,
    number: u32,
    loss: &Loss<'_>,
) -> Result<Entry, Refusal> {
    let royalty = total(loss.royalties)?.unwrap_or(Money::zero(loss.amount.currency));
    Draft::new(EntryKind::DisputeLostShipped, Cause::Dispute(dispute, number), on)
        .debit(Account::DisputeLosses, loss.amount)
        .shares(Side::Debit, Account::RoyaltiesDue, loss.royalties)
        .credit(Account::Disputed, loss.amount)
        .credit(Account::RoyaltyExpense, royalty)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::support::{ON, eur, id, lines, part, share};

    #[test]
    fn j10a_the_amount_is_disputed_and_the_fee_is_gone() {
        let entry = funds_withdrawn(ON, id(9), 1, [eur(6_050), eur(1_500)]).unwrap();
        lines(
            &entry,
            &[(Account::Disputed, 6_050), (Account::ProviderFees, 1_500)],
            &[(Account::Provider, 7_550)],
        );
    }

    #[test]
    fn j10b_won_gives_the_amount_back_and_the_fee_only_by_a_movement() {
        let entry = won(ON, id(9), 1, eur(6_050)).unwrap();
        lines(&entry, &[(Account::Provider, 6_050)], &[(Account::Disputed, 6_050)]);
        let entry = fee_returned(ON, id(9), eur(1_500)).unwrap();
        lines(&entry, &[(Account::Provider, 1_500)], &[(Account::ProviderFees, 1_500)]);
    }

    #[test]
    fn j10c_lost_before_shipping_takes_the_deposit() {
        let entry = lost_unshipped(ON, id(9), 1, part(5_500, 550)).unwrap();
        lines(&entry, &[(Account::Deposits, 5_500), (Account::Tax, 550)], &[(Account::Disputed, 6_050)]);
    }

    #[test]
    fn j10d_lost_after_shipping_is_a_loss_and_may_take_the_royalty() {
        let loss = Loss { amount: eur(6_050), royalties: &[share(1, 500)] };
        let entry = lost_shipped(ON, id(9), 1, &loss).unwrap();
        lines(
            &entry,
            &[(Account::DisputeLosses, 6_050), (Account::RoyaltiesDue(id(1)), 500)],
            &[(Account::Disputed, 6_050), (Account::RoyaltyExpense, 500)],
        );
        let entry = lost_shipped(ON, id(9), 1, &Loss { royalties: &[], ..loss }).unwrap();
        lines(&entry, &[(Account::DisputeLosses, 6_050)], &[(Account::Disputed, 6_050)]);
    }

    #[test]
    fn a_second_withdrawal_of_the_same_dispute_is_another_cause() {
        let cause = |number| funds_withdrawn(ON, id(9), number, [eur(1), eur(0)]).unwrap().cause();
        assert_ne!(cause(1).to_string(), cause(2).to_string());
    }
}
