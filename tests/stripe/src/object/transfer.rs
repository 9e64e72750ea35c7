//! Transfers to connected accounts, their reversals, and top-ups.

use greenlit::domain::money::Money;
use greenlit::gateway::payment::model::transfer::TransferRecord;
use greenlit::gateway::payment::model::{Act, Reply, Request};
use greenlit::gateway::payment::{CreateTransfer, Movement, MovementKind, PayeeRef, TransferRef};
use serde_json::{Value, json};

use super::{Call, odd};
use crate::error::Refusal;
use crate::wire;
use crate::world::World;

pub(crate) const CREATE: &[&str] =
    &["amount", "currency", "destination", "transfer_group", "description", "metadata[*]", "expand[*]"];
pub(crate) const LIST: &[&str] =
    &["transfer_group", "destination", "limit", "starting_after", "ending_before", "expand[*]"];
pub(crate) const REVERSE: &[&str] = &["amount", "description", "metadata[*]", "expand[*]"];
pub(crate) const TOP_UP: &[&str] =
    &["amount", "currency", "source", "description", "statement_descriptor", "metadata[*]", "expand[*]"];

pub(crate) fn create(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let create = CreateTransfer {
        payee: PayeeRef(call.params.needed("destination")?.to_owned()),
        amount: call.amount()?,
        group: call.params.text("transfer_group").unwrap_or_default().to_owned(),
    };
    match call.ask(Request::CreateTransfer(create))? {
        Reply::Transfer(transfer) => {
            call.remember(&transfer.id.0);
            read(call, &transfer.id.0)
        }
        other => Err(odd(other)),
    }
}

pub(crate) fn read(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    record(call.world, id).map(|record| show(call.world, record))
}

pub(crate) fn list(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let group = call.params.text("transfer_group");
    let transfers = call.world.model.book().transfers.values();
    let mut found: Vec<&TransferRecord> =
        transfers.filter(|record| group.is_none_or(|group| record.transfer.group == group)).collect();
    found.sort_by_key(|record| record.number);
    let shown = found.into_iter().map(|record| show(call.world, record)).collect();
    call.page("/transfers", shown)
}

pub(crate) fn reverse(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    let transfer = record(call.world, id)?.transfer.clone();
    let left_minor = transfer.amount.minor.saturating_sub(transfer.reversed_minor);
    let amount = match call.params.text("amount") {
        Some(_) => wire::to_money(call.params.whole("amount")?, &wire::code(transfer.amount.currency))?,
        None => Money { minor: left_minor, ..transfer.amount },
    };
    call.act(Act::ReverseTransfer { transfer: transfer.id.clone(), amount })?;
    let movements = &call.world.model.book().movements;
    let posted = movements.iter().rev().find(|line| line.kind == MovementKind::TransferReversal);
    posted.map(show_reversal).ok_or_else(Refusal::broken)
}

fn record<'a>(world: &'a World, id: &str) -> Result<&'a TransferRecord, Refusal> {
    let found = world.model.book().transfers.get(&TransferRef(id.to_owned()));
    found.ok_or_else(|| Refusal::request(404, "resource_missing", &format!("No such transfer: '{id}'")))
}

pub(crate) fn show(world: &World, record: &TransferRecord) -> Value {
    let transfer = &record.transfer;
    let reversed = Money { minor: transfer.reversed_minor, ..transfer.amount };
    let movements = &world.model.book().movements;
    let back = |line: &&Movement| line.kind == MovementKind::TransferReversal && line.source == transfer.id.0;
    let reversals: Vec<Value> = movements.iter().filter(back).map(show_reversal).collect();
    json!({
        "id": transfer.id.0,
        "object": "transfer",
        "amount": wire::from_minor(transfer.amount),
        "amount_reversed": wire::from_minor(reversed),
        "balance_transaction": null,
        "created": record.created_at.timestamp(),
        "currency": wire::code(transfer.amount.currency),
        "description": null,
        "destination": transfer.payee.0,
        "destination_payment": null,
        "livemode": false,
        "metadata": world.metadata(&transfer.id.0),
        "reversals": {
            "object": "list",
            "data": reversals,
            "has_more": false,
            "url": format!("/v1/transfers/{}/reversals", transfer.id),
        },
        "reversed": transfer.reversed_minor == transfer.amount.minor,
        "source_transaction": null,
        "source_type": "card",
        "transfer_group": Some(&transfer.group).filter(|group| !group.is_empty()),
    })
}

/// A reversal is known by its line of the book.
pub(crate) fn show_reversal(line: &Movement) -> Value {
    json!({
        "id": line.id.replacen("txn", "trr", 1),
        "object": "transfer_reversal",
        "amount": wire::from_minor(line.amount),
        "balance_transaction": line.id,
        "created": line.created_at.timestamp(),
        "currency": wire::code(line.amount.currency),
        "destination_payment_refund": null,
        "metadata": {},
        "source_refund": null,
        "transfer": line.source,
    })
}

pub(crate) fn top_up(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let amount = call.amount()?;
    match call.ask(Request::TopUp { amount })? {
        Reply::TopUp(id) => {
            call.remember(&id);
            read_top_up(call, &id)
        }
        other => Err(odd(other)),
    }
}

pub(crate) fn read_top_up(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    let movements = &call.world.model.book().movements;
    let line = movements.iter().find(|line| line.kind == MovementKind::TopUp && line.source == id);
    let line =
        line.ok_or_else(|| Refusal::request(404, "resource_missing", &format!("No such topup: '{id}'")))?;
    Ok(show_top_up(call.world, line))
}

pub(crate) fn show_top_up(world: &World, line: &Movement) -> Value {
    json!({
        "id": line.source,
        "object": "topup",
        "amount": wire::from_minor(line.amount),
        "balance_transaction": (!world.top_ups_wait).then_some(&line.id),
        "created": line.created_at.timestamp(),
        "currency": wire::code(line.amount.currency),
        "description": null,
        "expected_availability_date": null,
        "failure_code": null,
        "failure_message": null,
        "livemode": false,
        "metadata": world.metadata(&line.source),
        "source": null,
        "statement_descriptor": null,
        "status": if world.top_ups_wait { "pending" } else { "succeeded" },
        "transfer_group": null,
    })
}
