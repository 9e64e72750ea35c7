//! The blind queue and its ballots: who may score what, when, and that nothing of it shows.

use std::collections::{BTreeMap, HashSet};

use chrono::Duration;
use greenlit::domain::id::{AccountId, DesignId, RoundId};
use greenlit::store;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::design::{OpenRound, id, shown, texts};
use crate::support::picture::png;
use crate::support::{Person, TestApp};

/// A round in scoring with one cleared design of each of so many designers, who could all have joined in time.
struct Scoring {
    round: OpenRound,
    designs: Vec<Uuid>,
    designers: Vec<Person>,
    members: Vec<Person>,
}

async fn start(app: &TestApp, designs: usize, members: usize) -> Scoring {
    let (root, max) = (app.admin("Root").await, app.moderator("Max").await);
    let mut people = Vec::new();
    for number in 0..designs + members {
        people.push(app.member(&format!("P{number}")).await);
    }
    app.clock.advance(Duration::minutes(1));
    let round = app.round(&root, |_| {}).await;
    let members = people.split_off(designs);
    let mut made = Vec::new();
    for designer in &people {
        made.push(app.cleared(designer, &max, &round).await);
    }
    app.until_scoring().await;
    Scoring { round, designs: made, designers: people, members }
}

async fn showings(app: &TestApp, round: &OpenRound) -> BTreeMap<Uuid, u64> {
    let all = store::design::list_of_round(&app.app.store, RoundId::new(round.id)).await.unwrap();
    all.into_iter().map(|design| (design.id.uuid(), design.showings)).collect()
}

/// Held showings count too, so it is the first two of each member that are as even as can be, whatever the lots.
async fn six_designs_are_seen_equally_often_by_ten_members(app: &TestApp) {
    let scoring = start(app, 6, 10).await;
    let round = &scoring.round;
    let mut firsts = HashSet::new();
    for member in &scoring.members {
        firsts.insert(app.current(member, round).await.unwrap());
        check_even(&showings(app, round).await);
    }
    assert!(firsts.len() > 1, "each member has an order of their own");
    for member in &scoring.members {
        for _ in 0..2 {
            let design = app.current(member, round).await.unwrap();
            app.score(member, round, design, 3).await.ok();
            app.clock.advance(Duration::seconds(20));
        }
    }
    app.advance(Duration::minutes(15)).await;
    let seen = showings(app, round).await;
    assert_eq!(seen.values().sum::<u64>(), 20);
    check_even(&seen);
}

#[track_caller]
fn check_even(seen: &BTreeMap<Uuid, u64>) {
    let (least, most) = (seen.values().min().unwrap(), seen.values().max().unwrap());
    assert!(most - least <= 1, "{seen:?}");
}

async fn a_member_sees_each_design_once_and_then_nothing(app: &TestApp) {
    let scoring = start(app, 4, 1).await;
    let member = &scoring.members[0];
    let mut seen = Vec::new();
    let mut promised = None;
    loop {
        let turn = app.next(member, &scoring.round).await.ok();
        let Some(current) = shown(&turn, "current") else { break };
        assert_eq!(app.next(member, &scoring.round).await.ok(), turn, "asking again changes nothing");
        assert!(promised.is_none_or(|promised| promised == current), "what was preloaded comes next");
        promised = shown(&turn, "preload");
        app.score(member, &scoring.round, current, 4).await.ok();
        seen.push(current);
    }
    let mut all = scoring.designs.clone();
    seen.sort();
    all.sort();
    assert_eq!(seen, all);
    let list = app.get(Some(member), &format!("/api/v1/me/rounds/{}/ballots", scoring.round.id)).await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 4);
}

async fn no_answer_of_the_queue_tells_how_others_scored(app: &TestApp) {
    let scoring = start(app, 3, 4).await;
    let round = &scoring.round;
    let mut given = Vec::new();
    for member in &scoring.members {
        let turn = app.next(member, round).await.ok();
        given.push(turn.clone());
        let design = shown(&turn, "current").unwrap();
        let ballot = app.score(member, round, design, 5).await.ok();
        let fields: Vec<&String> = ballot.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["changed_at", "design", "first_at", "id", "score", "would_buy"]);
    }
    for card in given.iter().flat_map(|turn| [&turn["current"], &turn["preload"]]) {
        let fields: Vec<&String> = card.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["artwork", "design", "story", "title"]);
    }
    // A design reads the same, byte for byte, before and after it was scored.
    let path = format!("/api/v1/designs/{}", scoring.designs[0]);
    let before = app.get(None, &path).await.bytes;
    let late = &scoring.members[0];
    while let Some(design) = app.current(late, round).await {
        app.score(late, round, design, 0).await.ok();
    }
    assert_eq!(app.get(None, &path).await.bytes, before);
}

