//! Rounds: their rules, their opening, what time does to them, their end before the end.

use chrono::Duration;
use greenlit::domain::digest::Digest;
use serde_json::{Value, json};

use crate::support::{Answer, Person, TestApp};

/// Sends a round of these rules and gives the answer.
async fn send(app: &TestApp, admin: &Person, rules: &Value) -> Answer {
    let contest = json!({ "title": "Winter tees", "description": "Two rounds a year." });
    let contest = app.post(Some(admin), "/api/v1/contests", &contest).await.ok();
    let path = format!("/api/v1/contests/{}/rounds", contest["id"].as_str().unwrap());
    let body = json!({ "title": "Winter", "brief": "Snow.", "rules": rules });
    app.post(Some(admin), &path, &body).await
}

/// Changes good rules and says which fields are refused, each with its sentence.
async fn wrong(app: &TestApp, admin: &Person, change: impl Fn(&mut Value)) -> Vec<(String, String)> {
    let mut rules = app.rules();
    change(&mut rules);
    let answer = send(app, admin, &rules).await;
    answer.refused(422, "invalid-fields");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let body = answer.json();
    let errors = body["errors"].as_array().unwrap();
    errors.iter().map(|error| (text(&error["field"]), text(&error["message"]))).collect()
}

async fn state(app: &TestApp, admin: &Person, round: &str) -> String {
    let round = app.get(Some(admin), &format!("/api/v1/rounds/{round}")).await.ok();
    round["state"].as_str().unwrap().to_owned()
}

async fn a_draft_keeps_its_rules_with_version_digest_and_ids(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let made = send(app, &admin, &app.rules()).await.ok();
    assert_eq!((&made["state"], &made["rules"]["version"]), (&json!("draft"), &json!(1)));
    assert_eq!(made["rules"]["gate"]["grace_seconds"], 604_800);
    let path = format!("/api/v1/rounds/{}/rules", made["id"].as_str().unwrap());
    let kept = app.get(Some(&admin), &path).await.ok();
    let document = kept["document"].as_str().unwrap();
    let digest = Digest::of(document.as_bytes()).to_string();
    assert_eq!(kept["digest"], digest);
    assert_eq!(made["rules_digest"], digest);
    let variant = &made["rules"]["product"]["variants"][0]["id"];
    assert!(document.contains(variant.as_str().unwrap()));
}

async fn editing_a_draft_is_a_new_version_in_which_known_variants_keep_their_ids(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let made = send(app, &admin, &app.rules()).await.ok();
    let path = format!("/api/v1/rounds/{}/rules", made["id"].as_str().unwrap());
    let mut rules = app.rules();
    rules["product"]["variants"][0]["price_minor"] = json!(2600);
    rules["product"]["variants"][1]["sku"] = json!("TEE-XXL");
    let edited = app.put(Some(&admin), &path, &rules).await.ok();
    assert_eq!(edited["rules"]["version"], 2);
    assert_ne!(edited["rules_digest"], made["rules_digest"]);
    let id = |round: &Value, index: usize| round["rules"]["product"]["variants"][index]["id"].clone();
    assert_eq!(id(&edited, 0), id(&made, 0));
    assert_ne!(id(&edited, 1), id(&made, 1));

    let member = app.member("Mia").await;
    app.put(Some(&member), &path, &rules).await.refused(403, "not-an-admin");
    app.put(None, &path, &rules).await.refused(401, "no-token");
}

async fn rules_that_make_no_sense_are_refused_field_by_field(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let found = wrong(app, &admin, |rules| {
        rules["gate"]["cap_units"] = json!(19);
        rules["product"]["variants"][0]["price_minor"] = json!(0);
        rules["product"]["variants"][1]["price_minor"] = json!(10_000_000_001_i64);
        rules["prizes"][1]["place"] = json!(1);
    })
    .await;
    let expected = [
        ("product.variants[0].price_minor", "must be from 1 to 10000000000, and it is 0"),
        ("product.variants[1].price_minor", "must be from 1 to 10000000000, and it is 10000000001"),
        ("prizes[1].place", "must be different in each entry, and 1 is there already"),
        ("gate.cap_units", "must not be below the threshold of 20"),
    ];
    assert_eq!(found, expected.map(|(field, message)| (field.to_owned(), message.to_owned())));
}

