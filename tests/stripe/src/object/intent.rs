//! Payment intents and the latest charge of each.

use greenlit::gateway::payment::model::intent::IntentRecord;
use greenlit::gateway::payment::model::{Act, Reply, Request};
use greenlit::gateway::payment::{
    ConfirmIntent, CreateIntent, CustomerRef, IntentRef, IntentStatus, MethodRef, Presence,
};
use serde_json::{Value, json};

use super::{Call, odd};
use crate::error::{Refusal, decline_error};
use crate::wire;
use crate::world::World;

pub(crate) const CREATE: &[&str] = &[
    "amount",
    "currency",
    "customer",
    "allowed_payment_method_types[*]",
    "description",
    "statement_descriptor_suffix",
    "metadata[*]",
    "expand[*]",
];
pub(crate) const CONFIRM: &[&str] = &["payment_method", "off_session", "return_url", "expand[*]"];
pub(crate) const CANCEL: &[&str] = &["cancellation_reason", "expand[*]"];
pub(crate) const LIST: &[&str] = &["customer", "limit", "starting_after", "ending_before", "expand[*]"];
pub(crate) const EXPANDABLE: &[&str] = &["latest_charge"];
pub(crate) const EXPANDABLE_IN_LIST: &[&str] = &["data.latest_charge"];

pub(crate) fn create(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let create = CreateIntent {
        customer: CustomerRef(call.params.needed("customer")?.to_owned()),
        preorder: call.params.own("preorder"),
        amount: call.amount()?,
        attempt: None,
    };
    match call.ask(Request::CreateIntent(create))? {
        Reply::Intent(intent) => {
            call.remember(&intent.id.0);
            read(call, &intent.id.0)
        }
        other => Err(odd(other)),
    }
}

pub(crate) fn read(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    let record = record(call.world, id)?;
    Ok(show(call, record, call.is_expanded("latest_charge")))
}

pub(crate) fn list(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let customer = call.params.text("customer");
    let book = call.world.model.book();
    let mut found: Vec<&IntentRecord> =
        book.intents.values().filter(|intent| customer.is_none_or(|id| intent.customer.0 == id)).collect();
    found.sort_by_key(|intent| intent.number);
    let is_whole = call.is_expanded("data.latest_charge");
    let shown = found.into_iter().map(|intent| show(call, intent, is_whole)).collect();
    call.page("/payment_intents", shown)
}

pub(crate) fn confirm(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    let method = call.params.text("payment_method");
    let no_method = || Refusal::parameter("parameter_missing", "payment_method", "Nothing to confirm with");
    let presence = match (call.params.text("off_session"), call.params.text("return_url")) {
        (Some("true"), None) => Presence::OffSession,
        (Some("true"), Some(_)) => {
            return Err(Refusal::request(400, "parameters_exclusive", "Nobody can return off session"));
        }
        (None | Some("false"), Some(return_url)) => Presence::OnSession { return_url: return_url.to_owned() },
        (_, _) => return Err(Refusal::parameter("parameter_missing", "return_url", "Where to return to")),
    };
    let confirm = ConfirmIntent {
        intent: IntentRef(id.to_owned()),
        method: MethodRef(method.ok_or_else(no_method)?.to_owned()),
        presence,
    };
    let Reply::Intent(intent) = call.ask(Request::ConfirmIntent(confirm))? else {
        return Err(Refusal::broken());
    };
    match (&intent.last_decline, intent.status) {
        (Some(decline), IntentStatus::RequiresPaymentMethod) => {
            let shown = show(call, record(call.world, id)?, false);
            Err(Refusal::declined(decline, &shown))
        }
        _ => read(call, id),
    }
}

pub(crate) fn cancel(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    match record(call.world, id)?.status {
        status @ (IntentStatus::Processing | IntentStatus::Succeeded | IntentStatus::Canceled) => {
            let message =
                format!("This PaymentIntent could not be canceled: it has a status of {}.", word(status));
            Err(Refusal::request(400, "payment_intent_unexpected_state", &message))
        }
        IntentStatus::RequiresPaymentMethod
        | IntentStatus::RequiresConfirmation
        | IntentStatus::RequiresAction => {
            call.act(Act::CancelIntent(IntentRef(id.to_owned())))?;
            read(call, id)
        }
    }
}

pub(crate) fn read_charge(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    let record = record(call.world, &id.replacen("ch", "pi", 1))?;
    Ok(charge(call.world, record))
}

pub(crate) fn record<'a>(world: &'a World, id: &str) -> Result<&'a IntentRecord, Refusal> {
    let found = world.model.book().intents.get(&IntentRef(id.to_owned()));
    found.ok_or_else(|| Refusal::request(404, "resource_missing", &format!("No such payment_intent: '{id}'")))
}

