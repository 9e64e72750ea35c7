//! What all pages share: guarded forms, signing in and out, errors as pages, headers and files.

use chrono::Duration;
use poem::http::{Method, header};
use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::Sent;

const SESSION: &str = "greenlit_session";

fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn somebody_new_makes_an_account_and_is_signed_in(app: &TestApp) {
    let browser = app.browser();
    browser.open("/").await.links_to("/sign-up");
    browser.open("/sign-up").await;
    let typed = [("email", "ada@example.org"), ("name", "Ada"), ("password", "seven quiet rivers")];
    let page = browser.submit("/sign-up", &typed).await;
    page.is(200).shows("Welcome!").shows("Ada").hides("Sign up");
    browser.submit("/sign-out", &[]).await.shows("You are signed out.").links_to("/sign-in");
    assert_eq!(browser.cookie(SESSION), None);
}

async fn a_sign_up_sent_twice_makes_one_account_and_signs_in(app: &TestApp) {
    let browser = app.browser();
    let token = browser.open("/sign-up").await.field("token");
    let typed = [("email", "ada@example.org"), ("name", "Ada"), ("password", "seven quiet rivers")];
    let fields: Vec<_> = pairs(&typed).into_iter().chain(pairs(&[("token", &token)])).collect();
    let form = Sent::form("/sign-up", &fields);
    let (first, second) = tokio::join!(browser.send(&form), browser.send(&form));
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
    browser.open("/").await.shows("Ada").hides("Sign up");
    let other = app.browser();
    other.open("/sign-up").await;
    let guessed = [("email", "ada@example.org"), ("name", "Eve"), ("password", "seven loud rivers")];
    other
        .submit("/sign-up", &guessed)
        .await
        .is(409)
        .shows("There is an account with this mail address already");
    assert_eq!(other.cookie(SESSION), None);
}

async fn a_sign_up_with_three_mistakes_names_all_and_keeps_what_was_typed(app: &TestApp) {
    let browser = app.browser();
    browser.open("/sign-up").await;
    let typed = [("email", "no\"body"), ("name", "two\nlines"), ("password", "short")];
    let page = browser.submit("/sign-up", &typed).await;
    page.is(422);
    for id in ["email-wrong", "name-wrong", "password-wrong"] {
        assert!(page.html.contains(&format!("id=\"{id}\"")), "{id}: {}", page.html);
    }
    assert_eq!(page.field("email"), "no\"body");
    assert!(page.field("name").starts_with("two"));
    assert_eq!(page.field("password"), "");
    assert_eq!(browser.cookie(SESSION), None);
}

async fn a_form_sent_elsewhere_changes_nothing(app: &TestApp) {
    let ada = app.member("Ada").await;
    let browser = app.browser_of(&ada).await;
    let token = browser.page().field("token");
    let foreign = app.browser();
    let other = foreign.open("/sign-in").await.field("token");
    for fields in [pairs(&[]), pairs(&[("token", &other)]), pairs(&[("token", "")])] {
        let answer = browser.send(&Sent::form("/sign-out", &fields).sent_elsewhere()).await;
        assert_eq!(answer.status.as_u16(), 403);
        assert!(String::from_utf8_lossy(&answer.bytes).contains("This is not open to you"));
    }
    browser.open("/").await.shows("Ada").hides("Sign in");
    browser.send(&Sent::form("/sign-out", &pairs(&[("token", &token)]))).await;
    browser.open("/").await.shows("Sign in");
}

async fn the_guard_of_one_session_is_worth_nothing_in_the_next(app: &TestApp) {
    let ada = app.member("Ada").await;
    let browser = app.browser_of(&ada).await;
    let old = browser.page().field("token");
    browser.submit("/sign-out", &[]).await;
    browser.sign_in(&ada).await;
    assert_ne!(browser.page().field("token"), old);
    let answer = browser.send(&Sent::form("/sign-out", &pairs(&[("token", &old)]))).await;
    assert_eq!(answer.status.as_u16(), 403);
}

