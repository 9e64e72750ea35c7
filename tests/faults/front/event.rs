//! What the provider tells: each change of its book once, as the body of one of Stripe's events.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use greenlit::gateway::payment::model::Model;
use greenlit::gateway::payment::model::intent::IntentRecord;
use greenlit::gateway::payment::model::refund::RefundRecord;
use greenlit::gateway::payment::stripe::API_VERSION;
use greenlit::gateway::payment::{IntentStatus, MovementKind, PayeeStatus, RefundStatus, SessionStatus};
use serde_json::{Value, json};

use crate::stage;

/// An event as it waits for its delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) id: String,
    pub(crate) kind: String,
    /// What is signed.
    pub(crate) body: String,
}

impl Hint {
    pub(crate) fn new(id: String, kind: &str, object: &Value, now: DateTime<Utc>) -> Self {
        let body = json!({
            "id": id, "object": "event", "api_version": API_VERSION, "created": now.timestamp(),
            "data": { "object": object }, "livemode": false, "pending_webhooks": 1,
            "request": { "id": null, "idempotency_key": null }, "type": kind,
        });
        Self { id, kind: kind.to_owned(), body: body.to_string() }
    }
}

/// The state of each object as it was last told.
#[derive(Default)]
pub(super) struct Told {
    states: HashMap<String, u64>,
    movements: usize,
    count: u64,
}

impl Told {
    /// What changed since this was asked last.
    pub(super) fn changes(&mut self, model: &Model, now: DateTime<Utc>) -> Vec<Hint> {
        let mut found: Vec<(&'static str, Value)> = Vec::new();
        for record in model.book().intents.values() {
            let (kind, code) = of_intent(record);
            if self.is_news(&record.id.0, code) {
                found.push((kind, intent(record)));
            }
        }
        for record in model.book().refunds.values() {
            let (kind, code) = of_refund(record.status);
            if self.is_news(&record.id.0, code) {
                found.push((kind, refund(record)));
            }
        }
        self.sessions(model, now, &mut found);
        self.money_out(model, &mut found);
        found.into_iter().map(|(kind, object)| Hint::new(self.fresh(), kind, &object, now)).collect()
    }

    /// The id of the next event.
    pub(super) fn fresh(&mut self) -> String {
        self.count += 1;
        format!("evt_{}", self.count)
    }

    fn is_news(&mut self, id: &str, code: u64) -> bool {
        if self.states.get(id) == Some(&code) {
            return false;
        }
        self.states.insert(id.to_owned(), code);
        true
    }

    fn sessions(&mut self, model: &Model, now: DateTime<Utc>, found: &mut Vec<(&'static str, Value)>) {
        for record in model.book().sessions.values() {
            let Ok(session) = model.read_session(&record.id, now) else { continue };
            let (kind, code) = match session.status {
                SessionStatus::Open => continue,
                SessionStatus::Complete { .. } => ("checkout.session.completed", 1),
                SessionStatus::Expired => ("checkout.session.expired", 2),
            };
            if self.is_news(&record.id.0, code) {
                let object = json!({
                    "id": record.id.0, "object": "checkout.session", "mode": "setup",
                    "client_reference_id": record.preorder, "customer": record.customer.0,
                    "metadata": { "deployment": stage::deployment(), "preorder": record.preorder },
                });
                found.push((kind, object));
            }
        }
    }

    fn money_out(&mut self, model: &Model, found: &mut Vec<(&'static str, Value)>) {
        let book = model.book();
        for record in book.transfers.values() {
            let transfer = &record.transfer;
            let kind = if transfer.reversed_minor > 0 { "transfer.reversed" } else { "transfer.created" };
            if self.is_news(&transfer.id.0, u64::try_from(transfer.reversed_minor).unwrap()) {
                let object = json!({
                    "id": transfer.id.0, "object": "transfer", "amount": transfer.amount.minor,
                    "amount_reversed": transfer.reversed_minor, "destination": transfer.payee.0,
                    "transfer_group": transfer.group, "metadata": { "deployment": stage::deployment() },
                });
                found.push((kind, object));
            }
        }
        for record in book.payees.values().filter(|record| record.status != PayeeStatus::Pending) {
            if self.is_news(&record.id.0, code(record.status)) {
                let object = json!({
                    "id": record.id.0, "object": "account",
                    "metadata": { "deployment": stage::deployment(), "account": record.account },
                });
                found.push(("account.updated", object));
            }
        }
        for movement in book.movements.iter().skip(self.movements) {
            if movement.kind == MovementKind::TopUp {
                found.push(("topup.succeeded", json!({ "id": movement.source, "object": "topup" })));
            }
        }
        self.movements = book.movements.len();
    }
}

const fn code(status: PayeeStatus) -> u64 {
    match status {
        PayeeStatus::Pending => 0,
        PayeeStatus::Active => 1,
        PayeeStatus::Restricted => 2,
        PayeeStatus::Closed => 3,
    }
}

const fn of_refund(status: RefundStatus) -> (&'static str, u64) {
    match status {
        RefundStatus::Pending => ("refund.created", 1),
        RefundStatus::Succeeded => ("refund.updated", 2),
        RefundStatus::Failed => ("refund.failed", 3),
    }
}

fn of_intent(record: &IntentRecord) -> (&'static str, u64) {
    let (kind, code) = match record.status {
        IntentStatus::RequiresPaymentMethod if record.last_decline.is_some() => {
            ("payment_intent.payment_failed", 1)
        }
        IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresConfirmation => {
            ("payment_intent.created", 2)
        }
        IntentStatus::RequiresAction => ("payment_intent.requires_action", 3),
        IntentStatus::Processing => ("payment_intent.processing", 4),
        IntentStatus::Succeeded => ("payment_intent.succeeded", 5),
        IntentStatus::Canceled => ("payment_intent.canceled", 6),
    };
    (kind, code + 10 * u64::from(record.confirmations))
}

pub(crate) fn intent(record: &IntentRecord) -> Value {
    json!({
        "id": record.id.0, "object": "payment_intent", "status": record.status,
        "amount": record.amount.minor, "amount_received": record.received_minor,
        "created": record.created_at.timestamp(), "customer": record.customer.0,
        "metadata": { "deployment": stage::deployment(), "preorder": record.preorder },
    })
}

/// One that somebody made in the dashboard carries no mark of ours.
fn refund(record: &RefundRecord) -> Value {
    let mark = record.key.as_ref().map(|key| json!({ "deployment": stage::deployment(), "key": key.0 }));
    json!({
        "id": record.id.0, "object": "refund", "status": record.status, "amount": record.amount.minor,
        "payment_intent": record.intent.0, "metadata": mark.unwrap_or_else(|| json!({})),
    })
}
