//! How fast the provider may be asked: token buckets in whole numbers, one for each endpoint and one for all.
//!
//! Jobs leave a quarter of each bucket to people who wait; people are never refused, and jobs make up for them.

mod ask;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::state::states;
use super::time::after;

pub use ask::asks;

/// Levels are kept in millionths of a token, so that a microsecond at a whole rate is a whole number of them.
const TOKEN: i64 = 1_000_000;
/// A bucket holds what comes in this many seconds.
const BURST_SECONDS: i64 = 1;
/// One token in so many is kept for people.
const PEOPLES_SHARE: i64 = 4;
/// Where the provider asks to slow down and does not say for how long.
pub const BACK_OFF: TimeDelta = TimeDelta::seconds(2);
/// A provider's word is not followed for longer than this.
pub const BACK_OFF_MAX: TimeDelta = TimeDelta::hours(1);

states! {
    /// What is counted on its own. Each request draws one token from its endpoint and one from `All`.
    pub Bucket {
        All = "all",
        Balances = "balances",
        CancelIntent = "cancel_intent",
        ConfirmIntent = "confirm_intent",
        CreateCustomer = "create_customer",
        CreateIntent = "create_intent",
        CreatePayee = "create_payee",
        CreateRefund = "create_refund",
        CreateTransfer = "create_transfer",
        Detach = "detach",
        ExpireSession = "expire_session",
        ListIntents = "list_intents",
        ListMovements = "list_movements",
        ListRefunds = "list_refunds",
        ListTransfers = "list_transfers",
        OpenSession = "open_session",
        ReadIntent = "read_intent",
        ReadPayee = "read_payee",
        ReadSession = "read_session",
        TopUp = "top_up",
    }
}

/// Requests in a second; none where there is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    pub endpoint: Option<u32>,
    pub all: Option<u32>,
}

impl Rates {
    /// A sandbox in our own process.
    pub const UNLIMITED: Self = Self { endpoint: None, all: None };
    /// Four fifths of what Stripe allows in live mode: 25 for each endpoint and 100 in all.
    pub const LIVE: Self = Self { endpoint: Some(20), all: Some(80) };
    /// The same of Stripe's test mode: 25 in all.
    pub const TEST: Self = Self { endpoint: Some(20), all: Some(20) };

    pub const fn is_unlimited(self) -> bool {
        self.endpoint.is_none() && self.all.is_none()
    }

    const fn of(self, bucket: Bucket) -> Option<u32> {
        if matches!(bucket, Bucket::All) { self.all } else { self.endpoint }
    }

    /// How many requests of one endpoint jobs can make in a second; none where there is no limit.
    pub fn per_second(self) -> Option<u32> {
        self.endpoint.into_iter().chain(self.all).min()
    }
}

/// How full a bucket was at an instant. One in the future means that nothing flows in until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// Millionths of a token; below zero where people asked for more than there was.
    pub micro: i64,
    pub at: DateTime<Utc>,
}

impl Level {
    pub fn full(rate: u32, now: DateTime<Utc>) -> Self {
        Self { micro: capacity(rate), at: now }
    }

    fn refilled(self, rate: u32, now: DateTime<Utc>) -> Self {
        let elapsed = now.signed_duration_since(self.at).num_microseconds().unwrap_or(i64::MAX);
        if elapsed <= 0 {
            return self;
        }
        let flowed = elapsed.saturating_mul(i64::from(rate));
        Self { micro: self.micro.saturating_add(flowed).min(capacity(rate)), at: now }
    }

    fn less(self, tokens: i64, least: i64) -> Self {
        let taken = tokens.saturating_mul(TOKEN);
        Self { micro: self.micro.saturating_sub(taken).max(least), ..self }
    }
}

/// The buckets as one transaction holds them.
#[derive(Debug, Clone)]
pub struct Buckets {
    rates: Rates,
    levels: BTreeMap<Bucket, Level>,
    changed: Vec<Bucket>,
}

impl Buckets {
    /// A bucket that was never drawn from is full.
    pub fn new(rates: Rates, levels: BTreeMap<Bucket, Level>) -> Self {
        Self { rates, levels, changed: Vec::new() }
    }

    /// Takes all tokens of a job's requests, or none; what is people's is left to them.
    pub fn draw(&mut self, endpoints: &[Bucket], now: DateTime<Utc>) -> bool {
        let needed = self.needed(endpoints);
        let has = |(bucket, tokens): &(Bucket, i64)| {
            let Some(rate) = self.rates.of(*bucket) else { return true };
            let level = self.level(*bucket, rate, now);
            level.less(*tokens, i64::MIN).micro >= reserve(rate)
        };
        if !needed.iter().all(has) {
            return false;
        }
        self.take(&needed, now);
        true
    }

    /// Takes the tokens of a person's requests, whatever there is.
    pub fn draw_first(&mut self, endpoints: &[Bucket], now: DateTime<Utc>) {
        let needed = self.needed(endpoints);
        self.take(&needed, now);
    }

    /// Empties an endpoint's bucket, and lets nothing flow into it before `until`.
    pub fn back_off(&mut self, endpoint: Bucket, until: DateTime<Utc>, now: DateTime<Utc>) {
        let Some(rate) = self.rates.of(endpoint) else { return };
        let until = until.min(after(now, BACK_OFF_MAX));
        let level = self.level(endpoint, rate, now);
        self.set(endpoint, Level { micro: level.micro.min(0), at: level.at.max(until) });
    }

    /// What was changed and has to be kept.
    pub fn changed(&self) -> impl Iterator<Item = (Bucket, Level)> {
        self.changed.iter().filter_map(|bucket| Some((*bucket, *self.levels.get(bucket)?)))
    }

    /// Tokens by bucket: one of its endpoint and one of `All` for each request.
    fn needed(&self, endpoints: &[Bucket]) -> Vec<(Bucket, i64)> {
        let mut needed: BTreeMap<Bucket, i64> = BTreeMap::new();
        for bucket in endpoints.iter().flat_map(|endpoint| [*endpoint, Bucket::All]) {
            if self.rates.of(bucket).is_some() {
                let tokens = needed.entry(bucket).or_default();
                *tokens = tokens.saturating_add(1);
            }
        }
        needed.into_iter().collect()
    }

    fn take(&mut self, needed: &[(Bucket, i64)], now: DateTime<Utc>) {
        for (bucket, tokens) in needed {
            let Some(rate) = self.rates.of(*bucket) else { continue };
            let least = capacity(rate).saturating_neg();
            let level = self.level(*bucket, rate, now).less(*tokens, least);
            self.set(*bucket, level);
        }
    }

    fn level(&self, bucket: Bucket, rate: u32, now: DateTime<Utc>) -> Level {
        self.levels.get(&bucket).map_or_else(|| Level::full(rate, now), |level| level.refilled(rate, now))
    }

    fn set(&mut self, bucket: Bucket, level: Level) {
        self.levels.insert(bucket, level);
        if !self.changed.contains(&bucket) {
            self.changed.push(bucket);
        }
    }
}

fn capacity(rate: u32) -> i64 {
    i64::from(rate).saturating_mul(TOKEN).saturating_mul(BURST_SECONDS)
}

/// Whole tokens, so that a rate of one still lets a job through.
fn reserve(rate: u32) -> i64 {
    i64::from(rate).checked_div(PEOPLES_SHARE).unwrap_or(0).saturating_mul(TOKEN)
}
