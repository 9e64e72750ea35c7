//! Doubted ballots as people see them: moderators decide by a form, designers appeal by one, share links are remembered.

use chrono::Duration;
use entity::arrival;
use greenlit::store::Reads;
use sea_orm::EntityTrait;

use crate::integrity::attacked;
use crate::support::TestApp;
use crate::support::browser::Sent;

async fn moderators_decide_once_scoring_is_over(app: &TestApp) {
    let it = attacked(app).await;
    let queue = format!("/desk/rounds/{}/findings", it.round);
    let desk = app.browser_of(&it.moderator).await;
    desk.open("/desk/findings").await.is(200).shows("No round is waiting");
    desk.open(&queue).await.is(403).shows("admins alone");
    let admin = app.browser_of(&it.admin).await;
    admin.open("/desk/findings").await.is(200).links_to(&queue);
    admin.open(&queue).await.is(200).shows("keep it to yourself").shows("72 ballots looked through");
    app.advance(Duration::days(6)).await;

    desk.open("/desk/findings").await.links_to(&queue);
    let mark = it.one(app, "same_mark").await;
    let path = format!("/desk/findings/{}", mark["id"].as_str().unwrap());
    desk.open(&queue).await.links_to(&path).shows("3 of 3 ballots from one network").hides("72 ballots");
    desk.open(&format!("{queue}?state=restored")).await.shows("Nothing is here");
    desk.open(&path).await.is(200).shows("Extreme ballots from one place").hides("Sock1");
}

async fn a_decision_needs_a_reason_and_a_double_click_decides_once(app: &TestApp) {
    let it = attacked(app).await;
    app.advance(Duration::days(6)).await;
    let mark = it.one(app, "same_mark").await;
    let path = format!("/desk/findings/{}", mark["id"].as_str().unwrap());
    let deed = format!("{path}/decide");
    let desk = app.browser_of(&it.moderator).await;
    desk.open(&path).await.is(200).shows("Voter").hides("Sock1");
    let page = desk.submit(&deed, &[("decision", "confirm"), ("reason", " ")]).await;
    page.is(422).shows("Give a reason");
    let mut form = desk.open(&path).await.form(&deed);
    form.retain(|(name, _)| name != "decision" && name != "reason");
    form.push(("decision".to_owned(), "confirm".to_owned()));
    form.push(("reason".to_owned(), "One flat, one minute.".to_owned()));
    for _ in 0..2 {
        let answer = desk.send(&Sent::form(&deed, &form)).await;
        assert_eq!(answer.status.as_u16(), 303, "the second click is the first one again");
    }
    desk.open(&path).await.shows("One flat, one minute.");
    let admin = app.browser_of(&it.admin).await;
    admin.open(&format!("/desk/rounds/{}/close", it.round)).await.shows("wait for a moderator");

    let own = format!("/designs/{}/findings", it.designs[0]);
    app.browser_of(&it.designers[1]).await.open(&own).await.is(404);
    let designer = app.browser_of(&it.designers[0]).await;
    designer.open(&own).await.is(200).shows("3 ballots for your design").shows("One flat, one minute.");
    let appeal = format!("{own}/{}/appeal", mark["id"].as_str().unwrap());
    designer.submit(&appeal, &[("reason", "")]).await.is(422).shows("Give a reason");
    designer.submit(&appeal, &[("reason", "My sisters.")]).await.is(200).shows("Your appeal is sent");
    designer.open(&own).await.shows("My sisters.").shows("Waiting for an answer");

    desk.open(&path).await.shows("My sisters.");
    let answer = desk.page().words();
    assert!(answer.contains("Uphold"), "{answer}");
}

async fn a_share_link_brings_to_the_round_and_is_remembered(app: &TestApp) {
    let it = attacked(app).await;
    let link = format!("/designs/{}?via=share", it.designs[0]);
    let own = app.browser_of(&it.designers[0]).await;
    own.open(&format!("/designs/{}", it.designs[0])).await.shows("Your share link").shows(&link);
    own.open(&link).await.is(200);
    own.open(&format!("/rounds/{}/score", it.round)).await.is(200);
    let guest = app.browser();
    guest.open(&link).await.is(200).hides("Your share link");
    guest.open("/sign-in").await;
    guest.sign_in(&it.designers[1]).await;
    for _ in 0..2 {
        guest.open(&format!("/rounds/{}/score", it.round)).await.is(200);
    }
    let rows = arrival::Entity::find().all(app.app.store.connection()).await.unwrap();
    let rows: Vec<_> = rows.iter().map(|row| (row.account_id, row.design_id)).collect();
    assert_eq!(rows, [(it.designers[1].id, it.designs[0])]);
}

async fn the_rules_page_says_what_ballots_are_looked_at_for(app: &TestApp) {
    let it = attacked(app).await;
    let rules = app.browser().open(&format!("/rounds/{}/rules", it.round)).await;
    rules.is(200).shows("of 5 ballots or more, 80% zeros and at most 1 high scores");
    rules.shows("3 or more moved by 3 points in the last 2% of the time").shows("appeal");
}

on_both!(
    moderators_decide_once_scoring_is_over,
    a_decision_needs_a_reason_and_a_double_click_decides_once,
    a_share_link_brings_to_the_round_and_is_remembered,
    the_rules_page_says_what_ballots_are_looked_at_for,
);
