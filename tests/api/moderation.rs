//! Moderators clear and refuse, with a reason, never their own.

use serde_json::json;

use crate::support::TestApp;
use crate::support::design::{id, texts};
use crate::support::picture::png;

async fn moderators_see_what_waits_oldest_first_and_clear_it(app: &TestApp) {
    let (root, ada, max) = (app.admin("Root").await, app.member("Ada").await, app.moderator("Max").await);
    let round = app.round(&root, |_| {}).await;
    let first = app.submitted(&ada, &round).await;
    let second = app.submitted(&ada, &round).await;
    app.draft_design(&ada, &round).await;
    let queue = app.get(Some(&max), "/api/v1/moderation/queue").await.ok();
    let waiting: Vec<_> = queue["items"].as_array().unwrap().iter().map(id).collect();
    assert_eq!(waiting, [first, second]);
    assert!(
        queue["items"][0]["artwork"]["renditions"][0]["url"]
            .as_str()
            .unwrap()
            .starts_with("/api/v1/designs/")
    );

    let path = format!("/api/v1/designs/{first}/clear");
    let cleared = app.post(Some(&max), &format!("{path}?revision=1"), &json!({})).await.ok();
    assert_eq!(cleared["state"], "cleared");
    app.post(Some(&max), &path, &json!({})).await.refused(409, "not-submitted");
    let told = app.get(Some(&ada), "/api/v1/me/notices").await.ok();
    assert_eq!(told["items"][0]["kind"], "cleared");
    assert_eq!(told["items"][0]["subject"], json!(first));
    let left = app.get(Some(&max), "/api/v1/moderation/queue").await.ok();
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
}

async fn a_refusal_has_a_reason_that_its_designer_reads(app: &TestApp) {
    let (root, ada, max) = (app.admin("Root").await, app.member("Ada").await, app.moderator("Max").await);
    let round = app.round(&root, |_| {}).await;
    let design = app.submitted(&ada, &round).await;
    let path = format!("/api/v1/designs/{design}/refuse");
    app.post(Some(&max), &path, &json!({ "reason": " " })).await.refused(422, "reason");
    app.post(Some(&max), &path, &json!({ "reason": "x".repeat(2_001) })).await.refused(422, "reason");
    app.post(Some(&max), &path, &json!({})).await.refused(400, "bad-request");
    app.post(Some(&max), &path, &json!({ "reason": "A brand's mark." })).await.ok();

    let seen = app.get(Some(&ada), &format!("/api/v1/designs/{design}")).await.ok();
    assert_eq!((&seen["state"], &seen["refusal_reason"]), (&json!("refused"), &json!("A brand's mark.")));
    let told = app.get(Some(&ada), "/api/v1/me/notices").await.ok();
    assert_eq!(told["items"][0]["kind"], "refused");
    assert_eq!(told["items"][0]["facts"]["reason"], "A brand's mark.");
    app.get(None, &format!("/api/v1/designs/{design}")).await.refused(404, "design-unknown");
}

async fn only_moderators_decide_and_never_on_their_own(app: &TestApp) {
    let (root, ada) = (app.admin("Root").await, app.member("Ada").await);
    let (max, mia) = (app.moderator("Max").await, app.moderator("Mia").await);
    let round = app.round(&root, |_| {}).await;
    let mut body = texts("Ours");
    body["co_creators"] = json!([{ "account": mia.id, "share_basis_points": 1 }]);
    let made = app.post(Some(&max), &format!("/api/v1/rounds/{}/designs", round.id), &body).await.ok();
    let design = id(&made);
    app.upload(Some(&max), design, "ours.png", &png(9, 60, 60)).await.ok();
    app.submit(&max, design, &round).await.ok();

    for (action, body) in [("clear", json!({})), ("refuse", json!({ "reason": "No." }))] {
        let path = format!("/api/v1/designs/{design}/{action}");
        app.post(Some(&max), &path, &body).await.refused(403, "own-design");
        app.post(Some(&mia), &path, &body).await.refused(403, "own-design");
        app.post(Some(&ada), &path, &body).await.refused(403, "not-a-moderator");
        app.post(None, &path, &body).await.refused(401, "no-token");
    }
    app.get(Some(&ada), "/api/v1/moderation/queue").await.refused(403, "not-a-moderator");
    app.get(None, "/api/v1/moderation/queue").await.refused(401, "no-token");
    app.post(Some(&root), &format!("/api/v1/designs/{design}/clear"), &json!({})).await.ok();
}

async fn a_picture_that_nobody_looked_at_is_not_cleared(app: &TestApp) {
    let (root, ada, max) = (app.admin("Root").await, app.member("Ada").await, app.moderator("Max").await);
    let round = app.round(&root, |_| {}).await;
    let design = app.submitted(&ada, &round).await;
    app.upload(Some(&ada), design, "other.png", &png(2, 80, 80)).await.ok();
    let path = format!("/api/v1/designs/{design}/clear");
    app.post(Some(&max), &format!("{path}?revision=1"), &json!({})).await.refused(409, "newer-revision");
    let seen = app.get(Some(&ada), &format!("/api/v1/designs/{design}")).await.ok();
    assert_eq!(seen["state"], "submitted");
    app.post(Some(&max), &format!("{path}?revision=2"), &json!({})).await.ok();
}

async fn eight_decisions_at_once_are_one(app: &TestApp) {
    let (root, ada, max) = (app.admin("Root").await, app.member("Ada").await, app.moderator("Max").await);
    let round = app.round(&root, |_| {}).await;
    let design = app.submitted(&ada, &round).await;
    let (clear, refuse) =
        (format!("/api/v1/designs/{design}/clear"), format!("/api/v1/designs/{design}/refuse"));
    let body = json!({ "reason": "No." });
    let asked = (0..8).map(|n| app.post(Some(&max), if n % 2 == 0 { &clear } else { &refuse }, &body));
    let answers = futures::future::join_all(asked).await;
    // Clearing after a refusal is an appeal, so a second answer may follow a refusal, and nothing follows a clearance.
    let decided = answers.iter().filter(|answer| answer.status.is_success()).count();
    let told = app.get(Some(&ada), "/api/v1/me/notices").await.ok();
    assert!((1..=2).contains(&decided), "{decided}");
    assert_eq!(told["items"].as_array().unwrap().len(), decided);
}

on_both!(
    moderators_see_what_waits_oldest_first_and_clear_it,
    a_refusal_has_a_reason_that_its_designer_reads,
    only_moderators_decide_and_never_on_their_own,
    a_picture_that_nobody_looked_at_is_not_cleared,
    eight_decisions_at_once_are_one,
);
