//! Ballot boxes: sealed at the close, open to all, checked by the command, and by a voter with their receipt.

use std::process::Command;

use chrono::Duration;
use greenlit::domain::ballot_box::verify;
use serde_json::{Value, json};

use crate::support::{Person, TestApp};

struct Closed {
    admin: Person,
    round: String,
    voters: Vec<Person>,
}

impl Closed {
    fn path(&self, what: &str) -> String {
        format!("/api/v1/rounds/{}/{what}", self.round)
    }
}

/// Three designs, scored by four members; one ballot was set aside before the close.
async fn judged(app: &TestApp) -> Closed {
    let admin = app.admin("Ada").await;
    let round = app.opened(&admin, &app.rules()).await;
    let mut designs = Vec::new();
    for name in ["Dan", "Eve", "Fay"] {
        let designer = app.member(name).await;
        designs.push(app.plant_design(&round, "cleared", &[(&designer, 10_000)]).await);
    }
    app.advance(Duration::days(7)).await;
    let mut voters = Vec::new();
    let mut sequence = 0;
    for (name, scores) in [("Vic", [5, 3, 1]), ("Wes", [4, 3, 0]), ("Xia", [5, 2, 2]), ("Yan", [0, 0, 5])] {
        let voter = app.member(name).await;
        for (design, score) in designs.iter().zip(scores) {
            sequence += 1;
            app.plant_ballot(&round, *design, &voter, score, sequence).await;
        }
        voters.push(voter);
    }
    app.tamper(&["UPDATE ballot SET set_aside_reason = 'same mark as three others' WHERE sequence = 12"])
        .await;
    app.advance(Duration::days(7)).await;
    Closed { admin, round, voters }
}

async fn closed(app: &TestApp) -> Closed {
    let it = judged(app).await;
    app.post(Some(&it.admin), &it.path("close"), &json!({})).await.ok();
    it
}

async fn the_box_of_a_closed_round_is_open_to_all_and_says_how_it_came_about(app: &TestApp) {
    let it = judged(app).await;
    app.get(None, &it.path("ballot-box")).await.refused(404, "standings-not-published");
    app.post(Some(&it.admin), &it.path("close"), &json!({})).await.ok();

    let text = app.get(None, &it.path("ballot-box")).await.ok_page();
    let report = verify(&text, None);
    assert_eq!(report.findings, []);
    assert_eq!((report.counts.ballots, report.counts.counted, report.counts.set_aside), (12, 11, 1));
    let document: Value = serde_json::from_str(&text).unwrap();
    let published = app.get(None, &it.path("standings")).await.ok();
    for (row, counted) in published["items"]
        .as_array()
        .unwrap()
        .iter()
        .zip(document["box"]["result"]["standings"].as_array().unwrap())
    {
        assert_eq!((&row["design"], &row["standing"]), (&counted["design"], &counted["standing"]));
    }
    let aside: Vec<&Value> = document["box"]["ballots"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|slip| slip["fate"] == "set_aside")
        .collect();
    assert_eq!(aside.len(), 1);
    assert_eq!(aside[0]["reason"], "same mark as three others");
    for voter in &it.voters {
        assert!(!text.contains(&voter.id.to_string()), "nobody is named");
    }
    let told = app.get(Some(&it.admin), "/api/v1/audit?limit=200").await.ok();
    let sealed = told["items"].as_array().unwrap().iter().find(|row| row["action"] == "round.box_sealed");
    assert!(sealed.unwrap().to_string().contains(document["digest"].as_str().unwrap()), "{sealed:?}");
}

async fn a_voter_finds_their_own_ballots_and_nobody_elses(app: &TestApp) {
    let it = closed(app).await;
    let text = app.get(None, &it.path("ballot-box")).await.ok_page();
    let document: Value = serde_json::from_str(&text).unwrap();
    let receipt = app.get(Some(&it.voters[1]), &it.path("ballot-box/receipt")).await.ok();
    assert_eq!(receipt["digest"], document["digest"]);
    let slips = document["box"]["ballots"].as_array().unwrap().iter();
    let own: Vec<&Value> = slips.filter(|slip| slip["voter"] == receipt["voter"]).collect();
    let mut scores: Vec<i64> = own.iter().map(|slip| slip["score"].as_i64().unwrap()).collect();
    scores.sort_unstable();
    assert_eq!(scores, [0, 3, 4]);
    let other = app.get(Some(&it.voters[0]), &it.path("ballot-box/receipt")).await.ok();
    assert_ne!(other["voter"], receipt["voter"]);
    app.get(None, &it.path("ballot-box/receipt")).await.refused(401, "no-token");
}

async fn pages_lead_to_the_box_and_say_how_to_check_it(app: &TestApp) {
    let it = closed(app).await;
    let text = app.get(None, &it.path("ballot-box")).await.ok_page();
    let document: Value = serde_json::from_str(&text).unwrap();
    let digest = document["digest"].as_str().unwrap();
    let guest = app.browser();
    let check = format!("/rounds/{}/check", it.round);
    guest.open(&format!("/rounds/{}/results", it.round)).await.shows(digest).links_to(&check);
    let download = format!("/rounds/{}/ballot-box.json", it.round);
    guest.open(&check).await.shows(digest).links_to(&download).shows("sign in to see under which name");
    let voter = app.get(Some(&it.voters[2]), &it.path("ballot-box/receipt")).await.ok();
    app.browser_of(&it.voters[2]).await.open(&check).await.shows(voter["voter"].as_str().unwrap());

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("box.json");
    std::fs::write(&file, app.get(None, &it.path("ballot-box")).await.ok_page()).unwrap();
    let greenlit = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_greenlit")).args(arguments).output().unwrap();
        (done.status.success(), String::from_utf8(done.stdout).unwrap())
    };
    let path = file.to_str().unwrap();
    let (is_right, said) = greenlit(&["verify", path, "--digest", digest]);
    assert!(is_right && said.contains("to the last digit"), "{said}");
    let (is_right, said) = greenlit(&["verify", path, "--digest", &"0".repeat(64)]);
    assert!(!is_right && said.contains("not the one that was published"), "{said}");
    let other = folder.path().join("rules.json");
    let mut scoring = document["box"]["rules"]["scoring"].clone();
    scoring["weight_percent"] = json!(10);
    std::fs::write(&other, json!({ "scoring": scoring }).to_string()).unwrap();
    let (is_right, said) = greenlit(&["replay", path, "--rules", other.to_str().unwrap()]);
    assert!(is_right && said.contains("of 3 designs have another place."), "{said}");
    std::fs::write(&other, "{}").unwrap();
    assert!(!greenlit(&["replay", path, "--rules", other.to_str().unwrap()]).0);
}

async fn a_sealed_box_cannot_be_changed(app: &TestApp) {
    let it = closed(app).await;
    let before = app.get(None, &it.path("ballot-box")).await.ok_page();
    // What happens to a design later changes nothing in what was published.
    app.tamper(&["UPDATE design SET state = 'taken_down', title = 'Gone' WHERE state = 'ranked'"]).await;
    assert_eq!(app.get(None, &it.path("ballot-box")).await.ok_page(), before);
    app.tamper(&["UPDATE design SET state = 'ranked' WHERE state = 'taken_down'"]).await;
}

on_both!(
    the_box_of_a_closed_round_is_open_to_all_and_says_how_it_came_about,
    a_voter_finds_their_own_ballots_and_nobody_elses,
    pages_lead_to_the_box_and_say_how_to_check_it,
    a_sealed_box_cannot_be_changed,
);
