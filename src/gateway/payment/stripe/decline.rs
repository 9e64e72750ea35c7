//! Why a card was refused, from an error or from the intent that keeps it.

use stripe_shared::{ApiErrors, ApiErrorsCode};

use super::super::Decline;
use super::answer::{LastError, Outcome};

/// The provider's advice never to try this card again.
const NEVER: &str = "do_not_try_again";
/// The same from the card networks: Mastercard's merchant advice, and a cancelled mandate.
const NEVER_BY_NETWORK: [&str; 2] = ["03", "21"];
const BLOCKED: &str = "blocked";
const UNKNOWN: &str = "card_declined";

pub(super) fn of_error(error: &ApiErrors) -> Decline {
    let code = error.code.as_ref().map(ApiErrorsCode::as_str);
    of(
        error.decline_code.as_deref().or(code),
        error.advice_code.as_deref(),
        error.network_advice_code.as_deref(),
    )
}

/// The decline that an intent keeps, with the outcome of its latest charge: what risk rules stopped, before it
/// reached the bank or after, is not tried again.
pub(super) fn of_intent(error: &LastError, outcome: Option<&Outcome>) -> Decline {
    let code = error.decline_code.as_deref().or(error.code.as_deref());
    let decline = of(code, error.advice_code.as_deref(), error.network_advice_code.as_deref());
    let is_blocked = outcome.is_some_and(|outcome| outcome.r#type.as_deref() == Some(BLOCKED));
    Decline { never_again: decline.never_again || is_blocked, ..decline }
}

fn of(code: Option<&str>, advice: Option<&str>, network: Option<&str>) -> Decline {
    let by_network = network.is_some_and(|advice| NEVER_BY_NETWORK.contains(&advice));
    Decline { code: code.unwrap_or(UNKNOWN).to_owned(), never_again: advice == Some(NEVER) || by_network }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: &str, decline: Option<&str>, advice: Option<&str>) -> LastError {
        LastError {
            code: Some(code.to_owned()),
            decline_code: decline.map(ToOwned::to_owned),
            advice_code: advice.map(ToOwned::to_owned),
            network_advice_code: None,
        }
    }

    #[test]
    fn the_banks_own_reason_comes_before_the_class_of_the_error() {
        let check = |code, decline, expected: &str| {
            assert_eq!(of_intent(&error(code, decline, None), None).code, expected);
        };
        check("card_declined", Some("insufficient_funds"), "insufficient_funds");
        check("expired_card", None, "expired_card");
        check("authentication_required", Some("authentication_required"), "authentication_required");
        check("payment_intent_authentication_failure", None, "payment_intent_authentication_failure");
    }

    #[test]
    fn advice_of_the_issuer_or_the_network_and_a_risk_block_forbid_another_try() {
        let check = |advice, network: Option<&str>, outcome: &str, expected| {
            let mut error = error("card_declined", Some("generic_decline"), advice);
            error.network_advice_code = network.map(ToOwned::to_owned);
            let outcome = Outcome { r#type: Some(outcome.to_owned()) };
            assert_eq!(of_intent(&error, Some(&outcome)).never_again, expected, "{advice:?} {network:?}");
        };
        check(None, None, "issuer_declined", false);
        check(Some("try_again_later"), Some("02"), "issuer_declined", false);
        check(Some("do_not_try_again"), None, "issuer_declined", true);
        check(None, Some("03"), "issuer_declined", true);
        check(None, Some("21"), "issuer_declined", true);
        check(None, None, "blocked", true);
    }
}
