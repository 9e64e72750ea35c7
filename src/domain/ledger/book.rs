//! Balances added up from the journal's rows, one at a time, so that a long journal needs little memory.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::account::{Account, AccountKind, Side};
use super::entry::{Entry, Posting, Refs, is_balanced};
use crate::domain::id::{CampaignId, EntryId, MovementId, PreorderId};
use crate::domain::money::{Currency, Money};

/// A currency by its code, which unlike the currency has an order.
type Code = &'static str;

/// An entry as it was stored: nothing about it is taken for granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: EntryId,
    pub currency: Currency,
    pub occurred_at: DateTime<Utc>,
    pub refs: Refs,
    /// The provider's movement that this entry is matched to, or that caused it.
    pub movement: Option<MovementId>,
    pub postings: Vec<Posting>,
}

/// The balances of all accounts, and what the proofs of `check` need besides. Sums are `i128`, so they never overflow.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// Debits less credits.
    balances: BTreeMap<(Code, Account), i128>,
    /// What each order has left on `deposits`, credits less debits.
    orders: BTreeMap<(Code, PreorderId), i128>,
    campaigns: BTreeMap<(Code, Option<CampaignId>), i128>,
    /// What the entries of each movement did to `provider`.
    movements: BTreeMap<MovementId, i128>,
    pub(super) unbalanced: Vec<EntryId>,
    /// Entries on `deposits` that name no order.
    pub(super) orderless: Vec<EntryId>,
    /// Entries on `provider` without a movement yet.
    pub(super) unmoved: Vec<(EntryId, DateTime<Utc>)>,
}

impl Row {
    pub fn of(id: EntryId, entry: &Entry, movement: Option<MovementId>) -> Self {
        Self {
            id,
            currency: entry.currency(),
            occurred_at: entry.occurred_at(),
            refs: entry.refs(),
            movement,
            postings: entry.postings().to_vec(),
        }
    }

    fn change(&self, kind: AccountKind) -> Option<i128> {
        let lines = || self.postings.iter().filter(|line| line.account.kind() == kind);
        lines().next()?;
        Some(lines().fold(0, |sum, line| sum.saturating_add(line.change_minor())))
    }
}

impl Book {
    pub fn post(&mut self, row: &Row) {
        if !is_balanced(&row.postings) {
            self.unbalanced.push(row.id);
        }
        let code = row.currency.code();
        for line in &row.postings {
            add(&mut self.balances, (code, line.account), line.change_minor());
        }
        if let Some(change) = row.change(AccountKind::Deposits) {
            self.post_deposit(row, change.saturating_neg());
        }
        if let Some(change) = row.change(AccountKind::Provider) {
            match row.movement {
                Some(movement) => add(&mut self.movements, movement, change),
                None => self.unmoved.push((row.id, row.occurred_at)),
            }
        }
    }

    fn post_deposit(&mut self, row: &Row, change: i128) {
        let code = row.currency.code();
        add(&mut self.campaigns, (code, row.refs.campaign), change);
        match row.refs.preorder {
            Some(preorder) => add(&mut self.orders, (code, preorder), change),
            None => self.orderless.push(row.id),
        }
    }

    /// What the account holds, positive on its normal side.
    pub fn balance(&self, account: Account, currency: Currency) -> Money {
        let change = self.balances.get(&(currency.code(), account)).copied().unwrap_or(0);
        money(
            match account.kind().normal_side() {
                Side::Debit => change,
                Side::Credit => change.saturating_neg(),
            },
            currency,
        )
    }

    /// All accounts of one currency that were ever posted to, each positive on its normal side.
    pub fn balances(&self, currency: Currency) -> Vec<(Account, Money)> {
        let of_currency = self.balances.keys().filter(|(code, _)| *code == currency.code());
        of_currency.map(|(_, account)| (*account, self.balance(*account, currency))).collect()
    }

    /// Debits less credits of everything in one currency, in minor units: zero, or the book is broken.
    pub fn trial_balance_minor(&self, currency: Currency) -> i128 {
        let of_currency = self.balances.iter().filter(|((code, _), _)| *code == currency.code());
        of_currency.fold(0, |sum, (_, change)| sum.saturating_add(*change))
    }

    pub fn deposit(&self, preorder: PreorderId, currency: Currency) -> Money {
        money(self.orders.get(&(currency.code(), preorder)).copied().unwrap_or(0), currency)
    }

    /// Deposits by campaign, those without one under none.
    pub(super) fn campaign_deposits(
        &self,
        currency: Currency,
    ) -> impl Iterator<Item = (Option<CampaignId>, i128)> {
        let of_currency = self.campaigns.iter().filter(move |((code, _), _)| *code == currency.code());
        of_currency.map(|((_, campaign), minor)| (*campaign, *minor))
    }

    pub(super) fn orders(&self) -> impl Iterator<Item = (Code, PreorderId, i128)> {
        self.orders.iter().map(|((code, preorder), minor)| (*code, *preorder, *minor))
    }

    pub(super) fn moved(&self, movement: MovementId) -> Option<i128> {
        self.movements.get(&movement).copied()
    }
}

fn add<K: Ord>(sums: &mut BTreeMap<K, i128>, key: K, change: i128) {
    let sum = sums.entry(key).or_insert(0);
    *sum = sum.saturating_add(change);
}

/// Held at the ends of what an amount can be: such a book is broken anyhow, and is shown as far off.
pub(super) fn money(minor: i128, currency: Currency) -> Money {
    let end = if minor < 0 { i64::MIN } else { i64::MAX };
    Money::new(i64::try_from(minor).unwrap_or(end), currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::order;
    use crate::domain::ledger::support::{ON, eur, id, money, part};

    #[test]
    fn balances_are_on_their_normal_side_and_by_currency() {
        let mut book = Book::default();
        let charge = order::charge_succeeded(ON, id(1), part(5_500, 550)).unwrap();
        book.post(&Row::of(id(1), &charge, None));
        let fee = order::fee_seen(ON, id(2), money(205, "USD")).unwrap();
        book.post(&Row::of(id(2), &fee, None));

        let [in_eur, in_usd] = [eur(0).currency, money(0, "USD").currency];
        assert_eq!(book.balance(Account::Provider, in_eur), eur(6_050));
        assert_eq!(book.balance(Account::Deposits, in_eur), eur(5_500));
        assert_eq!(book.balance(Account::Provider, in_usd), money(-205, "USD"));
        assert_eq!(book.balance(Account::Sales, in_eur), eur(0));
        assert_eq!(book.balances(in_usd).len(), 2);
        assert_eq!((book.trial_balance_minor(in_eur), book.trial_balance_minor(in_usd)), (0, 0));
    }
}
