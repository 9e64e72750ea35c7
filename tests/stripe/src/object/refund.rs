//! Refunds.

use greenlit::gateway::payment::model::refund::RefundRecord;
use greenlit::gateway::payment::model::{Reply, Request};
use greenlit::gateway::payment::{CreateRefund, IntentRef, RefundRef, RefundStatus};
use serde_json::{Value, json};

use super::{Call, intent, odd};
use crate::error::Refusal;
use crate::wire;
use crate::world::World;

pub(crate) const CREATE: &[&str] = &["payment_intent", "amount", "reason", "metadata[*]", "expand[*]"];
pub(crate) const LIST: &[&str] = &["payment_intent", "limit", "starting_after", "ending_before", "expand[*]"];

pub(crate) fn create(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let charged = intent::record(call.world, call.params.needed("payment_intent")?)?;
    let currency = wire::code(charged.amount.currency);
    let amount = match call.params.text("amount") {
        Some(_) => wire::to_money(call.params.whole("amount")?, &currency)?,
        None => charged.amount,
    };
    let create = CreateRefund { intent: charged.id.clone(), amount };
    match call.ask(Request::CreateRefund(create))? {
        Reply::Refund(refund) => {
            call.remember(&refund.id.0);
            let made = call.world.model.book().refunds.get(&refund.id);
            made.map(|made| show(call.world, made)).ok_or_else(Refusal::broken)
        }
        other => Err(odd(other)),
    }
}

pub(crate) fn read(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    let found = call.world.model.book().refunds.get(&RefundRef(id.to_owned()));
    found
        .map(|refund| show(call.world, refund))
        .ok_or_else(|| Refusal::request(404, "resource_missing", &format!("No such refund: '{id}'")))
}

pub(crate) fn list(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let intent = call.params.text("payment_intent").map(|id| IntentRef(id.to_owned()));
    let refunds = call.world.model.book().refunds.values();
    let mut found: Vec<&RefundRecord> =
        refunds.filter(|refund| intent.as_ref().is_none_or(|intent| refund.intent == *intent)).collect();
    found.sort_by_key(|refund| refund.number);
    let shown = found.into_iter().map(|refund| show(call.world, refund)).collect();
    call.page("/refunds", shown)
}

pub(crate) fn show(world: &World, refund: &RefundRecord) -> Value {
    let status = match refund.status {
        RefundStatus::Pending => "pending",
        RefundStatus::Succeeded => "succeeded",
        RefundStatus::Failed => "failed",
    };
    json!({
        "id": refund.id.0,
        "object": "refund",
        "amount": wire::from_minor(refund.amount),
        "balance_transaction": null,
        "charge": refund.intent.0.replacen("pi", "ch", 1),
        "created": refund.created_at.timestamp(),
        "currency": wire::code(refund.amount.currency),
        "metadata": world.metadata(&refund.id.0),
        "payment_intent": refund.intent.0,
        "reason": null,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": status,
        "transfer_reversal": null,
    })
}
