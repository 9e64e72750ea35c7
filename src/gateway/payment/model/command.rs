//! What a front asks of the model, and what it answers. A line of these is all that ever changes the model.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::card::Entry;
use super::{
    ConfirmIntent, CreateIntent, CreateRefund, CreateTransfer, CustomerRef, Intent, IntentRef, Key,
    MethodRef, Money, OpenSession, Payee, PayeeRef, PayeeStatus, Refund, Session, SessionRef, Terms,
    Transfer, TransferRef,
};
use crate::domain::id::AccountId;

/// One step of the model with everything it may not make itself: the instant and an id never used before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub now: DateTime<Utc>,
    pub fresh: Uuid,
    pub command: Command,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// How long things take from here on.
    Configure(Terms),
    /// Lets what is due at this instant happen, and nothing else.
    Tick,
    Keyed {
        key: Key,
        request: Request,
        fate: Fate,
    },
    Direct(Act),
}

/// What becomes of a request that carries a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Answered,
    /// A 500 is saved under the key, and nothing was done.
    BrokenBefore,
    /// A 500 is saved under the key, and it was done.
    BrokenAfter,
}

/// A request under a key: its endpoint and its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    CreateCustomer { buyer: AccountId, email: String },
    OpenSession(OpenSession),
    CreateIntent(CreateIntent),
    ConfirmIntent(ConfirmIntent),
    CreateRefund(CreateRefund),
    CreatePayee { account: AccountId, email: String },
    CreateTransfer(CreateTransfer),
    TopUp { amount: Money },
}

/// What needs no key, because doing it twice is doing it once, and what people do on the provider's pages and in
/// its dashboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    ExpireSession(SessionRef),
    Detach(MethodRef),
    /// In the dashboard: a customer is forgotten, with every card of theirs.
    DeleteCustomer(CustomerRef),
    /// In the dashboard: a refund that we never asked for.
    RefundOutside {
        intent: IntentRef,
        amount: Money,
    },
    CancelIntent(IntentRef),
    SubmitCard {
        session: SessionRef,
        entry: Entry,
    },
    AuthenticateCard {
        session: SessionRef,
        verdict: Verdict,
    },
    FinishAction {
        intent: IntentRef,
        verdict: Verdict,
    },
    SetPayee {
        payee: PayeeRef,
        status: PayeeStatus,
    },
    ReverseTransfer {
        transfer: TransferRef,
        amount: Money,
    },
}

/// What the buyer made of the bank's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Pass,
    Fail,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Customer(CustomerRef),
    Session(Session),
    Intent(Intent),
    Refund(Refund),
    Payee(Payee),
    Transfer(Transfer),
    TopUp(String),
    Step(Step),
    Nothing,
}

/// Where a person on one of the provider's pages goes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The bank asks first, on the same page.
    Authenticate,
    /// Back to us, at this address.
    Return(String),
}
