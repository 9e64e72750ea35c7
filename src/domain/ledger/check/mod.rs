//! The proofs of `greenlit ledger check`, over rows given as values. Each finding names the row that is wrong.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::account::{Account, AccountKind};
use super::book::{Book, money};
use crate::domain::id::{CampaignId, EntryId, MovementId, PreorderId};
use crate::domain::money::{BASIS_POINTS, Currency, Money};

/// How long a movement may be without an entry, and an entry without its movement, in hours.
pub const MATCHED_WITHIN_HOURS: i64 = 72;

/// Part of the deposits in production that is kept back unless the settings say otherwise: a fifth.
pub const PRODUCTION_RESERVE_BASIS_POINTS: u32 = 2_000;

/// What an order's own rows say of its money, all without tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderRow {
    pub preorder: PreorderId,
    pub paid: Money,
    /// Shipped.
    pub recognised: Money,
    /// Decided for refund before shipping, whether it left yet or not.
    pub refunded: Money,
    /// Lost in disputes before shipping.
    pub charged_back: Money,
}

/// A line of the provider's own book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovementRow {
    pub id: MovementId,
    /// Signed, before the fee.
    pub amount: Money,
    /// Taken off with the same line, zero or more.
    pub fee_minor: i64,
    pub created_at: DateTime<Utc>,
}

/// What the provider says it holds for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProviderBalance {
    pub available: Money,
    pub pending_minor: i64,
    pub reserved_minor: i64,
}

/// What is kept back when free money is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reserve {
    /// Campaigns whose run is frozen, finished ones too; the deposits of all others count in full.
    pub in_production: BTreeSet<CampaignId>,
    /// Part of the deposits in production that counts, 0 to 10,000.
    pub basis_points: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    #[error("entry {entry} does not balance")]
    Unbalanced { entry: EntryId },
    #[error("entry {entry} moves deposits and names no pre-order")]
    DepositWithoutOrder { entry: EntryId },
    #[error("pre-order {preorder} holds a deposit of {held}, and its rows say {expected}")]
    DepositDiffers { preorder: PreorderId, held: Money, expected: Money },
    #[error("pre-order {preorder} holds a deposit below zero: {held}")]
    DepositNegative { preorder: PreorderId, held: Money },
    #[error("pre-order {preorder} has {minor} minor units of {currency} on deposits and no row for it")]
    DepositUnknown { preorder: PreorderId, currency: &'static str, minor: i64 },
    #[error("the book says the provider holds {book}, and the provider says {provider}")]
    ProviderDiffers { book: Money, provider: Money },
    #[error("movement {movement} of {amount} has no entry")]
    MovementUnmatched { movement: MovementId, amount: Money },
    #[error("movement {movement} is {amount} after its fee, and its entries make {posted}")]
    MovementDiffers { movement: MovementId, amount: Money, posted: Money },
    #[error("entry {entry} moves the provider's balance and the provider shows no movement")]
    EntryUnmatched { entry: EntryId },
    #[error("{held} is in suspense, not explained")]
    Unexplained { held: Money },
    #[error("free money is below zero: {free}")]
    FreeMoneyNegative { free: Money },
}

/// Every entry balances, one that moves deposits names its order, one that moves the provider's balance has its
/// movement within 72 hours.
pub fn entries(book: &Book, now: DateTime<Utc>) -> Vec<Finding> {
    let unbalanced = book.unbalanced.iter().map(|entry| Finding::Unbalanced { entry: *entry });
    let orderless = book.orderless.iter().map(|entry| Finding::DepositWithoutOrder { entry: *entry });
    let late = book.unmoved.iter().filter(|(_, occurred_at)| is_late(*occurred_at, now));
    let unmatched = late.map(|(entry, _)| Finding::EntryUnmatched { entry: *entry });
    unbalanced.chain(orderless).chain(unmatched).collect()
}

/// Each order's deposit is what it paid, less recognised, refunded and charged back, and never negative.
pub fn orders(book: &Book, rows: &[OrderRow]) -> Vec<Finding> {
    let known: BTreeSet<_> = rows.iter().map(|row| (row.paid.currency.code(), row.preorder)).collect();
    let unknown =
        book.orders().filter(|(code, preorder, minor)| *minor != 0 && !known.contains(&(*code, *preorder)));
    let unknown = unknown.map(|(currency, preorder, minor)| Finding::DepositUnknown {
        preorder,
        currency,
        minor: i64::try_from(minor).unwrap_or(i64::MAX),
    });
    rows.iter().flat_map(|row| order(book, row)).chain(unknown).collect()
}

