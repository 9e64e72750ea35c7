//! Signatures: whose are believed, when, and what is read of a body that is.

use super::*;

const OLD: &str = "whsec_old";
const NEW: &str = "whsec_new";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_900_000_000, 0).unwrap()
}

fn body() -> String {
    serde_json::json!({
        "id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "created": 1_899_999_990,
        "livemode": false, "account": null, "api_version": "2026-09-30.endive",
        "data": { "object": {
            "id": "pi_1", "object": "payment_intent", "amount": 3300,
            "payment_method_details": { "card": { "last4": "4242" } },
            "metadata": {
                "deployment": "00000000-0000-0000-0000-000000000001",
                "preorder": "00000000-0000-0000-0000-000000000002",
                "attempt": "x",
            },
        } },
    })
    .to_string()
}

fn signature(secret: &str, at: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    Digest::new(mac.finalize().into_bytes().into()).to_string()
}

fn header(secret: &str, at: i64, body: &str) -> String {
    format!("t={at},v1={}", signature(secret, at, body))
}

fn verify(header: Option<&str>, body: &str) -> Result<VerifiedEvent, Refusal> {
    let secrets = Secrets::new(vec![OLD.to_owned(), NEW.to_owned()]);
    VerifiedEvent::verify(&secrets, header, body.as_bytes(), now())
}

#[test]
fn the_signature_is_hmac_sha256_of_the_time_a_dot_and_the_body() {
    // By `printf '1900000000.{}' | openssl dgst -sha256 -hmac whsec_new`.
    let digits = "f0baa8fea26cad08285ecc65e27a9d5c705ccbcbcb8cd90ead33e582ace8886b";
    assert_eq!(signature(NEW, 1_900_000_000, "{}"), digits);
}

#[test]
fn every_current_secret_is_believed_and_no_other() {
    let at = now().timestamp();
    for secret in [OLD, NEW] {
        assert!(verify(Some(&header(secret, at, &body())), &body()).is_ok(), "{secret}");
    }
    assert_eq!(verify(Some(&header("whsec_other", at, &body())), &body()), Err(Refusal::Forged));
    let none = VerifiedEvent::verify(&Secrets::default(), None, b"{}", now());
    assert_eq!(none, Err(Refusal::NoSecret));
}

#[test]
fn one_good_signature_of_several_is_enough() {
    let at = now().timestamp();
    let bad = signature("whsec_gone", at, &body());
    let good = signature(OLD, at, &body());
    let check = |header: String, expected: bool| {
        assert_eq!(verify(Some(&header), &body()).is_ok(), expected, "{header}");
    };
    check(format!("t={at},v1={bad},v1={good},v0={bad}"), true);
    check(format!("t={at}, v1={good}"), true);
    check(format!("t={at},v1={bad},v0={good}"), false);
}

#[test]
fn a_byte_changed_anywhere_is_a_forgery() {
    let at = now().timestamp();
    let good = header(NEW, at, &body());
    assert_eq!(verify(Some(&good), &body().replace("3300", "3301")), Err(Refusal::Forged));
    let later = good.replace(&at.to_string(), &(at + 1).to_string());
    assert_eq!(verify(Some(&later), &body()), Err(Refusal::Forged));
}

#[test]
fn a_signature_is_good_for_five_minutes_either_way() {
    let check = |seconds: i64, expected: Result<(), Refusal>| {
        let header = header(NEW, now().timestamp() - seconds, &body());
        assert_eq!(verify(Some(&header), &body()).map(|_| ()), expected, "{seconds}");
    };
    check(0, Ok(()));
    check(300, Ok(()));
    check(-300, Ok(()));
    check(301, Err(Refusal::OutOfTime));
    check(-301, Err(Refusal::OutOfTime));
}

#[test]
fn a_header_that_is_none_is_refused_with_a_sentence() {
    let check = |header: Option<&str>, expected| {
        assert_eq!(verify(header, &body()), Err(expected), "{header:?}");
    };
    let zeros = "0".repeat(64);
    check(None, Refusal::Unsigned);
    check(Some(""), Refusal::Unreadable);
    check(Some("t=1900000000"), Refusal::Unreadable);
    check(Some("t=1900000000,v1=abc"), Refusal::Unreadable);
    check(Some(&format!("v1={zeros}")), Refusal::Unreadable);
    check(Some(&format!("t=1900000000,v1={}", "é".repeat(32))), Refusal::Unreadable);
    check(Some(&format!("t=soon,v1={zeros}")), Refusal::Forged);
}

#[test]
fn what_leads_to_a_row_is_read_and_nothing_else() {
    let at = now().timestamp();
    let event = verify(Some(&header(NEW, at, &body())), &body()).unwrap();
    assert_eq!((event.id(), event.kind()), ("evt_1", "payment_intent.succeeded"));
    assert_eq!(event.created_at().timestamp(), 1_899_999_990);
    let object = event.object();
    assert_eq!(object.id.as_deref(), Some("pi_1"));
    assert_eq!(object.deployment, Some(Uuid::from_u128(1)));
    assert_eq!(object.preorder, Some(Uuid::from_u128(2).into()));
    assert!(!format!("{event:?}").contains("4242"), "nothing of a card is kept");
}

#[test]
fn an_object_of_somebody_else_is_read_all_the_same() {
    let object = |text: &str| {
        let body = format!(r#"{{"id":"evt_2","type":"x.y","created":1,"data":{{"object":{text}}}}}"#);
        let header = header(NEW, now().timestamp(), &body);
        verify(Some(&header), &body).unwrap().object().clone()
    };
    assert_eq!(object("{}"), Object::default());
    assert_eq!(object(r#"{"metadata":{"deployment":"shop","preorder":7}}"#), Object::default());
    let expanded = object(r#"{"id":"re_1","payment_intent":{"id":"pi_1","amount":1}}"#);
    assert_eq!(expanded.intent.as_deref(), Some("pi_1"));
    assert_eq!(object(r#"{"payment_intent":"pi_2"}"#).intent.as_deref(), Some("pi_2"));
}

#[test]
fn a_signed_body_that_cannot_be_read_is_an_event_too() {
    let header = header(NEW, now().timestamp(), "[]");
    let event = verify(Some(&header), "[]").unwrap();
    assert_eq!(event.kind(), UNREADABLE);
    assert!(event.id().starts_with("unreadable:"), "{}", event.id());
}

#[test]
fn secrets_are_never_shown() {
    assert!(!format!("{:?}", Secrets::new(vec![OLD.to_owned()])).contains("whsec"));
}