async fn a_browser_signs_in_with_a_cookie_that_scripts_cannot_read(app: &TestApp) {
    let ada = app.member("Ada").await;
    let browser = app.browser();
    browser.open("/sign-in").await;
    let page = browser.submit("/sign-in", &[("email", &ada.email), ("password", "wrong in every way")]).await;
    page.is(401).shows("The mail address or the password is not right.");
    assert_eq!(page.field("email"), ada.email);
    let fields = pairs(&[
        ("token", &page.field("token")),
        ("email", &ada.email),
        ("password", crate::support::PASSWORD),
    ]);
    let answer = browser.send(&Sent::form("/sign-in", &fields)).await;
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap());
    let cookie = cookies.into_iter().find(|line| line.starts_with(SESSION)).unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    browser.open("/").await.shows("Ada");
}

async fn a_session_ends_after_thirty_days(app: &TestApp) {
    let ada = app.member("Ada").await;
    let browser = app.browser_of(&ada).await;
    app.advance(Duration::days(30) - Duration::seconds(1)).await;
    browser.open("/").await.shows("Ada");
    app.advance(Duration::seconds(1)).await;
    browser.open("/").await.hides("Ada").shows("Sign in");
}

async fn what_was_typed_outlives_the_session(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let (designer, voter) = (app.member("Dan").await, app.member("Vic").await);
    let round = app.round(&admin, |rules| rules["scoring"]["joined_before_open"] = json!(false)).await;
    app.cleared(&designer, &admin, &round).await;
    app.until_scoring().await;
    let path = format!("/rounds/{}/score", round.id);
    let browser = app.browser_of(&voter).await;
    browser.open(&path).await.is(200).shows("Owl");
    greenlit::app::account::sign_out(&app.app, &browser.cookie(SESSION).unwrap()).await.unwrap();

    let foreign = pairs(&[("score", "0")]);
    let answer = browser.send(&Sent::form(&path, &foreign).sent_elsewhere()).await;
    assert_eq!((answer.status.as_u16(), answer.header("location").contains("score=")), (303, false));
    let page = browser.submit(&path, &[("score", "4"), ("would_buy", "yes")]).await;
    page.is(401).shows("Your session was over.");
    assert_eq!((page.field("kept.score"), page.field("kept.would_buy")), ("4".to_owned(), "yes".to_owned()));
    let wrong = browser.submit("/sign-in", &[("email", &voter.email), ("password", "not it at all")]).await;
    wrong.is(401);
    assert_eq!(wrong.field("kept.score"), "4");
    let typed = [("email", voter.email.as_str()), ("password", crate::support::PASSWORD)];
    let page = browser.submit("/sign-in", &typed).await;
    page.is(200).shows("Go on where you were").shows("nothing of it has been sent yet");
    browser.submit(&path, &[]).await.is(200);
    browser.open(&format!("{path}/mine")).await.shows("Owl").shows("4");
}

async fn signing_in_leads_on_and_never_away(app: &TestApp) {
    let ada = app.member("Ada").await;
    let check = async |next: &str, expected: &str| {
        let browser = app.browser();
        let query: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        browser.open(&format!("/sign-in?next={query}")).await;
        let typed = [("email", ada.email.as_str()), ("password", crate::support::PASSWORD)];
        let page = browser.submit("/sign-in", &typed).await;
        assert_eq!(page.path, expected);
        let page = browser.open(&format!("/sign-in?next={query}")).await;
        assert_eq!(page.path.split('?').next(), expected.split('?').next());
    };
    check("/legal/terms", "/legal/terms?done=signed-in").await;
    check("https://elsewhere.example/", "/?done=signed-in").await;
    check("//elsewhere.example", "/?done=signed-in").await;
    check("/\\elsewhere.example", "/?done=signed-in").await;
    check("", "/?done=signed-in").await;
}

async fn a_sentence_about_what_was_done_is_one_of_ours(app: &TestApp) {
    let browser = app.browser();
    browser.open("/?done=signed-out").await.shows("You are signed out.");
    browser.open("/?done=%3Cb%3Epay+here%3C%2Fb%3E").await.is(200).hides("pay here");
}

