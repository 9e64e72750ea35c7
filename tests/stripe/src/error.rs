//! Refusals in the shape of Stripe's errors.

use greenlit::gateway::payment::{Decline, Failure};
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) error: Value,
}

impl Refusal {
    pub(crate) fn request(status: u16, code: &str, message: &str) -> Self {
        Self { status, error: json!({ "type": "invalid_request_error", "code": code, "message": message }) }
    }

    pub(crate) fn parameter(code: &str, name: &str, message: &str) -> Self {
        let mut refusal = Self::request(400, code, &format!("{message}: {name}"));
        refusal.error["param"] = name.into();
        refusal
    }

    pub(crate) fn unauthorized() -> Self {
        let message = "Invalid API Key provided";
        Self { status: 401, error: json!({ "type": "invalid_request_error", "message": message }) }
    }

    pub(crate) fn key_reused() -> Self {
        let message = "Keys for idempotent requests can only be used with the same parameters they were first \
                       used with.";
        Self { status: 400, error: json!({ "type": "idempotency_error", "message": message }) }
    }

    pub(crate) fn key_in_use() -> Self {
        let message = "There is currently another in-progress request using this idempotency key.";
        let error =
            json!({ "type": "idempotency_error", "code": "idempotency_key_in_use", "message": message });
        Self { status: 409, error }
    }

    pub(crate) fn rate_limit(code: &str) -> Self {
        Self::request(429, code, "Too many requests; please slow down.")
    }

    pub(crate) fn broken() -> Self {
        Self { status: 500, error: json!({ "type": "api_error", "message": "Something went wrong." }) }
    }

    /// A refused card: 402, with the intent inside.
    pub(crate) fn declined(decline: &Decline, intent: &Value) -> Self {
        let mut error = decline_error(decline);
        error["charge"] = intent["latest_charge"].clone();
        error["payment_intent"] = intent.clone();
        Self { status: 402, error }
    }

    /// What is wrong with the request itself is found before anything is done, and is not saved under its key.
    pub(crate) fn is_of_parameters(&self) -> bool {
        let code = self.error["code"].as_str().unwrap_or_default();
        let by_model = ["amount_invalid", "amount_too_small", "expires_at_invalid"].contains(&code);
        self.status == 400 && (by_model || code.starts_with("parameter_"))
    }

    pub(crate) fn body(&self) -> String {
        json!({ "error": self.error }).to_string()
    }
}

/// The error as an intent keeps it.
pub(crate) fn decline_error(decline: &Decline) -> Value {
    let code = match decline.code.as_str() {
        own @ ("authentication_required" | "expired_card" | "payment_intent_authentication_failure") => own,
        _ => "card_declined",
    };
    let kind =
        if code == "payment_intent_authentication_failure" { "invalid_request_error" } else { "card_error" };
    json!({
        "type": kind,
        "code": code,
        "decline_code": (kind == "card_error").then_some(&decline.code),
        "advice_code": decline.never_again.then_some("do_not_try_again"),
        "message": "Your card was declined.",
    })
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused { code, message } => {
                let status = if code == "resource_missing" { 404 } else { 400 };
                Self::request(status, &code, &message)
            }
            Failure::NoAnswer | Failure::InFlight | Failure::RateLimited { .. } | Failure::Broken { .. } => {
                Self::broken()
            }
        }
    }
}
