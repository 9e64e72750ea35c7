//! The balance, and the lines that add up to it.

use greenlit::gateway::payment::model::intent::IntentRecord;
use greenlit::gateway::payment::{Balance, IntentRef, Movement, MovementKind, RefundRef, TransferRef};
use serde_json::{Value, json};

use super::{Call, intent, refund, transfer};
use crate::error::Refusal;
use crate::wire;
use crate::world::World;

pub(crate) const EXPANDABLE_IN_LIST: &[&str] = &["data.source"];

#[expect(clippy::unnecessary_wraps, reason = "every address answers so")]
pub(crate) fn balance(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let balances = call.world.model.balances(call.now);
    let part = |minor: fn(&Balance) -> i64| -> Vec<Value> {
        let one = |balance: &Balance| {
            let amount = greenlit::domain::money::Money::new(minor(balance), balance.currency);
            json!({
                "amount": wire::from_minor(amount),
                "currency": wire::code(balance.currency),
                "source_types": { "card": wire::from_minor(amount) },
            })
        };
        balances.iter().map(one).collect()
    };
    Ok(json!({
        "object": "balance",
        "available": part(|balance| balance.available_minor),
        "connect_reserved": part(|balance| balance.reserved_minor),
        "livemode": false,
        "pending": part(|balance| balance.pending_minor),
    }))
}

pub(crate) fn list(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let is_whole = call.is_expanded("data.source");
    let lines = call.world.model.book().movements.iter();
    let shown = lines.map(|line| show(call, line, is_whole)).collect();
    call.page("/balance_transactions", shown)
}

fn show(call: &Call<'_>, line: &Movement, is_whole: bool) -> Value {
    let (kind, category) = words(line.kind);
    let source = source(call.world, line);
    let amount = wire::from_minor(line.amount);
    let fee = wire::from_minor(greenlit::domain::money::Money { minor: line.fee_minor, ..line.amount });
    json!({
        "id": line.id,
        "object": "balance_transaction",
        "amount": amount,
        "available_on": line.available_at.timestamp(),
        "balance_type": "payments",
        "created": line.created_at.timestamp(),
        "currency": wire::code(line.amount.currency),
        "description": null,
        "exchange_rate": null,
        "fee": fee,
        "fee_details": [],
        "net": amount.saturating_sub(fee),
        "reporting_category": category,
        "source": if is_whole { source } else { source["id"].clone() },
        "status": if line.available_at <= call.now { "available" } else { "pending" },
        "type": kind,
    })
}

const fn words(kind: MovementKind) -> (&'static str, &'static str) {
    match kind {
        MovementKind::Charge => ("charge", "charge"),
        MovementKind::Refund => ("refund", "refund"),
        MovementKind::RefundFailure => ("refund_failure", "refund_failure"),
        MovementKind::Transfer => ("transfer", "transfer"),
        MovementKind::TransferReversal => ("transfer_refund", "transfer_reversal"),
        MovementKind::TopUp => ("topup", "topup"),
        MovementKind::Payout => ("payout", "payout"),
        MovementKind::Dispute => ("adjustment", "dispute"),
        MovementKind::DisputeReversal => ("adjustment", "dispute_reversal"),
        MovementKind::Fee => ("stripe_fee", "fee"),
        MovementKind::Other => ("adjustment", "other_adjustment"),
    }
}

/// What moved the money, whole. A fee of its own line belongs to the charge that it is for.
fn source(world: &World, line: &Movement) -> Value {
    let book = world.model.book();
    let charged: Option<&IntentRecord> = book.intents.get(&IntentRef(line.source.clone()));
    match line.kind {
        MovementKind::Charge | MovementKind::Fee => charged.map(|found| intent::charge(world, found)),
        MovementKind::Refund | MovementKind::RefundFailure => {
            book.refunds.get(&RefundRef(line.source.clone())).map(|found| refund::show(world, found))
        }
        MovementKind::Transfer => {
            book.transfers.get(&TransferRef(line.source.clone())).map(|found| transfer::show(world, found))
        }
        MovementKind::TransferReversal => Some(transfer::show_reversal(line)),
        MovementKind::TopUp => Some(transfer::show_top_up(world, line)),
        MovementKind::Payout
        | MovementKind::Dispute
        | MovementKind::DisputeReversal
        | MovementKind::Other => None,
    }
    .unwrap_or(Value::Null)
}