async fn amounts_that_the_provider_cannot_charge_are_refused_with_the_reason(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let check = async |currency: &str, price: i64, fee: i64, field: &str, said: &str| {
        let found = wrong(app, &admin, |rules| {
            rules["currency"] = json!(currency);
            rules["tax"]["basis_points"] = json!(0);
            rules["prizes"] = json!([]);
            rules["product"]["variants"][0]["price_minor"] = json!(price);
            rules["product"]["variants"][1]["price_minor"] = json!(price);
            rules["shipping"] = json!([{ "country": "DE", "fee_minor": fee }]);
        })
        .await;
        assert_eq!(found[0].0, field, "{found:?}");
        assert!(found[0].1.contains(said), "{found:?}");
    };
    check("EUR", 30, 10, "product.variants", "0.40 EUR is below the payment provider's minimum of 0.50 EUR")
        .await;
    check("KRW", 500, 100, "product.variants", "600 KRW is below").await;
    check("RUB", 2500, 0, "currency", "does not settle RUB").await;
    check("XXY", 2500, 0, "currency", "not an ISO 4217 currency").await;
    let kwd = "cannot express 2.505 KWD; in this currency it takes multiples of 10 minor units";
    check("KWD", 2505, 0, "product.variants[0].price_minor", kwd).await;
    check("MGA", 500_050, 0, "product.variants[0].price_minor", "multiples of 100 minor units").await;
    check("KWD", 2500, 5, "shipping[0].fee_minor", "cannot express 0.005 KWD").await;
}

async fn rounds_are_made_in_currencies_without_minor_units_and_with_three_digits(app: &TestApp) {
    let admin = app.admin("Ada").await;
    for (currency, scale) in [("KRW", 10), ("JPY", 1), ("UGX", 20), ("KWD", 10)] {
        let mut rules = app.rules();
        rules["currency"] = json!(currency);
        rules["tax"] = json!({ "basis_points": 1000, "included": true });
        rules["prizes"][1]["amount_minor"] = json!(10_000);
        rules["product"]["variants"][0]["price_minor"] = json!(2500 * scale);
        let round = app.opened(&admin, &rules).await;
        assert_eq!(state(app, &admin, &round).await, "submissions", "{currency}");
        let path = format!("/api/v1/rounds/{round}/fundings");
        let funding = &app.get(Some(&admin), &path).await.ok()[0];
        assert_eq!(funding["amount"], json!({ "minor": 60_000, "currency": currency }));
    }
}

async fn a_draft_is_seen_by_admins_alone_and_an_open_round_by_anybody(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let member = app.member("Mia").await;
    let round = app.draft(&admin, &app.rules()).await;
    let path = format!("/api/v1/rounds/{round}");
    for who in [None, Some(&member)] {
        app.get(who, &path).await.refused(404, "round-unknown");
        app.get(who, &format!("{path}/rules")).await.refused(404, "round-unknown");
        assert_eq!(app.get(who, "/api/v1/rounds").await.ok()["items"], json!([]));
    }
    let list = app.get(Some(&admin), "/api/v1/rounds?state=draft").await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);

    app.fund(&admin, &round).await;
    app.post(Some(&admin), &format!("{path}/open"), &json!({})).await.ok();
    assert_eq!(app.get(None, &path).await.ok()["state"], "submissions");
    let list = app.get(None, "/api/v1/rounds").await.ok();
    assert_eq!(list["items"][0]["id"], round);
}

async fn a_wrong_token_is_not_quietly_anybody(app: &TestApp) {
    let request = poem::Request::builder()
        .uri("/api/v1/rounds".parse().unwrap())
        .header("Authorization", "Bearer glt_nonsense")
        .finish();
    app.call(request).await.refused(401, "token-invalid");
}

async fn opening_needs_money_time_and_an_admin(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let member = app.member("Mia").await;
    let round = app.draft(&admin, &app.rules()).await;
    let path = format!("/api/v1/rounds/{round}/open");
    app.post(None, &path, &json!({})).await.refused(401, "no-token");
    app.post(Some(&member), &path, &json!({})).await.refused(403, "not-an-admin");
    let said = app.post(Some(&admin), &path, &json!({})).await.refused(409, "prizes-not-funded");
    assert_eq!(said, "fund all prizes before the round opens");
    app.fund(&admin, &round).await;
    app.clock.advance(Duration::days(7));
    app.post(Some(&admin), &path, &json!({})).await.refused(409, "submissions-over");

    let mut rules = app.rules();
    rules["prizes"] = json!([]);
    let free = app.draft(&admin, &rules).await;
    let path = format!("/api/v1/rounds/{free}/open");
    app.post(Some(&admin), &path, &json!({})).await.ok();
    app.post(Some(&admin), &path, &json!({})).await.refused(409, "round-open");
    app.put(Some(&admin), &format!("/api/v1/rounds/{free}/rules"), &rules)
        .await
        .refused(409, "round-not-draft");
}