async fn nobody_is_handed_what_they_had_a_part_in(app: &TestApp) {
    let (root, max) = (app.admin("Root").await, app.moderator("Max").await);
    let (ada, bob) = (app.member("Ada").await, app.member("Bob").await);
    app.clock.advance(Duration::minutes(1));
    let round = app.round(&root, |_| {}).await;
    let mut body = texts("Ours");
    body["co_creators"] = json!([{ "account": bob.id, "share_basis_points": 100 }]);
    let made = app.post(Some(&ada), &format!("/api/v1/rounds/{}/designs", round.id), &body).await.ok();
    let ours = id(&made);
    app.upload(Some(&ada), ours, "ours.png", &png(1, 60, 60)).await.ok();
    app.submit(&ada, ours, &round).await.ok();
    app.post(Some(&max), &format!("/api/v1/designs/{ours}/clear"), &json!({})).await.ok();
    app.until_scoring().await;

    for who in [&ada, &bob] {
        assert_eq!(app.next(who, &round).await.ok(), json!({}));
        app.score(who, &round, ours, 5).await.refused(403, "own-design");
        app.skip(who, &round, ours).await.refused(403, "own-design");
    }
    assert_eq!(app.current(&max, &round).await, Some(ours));
}

async fn only_what_the_queue_handed_over_can_be_scored(app: &TestApp) {
    let scoring = start(app, 3, 2).await;
    let (round, member) = (&scoring.round, &scoring.members[0]);
    app.score(member, round, scoring.designs[0], 5).await.refused(409, "not-handed");
    app.skip(member, round, scoring.designs[0]).await.refused(409, "not-handed");
    let turn = app.next(member, round).await.ok();
    let preload = shown(&turn, "preload").unwrap();
    app.score(member, round, preload, 5).await.refused(409, "not-handed");
    app.score(member, round, Uuid::from_u128(1), 5).await.refused(404, "design-unknown");
    let current = shown(&turn, "current").unwrap();
    for wrong in [-1, 6] {
        app.score(member, round, current, wrong).await.refused(422, "invalid-fields");
    }
    let path = format!("/api/v1/rounds/{}/ballots", round.id);
    let half = json!({ "design": current, "score": 2.5, "would_buy": true });
    app.post(Some(member), &path, &half).await.refused(400, "bad-request");
    app.score(&scoring.members[1], round, current, 5).await.refused(409, "not-handed");
    app.score(member, round, current, 0).await.ok();
}

async fn strangers_newcomers_and_the_unverified_do_not_score(app: &TestApp) {
    let scoring = start(app, 2, 1).await;
    let round = &scoring.round;
    let next = format!("/api/v1/rounds/{}/queue/next", round.id);
    let late = app.member("Late").await;
    let unverified = app.unverified("Eve").await;
    for (who, status, kind) in [
        (None, 401, "no-token"),
        (Some(&late), 403, "joined-late"),
        (Some(&unverified), 403, "mail-unverified"),
    ] {
        app.post(who, &next, &json!({})).await.refused(status, kind);
        for (path, body) in [
            ("ballots", json!({ "design": scoring.designs[0], "score": 1, "would_buy": false })),
            ("skips", json!({ "design": scoring.designs[0] })),
        ] {
            let path = format!("/api/v1/rounds/{}/{path}", round.id);
            app.post(who, &path, &body).await.refused(status, kind);
        }
    }
    let ballots = format!("/api/v1/me/rounds/{}/ballots", round.id);
    app.get(None, &ballots).await.refused(401, "no-token");
    let change = format!("/api/v1/ballots/{}", scoring.designs[0]);
    app.put(None, &change, &json!({ "score": 1, "would_buy": false })).await.refused(401, "no-token");
    let nowhere = format!("/api/v1/rounds/{}/queue/next", Uuid::from_u128(2));
    app.post(Some(&late), &nowhere, &json!({})).await.refused(404, "round-unknown");
}

async fn scores_are_given_and_changed_only_inside_the_window(app: &TestApp) {
    let (root, max, ada) = (app.admin("Root").await, app.moderator("Max").await, app.member("Ada").await);
    let bob = app.member("Bob").await;
    app.clock.advance(Duration::minutes(1));
    let round = app.round(&root, |_| {}).await;
    app.cleared(&ada, &max, &round).await;
    app.next(&bob, &round).await.refused(409, "not-scoring");
    app.until_scoring().await;
    let design = app.current(&bob, &round).await.unwrap();
    // The window ends before the reconciler has moved the round, and scores end with it.
    app.clock.advance(Duration::days(7));
    app.score(&bob, &round, design, 5).await.refused(409, "scoring-over");
    app.clock.advance(Duration::seconds(-1));
    app.score(&bob, &round, design, 5).await.ok();
    app.clock.advance(Duration::seconds(1));
    let path = format!("/api/v1/ballots/{design}");
    let body = json!({ "score": 1, "would_buy": false });
    app.put(Some(&bob), &path, &body).await.refused(409, "scoring-over");
    app.settle_down().await;
    app.put(Some(&bob), &path, &body).await.refused(409, "not-scoring");
    app.next(&bob, &round).await.refused(409, "not-scoring");
}

