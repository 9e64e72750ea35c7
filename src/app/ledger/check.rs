//! `ledger check`: the proofs of the book over the rows as they were at one instant.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Error;
use crate::app::caller::Admin;
use crate::app::{App, movement};
use crate::domain::id::PreorderId;
use crate::domain::ledger::check::{
    self, Finding, MovementRow, OrderRow, PRODUCTION_RESERVE_BASIS_POINTS, ProviderBalance, Reserve,
};
use crate::domain::ledger::{Account, Book};
use crate::domain::money::{self, Currency, Money};
use crate::domain::preorder::Preorder;
use crate::domain::refund::{self, Refund};
use crate::domain::shipment::{Shipment, worth};
use crate::gateway::payment::{Answer, Balance};
use crate::store::{self, Reads, StoreError};

const ROWS_AT_ONCE: u64 = 500;
/// How often the rows are read again because the provider's balance moved meanwhile.
const LOOKS_MAX: usize = 5;

/// What was proved, and every row that is not right.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub checked_at: DateTime<Utc>,
    pub entries: u64,
    pub movements: u64,
    /// Orders that ever received money.
    pub orders: u64,
    pub balances: Vec<Balances>,
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether the book is right. That free money is below zero, as after fees, is no mistake of the book.
    pub fn is_proven(&self) -> bool {
        self.findings.iter().all(|finding| matches!(finding, Finding::FreeMoneyNegative { .. }))
    }
}

/// The balances of one currency.
#[derive(Debug, Clone, Serialize)]
pub struct Balances {
    pub currency: Currency,
    /// What the organiser may take out.
    pub free: Money,
    /// Debits less credits of everything in minor units: zero, or the book is broken.
    pub trial_balance_minor: i64,
    /// Each account on its normal side.
    pub accounts: BTreeMap<String, Money>,
}

/// The book with what was counted while it was added up.
struct Read {
    book: Book,
    currencies: Vec<Currency>,
    entries: u64,
    reserve: Reserve,
}

/// Takes in the provider's book, then proves ours against it and against the rows of orders.
///
/// What is being charged while it runs may be found: then run it again.
pub async fn check(app: &App) -> Result<Report, Error> {
    movement::sync(app).await?;
    let mut before = call_balances(app).await?;
    let mut looks = 1;
    loop {
        let report = look(app, &before).await?;
        let after = call_balances(app).await?;
        if after == before || looks >= LOOKS_MAX {
            return Ok(report);
        }
        movement::sync(app).await?;
        before = after;
        looks += 1;
    }
}

async fn call_balances(app: &App) -> Answer<Vec<Balance>> {
    app.outside.payment.balances().await
}

async fn look(app: &App, provider: &[Balance]) -> Result<Report, Error> {
    let now = app.now();
    let snapshot = app.store.begin_read().await?;
    let read = read(&snapshot).await?;
    let orders = orders(&snapshot).await?;
    let movements = movements(&snapshot).await?;
    let mut findings = check::entries(&read.book, now);
    findings.extend(check::orders(&read.book, &orders));
    findings.extend(check::provider(&read.book, &provider.iter().map(balance).collect::<Vec<_>>()));
    findings.extend(check::movements(&read.book, &movements, now));
    for currency in &read.currencies {
        findings.extend(check::totals(&read.book, *currency, &read.reserve));
    }
    Ok(Report {
        checked_at: now,
        entries: read.entries,
        movements: u64::try_from(movements.len()).unwrap_or(u64::MAX),
        orders: u64::try_from(orders.len()).unwrap_or(u64::MAX),
        balances: read.currencies.iter().map(|currency| balances(&read, *currency)).collect(),
        findings,
    })
}

/// All balances as the journal has them, without asking the provider.
pub async fn trial_balance(app: &App, _admin: &Admin) -> Result<Vec<Balances>, Error> {
    let read = read(&app.store.begin_read().await?).await?;
    Ok(read.currencies.iter().map(|currency| balances(&read, *currency)).collect())
}

async fn read(reads: &impl Reads) -> Result<Read, StoreError> {
    let in_production = store::run::list_campaigns(reads).await?;
    let reserve = Reserve { in_production, basis_points: PRODUCTION_RESERVE_BASIS_POINTS };
    let mut read = Read { book: Book::default(), currencies: Vec::new(), entries: 0, reserve };
    let mut after = None;
    loop {
        let page = store::journal::list(reads, after, ROWS_AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(read) };
        after = Some(last.row.id);
        for record in &page {
            read.book.post(&record.row);
            read.entries = read.entries.saturating_add(1);
            if !read.currencies.contains(&record.row.currency) {
                read.currencies.push(record.row.currency);
            }
        }
    }
}

