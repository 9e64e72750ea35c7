//! A card payment provider as one pure state machine: no clock, no I/O, no randomness.
//!
//! A front (the sandbox, a simulation, a stand-in server) passes in the instant and a fresh id with each
//! line; the same lines give the same model and the same answers. Addresses in answers have no host.

mod balance;
pub mod card;
pub mod command;
pub mod idempotency;
pub mod intent;
pub mod refund;
pub mod session;
#[cfg(test)]
mod tests;
pub mod transfer;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::card::{Behaviour, TEST_CARDS, TestCard};
pub use self::command::{Act, Command, Fate, Line, Reply, Request, Step, Verdict};
use super::{
    Answer, Balance, Card, ConfirmIntent, CreateIntent, CreateRefund, CreateTransfer, CustomerRef, Decline,
    Failure, Inexpressible, Intent, IntentRef, IntentStatus, Key, MethodRef, Movement, MovementKind,
    OpenSession, Payee, PayeeRef, PayeeStatus, Presence, Refund, RefundRef, RefundStatus, Session,
    SessionRef, SessionStatus, Transfer, TransferRef,
};
use crate::domain::id::PreorderId;
use crate::domain::money::Money;

/// How long things take at the provider, and what it asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// From a charge until its money may be used.
    pub available_after_seconds: u32,
    /// From a charge until its fee appears as a line of its own.
    pub fee_after_seconds: u32,
    /// From a refund until it has succeeded; zero makes it succeed at once.
    pub refund_after_seconds: u32,
    /// From a refund that will fail until it does.
    pub refund_failure_after_seconds: u32,
    /// How long the slow test card is processing.
    pub slow_charge_seconds: u32,
    pub fee_basis_points: u32,
    /// Confirmations after which an intent is cancelled. The provider's real limit is not published and varies.
    #[serde(default = "intent::confirmations_max")]
    pub confirmations_max: u32,
    /// What a new payee is before anybody completes its account.
    pub new_payees: PayeeStatus,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            available_after_seconds: 2 * 24 * 60 * 60,
            fee_after_seconds: 60 * 60,
            refund_after_seconds: 60,
            refund_failure_after_seconds: 60 * 60,
            slow_charge_seconds: 60,
            fee_basis_points: 290,
            confirmations_max: intent::confirmations_max(),
            new_payees: PayeeStatus::Pending,
        }
    }
}

/// Everything the provider knows, for comparing with our own books.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    pub customers: BTreeMap<CustomerRef, session::CustomerRecord>,
    pub sessions: BTreeMap<SessionRef, session::SessionRecord>,
    pub methods: BTreeMap<MethodRef, card::MethodRecord>,
    pub intents: BTreeMap<IntentRef, intent::IntentRecord>,
    pub refunds: BTreeMap<RefundRef, refund::RefundRecord>,
    pub payees: BTreeMap<PayeeRef, transfer::PayeeRecord>,
    pub transfers: BTreeMap<TransferRef, transfer::TransferRecord>,
    /// In the order of their ids.
    pub movements: Vec<Movement>,
}

impl Book {
    /// The successful charges of one pre-order. More than one is a double charge.
    pub fn charges(&self, preorder: PreorderId) -> Vec<&intent::IntentRecord> {
        let is_charge = |intent: &&intent::IntentRecord| {
            intent.preorder == preorder && intent.status == IntentStatus::Succeeded
        };
        self.intents.values().filter(is_charge).collect()
    }

    /// The saved cards of one pre-order that could still be charged.
    pub fn usable_methods(&self, preorder: PreorderId) -> Vec<&card::MethodRecord> {
        let is_usable = |method: &&card::MethodRecord| method.preorder == preorder && !method.is_detached;
        self.methods.values().filter(is_usable).collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    terms: Terms,
    now: DateTime<Utc>,
    last_number: u64,
    schedule: BTreeMap<(DateTime<Utc>, u64), balance::Due>,
    used: HashMap<Key, idempotency::Used>,
    book: Book,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            terms: Terms::default(),
            now: DateTime::<Utc>::MIN_UTC,
            last_number: 0,
            schedule: BTreeMap::new(),
            used: HashMap::new(),
            book: Book::default(),
        }
    }
}

impl Model {
    pub const fn book(&self) -> &Book {
        &self.book
    }

    pub const fn terms(&self) -> Terms {
        self.terms
    }

    /// Whether nothing was ever applied.
    pub fn is_new(&self) -> bool {
        self.now == DateTime::<Utc>::MIN_UTC
    }

    /// Whether something would happen by itself at `now`, so that a reader must tick first.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.schedule.first_key_value().is_some_and(|((at, _), _)| *at <= now.max(self.now))
    }

    /// The only way the model changes. An instant before the last one counts as the last one.
    pub fn apply(&mut self, line: &Line) -> Answer<Reply> {
        self.advance(line.now);
        let moment = Moment { now: self.now, fresh: line.fresh };
        match &line.command {
            Command::Configure(terms) => {
                self.terms = *terms;
                Ok(Reply::Nothing)
            }
            Command::Tick => Ok(Reply::Nothing),
            Command::Keyed { key, request, fate } => self.keyed(moment, key, request, *fate),
            Command::Direct(act) => self.act(moment, act),
        }
    }

    fn act(&mut self, moment: Moment, act: &Act) -> Answer<Reply> {
        match act {
            Act::ExpireSession(session) => self.expire_session(moment, session),
            Act::Detach(method) => self.detach(method),
            Act::DeleteCustomer(customer) => self.delete_customer(customer),
            Act::RefundOutside { intent, amount } => self.refund_outside(moment, intent, *amount),
            Act::CancelIntent(intent) => self.cancel_intent(intent),
            Act::SubmitCard { session, entry } => self.submit_card(moment, session, entry),
            Act::AuthenticateCard { session, verdict } => self.authenticate_card(moment, session, *verdict),
            Act::FinishAction { intent, verdict } => self.finish_action(moment, intent, *verdict),
            Act::SetPayee { payee, status } => self.set_payee(payee, *status),
            Act::ReverseTransfer { transfer, amount } => self.reverse_transfer(moment, transfer, *amount),
            Act::PayOut { amount } => self.pay_out(moment, *amount),
        }
    }

    fn next_number(&mut self) -> u64 {
        self.last_number = self.last_number.saturating_add(1);
        self.last_number
    }
}

/// When a line happens, and the id for what it makes: at most one thing.
#[derive(Debug, Clone, Copy)]
struct Moment {
    now: DateTime<Utc>,
    fresh: Uuid,
}

impl Moment {
    fn id(self, prefix: &str) -> String {
        format!("{prefix}_{}", self.fresh.simple())
    }
}

fn later(at: DateTime<Utc>, seconds: u32) -> DateTime<Utc> {
    at.checked_add_signed(TimeDelta::seconds(i64::from(seconds))).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn refused(code: &str, message: &str) -> Failure {
    Failure::Refused { code: code.to_owned(), message: message.to_owned() }
}

fn missing(what: &str, id: impl Display) -> Failure {
    refused("resource_missing", &format!("There is no {what} {id}."))
}