async fn a_score_is_changed_and_every_value_is_kept(app: &TestApp) {
    let scoring = start(app, 2, 2).await;
    let (round, member) = (&scoring.round, &scoring.members[0]);
    let design = app.current(member, round).await.unwrap();
    let first = app.score(member, round, design, 2).await.ok();
    app.score(member, round, design, 4).await.refused(409, "already-scored");
    assert_eq!(app.score(member, round, design, 2).await.ok(), first, "the same score twice is one ballot");

    let path = format!("/api/v1/ballots/{design}");
    app.clock.advance(Duration::minutes(1));
    let changed = app.put(Some(member), &path, &json!({ "score": 5, "would_buy": true })).await.ok();
    assert_eq!((&changed["score"], &changed["would_buy"]), (&json!(5), &json!(true)));
    assert_eq!(changed["first_at"], first["first_at"]);
    app.put(Some(member), &path, &json!({ "score": 5, "would_buy": true })).await.ok();
    app.put(Some(member), &path, &json!({ "score": 6, "would_buy": true }))
        .await
        .refused(422, "invalid-fields");
    let other = &scoring.members[1];
    app.put(Some(other), &path, &json!({ "score": 0, "would_buy": false }))
        .await
        .refused(404, "ballot-unknown");

    let (account, id) = (AccountId::new(member.id), DesignId::new(design));
    let ballot = store::ballot::find(&app.app.store, account, id).await.unwrap().unwrap();
    let kept = store::ballot::list_changes(&app.app.store, ballot.id).await.unwrap();
    let kept: Vec<_> = kept.into_iter().map(|(score, would_buy, _)| (score.get(), would_buy)).collect();
    assert_eq!(kept, [(2, false), (5, true)]);
}

async fn skips_are_few_and_grow_with_scores(app: &TestApp) {
    let scoring = start(app, 6, 1).await;
    let (round, member) = (&scoring.round, &scoring.members[0]);
    let mut skipped = Vec::new();
    for _ in 0..2 {
        let design = app.current(member, round).await.unwrap();
        app.skip(member, round, design).await.ok();
        app.skip(member, round, design).await.ok();
        skipped.push(design);
    }
    let design = app.current(member, round).await.unwrap();
    let said = app.skip(member, round, design).await.refused(409, "too-many-skips");
    assert!(said.contains("2 are skipped and 2 may be"), "{said}");
    app.score(member, round, design, 3).await.ok();
    app.skip(member, round, design).await.refused(409, "already-answered");
    let design = app.current(member, round).await.unwrap();
    app.skip(member, round, design).await.ok();
    app.score(member, round, skipped[0], 3).await.ok();
}

async fn what_nobody_answers_in_15_minutes_is_given_back(app: &TestApp) {
    let scoring = start(app, 2, 2).await;
    let (round, member) = (&scoring.round, &scoring.members[0]);
    let turn = app.next(member, round).await.ok();
    assert_eq!(showings(app, round).await.values().sum::<u64>(), 2);
    app.advance(Duration::seconds(899)).await;
    assert_eq!(showings(app, round).await.values().sum::<u64>(), 2);
    app.advance(Duration::seconds(1)).await;
    assert_eq!(showings(app, round).await.values().sum::<u64>(), 0);

    let current = shown(&turn, "current").unwrap();
    assert_eq!(app.current(member, round).await, Some(current), "it stays the member's own turn");
    app.advance(Duration::minutes(15)).await;
    app.score(member, round, current, 1).await.ok();
    assert_eq!(showings(app, round).await[&current], 1);
    app.advance(Duration::hours(1)).await;
    assert_eq!(showings(app, round).await[&current], 1);
}

async fn a_withdrawn_design_leaves_the_queue(app: &TestApp) {
    let scoring = start(app, 2, 1).await;
    let (round, member) = (&scoring.round, &scoring.members[0]);
    let design = app.current(member, round).await.unwrap();
    let place = scoring.designs.iter().position(|one| *one == design).unwrap();
    let path = format!("/api/v1/designs/{design}/withdraw");
    app.post(Some(&scoring.designers[place]), &path, &json!({})).await.ok();
    app.score(member, round, design, 5).await.refused(409, "design-gone");
    let next = app.current(member, round).await.unwrap();
    assert_ne!(next, design);
    app.score(member, round, next, 5).await.ok();
    assert_eq!(app.current(member, round).await, None);
}

