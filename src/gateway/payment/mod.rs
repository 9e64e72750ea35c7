//! The payment provider: saved cards, intents, refunds, transfers, its balance and its movements.
//!
//! The words are the provider's own (a card session saves a card, an intent charges it once). Every call that
//! changes something carries a key from a stored row; the same key with the same parameters does nothing twice.

pub mod currency;
pub mod model;
pub mod sandbox;
pub mod stripe;
pub mod webhook;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::id::{AccountId, AttemptId, PreorderId};
use crate::domain::money::{Currency, Money};

/// Names one operation for the provider, always from a stored row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(pub String);

macro_rules! references {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

references! {
    /// The provider's id of a buyer.
    CustomerRef,
    /// The provider's id of one visit to its card page.
    SessionRef,
    /// The provider's id of a saved card. It belongs to one commitment and is never shared.
    MethodRef,
    /// The provider's id of an intent.
    IntentRef,
    /// The provider's id of a refund.
    RefundRef,
    /// The provider's id of a designer's account there.
    PayeeRef,
    /// The provider's id of a transfer to a designer's account.
    TransferRef,
}

/// Why a call did not give an answer that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Time-out or reset: whether it happened is unknown. The same key may be sent again.
    #[error("the provider did not answer")]
    NoAnswer,
    /// 409: the same key is being worked on. The same key may be sent again.
    #[error("the provider is still working on the same request")]
    InFlight,
    /// 429, before the key was looked at. The same key may be sent again.
    #[error("the provider asks to slow down")]
    RateLimited { retry_after: Option<Duration> },
    /// 5xx: may be saved under the key, so the key is spent; read the object.
    #[error("the provider failed with status {status}")]
    Broken { status: u16 },
    /// 4xx: the request itself is wrong; sending it again changes nothing.
    #[error("the provider refused the request ({code})")]
    Refused { code: String, message: String },
}

/// The code of a refusal about something that the provider does not have, or has no more.
pub const MISSING: &str = "resource_missing";

/// The code of a refusal because the key was sent before with other parameters: by rows that a restored database lost.
pub const KEY_TAKEN: &str = "idempotency_error";

pub type Answer<T> = Result<T, Failure>;

/// What may be shown of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub brand: String,
    pub last4: String,
    pub exp_month: u8,
    pub exp_year: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSession {
    pub customer: CustomerRef,
    pub preorder: PreorderId,
    /// Where the provider sends the buyer afterwards, whatever came of it.
    pub return_url: String,
    /// 30 minutes to 24 hours from now.
    pub expires_at: DateTime<Utc>,
    /// What the buyer accepts by saving a card, shown beside the button. Empty in what older versions wrote.
    #[serde(default)]
    pub terms: String,
    /// In which the card will be charged. None in what older versions wrote.
    #[serde(default)]
    pub currency: Option<Currency>,
}

/// One visit to the provider's card page, which saves a card for later and charges nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub id: SessionRef,
    pub preorder: PreorderId,
    /// The hosted page.
    pub url: String,
    pub expires_at: DateTime<Utc>,
    pub status: SessionStatus,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    Open,
    Complete { method: MethodRef, card: Card },
    Expired,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateIntent {
    pub customer: CustomerRef,
    pub preorder: PreorderId,
    pub amount: Money,
    /// The attempt that it is made for; later attempts may confirm it too. None in what older versions wrote.
    #[serde(default)]
    pub attempt: Option<AttemptId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmIntent {
    pub intent: IntentRef,
    pub method: MethodRef,
    pub presence: Presence,
}

/// Whether the buyer is there to answer the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    OffSession,
    /// The bank's page sends the buyer back to this address.
    OnSession {
        return_url: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    Succeeded,
    Canceled,
}

/// The present state of an intent. A declined confirmation is an answer too: `last_decline` says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    pub id: IntentRef,
    pub preorder: PreorderId,
    pub status: IntentStatus,
    pub amount: Money,
    pub received_minor: i64,
    /// The most recent refusal, until a confirmation succeeds.
    pub last_decline: Option<Decline>,
    /// The bank's page, while `status` is `RequiresAction`.
    pub action_url: Option<String>,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// The provider's decline code, as `insufficient_funds` or `authentication_required`.
    pub code: String,
    /// Whether the issuer says never to try this card again.
    pub never_again: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateRefund {
    pub intent: IntentRef,
    pub amount: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    Pending,
    Succeeded,
    Failed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    pub id: RefundRef,
    pub intent: IntentRef,
    pub amount: Money,
    pub status: RefundStatus,
    /// The key it was made with, so that a lost answer can be found in the list.
    pub key: Option<Key>,
}

/// A designer's account at the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payee {
    pub id: PayeeRef,
    pub account: AccountId,
    pub status: PayeeStatus,
    /// The provider's page on which its holder completes it.
    pub onboarding_url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayeeStatus {
    Pending,
    Active,
    Restricted,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateTransfer {
    pub payee: PayeeRef,
    pub amount: Money,
    /// One group for each payout, so that a transfer of unknown fate can be found.
    pub group: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    pub id: TransferRef,
    pub payee: PayeeRef,
    pub amount: Money,
    pub reversed_minor: i64,
    pub group: String,
}

/// The provider's own account of us in one currency, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    pub currency: Currency,
    pub available_minor: i64,
    pub pending_minor: i64,
    pub reserved_minor: i64,
}

/// One line of the provider's book (a balance transaction).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Unique; lists are in its order.
    pub id: String,
    pub kind: MovementKind,
    /// What moved it: an intent, a refund, a transfer, a top-up.
    pub source: String,
    /// Signed, before the fee.
    pub amount: Money,
    /// Taken off by the provider with the same line, zero or more.
    pub fee_minor: i64,
    pub created_at: DateTime<Utc>,
    pub available_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    Charge,
    Refund,
    RefundFailure,
    Transfer,
    TransferReversal,
    TopUp,
    Payout,
    Dispute,
    DisputeReversal,
    /// A fee of its own line, an hour or so after what it is for.
    Fee,
    Other,
}