async fn movements(reads: &impl Reads) -> Result<Vec<MovementRow>, StoreError> {
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let page = store::movement::list(reads, after, ROWS_AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(rows) };
        after = Some(last.id);
        rows.extend(page.iter().map(|movement| MovementRow {
            id: movement.id,
            amount: movement.amount,
            fee_minor: movement.fee_minor,
            created_at: movement.created_at,
        }));
    }
}

async fn orders(reads: &impl Reads) -> Result<Vec<OrderRow>, Error> {
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let page = store::preorder::list_received(reads, after, ROWS_AT_ONCE).await?;
        let Some(last) = page.last() else { return Ok(rows) };
        after = Some(last.id);
        let ids: Vec<PreorderId> = page.iter().map(|order| order.id).collect();
        let parcels = store::shipment::list_of_orders(reads, &ids).await?;
        let refunds = store::refund::list_of_orders(reads, &ids).await?;
        for order in &page {
            let own = |parcel: &&Shipment| parcel.preorder == order.id;
            let parcels: Vec<Shipment> = parcels.iter().filter(own).cloned().collect();
            let own = |refund: &&Refund| refund.preorder == order.id;
            let refunds: Vec<Refund> = refunds.iter().filter(own).cloned().collect();
            rows.push(order_row(order, &parcels, &refunds)?);
        }
    }
}

/// What an order's own rows say of its deposit. Disputes are not taken in yet, so nothing is charged back.
fn order_row(order: &Preorder, parcels: &[Shipment], refunds: &[Refund]) -> Result<OrderRow, money::Error> {
    let nothing = Money::zero(order.total.currency);
    let unshipped: Vec<&Refund> = refunds.iter().filter(|refund| is_of_deposit(refund)).collect();
    let add = |sum: Money, refund: &&Refund| sum.checked_add(refund.part()?.net);
    let sum = |refunds: &[&Refund]| refunds.iter().try_fold(nothing, add);
    let is_of_goods = |refund: &&Refund| refund.goods_minor > 0 || refund.shipping_minor > 0;
    let of_goods: Vec<&Refund> = unshipped.iter().copied().filter(is_of_goods).collect();
    let used = worth::used_minor(order, parcels, refunds)?;
    // What is used up is shipped or given back, and both were counted on one scale.
    let recognised = worth::order(order)?.between(0, used)?.net.checked_sub(sum(&of_goods)?)?;
    Ok(OrderRow {
        preorder: order.id,
        paid: paid_net(order)?,
        recognised,
        refunded: sum(&unshipped)?,
        charged_back: nothing,
    })
}

/// Goodwill and refunds of shipped goods are taken off sales, not off the deposit.
fn is_of_deposit(refund: &Refund) -> bool {
    refund.is_standing() && !refund.is_of_shipped() && refund.kind != refund::Kind::Goodwill
}

/// What was received, without its tax. Money that came twice has the tax twice.
fn paid_net(order: &Preorder) -> Result<Money, money::Error> {
    let unsigned = |minor: i64| u64::try_from(minor).map_err(|_| money::Error::Overflow);
    let tax = order.tax.portion(unsigned(order.received.minor)?, unsigned(order.total.minor)?)?;
    order.received.checked_sub(tax)
}

fn balance(balance: &Balance) -> ProviderBalance {
    ProviderBalance {
        available: Money::new(balance.available_minor, balance.currency),
        pending_minor: balance.pending_minor,
        reserved_minor: balance.reserved_minor,
    }
}

fn balances(read: &Read, currency: Currency) -> Balances {
    let trial = read.book.trial_balance_minor(currency);
    let name = |account: Account| match account.subject() {
        Some(subject) => format!("{}:{subject}", account.kind()),
        None => account.kind().to_string(),
    };
    Balances {
        currency,
        free: check::free_money(&read.book, currency, &read.reserve),
        trial_balance_minor: i64::try_from(trial).unwrap_or(if trial < 0 { i64::MIN } else { i64::MAX }),
        accounts: read
            .book
            .balances(currency)
            .into_iter()
            .map(|(account, held)| (name(account), held))
            .collect(),
    }
}