fn show(call: &Call<'_>, intent: &IntentRecord, is_whole: bool) -> Value {
    let mut shown = plain(call.world, intent, &call.shared.url);
    if is_whole && !shown["latest_charge"].is_null() {
        shown["latest_charge"] = charge(call.world, intent);
    }
    shown
}

/// The intent with everything in it named by id.
pub(crate) fn plain(world: &World, intent: &IntentRecord, url: &str) -> Value {
    let was_tried = intent.charged_at.is_some() || intent.last_decline.is_some();
    let action = (intent.status == IntentStatus::RequiresAction).then(|| {
        let bank = format!("{url}page/3ds/{}", intent.id);
        json!({
            "type": "redirect_to_url",
            "redirect_to_url": { "return_url": intent.return_url, "url": bank },
        })
    });
    let mut last_error = intent.last_decline.as_ref().map(decline_error);
    if let Some(error) = &mut last_error {
        error["charge"] = charge_id(intent).into();
    }
    json!({
        "id": intent.id.0,
        "object": "payment_intent",
        "amount": wire::from_minor(intent.amount),
        "amount_capturable": 0,
        "amount_received": wire::from_minor(greenlit::domain::money::Money {
            minor: intent.received_minor, ..intent.amount
        }),
        "automatic_payment_methods": null,
        "canceled_at": null,
        "cancellation_reason": null,
        "capture_method": "automatic_async",
        "client_secret": format!("{}_secret", intent.id),
        "confirmation_method": "automatic",
        "created": intent.created_at.timestamp(),
        "currency": wire::code(intent.amount.currency),
        "customer": intent.customer.0,
        "description": null,
        "last_payment_error": last_error,
        "latest_charge": was_tried.then(|| charge_id(intent)),
        "livemode": false,
        "metadata": world.metadata(&intent.id.0),
        "next_action": action,
        "payment_method": intent.method.as_ref().filter(|_| intent.last_decline.is_none()).map(|id| &id.0),
        "payment_method_types": ["card"],
        "receipt_email": null,
        "setup_future_usage": null,
        "status": word(intent.status),
    })
}

pub(crate) fn charge_id(intent: &IntentRecord) -> String {
    intent.id.0.replacen("pi", "ch", 1)
}

pub(crate) fn charge(world: &World, intent: &IntentRecord) -> Value {
    let is_paid = intent.charged_at.is_some();
    let amount = wire::from_minor(intent.amount);
    let refunded: i64 =
        world.model.list_refunds(&intent.id).iter().map(|refund| wire::from_minor(refund.amount)).sum();
    json!({
        "id": charge_id(intent),
        "object": "charge",
        "amount": amount,
        "amount_captured": if is_paid { amount } else { 0 },
        "amount_refunded": refunded,
        "balance_transaction": null,
        "billing_details": { "address": null, "email": null, "name": null, "phone": null, "tax_id": null },
        "captured": is_paid,
        "created": intent.created_at.timestamp(),
        "currency": wire::code(intent.amount.currency),
        "customer": intent.customer.0,
        "disputed": false,
        "livemode": false,
        "metadata": world.metadata(&intent.id.0),
        "outcome": outcome(intent),
        "paid": is_paid,
        "payment_intent": intent.id.0,
        "refunded": is_paid && refunded == amount,
        "status": if is_paid { "succeeded" } else { "failed" },
    })
}

fn outcome(intent: &IntentRecord) -> Value {
    let code = intent.last_decline.as_ref().map(|decline| decline.code.as_str());
    let (kind, reason, network, risk) = match code {
        None => ("authorized", None, "approved_by_network", "normal"),
        Some("fraudulent") => ("blocked", Some("highest_risk_level"), "not_sent_to_network", "highest"),
        Some(code) => ("issuer_declined", Some(code), "declined_by_network", "normal"),
    };
    json!({
        "type": kind, "reason": reason, "network_status": network, "risk_level": risk,
        "seller_message": null, "advice_code": null, "network_advice_code": null, "network_decline_code": null,
    })
}

pub(crate) const fn word(status: IntentStatus) -> &'static str {
    match status {
        IntentStatus::RequiresPaymentMethod => "requires_payment_method",
        IntentStatus::RequiresConfirmation => "requires_confirmation",
        IntentStatus::RequiresAction => "requires_action",
        IntentStatus::Processing => "processing",
        IntentStatus::Succeeded => "succeeded",
        IntentStatus::Canceled => "canceled",
    }
}