async fn a_late_design_is_not_shown_before_everybody_else(app: &TestApp) {
    let (root, max) = (app.admin("Root").await, app.moderator("Max").await);
    let mut people = Vec::new();
    for number in 0..12 {
        people.push(app.member(&format!("P{number}")).await);
    }
    app.clock.advance(Duration::minutes(1));
    let round = app.round(&root, |_| {}).await;
    for designer in &people[..4] {
        app.cleared(designer, &max, &round).await;
    }
    let late = app.submitted(&people[4], &round).await;
    app.until_scoring().await;
    app.clock.advance(Duration::hours(1));
    for member in &people[5..9] {
        for _ in 0..3 {
            let design = app.current(member, &round).await.unwrap();
            app.score(member, &round, design, 3).await.ok();
        }
    }
    app.post(Some(&max), &format!("/api/v1/designs/{late}/clear"), &json!({})).await.ok();
    let mut first = 0;
    for member in &people[9..] {
        first += u32::from(app.current(member, &round).await == Some(late));
    }
    assert!(first < 3, "with six days to go it is not everybody's first");
    // Who has seen all others is shown it at once.
    let member = &people[5];
    let mut seen = Vec::new();
    while let Some(design) = app.current(member, &round).await {
        app.score(member, &round, design, 3).await.ok();
        seen.push(design);
    }
    assert!(seen.contains(&late));
}

async fn the_first_ballot_freezes_the_rules(app: &TestApp) {
    let scoring = start(app, 1, 1).await;
    let (round, member) = (&scoring.round, &scoring.members[0]);
    let id = RoundId::new(round.id);
    let frozen = || async { store::round::find(&app.app.store, id).await.unwrap().unwrap().rules_frozen_at };
    let design = app.current(member, round).await.unwrap();
    assert_eq!(frozen().await, None);
    app.score(member, round, design, 3).await.ok();
    assert_eq!(frozen().await, Some(app.now()));
}

async fn eight_equal_ballots_at_once_are_one(app: &TestApp) {
    let scoring = start(app, 2, 1).await;
    let (round, member) = (&scoring.round, &scoring.members[0]);
    let design = app.current(member, round).await.unwrap();
    let answers = futures::future::join_all((0..8).map(|_| app.score(member, round, design, 4))).await;
    let bodies: Vec<Value> = answers.iter().map(crate::support::Answer::ok).collect();
    assert!(bodies.iter().all(|body| body == &bodies[0]), "{bodies:?}");
    let box_ = store::ballot::list_of_round(&app.app.store, RoundId::new(round.id)).await.unwrap();
    assert_eq!(box_.len(), 1);
}

async fn members_at_once_get_ballots_in_one_order_and_designs_keep_their_counts(app: &TestApp) {
    let scoring = start(app, 4, 8).await;
    let round = &scoring.round;
    let all = scoring.members.iter().map(|member| async move {
        for _ in 0..3 {
            let design = app.current(member, round).await.unwrap();
            app.score(member, round, design, 3).await.ok();
        }
    });
    futures::future::join_all(all).await;
    let ballots = store::ballot::list_of_round(&app.app.store, RoundId::new(round.id)).await.unwrap();
    let order: Vec<i64> = ballots.iter().map(|ballot| ballot.sequence).collect();
    assert_eq!(order, (1..=24).collect::<Vec<_>>());
    app.advance(Duration::minutes(15)).await;
    assert_eq!(showings(app, round).await.values().sum::<u64>(), 24);
}

async fn one_member_in_two_windows_has_one_turn(app: &TestApp) {
    let scoring = start(app, 4, 1).await;
    let (round, member) = (&scoring.round, &scoring.members[0]);
    let answers = futures::future::join_all((0..8).map(|_| app.next(member, round))).await;
    let turns: Vec<Value> = answers.iter().map(crate::support::Answer::ok).collect();
    assert!(turns.iter().all(|turn| turn == &turns[0]), "{turns:?}");
    assert_eq!(showings(app, round).await.values().sum::<u64>(), 2);
}

on_both!(
    six_designs_are_seen_equally_often_by_ten_members,
    a_member_sees_each_design_once_and_then_nothing,
    no_answer_of_the_queue_tells_how_others_scored,
    nobody_is_handed_what_they_had_a_part_in,
    only_what_the_queue_handed_over_can_be_scored,
    strangers_newcomers_and_the_unverified_do_not_score,
    scores_are_given_and_changed_only_inside_the_window,
    a_score_is_changed_and_every_value_is_kept,
    skips_are_few_and_grow_with_scores,
    what_nobody_answers_in_15_minutes_is_given_back,
    a_withdrawn_design_leaves_the_queue,
    a_late_design_is_not_shown_before_everybody_else,
    the_first_ballot_freezes_the_rules,
    eight_equal_ballots_at_once_are_one,
    members_at_once_get_ballots_in_one_order_and_designs_keep_their_counts,
    one_member_in_two_windows_has_one_turn,
);
