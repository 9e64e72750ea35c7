//! Checkout in setup mode, the set-up intent behind it, and the card that it saves.

use chrono::DateTime;
use greenlit::gateway::payment::model::card::MethodRecord;
use greenlit::gateway::payment::model::{Act, Reply, Request};
use greenlit::gateway::payment::{CustomerRef, MethodRef, OpenSession, Session, SessionRef, SessionStatus};
use serde_json::{Value, json};

use super::{Call, odd};
use crate::error::Refusal;
use crate::world::World;

pub(crate) const CREATE: &[&str] = &[
    "mode",
    "customer",
    "currency",
    "allowed_payment_method_types[*]",
    "success_url",
    "cancel_url",
    "expires_at",
    "client_reference_id",
    "custom_text[submit][message]",
    "setup_intent_data[metadata][*]",
    "setup_intent_data[description]",
    "locale",
    "metadata[*]",
    "expand[*]",
];
pub(crate) const NEEDED: &[&str] = &["mode", "customer", "success_url", "expires_at"];
pub(crate) const EXPANDABLE: &[&str] = &["setup_intent", "setup_intent.payment_method"];
pub(crate) const LIST: &[&str] =
    &["customer", "status", "limit", "starting_after", "ending_before", "expand[*]"];
pub(crate) const EXPANDABLE_IN_LIST: &[&str] = &["data.setup_intent", "data.setup_intent.payment_method"];

const TERMS_CHARS_MAX: usize = 1_200;

pub(crate) fn create(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let params = call.params;
    if params.needed("mode")? != "setup" {
        return Err(Refusal::parameter("parameter_invalid", "mode", "Only setup is known here"));
    }
    if params.text("currency").is_none() {
        return Err(Refusal::parameter("parameter_missing", "currency", "Setup mode needs a currency"));
    }
    if params.text("custom_text[submit][message]").is_some_and(|text| text.chars().count() > TERMS_CHARS_MAX)
    {
        return Err(Refusal::parameter("parameter_invalid", "custom_text", "At most 1200 characters"));
    }
    let invalid = || Refusal::parameter("parameter_invalid_integer", "expires_at", "Invalid timestamp");
    let expires_at = DateTime::from_timestamp(params.whole("expires_at")?, 0).ok_or_else(invalid)?;
    let open = OpenSession {
        customer: CustomerRef(params.needed("customer")?.to_owned()),
        preorder: params.own("preorder"),
        return_url: params.needed("success_url")?.to_owned(),
        expires_at,
        terms: String::new(),
        currency: None,
    };
    match call.ask(Request::OpenSession(open))? {
        Reply::Session(session) => {
            call.remember(&session.id.0);
            Ok(show(call, &session))
        }
        other => Err(odd(other)),
    }
}

pub(crate) fn read(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    let session = call.world.model.read_session(&SessionRef(id.to_owned()), call.now)?;
    Ok(show(call, &session))
}

pub(crate) fn list(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let (customer, status) = (call.params.text("customer"), call.params.text("status"));
    let records = call.world.model.book().sessions.values();
    let ids = records.filter(|record| customer.is_none_or(|id| record.customer.0 == id)).map(|one| &one.id);
    let found: Result<Vec<Session>, _> = ids.map(|id| call.world.model.read_session(id, call.now)).collect();
    let mut found = found?;
    found.retain(|session| status.is_none_or(|status| word(&session.status) == status));
    found.sort_by_key(|session| call.world.mark(&session.id.0).created);
    let shown = found.iter().map(|session| show(call, session)).collect();
    call.page("/checkout/sessions", shown)
}

pub(crate) fn expire(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    let id = SessionRef(id.to_owned());
    let present = call.world.model.read_session(&id, call.now)?;
    if present.status != SessionStatus::Open {
        let message = "Only Checkout Sessions with a status in [\"open\"] can be expired.";
        return Err(Refusal::request(400, "intent_invalid_state", message));
    }
    match call.act(Act::ExpireSession(id))? {
        Reply::Session(session) => Ok(show(call, &session)),
        other => Err(odd(other)),
    }
}

/// The set-up intent of a session has the session's own number.
pub(crate) fn read_setup(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    let session = SessionRef(id.replacen("seti", "cs", 1));
    let session = call.world.model.read_session(&session, call.now)?;
    Ok(setup(call.world, &session, false))
}