async fn every_page_keeps_to_itself(app: &TestApp) {
    let browser = app.browser();
    for path in ["/", "/sign-in", "/legal/terms", "/nothing-here"] {
        let page = browser.open(path).await;
        let policy = page.header("content-security-policy");
        for part in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]
        {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("cache-control"), "no-store");
        for inline in [" style=\"", " onclick=", "<style", "javascript:"] {
            assert!(!page.html.contains(inline), "{path} has {inline}");
        }
    }
}

async fn files_are_kept_for_ever_and_named_by_their_content(app: &TestApp) {
    let page = app.browser().open("/").await;
    let start = page.html.find("/static/").unwrap();
    let address = page.html[start..].split('"').next().unwrap();
    let file = app.get(None, address).await;
    assert_eq!(file.status.as_u16(), 200);
    assert!(file.header("cache-control").contains("immutable"));
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    for address in ["/static/0/no-such-file.css", "/static/0/..%2f..%2fCargo.toml"] {
        assert_eq!(app.get(None, address).await.status.as_u16(), 404, "{address}");
    }
}

async fn an_unknown_address_is_a_page_for_browsers_and_a_document_for_others(app: &TestApp) {
    app.browser().open("/nothing-here").await.is(404).shows("There is nothing here").links_to("/");
    app.get(None, "/nothing-here").await.refused(404, "no-such-page");
    app.browser().open("/legal/nothing").await.is(404).shows("There is nothing at this address.");
}

async fn methods_that_an_address_does_not_take_are_refused(app: &TestApp) {
    let browser = app.browser();
    browser.open("/sign-in").await;
    browser.post("/", &[]).await.is(405).shows("That did not work");
    let head = browser.send(&Sent::get("/").by(Method::HEAD)).await;
    assert_eq!((head.status.as_u16(), head.bytes.len()), (200, 0));
    app.put(None, "/sign-in", &json!({})).await.refused(405, "wrong-method");
}

async fn a_form_that_is_too_large_is_refused(app: &TestApp) {
    let browser = app.browser();
    let token = browser.open("/sign-in").await.field("token");
    let long = "x".repeat(300 * 1024);
    let answer = browser.send(&Sent::form("/sign-in", &pairs(&[("token", &token), ("email", &long)]))).await;
    assert_eq!(answer.status.as_u16(), 413);
    let page = String::from_utf8_lossy(&answer.bytes);
    assert!(page.contains("<h1>") && page.contains("This form is larger than 256 KB"), "{page}");
}

async fn a_failure_of_ours_says_nothing_internal(app: &TestApp) {
    let ada = app.member("Ada").await;
    let browser = app.browser_of(&ada).await;
    app.tamper(&["ALTER TABLE session RENAME TO gone"]).await;
    let answer = browser.send(&Sent::get("/")).await;
    app.tamper(&["ALTER TABLE gone RENAME TO session"]).await;
    let text = String::from_utf8_lossy(&answer.bytes).to_lowercase();
    assert_eq!(answer.status.as_u16(), 500, "{text}");
    assert!(text.contains("<h1>something failed on our side"), "{text}");
    for word in ["session", "table", "sql", "relation", "select", "rust", "src/"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

on_both!(
    somebody_new_makes_an_account_and_is_signed_in,
    a_sign_up_sent_twice_makes_one_account_and_signs_in,
    a_sign_up_with_three_mistakes_names_all_and_keeps_what_was_typed,
    a_form_sent_elsewhere_changes_nothing,
    the_guard_of_one_session_is_worth_nothing_in_the_next,
    a_browser_signs_in_with_a_cookie_that_scripts_cannot_read,
    a_session_ends_after_thirty_days,
    what_was_typed_outlives_the_session,
    signing_in_leads_on_and_never_away,
    a_sentence_about_what_was_done_is_one_of_ours,
    every_page_keeps_to_itself,
    files_are_kept_for_ever_and_named_by_their_content,
    an_unknown_address_is_a_page_for_browsers_and_a_document_for_others,
    methods_that_an_address_does_not_take_are_refused,
    a_form_that_is_too_large_is_refused,
    a_failure_of_ours_says_nothing_internal,
);
