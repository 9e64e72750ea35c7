//! What was given to a design is counted as it comes in, and a round is closed only from a box that holds all of it.

use chrono::Duration;
use futures::future::join_all;
use greenlit::domain::id::RoundId;
use greenlit::domain::tally::{gaps, tallies};
use greenlit::store;
use serde_json::json;

use crate::support::TestApp;
use crate::support::design::OpenRound;

const DESIGNS: usize = 3;

async fn scoring(app: &TestApp) -> (crate::support::Person, OpenRound) {
    let (admin, max) = (app.admin("Ada").await, app.moderator("Max").await);
    let round = app.round(&admin, |rules| rules["scoring"]["joined_before_open"] = json!(false)).await;
    for number in 0..DESIGNS {
        let designer = app.member(&format!("Dan{number}")).await;
        app.cleared(&designer, &max, &round).await;
    }
    app.until_scoring().await;
    (admin, round)
}

/// Six members score everything at once; each changes every score, twice at the same time.
async fn scored_at_once(app: &TestApp, round: &OpenRound) {
    let mut voters = Vec::new();
    for number in 0..6 {
        voters.push(app.member(&format!("Vic{number}")).await);
    }
    let all = voters.iter().zip(0..).map(|(voter, number)| async move {
        for step in 0..DESIGNS {
            let design = app.current(voter, round).await.unwrap();
            let score = i64::try_from(step).unwrap() + number % 3;
            app.score(voter, round, design, score).await.ok();
            let changes = [5, 1].map(|score| {
                let path = format!("/api/v1/ballots/{design}");
                async move {
                    app.put(Some(voter), &path, &json!({ "score": score, "would_buy": score == 5 })).await
                }
            });
            for answer in join_all(changes).await {
                answer.ok();
            }
        }
    });
    join_all(all).await;
}

async fn every_score_and_change_is_counted_whoever_comes_at_once(app: &TestApp) {
    let (_, round) = scoring(app).await;
    scored_at_once(app, &round).await;
    let id = RoundId::new(round.id);
    let given = store::tally::list(&app.app.store, id).await.unwrap();
    let ballots = store::standing::list_ballots(&app.app.store, id).await.unwrap();
    assert_eq!(gaps(&given, &tallies(&ballots)), []);
    let counts: Vec<i64> = given.values().map(|tally| tally.ballots).collect();
    assert_eq!(counts, [6; DESIGNS]);
}

async fn a_round_is_not_closed_from_a_box_that_lacks_something(app: &TestApp) {
    let (admin, round) = scoring(app).await;
    scored_at_once(app, &round).await;
    app.advance(Duration::days(7)).await;
    let path = format!("/api/v1/rounds/{}", round.id);
    app.get(Some(&admin), &format!("{path}/close-preview")).await.ok();
    let first = fourth(app, &round).await;
    app.tamper(&[&format!("UPDATE ballot SET score = {} WHERE sequence = 4", (first + 1) % 6)]).await;

    let refused = app.get(Some(&admin), &format!("{path}/close-preview")).await;
    let said = refused.refused(409, "round-ballots-missing");
    assert!(said.contains("was given 6 ballots") && said.contains("and the box holds 6 ballots"), "{said}");
    let page = app.browser_of(&admin).await.open(&format!("/desk/rounds/{}/close", round.id)).await;
    page.is(409).shows("Ballots are missing, or others than their voters changed them");
    let closing = app.post(Some(&admin), &format!("{path}/close"), &json!({})).await;
    assert_eq!(closing.refused(409, "round-ballots-missing"), said);
    assert_eq!(app.get(None, &path).await.ok()["state"], "judging");

    // With what was given, it is closed.
    app.tamper(&[&format!("UPDATE ballot SET score = {first} WHERE sequence = 4")]).await;
    app.post(Some(&admin), &format!("{path}/close"), &json!({})).await.ok();
}

/// The score of the fourth ballot.
async fn fourth(app: &TestApp, round: &OpenRound) -> u8 {
    let ballots = store::ballot::list_of_round(&app.app.store, RoundId::new(round.id)).await.unwrap();
    ballots.iter().find(|ballot| ballot.sequence == 4).unwrap().score.get()
}

on_both!(
    every_score_and_change_is_counted_whoever_comes_at_once,
    a_round_is_not_closed_from_a_box_that_lacks_something,
);
