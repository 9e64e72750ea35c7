//! Closing a round: previewed, frozen once, prizes awarded, campaigns made, nothing told before.

use chrono::Duration;
use entity::{campaign, design, payout, prize};
use greenlit::domain::digest::Digest;
use greenlit::store::Reads;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Person, TestApp};

struct Judged {
    admin: Person,
    round: String,
    designers: Vec<Person>,
    /// Best first; the last has too few ballots for a place.
    designs: Vec<Uuid>,
}

impl Judged {
    fn path(&self, what: &str) -> String {
        format!("/api/v1/rounds/{}/{what}", self.round)
    }
}

/// Four designs, the first by two people, scored 5, 3 and 1 by three members; the fourth by one.
async fn judged(app: &TestApp, rules: &Value) -> Judged {
    let admin = app.admin("Ada").await;
    let round = app.opened(&admin, rules).await;
    let mut designers = Vec::new();
    for name in ["Dan", "Eve", "Fay", "Gus"] {
        designers.push(app.member(name).await);
    }
    let people = |share| [(&designers[0], 10_000 - share), (&designers[1], share)];
    let mut designs = vec![app.plant_design(&round, "cleared", &people(3_333)).await];
    for designer in &designers[1..] {
        designs.push(app.plant_design(&round, "cleared", &[(designer, 10_000)]).await);
    }
    app.advance(Duration::days(7)).await;
    let mut sequence = 0;
    for name in ["Vic", "Wes", "Xia"] {
        let voter = app.member(name).await;
        let scored = if name == "Vic" { 4 } else { 3 };
        for (design, score) in designs.iter().zip([5, 3, 1, 5]).take(scored) {
            sequence += 1;
            app.plant_ballot(&round, *design, &voter, score, sequence).await;
        }
    }
    app.advance(Duration::days(7)).await;
    Judged { admin, round, designers, designs }
}

async fn the_preview_shows_ranking_prizes_and_campaigns_to_admins(app: &TestApp) {
    let it = judged(app, &app.rules()).await;
    let preview = app.get(Some(&it.admin), &it.path("close-preview")).await.ok();
    let rows = preview["standings"].as_array().unwrap();
    let designs: Vec<&Value> = rows.iter().map(|row| &row["design"]).collect();
    assert_eq!(designs, it.designs.iter().map(|id| json!(id)).collect::<Vec<_>>().iter().collect::<Vec<_>>());
    let places: Vec<&Value> = rows[..3].iter().map(|row| &row["place"]).collect();
    assert_eq!(places, [1, 2, 3]);
    assert_eq!(rows[3]["unranked"], "1 ballots count for it, and a place needs 3");
    assert!(rows[3].get("place").is_none());
    assert_eq!(preview["ballots_all"], 10);
    assert_eq!(preview["campaigns"], json!(it.designs[..2]));
    let prize = |place, minor, design: Uuid| json!({ "place": place, "amount": { "minor": minor, "currency": "EUR" }, "design": design });
    let expected = json!([prize(1, 50_000, it.designs[0]), prize(3, 10_001, it.designs[2])]);
    assert_eq!(preview["prizes"], expected);
    app.get(None, &it.path("close-preview")).await.refused(401, "no-token");
    app.get(Some(&it.designers[0]), &it.path("close-preview")).await.refused(403, "not-an-admin");
}

async fn closing_freezes_what_the_preview_showed(app: &TestApp) {
    let it = judged(app, &app.rules()).await;
    let preview = app.get(Some(&it.admin), &it.path("close-preview")).await.ok();
    let closed = app.post(Some(&it.admin), &it.path("close"), &json!({})).await.ok();
    assert_eq!(closed["state"], "closed");
    assert_eq!((&closed["result"]["ballots_all"], &closed["result"]["scores_sum"]), (&json!(10), &json!(32)));
    let published = app.get(None, &it.path("standings")).await.ok();
    assert_eq!(published["items"], preview["standings"]);
    let page = app.get(None, &it.path("standings?limit=2")).await.ok();
    let rest = app.get(None, &it.path(&format!("standings?after={}", page["next"].as_str().unwrap()))).await;
    assert_eq!(rest.ok()["items"].as_array().unwrap()[..], preview["standings"].as_array().unwrap()[2..]);

    let document = app.get(None, &it.path("result")).await;
    let digest = Digest::of(&document.bytes).to_string();
    assert_eq!(closed["result"]["digest"], digest);
    let states =
        design::Entity::find().order_by_asc(design::Column::Id).all(app.app.store.connection()).await;
    let states: Vec<String> = states.unwrap().into_iter().map(|row| row.state).collect();
    assert_eq!(states, ["ranked", "ranked", "ranked", "cleared"]);
}

