//! What everybody reads of the audit log, and the command that proves its chain, also against ends that were kept.

use std::process::ExitStatus;

use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::process::{greenlit, run};
use crate::support::{Person, TestApp};

const REASON: &str = "It is Ana's photo.";

struct Judged {
    admin: Person,
    round: String,
    refused: Uuid,
    cleared: Uuid,
}

impl Judged {
    fn path(&self, what: &str) -> String {
        format!("/api/v1/rounds/{}/{what}", self.round)
    }
}

/// A judged round with a design that was let in and one that was not.
async fn judged(app: &TestApp) -> Judged {
    let (admin, max) = (app.admin("Ada").await, app.moderator("Max").await);
    let (dan, vic) = (app.member("Dan").await, app.member("Vic").await);
    app.clock.advance(Duration::minutes(1));
    let round = app.round(&admin, |_| {}).await;
    let cleared = app.cleared(&dan, &max, &round).await;
    let refused = app.submitted(&dan, &round).await;
    let refuse = format!("/api/v1/designs/{refused}/refuse");
    app.post(Some(&max), &refuse, &json!({ "reason": REASON })).await.ok();
    app.until_scoring().await;
    let design = app.current(&vic, &round).await.unwrap();
    app.score(&vic, &round, design, 5).await.ok();
    app.advance(Duration::days(7)).await;
    Judged { admin, round: round.id.to_string(), refused, cleared }
}

async fn rows(app: &TestApp, it: &Judged) -> Vec<Value> {
    app.get(None, &it.path("audit")).await.ok()["items"].as_array().unwrap().clone()
}

fn actions(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["action"].as_str().unwrap()).collect()
}

async fn everybody_reads_what_touched_a_result_and_nobody_why_a_design_was_refused(app: &TestApp) {
    let it = judged(app).await;
    let running = ["round.judging", "round.scoring", "round.submissions", "round.created"];
    assert_eq!(actions(&rows(app, &it).await), running, "about single designs only when it is over");
    app.post(Some(&it.admin), &it.path("close"), &json!({})).await.ok();
    app.settle_down().await;

    let all = rows(app, &it).await;
    let decided = ["design.refused", "design.cleared"];
    let expected = ["round.closed", "round.box_sealed", "round.judging", "round.scoring"];
    let expected: Vec<_> =
        expected.into_iter().chain(decided).chain(["round.submissions", "round.created"]).collect();
    assert_eq!(actions(&all), expected);
    let by: Vec<_> = all.iter().map(|row| row["by"].as_str().unwrap()).collect();
    assert_eq!(by, ["admin", "engine", "engine", "engine", "moderator", "moderator", "admin", "admin"]);
    assert_eq!((&all[4]["subject"], &all[5]["subject"]), (&json!(it.refused), &json!(it.cleared)));
    assert_eq!(all[0]["facts"]["from"], "judging");
    let text = json!(all).to_string();
    assert!(!text.contains("Ana") && !text.contains(&it.admin.id.to_string()), "{text}");

    let page = app.browser().open(&format!("/rounds/{}/audit", it.round)).await;
    page.is(200).shows("The round was closed").shows("A moderator").shows("its designer has the reason");
    page.hides("Ana").hides("Ada").hides("Max");
    let first = app.get(None, &format!("{}?limit=5", it.path("audit"))).await.ok();
    let next = format!("{}?limit=5&after={}", it.path("audit"), first["next"].as_str().unwrap());
    let second = app.get(None, &next).await.ok();
    assert_eq!(actions(second["items"].as_array().unwrap()), expected[5..]);
}

async fn a_draft_shows_its_log_to_admins_alone(app: &TestApp) {
    let (admin, mia) = (app.admin("Ada").await, app.member("Mia").await);
    let round = app.draft(&admin, &app.rules()).await;
    let path = format!("/api/v1/rounds/{round}/audit");
    app.get(None, &path).await.refused(404, "round-unknown");
    app.get(Some(&mia), &path).await.refused(404, "round-unknown");
    assert_eq!(app.get(Some(&admin), &path).await.ok()["items"][0]["action"], "round.created");
    app.browser().open(&format!("/rounds/{round}/audit")).await.is(404);
}

