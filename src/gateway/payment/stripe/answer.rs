//! The few fields that are read of Stripe's objects.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use miniserde::Deserialize;

use super::super::Answer;
use super::send::unreadable;

/// A page of a list.
#[derive(Deserialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
    pub(super) has_more: bool,
}

/// What a list can be paged by.
pub(super) trait Listed {
    fn id(&self) -> &str;
}

macro_rules! listed {
    ($($name:ident),*) => {$(
        impl Listed for $name {
            fn id(&self) -> &str {
                &self.id
            }
        }
    )*};
}
listed!(Intent, Refund, Transfer, Line, Session);

pub(super) type Metadata = HashMap<String, String>;

/// An object of which only its id matters.
#[derive(Deserialize)]
pub(super) struct Named {
    pub(super) id: String,
}

#[derive(Deserialize)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) status: String,
    /// Only while it is open.
    pub(super) url: Option<String>,
    pub(super) expires_at: i64,
    pub(super) metadata: Option<Metadata>,
    pub(super) setup_intent: Option<Setup>,
}

/// A session's set-up, expanded.
#[derive(Deserialize)]
pub(super) struct Setup {
    pub(super) payment_method: Option<Method>,
}

#[derive(Deserialize)]
pub(super) struct Method {
    pub(super) id: String,
    pub(super) customer: Option<String>,
    pub(super) card: Option<Card>,
}

#[derive(Deserialize)]
pub(super) struct Card {
    pub(super) brand: String,
    pub(super) last4: String,
    pub(super) exp_month: u8,
    pub(super) exp_year: u16,
}

#[derive(Deserialize)]
pub(super) struct Intent {
    pub(super) id: String,
    pub(super) status: String,
    pub(super) amount: i64,
    pub(super) amount_received: Option<i64>,
    pub(super) currency: String,
    pub(super) created: i64,
    pub(super) metadata: Option<Metadata>,
    pub(super) last_payment_error: Option<LastError>,
    pub(super) next_action: Option<NextAction>,
    /// Expanded.
    pub(super) latest_charge: Option<Charge>,
}

#[derive(Deserialize)]
pub(super) struct Charge {
    pub(super) outcome: Option<Outcome>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Outcome {
    pub(super) r#type: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct LastError {
    pub(super) code: Option<String>,
    pub(super) decline_code: Option<String>,
    pub(super) advice_code: Option<String>,
    pub(super) network_advice_code: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct NextAction {
    pub(super) redirect_to_url: Option<Redirect>,
}

#[derive(Deserialize)]
pub(super) struct Redirect {
    pub(super) url: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Refund {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) status: Option<String>,
    pub(super) payment_intent: Option<String>,
    pub(super) metadata: Option<Metadata>,
}

#[derive(Deserialize)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) capabilities: Option<Capabilities>,
    pub(super) requirements: Option<Requirements>,
    pub(super) details_submitted: Option<bool>,
    pub(super) metadata: Option<Metadata>,
}

#[derive(Deserialize)]
pub(super) struct Capabilities {
    pub(super) transfers: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Requirements {
    pub(super) disabled_reason: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Link {
    pub(super) url: String,
}

#[derive(Deserialize)]
pub(super) struct Transfer {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) amount_reversed: Option<i64>,
    pub(super) currency: String,
    pub(super) destination: Option<String>,
    #[serde(rename = "transfer_group")]
    pub(super) group: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct TopUp {
    pub(super) id: String,
    pub(super) status: String,
}

#[derive(Deserialize)]
pub(super) struct Balance {
    pub(super) available: Vec<Amount>,
    pub(super) pending: Vec<Amount>,
    pub(super) connect_reserved: Option<Vec<Amount>>,
}

#[derive(Deserialize)]
pub(super) struct Amount {
    pub(super) amount: i64,
    pub(super) currency: String,
}

/// A line of the book, its source expanded.
#[derive(Deserialize)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) r#type: String,
    pub(super) reporting_category: Option<String>,
    pub(super) amount: i64,
    pub(super) fee: Option<i64>,
    pub(super) currency: String,
    pub(super) created: i64,
    pub(super) available_on: i64,
    pub(super) source: Option<Source>,
}

/// Whatever moved the money: a charge, refund, dispute, transfer, its reversal, a top-up or a payout.
#[derive(Deserialize)]
pub(super) struct Source {
    pub(super) id: String,
    /// Of a charge and of a dispute.
    pub(super) payment_intent: Option<String>,
    /// Of a transfer's reversal.
    pub(super) transfer: Option<String>,
}

pub(super) fn instant(seconds: i64) -> Answer<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0).ok_or_else(unreadable)
}

/// The id of ours that we wrote on an object.
pub(super) fn own<T: From<uuid::Uuid>>(metadata: Option<&Metadata>, name: &str) -> Option<T> {
    metadata?.get(name)?.parse::<uuid::Uuid>().ok().map(T::from)
}
