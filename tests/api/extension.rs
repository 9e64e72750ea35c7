//! A window that ends while a design lacks ballots is extended once; then such a design has no place and says why.

use chrono::{DateTime, Duration, Utc};
use greenlit::domain::id::RoundId;
use greenlit::store;
use serde_json::json;
use uuid::Uuid;

use crate::support::design::OpenRound;
use crate::support::{Person, TestApp};

struct Scored {
    admin: Person,
    round: OpenRound,
    designs: Vec<Uuid>,
    voters: Vec<Person>,
}

/// Two designs in scoring, for a place of which two ballots are needed; the first voter has scored both.
async fn scored(app: &TestApp, extension_seconds: u32) -> Scored {
    let (admin, max) = (app.admin("Ada").await, app.moderator("Max").await);
    let (dan, eve) = (app.member("Dan").await, app.member("Eve").await);
    let voters = vec![app.member("Vic").await, app.member("Wes").await];
    app.clock.advance(Duration::minutes(1));
    let round = app
        .round(&admin, |rules| {
            rules["scoring"] =
                json!({ "scores_min": 2, "count_from": 1, "extension_seconds": extension_seconds });
        })
        .await;
    let designs = vec![app.cleared(&dan, &max, &round).await, app.cleared(&eve, &max, &round).await];
    app.until_scoring().await;
    score_all(app, &round, &voters[0]).await;
    Scored { admin, round, designs, voters }
}

async fn score_all(app: &TestApp, round: &OpenRound, who: &Person) {
    while let Some(design) = app.current(who, round).await {
        app.score(who, round, design, 4).await.ok();
    }
}

async fn end_of(app: &TestApp, round: &OpenRound) -> DateTime<Utc> {
    store::round::find(&app.app.store, RoundId::new(round.id)).await.unwrap().unwrap().scoring_close_at()
}

async fn a_window_is_extended_once_and_everybody_who_scored_is_told(app: &TestApp) {
    let it = scored(app, 86_400).await;
    let path = format!("/api/v1/rounds/{}", it.round.id);
    let first_end = end_of(app, &it.round).await;
    app.advance(Duration::days(7)).await;

    let read = app.get(None, &path).await.ok();
    assert_eq!(read["state"], "scoring");
    let until: DateTime<Utc> = read["scoring_extended_until"].as_str().unwrap().parse().unwrap();
    assert_eq!(until, first_end + Duration::days(1));
    app.post(Some(&it.admin), &format!("{path}/close"), &json!({})).await.refused(409, "round-not-judging");
    let mail = app.mail(&it.voters[0], "Scoring goes on").await;
    assert!(mail.text.contains("too few scores"), "{}", mail.text);
    assert_eq!(app.mails(&it.voters[1]).await.len(), 0, "who has not scored is not told");
    let audit = app.get(None, &format!("{path}/audit")).await.ok();
    let row = &audit["items"][0];
    assert_eq!((&row["action"], &row["by"]), (&json!("round.extended"), &json!("engine")));
    assert_eq!(row["reason"], "a design has fewer than the 2 counted ballots that a place needs");

    // Scores are taken and changed until the new end.
    app.clock.advance(Duration::hours(23));
    let change = format!("/api/v1/ballots/{}", it.designs[0]);
    app.put(Some(&it.voters[0]), &change, &json!({ "score": 1, "would_buy": false })).await.ok();
    let design = app.current(&it.voters[1], &it.round).await.unwrap();
    app.score(&it.voters[1], &it.round, design, 5).await.ok();
    app.advance(Duration::hours(1)).await;
    assert_eq!(app.get(None, &path).await.ok()["state"], "judging");
    app.put(Some(&it.voters[0]), &change, &json!({ "score": 2, "would_buy": false }))
        .await
        .refused(409, "not-scoring");

    // The one that still has too few gets no place and says so.
    app.post(Some(&it.admin), &format!("{path}/close"), &json!({})).await.ok();
    let standings = app.get(None, &format!("{path}/standings")).await.ok();
    let rows = standings["items"].as_array().unwrap();
    let lacking: Vec<_> =
        rows.iter().filter(|row| row.get("place").is_none_or(serde_json::Value::is_null)).collect();
    assert_eq!(lacking.len(), 1);
    assert!(lacking[0].to_string().contains("a place needs 2"), "{}", lacking[0]);
}

async fn a_round_that_lacks_nothing_or_allows_none_is_judged_at_once(app: &TestApp) {
    let it = scored(app, 86_400).await;
    score_all(app, &it.round, &it.voters[1]).await;
    app.advance(Duration::days(7)).await;
    let path = format!("/api/v1/rounds/{}", it.round.id);
    let read = app.get(None, &path).await.ok();
    assert_eq!((&read["state"], read.get("scoring_extended_until")), (&json!("judging"), None));
}

async fn without_the_setting_nothing_is_extended(app: &TestApp) {
    let it = scored(app, 0).await;
    app.advance(Duration::days(7)).await;
    assert_eq!(app.get(None, &format!("/api/v1/rounds/{}", it.round.id)).await.ok()["state"], "judging");
}

async fn a_round_goes_on_for_two_days_more_if_its_rules_say_nothing_of_it(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round =
        app.round(&admin, |rules| rules["scoring"] = json!({ "scores_min": 2, "count_from": 1 })).await;
    let (dan, max) = (app.member("Dan").await, app.moderator("Max").await);
    app.cleared(&dan, &max, &round).await;
    let end = end_of(app, &round).await;
    app.advance(Duration::days(14)).await;
    let path = format!("/api/v1/rounds/{}", round.id);
    assert_eq!(app.get(None, &path).await.ok()["state"], "scoring");
    assert_eq!(end_of(app, &round).await, end + Duration::days(2));
    app.advance(Duration::days(2)).await;
    assert_eq!(app.get(None, &path).await.ok()["state"], "judging");
}

async fn a_server_that_stood_still_extends_from_when_it_is_back(app: &TestApp) {
    let it = scored(app, 3_600).await;
    app.advance(Duration::days(30)).await;
    assert_eq!(end_of(app, &it.round).await, app.now() + Duration::hours(1));
    app.advance(Duration::hours(1)).await;
    assert_eq!(app.get(None, &format!("/api/v1/rounds/{}", it.round.id)).await.ok()["state"], "judging");
}

async fn the_pages_say_it(app: &TestApp) {
    let it = scored(app, 86_400).await;
    let browser = app.browser_of(&it.voters[1]).await;
    let rules = format!("/rounds/{}/rules", it.round.id);
    browser.open(&rules).await.shows("scoring goes on once, for everybody and 1 day longer");
    browser.page().hides("This has happened");
    app.advance(Duration::days(7)).await;
    browser.open(&rules).await.shows("This has happened: scores are taken until");
    browser
        .open(&format!("/rounds/{}", it.round.id))
        .await
        .shows("extended once, because a design had too few");
    browser.open(&format!("/rounds/{}/score", it.round.id)).await.shows("Owl");
    let desk = app.browser_of(&it.admin).await;
    desk.open(&format!("/desk/rounds/{}", it.round.id)).await.shows("extended once");
}

on_both!(
    a_round_goes_on_for_two_days_more_if_its_rules_say_nothing_of_it,
    a_window_is_extended_once_and_everybody_who_scored_is_told,
    a_round_that_lacks_nothing_or_allows_none_is_judged_at_once,
    without_the_setting_nothing_is_extended,
    a_server_that_stood_still_extends_from_when_it_is_back,
    the_pages_say_it,
);
