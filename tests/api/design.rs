//! Designs from draft to submission and withdrawal, and who sees what of them.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use crate::support::TestApp;
use crate::support::design::{id, texts};
use crate::support::picture::png;

async fn a_designer_drafts_uploads_accepts_the_rules_and_submits(app: &TestApp) {
    let (root, ada, bob) = (app.admin("Root").await, app.member("Ada").await, app.member("Bob").await);
    let round = app.round(&root, |_| {}).await;
    let mut body = texts("  Owl at noon ");
    body["co_creators"] = json!([{ "account": bob.id, "share_basis_points": 2500 }]);
    let made = app.post(Some(&ada), &format!("/api/v1/rounds/{}/designs", round.id), &body).await.ok();
    let design = id(&made);
    assert_eq!((&made["state"], &made["title"]), (&json!("draft"), &json!("Owl at noon")));
    assert_eq!(
        made["creators"],
        json!([
            { "account": ada.id, "share_basis_points": 7500 },
            { "account": bob.id, "share_basis_points": 2500 },
        ])
    );

    app.submit(&ada, design, &round).await.refused(409, "no-artwork");
    app.upload(Some(&ada), design, "owl.png", &png(1, 60, 60)).await.ok();
    let submitted = app.submit(&ada, design, &round).await.ok();
    assert_eq!((&submitted["state"], &submitted["rules_version"]), (&json!("submitted"), &json!(1)));
    app.submit(&ada, design, &round).await.refused(409, "already-submitted");
}

async fn a_draft_is_edited_as_a_whole_until_it_is_submitted(app: &TestApp) {
    let (root, ada) = (app.admin("Root").await, app.member("Ada").await);
    let round = app.round(&root, |_| {}).await;
    let design = app.draft_design(&ada, &round).await;
    let path = format!("/api/v1/designs/{design}");
    let body = json!({
        "title": "Hawk", "story": "It does.", "origin": "licensed", "licensed_parts": "The font, under OFL 1.1.",
    });
    let edited = app.put(Some(&ada), &path, &body).await.ok();
    assert_eq!((&edited["title"], &edited["origin"]), (&json!("Hawk"), &json!("licensed")));

    app.upload(Some(&ada), design, "owl.png", &png(1, 60, 60)).await.ok();
    app.submit(&ada, design, &round).await.ok();
    app.put(Some(&ada), &path, &body).await.refused(409, "not-a-draft");
}

async fn every_mistake_in_a_draft_is_named(app: &TestApp) {
    let (root, ada) = (app.admin("Root").await, app.member("Ada").await);
    let round = app.round(&root, |_| {}).await;
    let path = format!("/api/v1/rounds/{}/designs", round.id);
    let body = json!({
        "title": " ", "story": "", "origin": "licensed",
        "co_creators": [
            { "account": ada.id, "share_basis_points": 10000 },
            { "account": Uuid::from_u128(7), "share_basis_points": 1 },
        ],
    });
    let answer = app.post(Some(&ada), &path, &body).await;
    answer.refused(422, "invalid-fields");
    let errors = answer.json()["errors"].clone();
    let fields: Vec<&str> =
        errors.as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(
        fields,
        [
            "title",
            "story",
            "licensed_parts",
            "co_creators[0].account",
            "co_creators",
            "co_creators[1].account",
        ]
    );
}

async fn a_designer_has_only_so_many_designs_in_a_round(app: &TestApp) {
    let (root, ada) = (app.admin("Root").await, app.member("Ada").await);
    let round = app.round(&root, |rules| rules["designs_per_designer_max"] = json!(2)).await;
    let path = format!("/api/v1/rounds/{}/designs", round.id);
    let first = app.draft_design(&ada, &round).await;
    app.draft_design(&ada, &round).await;
    app.post(Some(&ada), &path, &texts("Third")).await.refused(409, "too-many-designs");
    app.post(Some(&ada), &format!("/api/v1/designs/{first}/withdraw"), &json!({})).await.ok();
    app.draft_design(&ada, &round).await;
}

