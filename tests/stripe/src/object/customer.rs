//! Customers.

use greenlit::gateway::payment::CustomerRef;
use greenlit::gateway::payment::model::{Reply, Request};
use serde_json::{Value, json};

use super::{Call, odd};
use crate::error::Refusal;

pub(crate) const CREATE: &[&str] = &["email", "name", "description", "metadata[*]", "expand[*]"];

pub(crate) fn create(call: &mut Call<'_>, _id: &str) -> Result<Value, Refusal> {
    let email = call.params.text("email").unwrap_or_default().to_owned();
    match call.ask(Request::CreateCustomer { buyer: call.params.own("account"), email })? {
        Reply::Customer(id) => {
            call.remember(&id.0);
            read(call, &id.0)
        }
        other => Err(odd(other)),
    }
}

pub(crate) fn read(call: &mut Call<'_>, id: &str) -> Result<Value, Refusal> {
    if !call.world.model.book().customers.contains_key(&CustomerRef(id.to_owned())) {
        return Err(Refusal::request(404, "resource_missing", &format!("No such customer: '{id}'")));
    }
    let mark = call.world.mark(id);
    Ok(json!({
        "id": id,
        "object": "customer",
        "address": null,
        "balance": 0,
        "created": mark.created,
        "currency": null,
        "default_source": null,
        "delinquent": false,
        "description": null,
        "email": mark.params.text("email"),
        "invoice_prefix": "GREENLIT",
        "livemode": false,
        "metadata": call.world.metadata(id),
        "name": null,
        "phone": null,
        "preferred_locales": [],
        "shipping": null,
        "tax_exempt": "none",
        "test_clock": null,
    }))
}