async fn prizes_are_owed_by_place_and_share(app: &TestApp) {
    let it = judged(app, &app.rules()).await;
    app.post(Some(&it.admin), &it.path("close"), &json!({})).await.ok();
    let store = app.app.store.connection();
    let owed = payout::Entity::find().order_by_desc(payout::Column::AmountMinor).all(store).await.unwrap();
    let found: Vec<_> =
        owed.iter().map(|row| (row.account_id, row.amount_minor, row.state.as_str())).collect();
    let id = |index: usize| it.designers[index].id;
    assert_eq!(found, [(id(0), 33_335, "owed"), (id(1), 16_665, "owed"), (id(2), 10_001, "owed")]);
    assert!(owed.iter().all(|row| row.reasons == r#"["approval_missing"]"# && row.kind == "prize"));
    let reserve = format!("prize_reserve:{}", it.round);
    let due = |index| format!("prizes_due:{}", id(index));
    let mut lines = app.lines("prize_awarded").await;
    lines.sort();
    let mut expected = vec![
        (reserve.clone(), 50_000),
        ("prize_expense".to_owned(), 50_000),
        (due(0), -33_335),
        (due(1), -16_665),
        ("organiser".to_owned(), -50_000),
        (reserve, 10_001),
        ("prize_expense".to_owned(), 10_001),
        (due(2), -10_001),
        ("organiser".to_owned(), -10_001),
    ];
    expected.sort();
    assert_eq!(lines, expected);
    let told = app.get(Some(&it.designers[1]), "/api/v1/me/notices").await.ok();
    let mut kinds: Vec<&str> =
        told["items"].as_array().unwrap().iter().map(|notice| notice["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["goes_on_sale", "goes_on_sale", "prize_won", "round_closed"]);
}

async fn the_best_become_campaigns_on_the_terms_of_the_rules(app: &TestApp) {
    let it = judged(app, &app.rules()).await;
    app.post(Some(&it.admin), &it.path("close"), &json!({})).await.ok();
    let rows = campaign::Entity::find().order_by_asc(campaign::Column::DesignId);
    let rows = rows.all(app.app.store.connection()).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.design_id).collect::<Vec<_>>(), it.designs[..2]);
    for row in rows {
        assert_eq!((row.state.as_str(), row.threshold_units, row.cap_units), ("draft", 20, Some(200)));
        assert_eq!(
            (row.sale_seconds, row.grace_seconds, row.per_buyer_units_max),
            (1_209_600, 604_800, Some(5))
        );
    }
}

async fn a_place_that_nobody_took_gives_its_prize_back(app: &TestApp) {
    let mut rules = app.rules();
    rules["prizes"] = json!([{ "place": 4, "amount_minor": 70_000 }]);
    let it = judged(app, &rules).await;
    app.post(Some(&it.admin), &it.path("close"), &json!({})).await.ok();
    let reserve = format!("prize_reserve:{}", it.round);
    assert_eq!(app.lines("prize_returned").await, [(reserve, 70_000), ("organiser".to_owned(), -70_000)]);
    let kept = prize::Entity::find().one(app.app.store.connection()).await.unwrap().unwrap();
    assert_eq!((kept.state.as_str(), kept.design_id), ("returned", None));
    assert_eq!(payout::Entity::find().one(app.app.store.connection()).await.unwrap(), None);
}

async fn a_round_closes_only_when_judged_and_every_design_is_decided(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let designer = app.member("Dan").await;
    let round = app.opened(&admin, &app.rules()).await;
    let path = format!("/api/v1/rounds/{round}/close");
    app.post(None, &path, &json!({})).await.refused(401, "no-token");
    app.post(Some(&designer), &path, &json!({})).await.refused(403, "not-an-admin");
    app.post(Some(&admin), &path, &json!({})).await.refused(409, "round-not-judging");
    app.plant_design(&round, "submitted", &[(&designer, 10_000)]).await;
    app.advance(Duration::days(14)).await;
    let said = app.post(Some(&admin), &path, &json!({})).await.refused(409, "designs-undecided");
    assert!(said.starts_with("1 designs are neither cleared nor refused"), "{said}");
    let preview = app.get(Some(&admin), &format!("/api/v1/rounds/{round}/close-preview")).await.ok();
    assert_eq!(preview["undecided"], 1);
}

async fn a_round_without_designs_closes_and_gives_everything_back(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let round = app.opened(&admin, &app.rules()).await;
    app.advance(Duration::days(14)).await;
    app.post(Some(&admin), &format!("/api/v1/rounds/{round}/close"), &json!({})).await.ok();
    let lines = app.lines("prize_returned").await;
    assert_eq!(
        lines.iter().filter(|(account, _)| account == "organiser").map(|line| line.1).sum::<i64>(),
        -60_001
    );
    let standings = app.get(None, &format!("/api/v1/rounds/{round}/standings")).await.ok();
    assert_eq!(standings["items"], json!([]));
}

async fn eight_admins_close_a_round_once(app: &TestApp) {
    let it = judged(app, &app.rules()).await;
    let (path, body) = (it.path("close"), json!({}));
    let answers = futures::future::join_all((0..8).map(|_| app.post(Some(&it.admin), &path, &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status.is_success()).count(), 1);
    for answer in answers.iter().filter(|answer| !answer.status.is_success()) {
        answer.refused(409, "round-over");
    }
    let prizes = prize::Entity::find().filter(prize::Column::State.eq("awarded"));
    assert_eq!(prizes.all(app.app.store.connection()).await.unwrap().len(), 2);
}

async fn closing_and_cancelling_at_once_have_one_outcome(app: &TestApp) {
    let it = judged(app, &app.rules()).await;
    let why = json!({ "reason": "no printer" });
    let (close, cancel, body) = (it.path("close"), it.path("cancel"), json!({}));
    let (closed, cancelled) =
        tokio::join!(app.post(Some(&it.admin), &close, &body), app.post(Some(&it.admin), &cancel, &why));
    assert_ne!(closed.status.is_success(), cancelled.status.is_success());
    let moved: i64 = app
        .lines("prize_awarded")
        .await
        .into_iter()
        .chain(app.lines("prize_returned").await)
        .filter(|(account, _)| account.starts_with("prize_reserve"))
        .map(|line| line.1)
        .sum();
    assert_eq!(moved, 60_001);
}

async fn nothing_of_a_running_round_leaves(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let [designer, voter] = [app.member("Dan").await, app.member("Vic").await];
    let round = app.opened(&admin, &app.rules()).await;
    let design = app.plant_design(&round, "cleared", &[(&designer, 10_000)]).await;
    app.advance(Duration::days(7)).await;
    let path = |what: &str| format!("/api/v1/rounds/{round}{what}");
    let before = app.get(Some(&admin), &path("")).await;
    app.plant_ballot(&round, design, &voter, 5, 1).await;
    let after = app.get(Some(&admin), &path("")).await;
    assert_eq!(before.bytes, after.bytes);
    app.get(Some(&admin), &path("/close-preview")).await.refused(409, "round-not-judging");
    app.get(Some(&admin), &path("/standings")).await.refused(404, "standings-not-published");
    app.get(None, &path("/result")).await.refused(404, "standings-not-published");
    app.advance(Duration::days(7)).await;
    app.get(Some(&voter), &path("/standings")).await.refused(404, "standings-not-published");
    app.get(None, &path("/result")).await.refused(404, "standings-not-published");
}

on_both!(
    the_preview_shows_ranking_prizes_and_campaigns_to_admins,
    closing_freezes_what_the_preview_showed,
    prizes_are_owed_by_place_and_share,
    the_best_become_campaigns_on_the_terms_of_the_rules,
    a_place_that_nobody_took_gives_its_prize_back,
    a_round_closes_only_when_judged_and_every_design_is_decided,
    a_round_without_designs_closes_and_gives_everything_back,
    eight_admins_close_a_round_once,
    closing_and_cancelling_at_once_have_one_outcome,
    nothing_of_a_running_round_leaves,
);
