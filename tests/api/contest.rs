//! Contests: made by admins, read by anybody.

use serde_json::json;

use crate::support::TestApp;

async fn an_admin_makes_a_contest_and_anybody_reads_it(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let body = json!({ "title": " Winter tees ", "description": "Two rounds a year." });
    let made = app.post(Some(&admin), "/api/v1/contests", &body).await.ok();
    assert_eq!(made["title"], "Winter tees");
    let path = format!("/api/v1/contests/{}", made["id"].as_str().unwrap());
    assert_eq!(app.get(None, &path).await.ok(), made);
    let list = app.get(None, "/api/v1/contests?limit=1").await.ok();
    assert_eq!(list["items"], json!([made]));
    assert!(list.get("next").is_none());
}

async fn only_an_admin_makes_a_contest(app: &TestApp) {
    let body = json!({ "title": "Winter tees", "description": "Two rounds a year." });
    app.post(None, "/api/v1/contests", &body).await.refused(401, "no-token");
    for person in [app.member("Mia").await, app.moderator("Max").await] {
        app.post(Some(&person), "/api/v1/contests", &body).await.refused(403, "not-an-admin");
    }
}

async fn what_is_wrong_with_a_contest_is_said_of_every_field(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let body = json!({ "title": "two\nlines", "description": "" });
    let answer = app.post(Some(&admin), "/api/v1/contests", &body).await;
    answer.refused(422, "invalid-fields");
    let fields =
        [&answer.json()["errors"][0]["field"], &answer.json()["errors"][1]["field"]].map(Clone::clone);
    assert_eq!(fields, [json!("title"), json!("description")]);
    app.get(None, "/api/v1/contests/00000000-0000-7000-8000-000000000000")
        .await
        .refused(404, "contest-unknown");
}

async fn contests_are_read_page_by_page(app: &TestApp) {
    let admin = app.admin("Ada").await;
    for number in 0..3 {
        let body = json!({ "title": format!("Contest {number}"), "description": "Tees." });
        app.post(Some(&admin), "/api/v1/contests", &body).await.ok();
    }
    let first = app.get(None, "/api/v1/contests?limit=2").await.ok();
    let path = format!("/api/v1/contests?limit=2&after={}", first["next"].as_str().unwrap());
    let second = app.get(None, &path).await.ok();
    let titles = |page: &serde_json::Value| -> Vec<String> {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["title"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(titles(&first), ["Contest 0", "Contest 1"]);
    assert_eq!(titles(&second), ["Contest 2"]);
}

on_both!(
    an_admin_makes_a_contest_and_anybody_reads_it,
    only_an_admin_makes_a_contest,
    what_is_wrong_with_a_contest_is_said_of_every_field,
    contests_are_read_page_by_page,
);
