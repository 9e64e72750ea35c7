//! Results and designs as everybody sees them: nothing before a round is closed, everything afterwards.

use chrono::Duration;
use greenlit::domain::design::State;
use greenlit::domain::id::DesignId;
use greenlit::store;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Person, TestApp};

struct Closed {
    admin: Person,
    round: String,
    /// The first two made the first design, each other one made one.
    people: Vec<Person>,
    /// Best first: the second and the third are equal, the last has too few ballots.
    designs: Vec<Uuid>,
}

/// Four designs; three members score them 5, 3, 3 and once 5.
async fn judged(app: &TestApp) -> Closed {
    let admin = app.admin("Ada").await;
    let round = app.opened(&admin, &app.rules()).await;
    let mut people = Vec::new();
    for name in ["Dan", "Eve", "Fay", "Gus", "Hal"] {
        people.push(app.member(name).await);
    }
    let both = [(&people[0], 6_667), (&people[1], 3_333)];
    let mut designs = vec![app.plant_design(&round, "cleared", &both).await];
    for designer in &people[2..] {
        designs.push(app.plant_design(&round, "cleared", &[(designer, 10_000)]).await);
    }
    app.advance(Duration::days(7)).await;
    let mut sequence = 0;
    for name in ["Vic", "Wes", "Xia"] {
        let voter = app.member(name).await;
        let scored = if name == "Vic" { 4 } else { 3 };
        for (design, score) in designs.iter().zip([5, 3, 3, 5]).take(scored) {
            sequence += 1;
            app.plant_ballot(&round, *design, &voter, score, sequence).await;
        }
    }
    app.advance(Duration::days(7)).await;
    Closed { admin, round, people, designs }
}

async fn closed(app: &TestApp) -> Closed {
    let it = judged(app).await;
    app.post(Some(&it.admin), &format!("/api/v1/rounds/{}/close", it.round), &json!({})).await.ok();
    it
}

async fn nothing_is_told_before_the_round_is_closed(app: &TestApp) {
    let it = judged(app).await;
    let path = format!("/rounds/{}/results", it.round);
    for browser in [app.browser(), app.browser_of(&it.admin).await] {
        browser.open(&path).await.is(404).shows("published when it is closed").hides("points");
    }
    let page = app.browser().open(&format!("/designs/{}", it.designs[0])).await;
    page.is(200).shows("Being judged").hides("Place").hides("points");
}

async fn results_show_places_with_all_their_digits_and_why(app: &TestApp) {
    let it = closed(app).await;
    let page = app.browser().open(&format!("/rounds/{}/results", it.round)).await;
    page.is(200).shows("10 ballots on 4 designs.");
    let rows = app.get(None, &format!("/api/v1/rounds/{}/standings", it.round)).await.ok();
    for row in rows["items"].as_array().unwrap() {
        let standing = row["standing"].as_u64().unwrap();
        page.shows(&format!("{}.{:04} points", standing / 10_000, standing % 10_000));
        page.links_to(&format!("/designs/{}", row["design"].as_str().unwrap()));
    }
    let low = rows["items"][1]["interval"]["low"].as_u64().unwrap();
    page.shows(&format!("95% interval: {}.{}", low / 10_000, low % 10_000 / 1_000));
    page.shows("3 ballots, nobody would buy it");
    page.shows("Equal with the next one in everything; the lot put it first.");
    page.shows("it decided between 2 designs");
    page.shows("Without a place: one ballot counts for it, and a place needs 3.");
    page.shows("Prize €500.00").shows("Prize €100.01").shows("Goes on sale");
    let round = app.get(None, &format!("/api/v1/rounds/{}", it.round)).await.ok();
    page.shows(round["result"]["digest"].as_str().unwrap());
    page.links_to(&format!("/api/v1/rounds/{}/result", it.round));
}

async fn a_sale_is_linked_once_it_is_open(app: &TestApp) {
    let it = closed(app).await;
    let path = format!("/rounds/{}/results", it.round);
    let sales = app.get(Some(&it.admin), &format!("/api/v1/campaigns?round={}", it.round)).await.ok();
    let sale = sales["items"].as_array().unwrap().iter();
    let sale = sale.into_iter().find(|sale| sale["design"] == json!(it.designs[0])).unwrap()["id"].clone();
    let sale = sale.as_str().unwrap();
    let link = format!("/campaigns/{sale}");
    assert!(!app.browser().open(&path).await.has_link(&link));
    app.post(Some(&it.admin), &format!("/api/v1/campaigns/{sale}/open"), &json!({})).await.ok();
    for path in [path, format!("/designs/{}", it.designs[0]), format!("/rounds/{}", it.round)] {
        app.browser().open(&path).await.is(200).links_to(&link);
    }
    let page = app.browser().open(&format!("/designs/{}", it.designs[0])).await;
    page.shows("Went on sale").shows("Won a prize of €500.00").shows("Place 1 of 3 with");
}

