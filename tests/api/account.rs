//! Accounts, tokens and roles.

use serde_json::json;

use crate::support::TestApp;

async fn a_newcomer_registers_makes_a_token_and_is_known_by_it(app: &TestApp) {
    let body = json!({ "email": " Ada@Example.org ", "name": "Ada", "password": "a sentence of a password" });
    let account = app.post(None, "/api/v1/accounts", &body).await.ok();
    assert_eq!(account["email"], "ada@example.org");
    assert_eq!(account["role"], "member");
    assert!(account.get("mail_verified_at").is_none());

    let asked = json!({
        "email": "ada@example.org", "password": "a sentence of a password", "name": "laptop", "scopes": ["read"],
    });
    let made = app.post(None, "/api/v1/tokens", &asked).await.ok();
    let secret = made["token"].as_str().unwrap();
    let request = poem::Request::builder()
        .uri("/api/v1/me".parse().unwrap())
        .header("Authorization", format!("Bearer {secret}"))
        .finish();
    assert_eq!(app.call(request).await.ok()["id"], account["id"]);
}

async fn a_mail_address_has_one_account(app: &TestApp) {
    app.member("Ada").await;
    let body = json!({ "email": "ADA@example.org", "name": "Eve", "password": "another long password" });
    app.post(None, "/api/v1/accounts", &body).await.refused(409, "email-taken");
}

async fn all_mistakes_of_a_form_are_named_at_once(app: &TestApp) {
    let body = json!({ "email": "nobody", "name": " ", "password": "short" });
    let answer = app.post(None, "/api/v1/accounts", &body).await;
    answer.refused(422, "invalid-fields");
    let fields: Vec<_> = answer.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(fields, ["email", "name", "password"]);
}

async fn a_wrong_password_and_an_unknown_address_say_the_same(app: &TestApp) {
    app.member("Ada").await;
    let ask =
        |email: &str| json!({ "email": email, "password": "not it at all", "name": "x", "scopes": ["read"] });
    let known = app.post(None, "/api/v1/tokens", &ask("ada@example.org")).await;
    let unknown = app.post(None, "/api/v1/tokens", &ask("eve@example.org")).await;
    assert_eq!(known.refused(401, "wrong-credentials"), unknown.refused(401, "wrong-credentials"));
}

async fn a_revoked_token_opens_nothing(app: &TestApp) {
    let ada = app.member("Ada").await;
    let tokens = app.get(Some(&ada), "/api/v1/tokens").await.ok();
    let id = tokens[0]["id"].as_str().unwrap();
    app.delete(Some(&ada), &format!("/api/v1/tokens/{id}")).await.ok();
    app.get(Some(&ada), "/api/v1/me").await.refused(401, "token-invalid");
}

async fn nobody_revokes_anothers_token(app: &TestApp) {
    let ada = app.member("Ada").await;
    let eve = app.member("Eve").await;
    let tokens = app.get(Some(&ada), "/api/v1/tokens").await.ok();
    let id = tokens[0]["id"].as_str().unwrap();
    app.delete(Some(&eve), &format!("/api/v1/tokens/{id}")).await.refused(404, "token-unknown");
    app.get(Some(&ada), "/api/v1/me").await.ok();
}

async fn a_token_for_reading_does_not_write(app: &TestApp) {
    app.member("Ada").await;
    let asked = json!({
        "email": "ada@example.org", "password": crate::support::PASSWORD, "name": "r", "scopes": ["read"],
    });
    let made = app.post(None, "/api/v1/tokens", &asked).await.ok();
    let id = made["details"]["id"].as_str().unwrap().to_owned();
    let request = poem::Request::builder()
        .method(poem::http::Method::DELETE)
        .uri(format!("/api/v1/tokens/{id}").parse().unwrap())
        .header("Authorization", format!("Bearer {}", made["token"].as_str().unwrap()))
        .finish();
    app.call(request).await.refused(403, "scope-missing");
}

async fn only_an_admin_gives_roles_and_never_loses_their_own(app: &TestApp) {
    let ada = app.member("Ada").await;
    let root = app.admin("Root").await;
    let path = format!("/api/v1/accounts/{}/role", ada.id);
    let moderator = json!({ "role": "moderator" });
    app.put(Some(&ada), &path, &moderator).await.refused(403, "not-an-admin");
    app.put(None, &path, &moderator).await.refused(401, "no-token");
    assert_eq!(app.put(Some(&root), &path, &moderator).await.ok()["role"], "moderator");
    let own = format!("/api/v1/accounts/{}/role", root.id);
    app.put(Some(&root), &own, &json!({ "role": "member" })).await.refused(409, "own-role");
}

async fn a_long_list_comes_in_pages(app: &TestApp) {
    let root = app.admin("Root").await;
    for name in ["A", "B", "C", "D"] {
        app.member(name).await;
    }
    let first = app.get(Some(&root), "/api/v1/accounts?limit=3").await.ok();
    assert_eq!(first["items"].as_array().unwrap().len(), 3);
    let next = first["next"].as_str().unwrap();
    let second = app.get(Some(&root), &format!("/api/v1/accounts?limit=3&after={next}")).await.ok();
    assert_eq!(second["items"].as_array().unwrap().len(), 2);
    assert!(second.get("next").is_none());
}

async fn what_was_read_already_is_not_sent_again(app: &TestApp) {
    let ada = app.member("Ada").await;
    let first = app.get(Some(&ada), "/api/v1/me").await;
    let tag = first.header("etag").to_owned();
    let request = poem::Request::builder()
        .uri("/api/v1/me".parse().unwrap())
        .header("Authorization", format!("Bearer {}", ada.token))
        .header("If-None-Match", tag)
        .finish();
    let second = app.call(request).await;
    assert_eq!(second.status.as_u16(), 304);
    assert!(second.bytes.is_empty());
}

async fn poems_own_errors_are_problem_documents_too(app: &TestApp) {
    let ada = app.member("Ada").await;
    app.get(None, "/api/v1/nothing").await.refused(404, "no-such-page");
    app.put(Some(&ada), "/api/v1/me", &json!({})).await.refused(405, "wrong-method");
    app.get(Some(&ada), "/api/v1/accounts/x/role").await.refused(405, "wrong-method");
    app.post(None, "/api/v1/accounts", &json!({ "email": 1 })).await.refused(400, "bad-request");
    let extra =
        json!({ "email": "a@example.org", "name": "A", "password": "long enough for it", "role": "admin" });
    app.post(None, "/api/v1/accounts", &extra).await.refused(400, "bad-request");
    let text = poem::Request::builder()
        .method(poem::http::Method::POST)
        .uri("/api/v1/accounts".parse().unwrap())
        .content_type("text/plain")
        .body("hello");
    app.call(text).await.refused(415, "wrong-content-type");
    let huge = poem::Request::builder()
        .method(poem::http::Method::POST)
        .uri("/api/v1/accounts".parse().unwrap())
        .content_type("application/json")
        .body(vec![b' '; 2_000_000]);
    app.call(huge).await.refused(413, "too-large");
}

on_both!(
    a_newcomer_registers_makes_a_token_and_is_known_by_it,
    a_mail_address_has_one_account,
    all_mistakes_of_a_form_are_named_at_once,
    a_wrong_password_and_an_unknown_address_say_the_same,
    a_revoked_token_opens_nothing,
    nobody_revokes_anothers_token,
    a_token_for_reading_does_not_write,
    only_an_admin_gives_roles_and_never_loses_their_own,
    a_long_list_comes_in_pages,
    what_was_read_already_is_not_sent_again,
    poems_own_errors_are_problem_documents_too,
);