/// What the provider can express and settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Inexpressible {
    #[error("the payment provider does not settle {0}")]
    Currency(Currency),
    #[error(
        "the payment provider cannot express {0}; in this currency it takes multiples of {1} minor units"
    )]
    Amount(Money, i64),
    #[error("{0} is below the payment provider's minimum of {1}")]
    BelowMinimum(Money, Money),
}

#[async_trait]
pub trait Payment: Send + Sync {
    /// Whether a price, fee or tax can be expressed exactly, whatever its size. Pure; asked when a round is made.
    fn expressible(&self, amount: Money) -> Result<(), Inexpressible>;
    /// The smallest total that can be charged; an error where the currency is not settled.
    fn minimum(&self, currency: Currency) -> Result<Money, Inexpressible>;
    /// Whether this total can be charged: expressible, and not below the minimum.
    fn chargeable(&self, total: Money) -> Result<(), Inexpressible> {
        self.expressible(total)?;
        let minimum = self.minimum(total.currency)?;
        if total.minor < minimum.minor {
            return Err(Inexpressible::BelowMinimum(total, minimum));
        }
        Ok(())
    }

    async fn create_customer(&self, key: &Key, buyer: AccountId, email: &str) -> Answer<CustomerRef>;

    async fn open_session(&self, key: &Key, session: &OpenSession) -> Answer<Session>;
    async fn read_session(&self, id: &SessionRef) -> Answer<Session>;
    /// Ends an open session; one that is complete stays complete, and the answer says so.
    async fn expire_session(&self, id: &SessionRef) -> Answer<Session>;
    /// Every visit of this pre-order that saved a card, in no order: a list, never a search.
    async fn list_complete_sessions(
        &self,
        customer: &CustomerRef,
        preorder: PreorderId,
    ) -> Answer<Vec<Session>>;
    /// Forgets a saved card for ever. Forgetting twice is no error.
    async fn detach(&self, method: &MethodRef) -> Answer<()>;

    /// Made unconfirmed: it charges nothing until it is confirmed.
    async fn create_intent(&self, key: &Key, intent: &CreateIntent) -> Answer<Intent>;
    async fn confirm_intent(&self, key: &Key, confirm: &ConfirmIntent) -> Answer<Intent>;
    async fn read_intent(&self, id: &IntentRef) -> Answer<Intent>;
    /// Cancels it unless it succeeded; the answer is its present state either way.
    async fn cancel_intent(&self, id: &IntentRef) -> Answer<Intent>;
    /// Every intent of this pre-order, oldest first: a list, never a search.
    async fn list_intents(&self, customer: &CustomerRef, preorder: PreorderId) -> Answer<Vec<Intent>>;

    async fn create_refund(&self, key: &Key, refund: &CreateRefund) -> Answer<Refund>;
    async fn read_refund(&self, id: &RefundRef) -> Answer<Refund>;
    async fn list_refunds(&self, intent: &IntentRef) -> Answer<Vec<Refund>>;

    async fn create_payee(&self, key: &Key, account: AccountId, email: &str) -> Answer<Payee>;
    async fn read_payee(&self, id: &PayeeRef) -> Answer<Payee>;
    async fn create_transfer(&self, key: &Key, transfer: &CreateTransfer) -> Answer<Transfer>;
    async fn list_transfers(&self, group: &str) -> Answer<Vec<Transfer>>;

    /// Money brought in by the organiser, as for a prize. Returns its source id, as movements name it.
    async fn top_up(&self, key: &Key, amount: Money) -> Answer<String>;
    async fn balances(&self) -> Answer<Vec<Balance>>;
    /// Lines of the provider's book after that id (from the start without one), oldest first, at most `limit`.
    async fn list_movements(&self, after: Option<&str>, limit: u32) -> Answer<Vec<Movement>>;
}