async fn long_results_have_a_second_page(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let designer = app.member("Dan").await;
    let round = app.opened(&admin, &app.rules()).await;
    for _ in 0..51 {
        app.plant_design(&round, "cleared", &[(&designer, 10_000)]).await;
    }
    app.advance(Duration::days(14)).await;
    app.post(Some(&admin), &format!("/api/v1/rounds/{round}/close"), &json!({})).await.ok();
    let rows = app.get(None, &format!("/api/v1/rounds/{round}/standings?limit=60")).await.ok();
    let id = |index: usize| rows["items"][index]["design"].as_str().unwrap().to_owned();
    let path = format!("/rounds/{round}/results");
    let browser = app.browser();
    let first = browser.open(&path).await;
    first.is(200).shows("Nobody scored.").links_to(&format!("{path}?after={}", id(49)));
    assert!(!first.has_link(&format!("/designs/{}", id(50))));
    let second = browser.open(&format!("{path}?after={}", id(49))).await;
    second.is(200).links_to(&format!("/designs/{}", id(50))).hides("Show more");
    first.shows("Nobody has this place. Its prize stays with the organiser.");
}

async fn a_design_is_shown_to_those_who_may_see_it(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let (designer, other) = (app.member("Dan").await, app.member("Eve").await);
    let round = app.round(&admin, |_| {}).await;
    let design = app.submitted(&designer, &round).await;
    let path = format!("/designs/{design}");
    for browser in [app.browser(), app.browser_of(&other).await] {
        browser.open(&path).await.is(404).hides("Owl");
    }
    for person in [&designer, &admin] {
        let page = app.browser_of(person).await.open(&path).await;
        page.is(200).shows("Owl").shows("With the moderators").shows("Only those who made it");
        page.shows("Submitted").shows("100% of its money");
    }
    let why = json!({ "reason": "Somebody else's <owl>." });
    app.post(Some(&admin), &format!("/api/v1/designs/{design}/refuse"), &why).await.ok();
    let page = app.browser_of(&designer).await.open(&path).await;
    page.is(200).shows("Refused").shows("Somebody else's <owl>.");
    app.browser().open(&path).await.is(404);
    app.post(Some(&admin), &format!("/api/v1/designs/{design}/clear"), &json!({})).await.ok();
    let page = app.browser().open(&path).await;
    page.is(200).shows("by Dan").shows("It does not sleep.").shows("All of it is their own work.");
    page.hides("Somebody else's").hides("Submitted").hides("of its money");
}

async fn shares_are_for_those_who_have_them(app: &TestApp) {
    let it = closed(app).await;
    let path = format!("/designs/{}", it.designs[0]);
    let page = app.browser().open(&path).await;
    page.shows("by Dan, Eve").hides("of its money");
    let page = app.browser_of(&it.people[1]).await.open(&path).await;
    page.shows("Dan 66.67% of its money").shows("Eve 33.33% of its money");
}

async fn a_design_that_was_taken_down_leaves_only_its_place(app: &TestApp) {
    let it = closed(app).await;
    let gone = it.designs[0];
    let tx = app.app.store.begin_write().await.unwrap();
    store::design::transition(&tx, DesignId::new(gone), State::Ranked, State::TakenDown).await.unwrap();
    tx.commit().await.unwrap();
    app.browser().open(&format!("/designs/{gone}")).await.is(404);
    let page = app.browser().open(&format!("/rounds/{}/results", it.round)).await;
    page.is(200).shows(&format!("Flake {gone}"));
    assert!(!page.has_link(&format!("/designs/{gone}")));
}

on_both!(
    nothing_is_told_before_the_round_is_closed,
    results_show_places_with_all_their_digits_and_why,
    a_sale_is_linked_once_it_is_open,
    long_results_have_a_second_page,
    a_design_is_shown_to_those_who_may_see_it,
    shares_are_for_those_who_have_them,
    a_design_that_was_taken_down_leaves_only_its_place,
);