fn order(book: &Book, row: &OrderRow) -> Vec<Finding> {
    let held = book.deposit(row.preorder, row.paid.currency);
    let gone = [row.recognised, row.refunded, row.charged_back];
    let left = gone.iter().try_fold(row.paid, |left, gone| left.checked_sub(*gone));
    let mut findings = Vec::new();
    if left != Ok(held) {
        let expected = left.unwrap_or(row.paid);
        findings.push(Finding::DepositDiffers { preorder: row.preorder, held, expected });
    }
    if held.minor < 0 {
        findings.push(Finding::DepositNegative { preorder: row.preorder, held });
    }
    findings
}

/// The account `provider` is the provider's available, pending and reserved balance, in each currency it names.
pub fn provider(book: &Book, balances: &[ProviderBalance]) -> Vec<Finding> {
    let differs = |row: &ProviderBalance| {
        let currency = row.available.currency;
        let parts = [row.available.minor, row.pending_minor, row.reserved_minor];
        let provider = money(parts.iter().map(|minor| i128::from(*minor)).sum(), currency);
        let book = book.balance(Account::Provider, currency);
        (book != provider).then_some(Finding::ProviderDiffers { book, provider })
    };
    balances.iter().filter_map(differs).collect()
}

/// Each movement has its entries within 72 hours, and they make its amount less its fee.
pub fn movements(book: &Book, rows: &[MovementRow], now: DateTime<Utc>) -> Vec<Finding> {
    let finding = |row: &MovementRow| {
        let after_fee = i128::from(row.amount.minor).saturating_sub(i128::from(row.fee_minor));
        match book.moved(row.id) {
            Some(posted) if posted == after_fee => None,
            Some(posted) => Some(Finding::MovementDiffers {
                movement: row.id,
                amount: money(after_fee, row.amount.currency),
                posted: money(posted, row.amount.currency),
            }),
            None => is_late(row.created_at, now)
                .then_some(Finding::MovementUnmatched { movement: row.id, amount: row.amount }),
        }
    };
    rows.iter().filter_map(finding).collect()
}

fn is_late(since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now.signed_duration_since(since) > TimeDelta::hours(MATCHED_WITHIN_HOURS)
}

/// Nothing is in suspense, and free money is not negative.
pub fn totals(book: &Book, currency: Currency, reserve: &Reserve) -> Vec<Finding> {
    let held = book.balance(Account::Suspense, currency);
    let free = free_money(book, currency, reserve);
    let unexplained = (!held.is_zero()).then_some(Finding::Unexplained { held });
    let negative = (free.minor < 0).then_some(Finding::FreeMoneyNegative { free });
    unexplained.into_iter().chain(negative).collect()
}

/// What the organiser may take out (`DESIGN.md` section 4): provider and bank, less tax, refunds due, prize
/// reserves, what designers are owed, unexplained money, and the deposits that the reserve keeps back.
///
/// Each reserve and each designer counts only above zero: what a designer owes is no money in hand.
pub fn free_money(book: &Book, currency: Currency, reserve: &Reserve) -> Money {
    let mut free = 0_i128;
    for (account, balance) in book.balances(currency) {
        let minor = i128::from(balance.minor);
        free = match account.kind() {
            AccountKind::Provider | AccountKind::Bank => free.saturating_add(minor),
            AccountKind::Tax | AccountKind::RefundsDue => free.saturating_sub(minor),
            AccountKind::PrizeReserve
            | AccountKind::PrizesDue
            | AccountKind::RoyaltiesDue
            | AccountKind::Suspense => free.saturating_sub(minor.max(0)),
            AccountKind::Disputed
            | AccountKind::Deposits
            | AccountKind::Organiser
            | AccountKind::Sales
            | AccountKind::Returns
            | AccountKind::ProviderFees
            | AccountKind::PrizeExpense
            | AccountKind::RoyaltyExpense
            | AccountKind::DisputeLosses
            | AccountKind::WriteOffs => free,
        };
    }
    let deposits: BTreeMap<_, _> = book.campaign_deposits(currency).collect();
    let kept = deposits.into_iter().map(|(campaign, minor)| {
        let started = campaign.is_some_and(|campaign| reserve.in_production.contains(&campaign));
        if started { part_up(minor, reserve.basis_points) } else { minor }
    });
    money(kept.fold(free, i128::saturating_sub), currency)
}

/// `basis_points` of `minor`, rounded up.
fn part_up(minor: i128, basis_points: u32) -> i128 {
    let whole = i128::from(BASIS_POINTS);
    let product = minor.saturating_mul(i128::from(basis_points));
    product.saturating_add(whole.saturating_sub(1)).div_euclid(whole)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may overflow: it then fails")]
mod tests;
