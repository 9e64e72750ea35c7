//! A member's own account on pages: what stands there, tokens, payouts.

use chrono::Duration;
use greenlit::gateway::payment::PayeeStatus;
use serde_json::json;

use crate::support::TestApp;

async fn the_account_says_who_one_is_here(app: &TestApp) {
    let dan = app.member("Dan").await;
    let page = app.browser_of(&dan).await.open("/me").await;
    page.is(200).shows("Dan").shows("dan@example.org confirmed").shows("Member");
    page.links_to("/me/designs").links_to("/me/preorders").links_to("/me/payouts");
    let una = app.unverified("Una").await;
    let page = app.browser_of(&una).await.open("/me").await;
    page.shows("una@example.org not confirmed").shows("Send me the mail again");
    for path in ["/me", "/me/designs", "/me/payouts", "/me/payouts/account"] {
        assert!(app.browser().open(path).await.path.starts_with("/sign-in"), "{path}");
    }
}

async fn a_token_is_shown_once_works_and_is_revoked(app: &TestApp) {
    let dan = app.member("Dan").await;
    let browser = app.browser_of(&dan).await;
    browser.open("/me").await;
    let page = browser.submit("/me/tokens", &[("token_name", ""), ("read", "yes")]).await;
    page.is(422).shows("A token needs a name");
    assert_eq!(page.field("read"), "yes");
    let page = browser.submit("/me/tokens", &[("token_name", "Robot"), ("read", "yes")]).await;
    page.is(200).shows("Token “Robot”").shows("shown this once");
    let from = page.html.find("glt_").unwrap();
    let again = [("token_name", "Robot"), ("read", "yes")];
    let token = page.html[from..].split('"').next().unwrap().to_owned();
    let robot = crate::support::Person { token: token.clone(), ..dan.clone() };
    app.get(Some(&robot), "/api/v1/me/designs").await.ok();
    app.post(Some(&robot), "/api/v1/me/payee", &json!({})).await.refused(403, "scope-missing");
    let page = browser.open("/me").await;
    page.shows("Robot").hides(&token);
    browser.submit("/me/tokens", &again).await.is(409).shows("There is a token of this name already");
    let from = page.html.rfind("/me/tokens/0").unwrap();
    let revoke = page.html[from..].split('"').next().unwrap().to_owned();
    let eve = app.member("Eve").await;
    app.browser_of(&eve).await.open(&revoke).await.is(404);
    browser.open(&revoke).await.shows("Revoke the token “Robot”");
    browser.submit(&revoke, &[]).await.shows("The token is revoked.").hides("Robot");
    app.get(Some(&robot), "/api/v1/me/designs").await.refused(401, "token-invalid");
    browser.post(&revoke, &[]).await.is(200);
}

async fn a_designer_reads_what_is_owed_and_why_it_waits(app: &TestApp) {
    let (ada, ben) = (app.admin("Ada").await, app.admin("Ben").await);
    let (dan, vic) = (app.member("Dan").await, app.member("Vic").await);
    let mut rules = app.rules();
    rules["prizes"] = json!([{ "place": 1, "amount_minor": 50_000 }]);
    rules["scoring"] = json!({ "scores_min": 1, "count_from": 1, "extension_seconds": 0 });
    let round = app.opened(&ada, &rules).await;
    let design = app.plant_design(&round, "cleared", &[(&dan, 10_000)]).await;
    let browser = app.browser_of(&dan).await;
    browser.open("/me/payouts").await.is(200).shows("Nothing is owed to you yet");
    app.advance(Duration::days(7)).await;
    app.plant_ballot(&round, design, &vic, 5, 1).await;
    app.advance(Duration::days(7)).await;
    app.post(Some(&ada), &format!("/api/v1/rounds/{round}/close"), &json!({})).await.ok();
    app.settle_down().await;
    let page = browser.open("/me/payouts").await;
    page.shows("€500.00 to be paid").shows("Place 1 with").shows("You have no account for payouts yet");
    page.shows("Two admins have to approve it.");
    let page = browser.submit("/me/payouts/account", &[]).await;
    page.is(200).shows("is not complete").shows("Open the provider’s page");
    let payout = app.get(Some(&dan), "/api/v1/me/payouts").await.ok()["items"][0]["id"].clone();
    for admin in [&ada, &ben] {
        let path = format!("/api/v1/payouts/{}/approve", payout.as_str().unwrap());
        app.post_once(admin, &path, &json!({})).await.ok();
    }
    assert!(page.html.contains("/sandbox/payee/"), "the way to the provider");
    let at_provider = app.sandbox.book().unwrap().payees.keys().next().unwrap().clone();
    app.sandbox.set_payee(&at_provider, PayeeStatus::Active).await.unwrap();
    browser.open("/me/payouts/account").await.shows("is complete");
    app.advance(Duration::days(7)).await;
    let page = browser.open("/me/payouts").await;
    page.shows("€500.00 paid so far").shows("Your account for payouts is complete.");
    let own = format!("/me/designs/{design}");
    browser.open(&own).await.shows("Ranked: place 1").shows("Your share was paid: €500.00");
}

on_both!(
    the_account_says_who_one_is_here,
    a_token_is_shown_once_works_and_is_revoked,
    a_designer_reads_what_is_owed_and_why_it_waits,
);