fn verify(app: &TestApp, heads: &[&str]) -> (ExitStatus, String) {
    let mut command = greenlit(&["audit", "verify"]);
    for head in heads {
        command.args(["--head", head]);
    }
    command
        .current_dir(app.folder.path())
        .env("GREENLIT__DATABASE__URL", &app.url)
        .env("GREENLIT__DATA_DIRECTORY", app.folder.path());
    let (status, said, errors) = run(&mut command);
    (status, said + &errors)
}

/// The end of the chain that is published with the close, as anybody may have kept it.
async fn closed(app: &TestApp) -> (Judged, String) {
    let it = judged(app).await;
    app.post(Some(&it.admin), &it.path("close"), &json!({})).await.ok();
    app.settle_down().await;
    let receipt = app.get(Some(&it.admin), &it.path("ballot-box/receipt")).await.ok();
    let head = receipt["audit_head"].as_str().unwrap().to_owned();
    let closing = &rows(app, &it).await[0];
    assert_eq!(head, format!("{}:{}", closing["sequence"], closing["hash"].as_str().unwrap()));
    (it, head)
}

async fn the_end_of_the_chain_is_published_with_the_close_and_the_command_proves_it(app: &TestApp) {
    let (it, head) = closed(app).await;
    app.browser().open(&format!("/rounds/{}/check", it.round)).await.shows(&head);
    app.browser().open(&format!("/rounds/{}/audit", it.round)).await.shows(&head);
    let (status, said) = verify(app, &[&head]);
    assert!(status.success() && said.contains("The chain is whole"), "{said}");

    let mut command = greenlit(&["audit", "verify", "--json"]);
    command
        .current_dir(app.folder.path())
        .env("GREENLIT__DATABASE__URL", &app.url)
        .env("GREENLIT__DATA_DIRECTORY", app.folder.path());
    let (status, said, errors) = run(&mut command);
    let document: Value = serde_json::from_str(&said).unwrap();
    assert!(status.success() && document["is_whole"] == true, "{said}{errors}");
    assert_eq!(document["broken"], Value::Null);

    let (status, said) = verify(app, &["12"]);
    assert!(!status.success() && said.contains("64 hexadecimal digits"), "{said}");
}

async fn the_command_names_the_row_that_was_changed(app: &TestApp) {
    closed(app).await;
    let change = "UPDATE audit SET reason = 'a better one' \
        WHERE id = (SELECT audit_id FROM audit_seal WHERE sequence = 2)";
    app.tamper(&[change]).await;
    let (status, said) = verify(app, &[]);
    assert!(!status.success() && said.contains("audit row 2 is not what was sealed"), "{said}");
}

/// A chain that ends early, or was sealed anew from a change on, is sound in itself: only what was kept shows it.
async fn rows_that_are_gone_at_the_end_are_found_by_the_end_that_was_kept(app: &TestApp) {
    let (_, head) = closed(app).await;
    let cut = [
        "CREATE TABLE gone AS SELECT audit_id FROM audit_seal WHERE sequence > 3",
        "DELETE FROM audit_seal WHERE sequence > 3",
        "DELETE FROM audit WHERE id IN (SELECT audit_id FROM gone)",
        "DROP TABLE gone",
    ];
    app.tamper(&cut).await;
    assert!(verify(app, &[]).0.success());
    let (status, said) = verify(app, &[&head]);
    assert!(!status.success() && said.contains("the audit log ends at row 3"), "{said}");
}

async fn a_log_that_was_sealed_anew_is_found_by_the_end_that_was_kept(app: &TestApp) {
    let (it, head) = closed(app).await;
    let anew = [
        "UPDATE audit SET reason = 'a better one' \
            WHERE id = (SELECT audit_id FROM audit_seal WHERE sequence = 2)",
        "DELETE FROM audit_seal",
    ];
    app.tamper(&anew).await;
    app.settle_down().await;
    assert!(verify(app, &[]).0.success());
    let (status, said) = verify(app, &[&head]);
    assert!(!status.success() && said.contains("is not the one whose hash was kept"), "{said}");
    drop(it);
}

on_both!(
    everybody_reads_what_touched_a_result_and_nobody_why_a_design_was_refused,
    a_draft_shows_its_log_to_admins_alone,
    the_end_of_the_chain_is_published_with_the_close_and_the_command_proves_it,
    the_command_names_the_row_that_was_changed,
    rows_that_are_gone_at_the_end_are_found_by_the_end_that_was_kept,
    a_log_that_was_sealed_anew_is_found_by_the_end_that_was_kept,
);
