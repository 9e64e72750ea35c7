//! Entries of refunds: decided, left, failed, paid by hand, withdrawn (J6 to J9).

use super::account::{Account, Side};
use super::entry::{Draft, Entry, Occurrence, Refusal};
use super::portion::Part;
use super::{Cause, EntryKind, Purse, total};
use crate::domain::id::RefundId;
use crate::domain::money::Money;
use crate::domain::share::Share;

/// Shipped goods that are refunded.
#[derive(Debug, Clone, Copy)]
pub struct Returned<'a> {
    pub part: Part,
    /// What the refund takes back of each designer's royalty.
    pub royalties: &'a [Share],
    /// Goodwill paid on these lines before: the refund is that much less. Zero where there was none.
    pub goodwill: Money,
}

/// J6a and J8: a refund of what is not shipped was decided; `goodwill` was paid on it before, so it is that much less.
pub fn decided_unshipped(
    on: Occurrence,
    refund: RefundId,
    part: Part,
    goodwill: Money,
) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::RefundDecidedUnshipped, Cause::Refund(refund), on)
        .debit(Account::Deposits, part.net)
        .debit(Account::Tax, part.tax)
        .credit(Account::RefundsDue, part.gross()?.checked_sub(goodwill)?)
        .credit(Account::Returns, goodwill)
        .finish()
}

/// J7: a refund of shipped goods was decided.
pub fn decided_shipped(on: Occurrence, refund: RefundId, returned: &Returned<'_>) -> Result<Entry, Refusal> {
    let due = returned.part.gross()?.checked_sub(returned.goodwill)?;
    let royalty = total(returned.royalties)?.unwrap_or(Money::zero(due.currency));
    Draft::new(EntryKind::RefundDecidedShipped, Cause::Refund(refund), on)
        .debit(Account::Returns, returned.part.net)
        .debit(Account::Tax, returned.part.tax)
        .shares(Side::Debit, Account::RoyaltiesDue, returned.royalties)
        .credit(Account::RefundsDue, due)
        .credit(Account::Returns, returned.goodwill)
        .credit(Account::RoyaltyExpense, royalty)
        .finish()
}

/// J8b: an amount is given back out of goodwill, without any line.
pub fn goodwill_decided(on: Occurrence, refund: RefundId, amount: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::GoodwillDecided, Cause::Refund(refund), on)
        .debit(Account::Returns, amount)
        .credit(Account::RefundsDue, amount)
        .finish()
}

/// J6b: the refund left the provider's balance. `number` is that of the sending.
pub fn left(on: Occurrence, refund: RefundId, number: u32, amount: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::RefundLeft, Cause::RefundTry(refund, number), on)
        .debit(Account::RefundsDue, amount)
        .credit(Account::Provider, amount)
        .finish()
}

/// J9a: it failed after it had left, and the provider has the money again.
pub fn failed(on: Occurrence, refund: RefundId, number: u32, amount: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::RefundFailed, Cause::RefundTry(refund, number), on)
        .debit(Account::Provider, amount)
        .credit(Account::RefundsDue, amount)
        .finish()
}

/// J9b: a person paid it outside.
pub fn paid_by_hand(on: Occurrence, refund: RefundId, from: Purse, amount: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::RefundPaidByHand, Cause::Refund(refund), on)
        .debit(Account::RefundsDue, amount)
        .credit(from.account(), amount)
        .finish()
}

