//! Connected accounts by controller properties, and the links by which their holders complete them.

use chrono::TimeDelta;
use greenlit::gateway::payment::model::{Reply, Request};
use greenlit::gateway::payment::{Payee, PayeeRef, PayeeStatus};
use serde_json::{Value, json};

use super::{Call, odd};
use crate::error::Refusal;
use crate::world::World;

pub(crate) const CREATE: &[&str] = &[
    "email",
    "country",
    "capabilities[transfers][requested]",
    "controller[fees][payer]",
    "controller[losses][payments]",
    "controller[requirement_collection]",
    "controller[stripe_dashboard][type]",
    "metadata[*]",
    "expand[*]",
];
pub(crate) const LINK: &[&str] = &["account", "type", "refresh_url", "return_url", "expand[*]"];
pub(crate) const LINK_NEEDED: &[&str] = &["account", "type", "refresh_url", "return_url"];

/// How long a link leads anywhere.
const LINK_LIFE: TimeDelta = TimeDelta::minutes(5);

pub(crate) fn create(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    if call.params.text("capabilities[transfers][requested]") != Some("true") {
        return Err(Refusal::parameter("parameter_missing", "capabilities", "An account does something"));
    }
    let email = call.params.text("email").unwrap_or_default().to_owned();
    match call.ask(Request::CreatePayee { account: call.params.own("account"), email })? {
        Reply::Payee(payee) => {
            call.remember(&payee.id.0);
            Ok(show(call.world, &payee))
        }
        other => Err(odd(other)),
    }
}

pub(crate) fn read(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    let payee = call.world.model.read_payee(&PayeeRef(id.to_owned()))?;
    Ok(show(call.world, &payee))
}

pub(crate) fn link(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let account = call.params.needed("account")?.to_owned();
    call.world.model.read_payee(&PayeeRef(account.clone()))?;
    if call.params.needed("type")? != "account_onboarding" {
        return Err(Refusal::parameter("parameter_invalid", "type", "Only onboarding is known here"));
    }
    let page = format!("link:{account}");
    call.remember(&page);
    Ok(json!({
        "object": "account_link",
        "created": call.now.timestamp(),
        "expires_at": (call.now + LINK_LIFE).timestamp(),
        "url": format!("{}page/setup/{account}", call.shared.url),
    }))
}

pub(crate) fn show(world: &World, payee: &Payee) -> Value {
    let mark = world.mark(&payee.id.0);
    let (transfers, submitted, disabled) = match payee.status {
        PayeeStatus::Pending => ("inactive", false, Some("requirements.past_due")),
        PayeeStatus::Active => ("active", true, None),
        PayeeStatus::Restricted => ("inactive", true, Some("requirements.past_due")),
        PayeeStatus::Closed => ("inactive", true, Some("rejected.other")),
    };
    json!({
        "id": payee.id.0,
        "object": "account",
        "capabilities": { "transfers": transfers },
        "charges_enabled": false,
        "controller": {
            "type": "application",
            "is_controller": true,
            "fees": { "payer": "application" },
            "losses": { "payments": "application" },
            "requirement_collection": "stripe",
            "stripe_dashboard": { "type": "express" },
        },
        "country": "DE",
        "created": mark.created,
        "default_currency": "eur",
        "details_submitted": submitted,
        "email": mark.params.text("email"),
        "metadata": world.metadata(&payee.id.0),
        "payouts_enabled": transfers == "active",
        "requirements": {
            "alternatives": [],
            "current_deadline": null,
            "currently_due": [],
            "disabled_reason": disabled,
            "errors": [],
            "eventually_due": [],
            "past_due": [],
            "pending_verification": [],
        },
        "type": "none",
    })
}