fn show(call: &Call<'_>, session: &Session) -> Value {
    let is_open = session.status == SessionStatus::Open;
    let is_expanded = |name: &str| call.is_expanded(name) || call.is_expanded(&format!("data.{name}"));
    let shows_method = is_expanded("setup_intent.payment_method");
    let url = format!("{}page/c/{}", call.shared.url, session.id);
    let shown = is_expanded("setup_intent") || shows_method;
    let setup = if shown { setup(call.world, session, shows_method) } else { setup_id(session).into() };
    let mark = call.world.mark(&session.id.0);
    let text = mark.params.text("custom_text[submit][message]").map(|message| json!({ "message": message }));
    json!({
        "id": session.id.0,
        "object": "checkout.session",
        "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
        "amount_total": null,
        "cancel_url": mark.params.text("cancel_url"),
        "client_reference_id": mark.params.text("client_reference_id"),
        "created": mark.created,
        "currency": mark.params.text("currency"),
        "custom_fields": [],
        "custom_text": {
            "after_submit": null, "shipping_address": null, "submit": text, "terms_of_service_acceptance": null,
        },
        "customer": mark.params.text("customer"),
        "expires_at": session.expires_at.timestamp(),
        "livemode": false,
        "metadata": call.world.metadata(&session.id.0),
        "mode": "setup",
        "payment_intent": null,
        "payment_method_types": ["card"],
        "payment_status": "no_payment_required",
        "setup_intent": setup,
        "shipping_options": [],
        "status": word(&session.status),
        "success_url": mark.params.text("success_url"),
        "ui_mode": "hosted_page",
        "url": is_open.then_some(url),
    })
}

/// The session as an event shows it.
pub(crate) fn plain(world: &World, session: &Session) -> Value {
    json!({
        "id": session.id.0,
        "object": "checkout.session",
        "metadata": world.metadata(&session.id.0),
        "mode": "setup",
        "setup_intent": setup_id(session),
        "status": word(&session.status),
    })
}

pub(crate) fn word(status: &SessionStatus) -> &'static str {
    match status {
        SessionStatus::Open => "open",
        SessionStatus::Complete { .. } => "complete",
        SessionStatus::Expired => "expired",
    }
}

fn setup_id(session: &Session) -> String {
    session.id.0.replacen("cs", "seti", 1)
}

fn setup(world: &World, session: &Session, shows_method: bool) -> Value {
    let mark = world.mark(&session.id.0);
    let method = match &session.status {
        SessionStatus::Complete { method, .. } => world.model.book().methods.get(method),
        SessionStatus::Open | SessionStatus::Expired => None,
    };
    let shown =
        method.map(|method| if shows_method { show_method(method) } else { method.id.0.as_str().into() });
    json!({
        "id": setup_id(session),
        "object": "setup_intent",
        "application": null,
        "client_secret": null,
        "created": mark.created,
        "customer": mark.params.text("customer"),
        "description": null,
        "last_setup_error": null,
        "livemode": false,
        "metadata": mark.params.nested("setup_intent_data[metadata]"),
        "payment_method": shown,
        "payment_method_types": ["card"],
        "status": if method.is_some() { "succeeded" } else { "requires_payment_method" },
        "usage": "off_session",
    })
}

pub(crate) fn read_method(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    Ok(show_method(method(call, id)?))
}

fn method<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a MethodRecord, Refusal> {
    let found = call.world.model.book().methods.get(&MethodRef(id.to_owned()));
    found.ok_or_else(|| Refusal::request(404, "resource_missing", &format!("No such PaymentMethod: '{id}'")))
}

pub(crate) fn detach(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    if method(call, id)?.is_detached {
        let message =
            "The payment method you provided is not attached to a customer so detachment is impossible.";
        return Err(Refusal::request(400, "payment_method_unexpected_state", message));
    }
    call.act(Act::Detach(MethodRef(id.to_owned())))?;
    read_method(call, id)
}

pub(crate) fn show_method(method: &MethodRecord) -> Value {
    json!({
        "id": method.id.0,
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": { "address": null, "email": null, "name": null, "phone": null, "tax_id": null },
        "card": {
            "brand": method.card.brand,
            "checks": null,
            "country": "DE",
            "display_brand": method.card.brand,
            "exp_month": method.card.exp_month,
            "exp_year": method.card.exp_year,
            "fingerprint": null,
            "funding": "credit",
            "generated_from": null,
            "last4": method.card.last4,
            "networks": { "available": [method.card.brand], "preferred": null },
            "three_d_secure_usage": { "supported": true },
            "wallet": null,
        },
        "created": method.saved_at.timestamp(),
        "customer": (!method.is_detached).then_some(&method.customer.0),
        "livemode": false,
        "metadata": {},
        "type": "card",
    })
}