async fn two_drafts_at_once_do_not_pass_the_limit(app: &TestApp) {
    let (root, ada) = (app.admin("Root").await, app.member("Ada").await);
    let round = app.round(&root, |rules| rules["designs_per_designer_max"] = json!(1)).await;
    let path = format!("/api/v1/rounds/{}/designs", round.id);
    let body = texts("Owl");
    let asked = (0..8).map(|_| app.post(Some(&ada), &path, &body));
    let answers = futures::future::join_all(asked).await;
    assert_eq!(answers.iter().filter(|answer| answer.status.is_success()).count(), 1);
    let own = app.get(Some(&ada), "/api/v1/me/designs").await.ok();
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
}

async fn designs_are_taken_only_from_verified_members_in_the_window(app: &TestApp) {
    let (root, ada) = (app.admin("Root").await, app.member("Ada").await);
    let starts = app.now() + Duration::days(1);
    let round = app.round(&root, |rules| rules["windows"]["submissions_open_at"] = json!(starts)).await;
    let path = format!("/api/v1/rounds/{}/designs", round.id);
    app.post(None, &path, &texts("Owl")).await.refused(401, "no-token");
    app.post(Some(&ada), &path, &texts("Owl")).await.refused(409, "round-takes-no-designs");
    app.advance(Duration::days(1)).await;
    let eve = app.unverified("Eve").await;
    app.post(Some(&eve), &path, &texts("Owl")).await.refused(403, "mail-unverified");
    let design = app.draft_design(&ada, &round).await;
    app.upload(Some(&ada), design, "owl.png", &png(1, 60, 60)).await.ok();

    app.advance(Duration::days(6)).await;
    app.post(Some(&ada), &path, &texts("Owl")).await.refused(409, "round-takes-no-designs");
    app.submit(&ada, design, &round).await.refused(409, "round-takes-no-designs");
    let nowhere = format!("/api/v1/rounds/{}/designs", Uuid::from_u128(3));
    app.post(Some(&ada), &nowhere, &texts("Owl")).await.refused(404, "round-unknown");
}

async fn other_rules_than_the_rounds_are_not_accepted(app: &TestApp) {
    let (root, ada) = (app.admin("Root").await, app.member("Ada").await);
    let round = app.round(&root, |_| {}).await;
    let design = app.draft_design(&ada, &round).await;
    app.upload(Some(&ada), design, "owl.png", &png(1, 60, 60)).await.ok();
    let path = format!("/api/v1/designs/{design}/submit");
    let mut other = round.accept.clone();
    other["rules_version"] = json!(2);
    let said = app.post(Some(&ada), &path, &other).await.refused(409, "other-rules");
    assert!(said.contains(round.accept["rules_digest"].as_str().unwrap()), "{said}");
    other["rules_digest"] = json!("x");
    app.post(Some(&ada), &path, &other).await.refused(422, "invalid-fields");
}

async fn an_undecided_design_is_seen_by_those_who_made_it_and_moderators(app: &TestApp) {
    let (root, ada, bob) = (app.admin("Root").await, app.member("Ada").await, app.member("Bob").await);
    let (max, eve) = (app.moderator("Max").await, app.member("Eve").await);
    let round = app.round(&root, |_| {}).await;
    let mut body = texts("Owl");
    body["co_creators"] = json!([{ "account": bob.id, "share_basis_points": 2500 }]);
    let made = app.post(Some(&ada), &format!("/api/v1/rounds/{}/designs", round.id), &body).await.ok();
    let path = format!("/api/v1/designs/{}", id(&made));

    for who in [&ada, &bob, &max, &root] {
        app.get(Some(who), &path).await.ok();
    }
    app.get(Some(&eve), &path).await.refused(404, "design-unknown");
    app.get(None, &path).await.refused(404, "design-unknown");
    for (action, body) in [("submit", &round.accept), ("withdraw", &json!({}))] {
        let path = format!("{path}/{action}");
        app.post(Some(&eve), &path, body).await.refused(404, "design-unknown");
        app.post(Some(&bob), &path, body).await.refused(403, "not-the-designer");
        app.post(None, &path, body).await.refused(401, "no-token");
    }
    app.put(Some(&eve), &path, &texts("Mine")).await.refused(404, "design-unknown");
    let own = app.get(Some(&bob), "/api/v1/me/designs").await.ok();
    assert_eq!(own["items"][0]["id"], made["id"]);
}

