//! Entries of prizes (J11 to J13) and of what an upheld claim moves (J17).

use super::account::{Account, Side};
use super::entry::{Draft, Entry, Occurrence, Refusal};
use super::{Cause, Due, EntryKind, Owed, total};
use crate::domain::id::{AuditId, FundingId, PrizeId, RoundId};
use crate::domain::money::Money;
use crate::domain::share::Share;
use crate::domain::state::states;

states! {
    /// What a prize is funded by.
    pub FundingSource {
        /// Money brought to the provider.
        TopUp = "top_up",
        /// Money in a bank, which a second admin confirmed.
        Bank = "bank",
        /// The organiser's own part of what is in the book, set aside.
        FreeMoney = "free_money",
    }
}

impl FundingSource {
    const fn account(self) -> Account {
        match self {
            Self::TopUp => Account::Provider,
            Self::Bank => Account::Bank,
            Self::FreeMoney => Account::Organiser,
        }
    }
}

/// J11: a round's prizes were funded.
pub fn funded(
    on: Occurrence,
    funding: FundingId,
    source: FundingSource,
    round: RoundId,
    amount: Money,
) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::PrizeFunded, Cause::Funding(funding), on)
        .debit(source.account(), amount)
        .credit(Account::PrizeReserve(round), amount)
        .finish()
}

/// J12: one place's prize was awarded to a design's people.
pub fn awarded(on: Occurrence, prize: PrizeId, round: RoundId, shares: &[Share]) -> Result<Entry, Refusal> {
    let amount = total(shares)?.ok_or(Refusal::Empty)?;
    Draft::new(EntryKind::PrizeAwarded, Cause::Prize(prize), on)
        .debit(Account::PrizeReserve(round), amount)
        .debit(Account::PrizeExpense, amount)
        .shares(Side::Credit, Account::PrizesDue, shares)
        .credit(Account::Organiser, amount)
        .finish()
}

/// J13: the round was cancelled, or nobody took the place. `cause` is the prize, or a decision where a claim had
/// brought the prize back.
pub fn returned(on: Occurrence, cause: Cause, round: RoundId, amount: Money) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::PrizeReturned, cause, on)
        .debit(Account::PrizeReserve(round), amount)
        .credit(Account::Organiser, amount)
        .finish()
}

/// J17: a claim was upheld, and what the first were owed is owed to the true authors. Both make the same sum.
///
/// Where the first were paid already, they owe it from now on.
pub fn claim_moved(
    on: Occurrence,
    decision: AuditId,
    due: Due,
    from: &[Share],
    to: &[Share],
) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::ClaimMoved, Cause::Decision(decision), on)
        .shares(Side::Debit, due.accounts(), from)
        .shares(Side::Credit, due.accounts(), to)
        .finish()
}

/// J17: a claim was upheld, and the prize goes back to the round.
pub fn claim_prize_returned(
    on: Occurrence,
    decision: AuditId,
    round: RoundId,
    from: &[Share],
) -> Result<Entry, Refusal> {
    let amount = total(from)?.ok_or(Refusal::Empty)?;
    Draft::new(EntryKind::ClaimPrizeReturned, Cause::Decision(decision), on)
        .shares(Side::Debit, Account::PrizesDue, from)
        .debit(Account::Organiser, amount)
        .credit(Account::PrizeReserve(round), amount)
        .credit(Account::PrizeExpense, amount)
        .finish()
}

/// J17: a claim was upheld, and nobody has earned the royalty.
pub fn claim_royalty_cancelled(on: Occurrence, decision: AuditId, from: &[Share]) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::ClaimRoyaltyCancelled, Cause::Decision(decision), on)
        .shares(Side::Debit, Account::RoyaltiesDue, from)
        .credit(Account::RoyaltyExpense, total(from)?.ok_or(Refusal::Empty)?)
        .finish()
}

/// J17: what a designer owes and will not pay back.
pub fn written_off(on: Occurrence, decision: AuditId, owed: &Owed) -> Result<Entry, Refusal> {
    Draft::new(EntryKind::WrittenOff, Cause::Decision(decision), on)
        .debit(Account::WriteOffs, owed.amount)
        .credit(owed.account(), owed.amount)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::support::{ON, eur, id, lines, share};

    const FIRST: fn(u128) -> Account = |designer| Account::PrizesDue(id(designer));

    fn reserve() -> Account {
        Account::PrizeReserve(id(7))
    }

    #[test]
    fn j11_a_prize_is_funded_from_three_places() {
        let check = |source, account| {
            let entry = funded(ON, id(9), source, id(7), eur(50_000)).unwrap();
            lines(&entry, &[(account, 50_000)], &[(reserve(), 50_000)]);
        };
        check(FundingSource::TopUp, Account::Provider);
        check(FundingSource::Bank, Account::Bank);
        check(FundingSource::FreeMoney, Account::Organiser);
    }

    #[test]
    fn j12_an_award_is_owed_to_the_designers_and_frees_the_reserve() {
        let entry = awarded(ON, id(9), id(7), &[share(1, 30_000), share(2, 20_000)]).unwrap();
        lines(
            &entry,
            &[(reserve(), 50_000), (Account::PrizeExpense, 50_000)],
            &[(FIRST(1), 30_000), (FIRST(2), 20_000), (Account::Organiser, 50_000)],
        );
    }

    #[test]
    fn j13_what_is_not_awarded_goes_back_to_the_organiser() {
        let entry = returned(ON, Cause::Prize(id(9)), id(7), eur(50_000)).unwrap();
        lines(&entry, &[(reserve(), 50_000)], &[(Account::Organiser, 50_000)]);
    }

    #[test]
    fn j17_a_claim_moves_what_is_owed_or_gives_it_back_to_the_round() {
        let [from, to] = [[share(1, 50_000)], [share(2, 50_000)]];
        let entry = claim_moved(ON, id(9), Due::Prize, &from, &to).unwrap();
        lines(&entry, &[(FIRST(1), 50_000)], &[(FIRST(2), 50_000)]);

        let entry = claim_prize_returned(ON, id(9), id(7), &from).unwrap();
        lines(
            &entry,
            &[(FIRST(1), 50_000), (Account::Organiser, 50_000)],
            &[(reserve(), 50_000), (Account::PrizeExpense, 50_000)],
        );

        let entry = claim_royalty_cancelled(ON, id(9), &from).unwrap();
        let designer = Account::RoyaltiesDue(id(1));
        lines(&entry, &[(designer, 50_000)], &[(Account::RoyaltyExpense, 50_000)]);

        let owed = Owed { due: Due::Prize, designer: id(1), amount: eur(50_000) };
        let entry = written_off(ON, id(9), &owed).unwrap();
        lines(&entry, &[(Account::WriteOffs, 50_000)], &[(FIRST(1), 50_000)]);
    }

    #[test]
    fn a_claim_that_moves_another_sum_than_it_takes_is_refused() {
        let moved = claim_moved(ON, id(9), Due::Royalty, &[share(1, 500)], &[share(2, 499)]);
        assert_eq!(moved, Err(Refusal::Unbalanced { debit_minor: 500, credit_minor: 499 }));
    }
}
