//! Events: what changed, told once, as a signed request that somebody else carries.

use std::collections::HashMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use greenlit::gateway::payment::stripe::API_VERSION;
use greenlit::gateway::payment::{IntentStatus, PayeeStatus, RefundStatus, SessionStatus};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::object::{connect, intent, refund, session, transfer};
use crate::world::World;

/// The state of each object as it was last told.
pub(crate) type Told = HashMap<String, String>;

/// One webhook, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: String,
    pub kind: String,
    /// The raw body that is signed.
    pub body: String,
    /// The header `Stripe-Signature`.
    pub signature: String,
}

/// The header `Stripe-Signature` of a body that leaves at this instant.
pub fn signature(secret: &str, body: &str, at: DateTime<Utc>) -> String {
    let seconds = at.timestamp();
    let mut hex = String::new();
    // A key of any length makes one.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        mac.update(format!("{seconds}.{body}").as_bytes());
        for byte in mac.finalize().into_bytes() {
            let _written = write!(hex, "{byte:02x}");
        }
    }
    format!("t={seconds},v1={hex}")
}

pub(crate) fn take(world: &mut World, now: DateTime<Utc>, secret: &str) -> Vec<Delivery> {
    let deliver = |event: Value| {
        let body = event.to_string();
        let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
        Delivery { id: text("id"), kind: text("type"), signature: signature(secret, &body, now), body }
    };
    world.events.drain(..).map(deliver).collect()
}

/// Compares what is with what was told, and tells the difference.
pub(crate) fn note(world: &mut World, now: DateTime<Utc>) {
    for (id, state, kind, object) in changed(world, now) {
        world.told.insert(id, state);
        let event = json!({
            "id": format!("evt_{}", world.fresh().simple()),
            "object": "event",
            "api_version": API_VERSION,
            "created": now.timestamp(),
            "data": { "object": object },
            "livemode": false,
            "pending_webhooks": 1,
            "request": { "id": null, "idempotency_key": null },
            "type": kind,
        });
        world.events.push_back(event);
    }
}

type Change = (String, String, &'static str, Value);

/// Each changed object's id and state, the event that its state is, and the object itself.
fn changed(world: &World, now: DateTime<Utc>) -> Vec<Change> {
    let book = world.model.book();
    let mut found: Vec<Change> = Vec::new();
    let is_new = |id: &str, state: &str| world.told.get(id).is_none_or(|told| told != state);
    for id in book.sessions.keys() {
        let Ok(session) = world.model.read_session(id, now) else { continue };
        let kind = match session.status {
            SessionStatus::Open => continue,
            SessionStatus::Complete { .. } => "checkout.session.completed",
            SessionStatus::Expired => "checkout.session.expired",
        };
        if is_new(&id.0, kind) {
            found.push((id.0.clone(), kind.to_owned(), kind, session::plain(world, &session)));
        }
    }
    for record in book.intents.values() {
        let kind = match record.status {
            IntentStatus::RequiresPaymentMethod if record.last_decline.is_some() => {
                "payment_intent.payment_failed"
            }
            IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresConfirmation => {
                "payment_intent.created"
            }
            IntentStatus::RequiresAction => "payment_intent.requires_action",
            IntentStatus::Processing => "payment_intent.processing",
            IntentStatus::Succeeded => "payment_intent.succeeded",
            IntentStatus::Canceled => "payment_intent.canceled",
        };
        let state = format!("{kind}:{}", record.confirmations);
        if is_new(&record.id.0, &state) {
            found.push((record.id.0.clone(), state, kind, intent::plain(world, record, "")));
        }
    }
    for record in book.refunds.values() {
        let kind = match record.status {
            RefundStatus::Pending => "refund.created",
            RefundStatus::Succeeded => "refund.updated",
            RefundStatus::Failed => "refund.failed",
        };
        if is_new(&record.id.0, kind) {
            found.push((record.id.0.clone(), kind.to_owned(), kind, refund::show(world, record)));
        }
    }
    for record in book.transfers.values() {
        let reversed = record.transfer.reversed_minor;
        let kind = if reversed > 0 { "transfer.reversed" } else { "transfer.created" };
        let id = record.transfer.id.0.clone();
        if is_new(&id, &reversed.to_string()) {
            found.push((id, reversed.to_string(), kind, transfer::show(world, record)));
        }
    }
    for record in book.payees.values() {
        let Ok(payee) = world.model.read_payee(&record.id) else { continue };
        let state = format!("{:?}", record.status);
        if record.status != PayeeStatus::Pending && is_new(&record.id.0, &state) {
            found.push((record.id.0.clone(), state, "account.updated", connect::show(world, &payee)));
        }
    }
    found
}