async fn a_cleared_design_is_public_without_what_is_its_makers_business(app: &TestApp) {
    let (root, ada, max) = (app.admin("Root").await, app.member("Ada").await, app.moderator("Max").await);
    let round = app.round(&root, |_| {}).await;
    let design = app.cleared(&ada, &max, &round).await;
    app.submitted(&ada, &round).await;

    let seen = app.get(None, &format!("/api/v1/designs/{design}")).await.ok();
    for hidden in ["creators", "decided_at", "submitted_at", "rules_version", "showings", "earlier"] {
        assert!(seen.get(hidden).is_none(), "{hidden}: {seen}");
    }
    let list = app.get(None, &format!("/api/v1/rounds/{}/designs", round.id)).await.ok();
    assert_eq!(list["items"], json!([seen]));
}

async fn a_list_of_designs_comes_in_pages(app: &TestApp) {
    let (root, max) = (app.admin("Root").await, app.moderator("Max").await);
    let round = app.round(&root, |_| {}).await;
    let mut made = Vec::new();
    for name in ["Ada", "Bob", "Cy"] {
        let designer = app.member(name).await;
        made.push(app.cleared(&designer, &max, &round).await);
    }
    let path = format!("/api/v1/rounds/{}/designs?limit=2", round.id);
    let first = app.get(None, &path).await.ok();
    let next = first["next"].as_str().unwrap();
    let second = app.get(None, &format!("{path}&after={next}")).await.ok();
    let all =
        [first["items"].as_array().unwrap().clone(), second["items"].as_array().unwrap().clone()].concat();
    assert_eq!(all.iter().map(id).collect::<Vec<_>>(), made);
}

async fn a_design_can_be_withdrawn_until_judging(app: &TestApp) {
    let (root, ada, max) = (app.admin("Root").await, app.member("Ada").await, app.moderator("Max").await);
    let round = app.round(&root, |_| {}).await;
    let first = app.cleared(&ada, &max, &round).await;
    let second = app.cleared(&ada, &max, &round).await;
    app.until_scoring().await;
    let path = format!("/api/v1/designs/{first}/withdraw");
    assert_eq!(app.post(Some(&ada), &path, &json!({})).await.ok()["state"], "withdrawn");
    app.post(Some(&ada), &path, &json!({})).await.refused(409, "design-gone");
    app.get(None, &format!("/api/v1/designs/{first}")).await.refused(404, "design-unknown");
    app.advance(Duration::days(7)).await;
    let late = app.post(Some(&ada), &format!("/api/v1/designs/{second}/withdraw"), &json!({})).await;
    late.refused(409, "too-late-to-withdraw");
}

on_both!(
    a_designer_drafts_uploads_accepts_the_rules_and_submits,
    a_draft_is_edited_as_a_whole_until_it_is_submitted,
    every_mistake_in_a_draft_is_named,
    a_designer_has_only_so_many_designs_in_a_round,
    two_drafts_at_once_do_not_pass_the_limit,
    designs_are_taken_only_from_verified_members_in_the_window,
    other_rules_than_the_rounds_are_not_accepted,
    an_undecided_design_is_seen_by_those_who_made_it_and_moderators,
    a_cleared_design_is_public_without_what_is_its_makers_business,
    a_list_of_designs_comes_in_pages,
    a_design_can_be_withdrawn_until_judging,
);
