//! Doubted ballots: found at night and at the end, set aside with a reason, decided by people, published.

use std::collections::BTreeMap;

use chrono::Duration;
use entity::{ballot_mark, finding, inspection};
use greenlit::app;
use greenlit::domain::ballot_box::{Document, verify};
use greenlit::domain::id::{DesignId, InspectionId, RoundId};
use greenlit::domain::job::Job;
use greenlit::domain::standing::Fate;
use greenlit::store::{self, Reads};
use poem::{Body, Request};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, Person, TestApp};

const DESIGNS: usize = 6;
const HONEST: usize = 8;

pub(crate) struct Attacked {
    pub(crate) admin: Person,
    pub(crate) moderator: Person,
    pub(crate) designers: Vec<Person>,
    pub(crate) designs: Vec<Uuid>,
    pub(crate) round: String,
    /// Who scores turns out to give in the end.
    honest: Vec<Person>,
}

impl Attacked {
    fn path(&self, what: &str) -> String {
        format!("/api/v1/rounds/{}/{what}", self.round)
    }

    async fn findings(&self, app: &TestApp) -> Vec<Value> {
        let found = app.get(Some(&self.admin), &self.path("findings")).await.ok();
        found["items"].as_array().unwrap().clone()
    }

    pub(crate) async fn one(&self, app: &TestApp, detector: &str) -> Value {
        let found = self.findings(app).await;
        let mut of_it = found.into_iter().filter(|finding| finding["detector"] == detector);
        let one = of_it.next().unwrap_or_else(|| panic!("no {detector}"));
        assert!(of_it.next().is_none(), "{detector} twice");
        one
    }

    async fn showings(&self, app: &TestApp) -> BTreeMap<Uuid, u64> {
        let round = RoundId::new(self.round.parse().unwrap());
        let all = store::design::list_of_round(&app.app.store, round).await.unwrap();
        all.into_iter().map(|design| (design.id.uuid(), design.showings)).collect()
    }

    async fn close(&self, app: &TestApp) -> Answer {
        app.post(Some(&self.admin), &self.path("close"), &json!({})).await
    }
}

/// Sends a ballot as from this address.
async fn give(app: &TestApp, who: &Person, round: &str, (design, score): (Uuid, i64), from: &str) {
    let body = json!({ "design": design, "score": score, "would_buy": score == 5 });
    let request = Request::builder()
        .method(poem::http::Method::POST)
        .uri(format!("/api/v1/rounds/{round}/ballots").parse().unwrap())
        .header("Authorization", format!("Bearer {}", who.token))
        .header("X-Forwarded-For", format!("192.0.2.77, {from}"))
        .content_type("application/json")
        .body(Body::from_json(body).unwrap());
    app.call(request).await.ok();
}

/// Lets somebody score all that the queue gives them.
async fn vote(app: &TestApp, who: &Person, round: &str, opinion: impl Fn(Uuid) -> i64, from: &str) {
    loop {
        let turn = app.post(Some(who), &format!("/api/v1/rounds/{round}/queue/next"), &json!({})).await.ok();
        let Some(design) = turn["current"]["design"].as_str() else { break };
        let design: Uuid = design.parse().unwrap();
        app.clock.advance(Duration::seconds(5));
        give(app, who, round, (design, opinion(design)), from).await;
    }
}

/// One zeroes all but the first design; three behind one address push it; eight judge honestly. A day has passed.
pub(crate) async fn attacked(app: &TestApp) -> Attacked {
    let (admin, moderator) = (app.admin("Ada").await, app.moderator("Max").await);
    let mut designers = Vec::new();
    for number in 0..DESIGNS {
        designers.push(app.member(&format!("Designer{number}")).await);
    }
    let mut honest = Vec::new();
    for number in 0..HONEST {
        honest.push(app.member(&format!("Honest{number}")).await);
    }
    let zoe = app.member("Zoe").await;
    let socks = [app.member("Sock1").await, app.member("Sock2").await, app.member("Sock3").await];
    app.clock.advance(Duration::minutes(1));
    let mut rules = app.rules();
    rules["integrity"] = json!({
        "zero_bomb": { "ballots_min": 5, "zeros_percent": 80, "favourite_score_min": 4, "favourites_max": 1, "together_percent": 95 },
        "same_mark": { "extremes_min": 3, "chance_exponent": 1, "unshared_members_max": 2, "prior_ballots": 10,
                       "rate_cap_percent": 20, "round_rate_percent": 150 },
    });
    let round = app.opened(&admin, &rules).await;
    let mut designs = Vec::new();
    for designer in &designers {
        designs.push(app.plant_design(&round, "cleared", &[(designer, 10_000)]).await);
    }
    app.advance(Duration::days(7)).await;
    let target = designs[0];
    let place =
        |design: Uuid| i64::try_from(designs.iter().position(|each| *each == design).unwrap()).unwrap();
    for (number, who) in (0_i64..).zip(&honest) {
        let opinion = |design: Uuid| 1 + (place(design) * 2 + number * 3 + place(design) * number) % 4;
        vote(app, who, &round, opinion, &format!("198.51.100.{number}")).await;
    }
    vote(app, &zoe, &round, |design| if design == target { 5 } else { 0 }, "198.51.100.99").await;
    for (number, sock) in (0_i64..).zip(&socks) {
        let opinion = |design| if design == target { 5 } else { 1 + (place(design) + number) % 3 };
        vote(app, sock, &round, opinion, "203.0.113.5").await;
    }
    app.advance(Duration::days(1)).await;
    Attacked { admin, moderator, designers, designs, round, honest }
}

