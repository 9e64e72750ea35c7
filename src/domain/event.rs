//! Events: the provider's word that something happened there. A hint, never a fact: the object is read.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::id::{AccountId, EventId, PreorderId};
use super::state::states;

states! {
    /// What was made of an event.
    pub Outcome {
        /// Its object is known here, and is read or was read.
        Read = "read",
        /// Its object is known here, and there is nothing to read any more.
        Settled = "settled",
        /// Its object is not of this deployment.
        Foreign = "foreign",
        /// Nothing here goes by events of this type.
        Ignored = "ignored",
        /// Its object carries this deployment's id, and no row knows it: money was stopped.
        Missing = "missing",
    }
}

/// What is known of something at the provider by an event about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    pub id: Option<String>,
    /// The provider's word for what it is, as `payment_intent`.
    pub kind: Option<String>,
    /// The intent that it belongs to, where it names one.
    pub intent: Option<String>,
    /// The group of a transfer.
    pub group: Option<String>,
    /// The deployment that made it, as its metadata says.
    pub deployment: Option<Uuid>,
    /// The pre-order that it was made for, as its metadata says.
    pub preorder: Option<PreorderId>,
    /// Whose account at the provider it is, as its metadata says.
    pub holder: Option<AccountId>,
}

/// An event as it is kept: its envelope and what leads to its object. Nothing of a card or a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub id: EventId,
    /// The provider's id, once here however often it is sent.
    pub provider_ref: String,
    /// The provider's word for what happened, as `payment_intent.succeeded`.
    pub kind: String,
    /// The connected account that it happened in, where it was not ours.
    pub account: Option<String>,
    pub object: Object,
    /// By the provider's clock.
    pub created_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub handled_at: Option<DateTime<Utc>>,
    /// None while it waits for its job.
    pub outcome: Option<Outcome>,
}

/// What an event is about, by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Intent,
    /// A charge, a refund or a dispute: read by the intent that it belongs to.
    Charge,
    /// A visit to the card page, or the card that it saves.
    CardPage,
    Transfer,
    /// A designer's account.
    Payee,
    /// The provider's book: top-ups, payouts to the bank, the balance.
    Book,
}

/// What to read after an event of this type; none where nothing goes by it.
pub fn subject(kind: &str) -> Option<Subject> {
    let (family, rest) = kind.split_once('.')?;
    match (family, rest) {
        ("payment_intent", _) => Some(Subject::Intent),
        ("charge" | "refund", _) => Some(Subject::Charge),
        ("checkout", session) if session.starts_with("session.") => Some(Subject::CardPage),
        ("setup_intent", _) => Some(Subject::CardPage),
        ("transfer", _) => Some(Subject::Transfer),
        ("account", "updated" | "application.deauthorized") | ("capability", _) => Some(Subject::Payee),
        ("balance" | "topup" | "payout", _) => Some(Subject::Book),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_says_what_to_read() {
        let check = |kind, expected| assert_eq!(subject(kind), expected, "{kind}");
        check("payment_intent.succeeded", Some(Subject::Intent));
        check("payment_intent.some_new_word", Some(Subject::Intent));
        check("charge.refunded", Some(Subject::Charge));
        check("charge.dispute.created", Some(Subject::Charge));
        check("refund.failed", Some(Subject::Charge));
        check("checkout.session.completed", Some(Subject::CardPage));
        check("checkout.something", None);
        check("setup_intent.succeeded", Some(Subject::CardPage));
        check("transfer.reversed", Some(Subject::Transfer));
        check("account.updated", Some(Subject::Payee));
        check("account.application.deauthorized", Some(Subject::Payee));
        check("account.external_account.created", None);
        check("capability.updated", Some(Subject::Payee));
        check("balance.available", Some(Subject::Book));
        check("payout.paid", Some(Subject::Book));
        check("invoice.paid", None);
        check("unreadable", None);
    }
}