/// What a refund's decision posted (J6a, J7, J8b), all undone: a dispute takes the money instead.
pub fn withdrawn(on: Occurrence, refund: RefundId, decided: &[Entry]) -> Result<Entry, Refusal> {
    let draft = Draft::new(EntryKind::RefundWithdrawn, Cause::Refund(refund), on);
    decided.iter().fold(draft, Draft::reverse).finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::Order;
    use crate::domain::ledger::support::{ON, eur, id, lines, part, share};

    fn returned(royalties: &[Share], goodwill: i64) -> Returned<'_> {
        Returned { part: part(5_500, 550), royalties, goodwill: eur(goodwill) }
    }

    #[test]
    fn j6a_what_is_not_shipped_is_owed_back_with_its_tax() {
        let entry = decided_unshipped(ON, id(9), part(5_500, 550), eur(0)).unwrap();
        lines(&entry, &[(Account::Deposits, 5_500), (Account::Tax, 550)], &[(Account::RefundsDue, 6_050)]);
    }

    #[test]
    fn j6b_a_refund_leaves_without_the_fee() {
        let entry = left(ON, id(9), 1, eur(6_050)).unwrap();
        lines(&entry, &[(Account::RefundsDue, 6_050)], &[(Account::Provider, 6_050)]);
        assert_eq!(entry.cause(), Cause::RefundTry(id(9), 1));
    }

    #[test]
    fn j7_shipped_goods_are_returned_and_the_royalty_goes_back() {
        let royalties = [share(1, 500)];
        let entry = decided_shipped(ON, id(9), &returned(&royalties, 0)).unwrap();
        lines(
            &entry,
            &[(Account::Returns, 5_500), (Account::Tax, 550), (Account::RoyaltiesDue(id(1)), 500)],
            &[(Account::RefundsDue, 6_050), (Account::RoyaltyExpense, 500)],
        );
        let without_royalty = decided_shipped(ON, id(9), &returned(&[], 0)).unwrap();
        assert_eq!(without_royalty.postings().len(), 3);
    }

    #[test]
    fn j8_of_a_partly_shipped_order_the_other_unit_is_owed_back() {
        let order = Order { listed_minor: 5_500, paid: part(5_500, 550) };
        let unit = order.between(3_000, 5_500).unwrap();
        let entry = decided_unshipped(ON, id(9), unit, eur(0)).unwrap();
        lines(&entry, &[(Account::Deposits, 2_500), (Account::Tax, 250)], &[(Account::RefundsDue, 2_750)]);
    }

    #[test]
    fn j8b_goodwill_makes_a_later_refund_that_much_less() {
        let entry = goodwill_decided(ON, id(9), eur(300)).unwrap();
        lines(&entry, &[(Account::Returns, 300)], &[(Account::RefundsDue, 300)]);

        let later = decided_shipped(ON, id(10), &returned(&[], 300)).unwrap();
        lines(
            &later,
            &[(Account::Returns, 5_500), (Account::Tax, 550)],
            &[(Account::RefundsDue, 5_750), (Account::Returns, 300)],
        );
        let more_than_the_line = decided_unshipped(ON, id(10), part(200, 20), eur(300));
        assert_eq!(more_than_the_line, Err(Refusal::Negative(eur(-80))));
    }

    #[test]
    fn j9_a_failed_refund_is_owed_again_and_can_be_paid_by_hand() {
        let entry = failed(ON, id(9), 1, eur(6_050)).unwrap();
        lines(&entry, &[(Account::Provider, 6_050)], &[(Account::RefundsDue, 6_050)]);
        let entry = paid_by_hand(ON, id(9), Purse::Organiser, eur(6_050)).unwrap();
        lines(&entry, &[(Account::RefundsDue, 6_050)], &[(Account::Organiser, 6_050)]);
        let entry = paid_by_hand(ON, id(9), Purse::Bank, eur(6_050)).unwrap();
        lines(&entry, &[(Account::RefundsDue, 6_050)], &[(Account::Bank, 6_050)]);
    }

    #[test]
    fn a_withdrawn_refund_leaves_no_trace_in_any_balance() {
        let royalties = [share(1, 500)];
        let decided = [
            decided_unshipped(ON, id(9), part(2_500, 250), eur(0)).unwrap(),
            decided_shipped(ON, id(9), &returned(&royalties, 300)).unwrap(),
        ];
        let undone = withdrawn(ON, id(9), &decided).unwrap();
        let mut balances = std::collections::BTreeMap::new();
        for line in decided.iter().chain([&undone]).flat_map(Entry::postings) {
            *balances.entry(line.account).or_insert(0) += line.change_minor();
        }
        assert!(balances.values().all(|balance| *balance == 0));
        assert_eq!(withdrawn(ON, id(9), &[]), Err(Refusal::Empty));
    }
}