async fn nightly_findings_are_for_admins_and_give_showings_back(app: &TestApp) {
    let it = attacked(app).await;
    let found = it.findings(app).await;
    let kinds: Vec<&str> = found.iter().map(|finding| finding["detector"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["zero_bomb", "same_mark"]);
    assert!(found.iter().all(|finding| finding["state"] == "proposed"));
    let mark = &found[1];
    assert_eq!((&mark["design"], &mark["ballots"]), (&json!(it.designs[0]), &json!(3)));
    assert!(mark["evidence"].as_str().unwrap().contains("3 of 3 ballots from one network"), "{mark}");
    let path = it.path("findings");
    app.get(Some(&it.moderator), &path).await.refused(403, "still-scored");
    app.get(Some(&it.designers[0]), &path).await.refused(403, "not-a-moderator");
    let own = format!("/api/v1/me/designs/{}/findings", it.designs[0]);
    assert_eq!(
        app.get(Some(&it.designers[0]), &own).await.ok(),
        json!([]),
        "it would tell how the design stands"
    );
    app.get(Some(&it.designers[1]), &own).await.refused(404, "design-unknown");
    let told = app.get(Some(&it.moderator), "/api/v1/me/notices").await.ok();
    assert_eq!(told["items"], json!([]));
    // Twelve scored each design: Zoe's ballots are set aside on all of them, the socks' on the first.
    let showings = it.showings(app).await;
    assert_eq!(showings[&it.designs[0]], 8);
    assert!(it.designs[1..].iter().all(|design| showings[design] == 11), "{showings:?}");

    let zero = format!("/api/v1/findings/{}", found[0]["id"].as_str().unwrap());
    let reason = json!({ "reason": "She told us why she likes only this one." });
    app.post(Some(&it.admin), &format!("{zero}/restore"), &reason).await.ok();
    assert_eq!(it.showings(app).await[&it.designs[1]], 12, "a restored ballot's showing counts again");
    app.post(Some(&it.admin), &format!("{zero}/restore"), &reason).await.refused(409, "finding-decided");
    app.advance(Duration::days(1)).await;
    assert_eq!(it.findings(app).await.len(), 2, "what was restored is not proposed again");
    let runs = inspection::Entity::find().count(app.app.store.connection()).await.unwrap();
    assert_eq!(runs, 2);
}

async fn a_round_closes_after_its_findings_are_decided_and_its_designers_heard(app: &TestApp) {
    let it = attacked(app).await;
    let target = it.designs[0];
    app.clock.advance(Duration::days(6) - Duration::hours(1));
    turn_round(app, &it.honest[0]).await;
    app.advance(Duration::hours(1)).await;

    let reversal = it.one(app, "reversal").await;
    assert_eq!(reversal["ballots"], 3);
    it.close(app).await.refused(409, "findings-undecided");
    let told = app.get(Some(&it.moderator), "/api/v1/me/notices").await.ok();
    assert_eq!(told["items"][0]["kind"], "findings_wait");
    let reason = json!({ "reason": "Looked at, and clear." });
    for finding in app.get(Some(&it.moderator), &it.path("findings")).await.ok()["items"].as_array().unwrap()
    {
        let path = format!("/api/v1/findings/{}/confirm", finding["id"].as_str().unwrap());
        app.post(Some(&it.moderator), &path, &json!({ "reason": " " })).await.refused(422, "reason-missing");
        app.post(Some(&it.moderator), &path, &reason).await.ok();
    }
    it.close(app).await.refused(409, "appeals-until");
    let told = app.get(Some(&it.designers[0]), "/api/v1/me/notices").await.ok();
    assert!(told["items"].as_array().unwrap().iter().any(|one| one["kind"] == "ballots_set_aside"), "{told}");

    let own = format!("/api/v1/me/designs/{target}/findings");
    let mine = app.get(Some(&it.designers[0]), &own).await.ok();
    let mine: Vec<&Value> =
        mine.as_array().unwrap().iter().filter(|one| one["detector"] != "reversal").collect();
    assert_eq!(mine.len(), 2);
    let mark = mine.iter().find(|one| one["detector"] == "same_mark").unwrap();
    assert_eq!(mark["ballots"], 3);
    let appeal = format!("{own}/{}/appeal", mark["id"].as_str().unwrap());
    let words = json!({ "reason": "They are my three sisters, and they share a flat." });
    app.post(Some(&it.designers[1]), &appeal, &words).await.refused(404, "design-unknown");
    let filed = app.post(Some(&it.designers[0]), &appeal, &words).await.ok();
    app.post(Some(&it.designers[0]), &appeal, &words).await.refused(409, "appeal-filed");
    it.close(app).await.refused(409, "appeals-open");
    let answer = format!("/api/v1/appeals/{}/answer", filed["id"].as_str().unwrap());
    let no = json!({ "is_upheld": false, "reason": "Three accounts made in one minute." });
    app.post(Some(&it.moderator), &answer, &no).await.ok();
    app.post(Some(&it.moderator), &answer, &no).await.refused(409, "appeal-decided");
    it.close(app).await.refused(409, "appeals-until");
    app.advance(Duration::days(2)).await;
    it.close(app).await.ok();
    let path = format!("/api/v1/findings/{}/restore", mark["id"].as_str().unwrap());
    app.post(Some(&it.moderator), &path, &reason).await.refused(409, "round-over");
    check_box(app, &it).await;
}

/// Three scores moved by three points or more.
async fn turn_round(app: &TestApp, who: &Person) {
    let mut turned = 0;
    let rounds = app.get(None, "/api/v1/rounds").await.ok();
    let round = rounds["items"][0]["id"].as_str().unwrap();
    let ballots = app.get(Some(who), &format!("/api/v1/me/rounds/{round}/ballots")).await.ok();
    for ballot in ballots["items"].as_array().unwrap() {
        let score = ballot["score"].as_i64().unwrap();
        let other = if score <= 2 { score + 3 } else { score - 3 };
        if turned < 3 {
            let path = format!("/api/v1/ballots/{}", ballot["design"].as_str().unwrap());
            app.put(Some(who), &path, &json!({ "score": other, "would_buy": false })).await.ok();
            turned += 1;
        }
    }
    assert_eq!(turned, 3);
}

/// Everything that was set aside is in the published box with its reason, and the box recomputes.
async fn check_box(app: &TestApp, it: &Attacked) {
    let text = String::from_utf8(app.get(None, &it.path("ballot-box")).await.bytes).unwrap();
    assert_eq!(verify(&text, None).findings, []);
    let document: Document = serde_json::from_str(&text).unwrap();
    let aside: Vec<_> = document.inner.ballots.iter().filter(|slip| slip.fate == Fate::SetAside).collect();
    assert_eq!(aside.len(), 9, "six of Zoe's and three of the socks'");
    let on_target = aside.iter().filter(|slip| slip.design == DesignId::new(it.designs[0])).count();
    assert_eq!(on_target, 4);
    assert!(aside.iter().all(|slip| slip.reason.is_some()));
    let turned: Vec<_> = document.inner.ballots.iter().filter(|slip| slip.counted_as.is_some()).collect();
    assert_eq!(turned.len(), 3);
    assert!(turned.iter().all(|slip| slip.fate == Fate::Counted && slip.reason.is_some()));
    for slip in turned {
        let earlier = slip.counted_as.unwrap().score.get();
        assert_eq!(earlier.abs_diff(slip.score.get()), 3);
    }
    let of = |count: &greenlit::domain::ballot_box::Count| {
        let row = count.standings.iter().find(|row| row.design.uuid() == it.designs[0]).unwrap();
        (row.n, row.standing)
    };
    let (with, without) = (of(&document.inner.result_with_all), of(&document.inner.result));
    assert_eq!((with.0, without.0), (12, 8));
    assert!(with.1 > without.1, "the push is undone");
}

async fn an_upheld_appeal_lets_the_ballots_count(app: &TestApp) {
    let it = attacked(app).await;
    app.advance(Duration::days(6)).await;
    let mark = it.one(app, "same_mark").await;
    let finding = format!("/api/v1/findings/{}", mark["id"].as_str().unwrap());
    let reason = json!({ "reason": "One address." });
    app.post(Some(&it.moderator), &format!("{finding}/confirm"), &reason).await.ok();
    let own = format!("/api/v1/me/designs/{}/findings", it.designs[0]);
    let appeal = format!("{own}/{}/appeal", mark["id"].as_str().unwrap());
    let filed = app.post(Some(&it.designers[0]), &appeal, &json!({ "reason": "A school." })).await.ok();
    let answer = format!("/api/v1/appeals/{}/answer", filed["id"].as_str().unwrap());
    let yes = json!({ "is_upheld": true, "reason": "It is a school." });
    let whole = app.post(Some(&it.moderator), &answer, &yes).await.ok();
    assert_eq!(whole["finding"]["state"], "restored");
    assert_eq!(whole["appeals"][0]["state"], "upheld");
    let round = RoundId::new(it.round.parse().unwrap());
    let aside = store::standing::list_set_aside(&app.app.store, round).await.unwrap();
    assert_eq!(aside.len(), 6, "Zoe's alone");
    let told = app.get(Some(&it.designers[0]), "/api/v1/me/notices").await.ok();
    assert_eq!(told["items"][0]["kind"], "appeal_upheld");
}

async fn a_moderator_with_a_design_in_the_round_leaves_it_to_others(app: &TestApp) {
    let it = attacked(app).await;
    app.advance(Duration::days(6)).await;
    let mark = it.one(app, "same_mark").await;
    let party = &it.designers[1];
    let role = format!("/api/v1/accounts/{}/role", party.id);
    app.put(Some(&it.admin), &role, &json!({ "role": "moderator" })).await.ok();
    let path = format!("/api/v1/findings/{}/confirm", mark["id"].as_str().unwrap());
    app.post(Some(party), &path, &json!({ "reason": "A rival." })).await.refused(409, "own-round");
}

async fn deciding_at_once_decides_once(app: &TestApp) {
    let it = attacked(app).await;
    app.advance(Duration::days(6)).await;
    let mark = it.one(app, "same_mark").await;
    let path = format!("/api/v1/findings/{}/confirm", mark["id"].as_str().unwrap());
    let body = json!({ "reason": "Seen." });
    let asked = (0..8).map(|_| app.post(Some(&it.moderator), &path, &body));
    let answers = futures::future::join_all(asked).await;
    assert_eq!(answers.iter().filter(|answer| answer.status.is_success()).count(), 1);
}

/// Two workers at once, and one again after a crash: every finding once.
async fn looking_twice_finds_once(app: &TestApp) {
    let it = attacked(app).await;
    let store = app.app.store.connection();
    let run = inspection::Entity::find().one(store).await.unwrap().unwrap();
    let before = finding::Entity::find().count(store).await.unwrap();
    app.tamper(&["UPDATE inspection SET finished_at = NULL"]).await;
    let job = Job::Inspect { inspection: InspectionId::new(run.id) };
    let both = futures::future::join(app::job::perform(&app.app, &job), app::job::perform(&app.app, &job));
    let (one, other) = Box::pin(both).await;
    assert!(one.is_ok() || other.is_ok());
    app::job::perform(&app.app, &job).await.unwrap();
    assert_eq!(finding::Entity::find().count(store).await.unwrap(), before);
    assert_eq!(it.findings(app).await.len(), 2);
}

async fn marks_are_no_addresses_and_are_forgotten(app: &TestApp) {
    let it = attacked(app).await;
    let store = app.app.store.connection();
    let marks = ballot_mark::Entity::find().all(store).await.unwrap();
    assert_eq!(marks.len(), 12 * DESIGNS);
    let distinct: std::collections::BTreeSet<i64> = marks.iter().map(|row| row.mark).collect();
    assert_eq!(distinct.len(), HONEST + 2, "the socks share one");
    assert!(!distinct.contains(&i64::from(u32::from_be_bytes([203, 0, 113, 5]))));
    app.advance(Duration::days(6)).await;
    assert_eq!(ballot_mark::Entity::find().count(store).await.unwrap(), 72, "the last look needs them");
    let reason = json!({ "reason": "Fine." });
    for finding in it.findings(app).await {
        let path = format!("/api/v1/findings/{}/restore", finding["id"].as_str().unwrap());
        app.post(Some(&it.admin), &path, &reason).await.ok();
    }
    it.close(app).await.ok();
    app.advance(Duration::days(30)).await;
    assert_eq!(ballot_mark::Entity::find().count(store).await.unwrap(), 0);
}

on_both!(
    nightly_findings_are_for_admins_and_give_showings_back,
    a_round_closes_after_its_findings_are_decided_and_its_designers_heard,
    an_upheld_appeal_lets_the_ballots_count,
    a_moderator_with_a_design_in_the_round_leaves_it_to_others,
    deciding_at_once_decides_once,
    looking_twice_finds_once,
    marks_are_no_addresses_and_are_forgotten,
);