async fn eight_admins_open_a_round_once(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.draft(&admin, &app.rules()).await;
    app.fund(&admin, &round).await;
    let path = format!("/api/v1/rounds/{round}/open");
    let body = json!({});
    let answers = futures::future::join_all((0..8).map(|_| app.post(Some(&admin), &path, &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status.is_success()).count(), 1);
    for answer in answers.iter().filter(|answer| !answer.status.is_success()) {
        answer.refused(409, "round-open");
    }
}

async fn time_moves_a_round_from_submissions_to_judging(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let moderator = app.moderator("Max").await;
    let designer = app.member("Dan").await;
    let round = app.opened(&admin, &app.rules()).await;
    app.plant_design(&round, "submitted", &[(&designer, 10_000)]).await;
    app.advance(Duration::days(7) - Duration::microseconds(1)).await;
    assert_eq!(state(app, &admin, &round).await, "submissions");
    app.advance(Duration::microseconds(1)).await;
    assert_eq!(state(app, &admin, &round).await, "scoring");
    app.advance(Duration::days(7) - Duration::microseconds(1)).await;
    assert_eq!(state(app, &admin, &round).await, "scoring");
    app.advance(Duration::microseconds(1)).await;
    assert_eq!(state(app, &admin, &round).await, "judging");
    let told = app.get(Some(&moderator), "/api/v1/me/notices").await.ok();
    let kinds: Vec<&Value> = told["items"].as_array().unwrap().iter().map(|notice| &notice["kind"]).collect();
    assert_eq!(kinds, ["designs_wait", "designs_wait"]);
}

async fn a_round_left_alone_by_a_stopped_server_catches_up(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.opened(&admin, &app.rules()).await;
    app.advance(Duration::days(30)).await;
    assert_eq!(state(app, &admin, &round).await, "judging");
}

async fn a_cancelled_round_says_why_and_ends(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let designer = app.member("Dan").await;
    let round = app.opened(&admin, &app.rules()).await;
    app.plant_design(&round, "submitted", &[(&designer, 10_000)]).await;
    let path = format!("/api/v1/rounds/{round}/cancel");
    app.post(Some(&admin), &path, &json!({ "reason": " " })).await.refused(422, "reason-missing");
    app.post(Some(&designer), &path, &json!({ "reason": "no" })).await.refused(403, "not-an-admin");
    let why = json!({ "reason": "the printer closed down" });
    let cancelled = app.post(Some(&admin), &path, &why).await.ok();
    assert_eq!(cancelled["cancel_reason"], "the printer closed down");
    app.post(Some(&admin), &path, &why).await.refused(409, "round-over");
    app.advance(Duration::days(30)).await;
    assert_eq!(state(app, &admin, &round).await, "cancelled");
    let told = app.get(Some(&designer), "/api/v1/me/notices").await.ok();
    assert_eq!(told["items"][0]["kind"], "round_cancelled");
    assert_eq!(told["items"][0]["facts"]["reason"], "the printer closed down");
    assert_eq!(app.get(None, &format!("/api/v1/rounds/{round}")).await.ok()["state"], "cancelled");
}

on_both!(
    a_draft_keeps_its_rules_with_version_digest_and_ids,
    editing_a_draft_is_a_new_version_in_which_known_variants_keep_their_ids,
    rules_that_make_no_sense_are_refused_field_by_field,
    amounts_that_the_provider_cannot_charge_are_refused_with_the_reason,
    rounds_are_made_in_currencies_without_minor_units_and_with_three_digits,
    a_draft_is_seen_by_admins_alone_and_an_open_round_by_anybody,
    a_wrong_token_is_not_quietly_anybody,
    opening_needs_money_time_and_an_admin,
    eight_admins_open_a_round_once,
    time_moves_a_round_from_submissions_to_judging,
    a_round_left_alone_by_a_stopped_server_catches_up,
    a_cancelled_round_says_why_and_ends,
);
