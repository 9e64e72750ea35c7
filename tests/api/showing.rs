//! Showings follow their ballots: set aside, a showing is another member's; clearance decides nothing but who is late.

use chrono::Duration;
use entity::{ballot, design};
use greenlit::app::exposure::{give_back_set_aside, take_back_restored};
use greenlit::domain::id::{AccountId, DesignId, RoundId};
use greenlit::store::{self, Reads};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::support::design::OpenRound;
use crate::support::{Person, TestApp};

struct Scored {
    round: OpenRound,
    design: Uuid,
    voter: Person,
}

/// One design in scoring, and its one ballot.
async fn scored(app: &TestApp) -> Scored {
    let (admin, max) = (app.admin("Ada").await, app.moderator("Max").await);
    let (dan, voter) = (app.member("Dan").await, app.member("Vic").await);
    app.clock.advance(Duration::minutes(1));
    let round = app.round(&admin, |_| {}).await;
    let design = app.cleared(&dan, &max, &round).await;
    app.until_scoring().await;
    assert_eq!(app.current(&voter, &round).await, Some(design));
    app.score(&voter, &round, design, 5).await.ok();
    Scored { round, design, voter }
}

async fn showings(app: &TestApp, design: Uuid) -> u64 {
    store::design::find(&app.app.store, DesignId::new(design)).await.unwrap().unwrap().showings
}

enum Follow {
    SetAside,
    Restored,
}

async fn follow(app: &TestApp, it: &Scored, what: &Follow) {
    let tx = app.app.store.begin_write().await.unwrap();
    let round = store::round::lock_shared(&tx, RoundId::new(it.round.id)).await.unwrap().unwrap();
    let showing = (DesignId::new(it.design), AccountId::new(it.voter.id));
    let reason = match what {
        Follow::SetAside => Some("same mark as three others"),
        Follow::Restored => None,
    };
    ballot::Entity::update_many()
        .col_expr(ballot::Column::SetAsideReason, Expr::value(reason))
        .filter(ballot::Column::AccountId.eq(it.voter.id))
        .exec(tx.connection())
        .await
        .unwrap();
    match what {
        Follow::SetAside => give_back_set_aside(&app.app, &tx, &round, showing).await.unwrap(),
        Follow::Restored => take_back_restored(&app.app, &tx, &round, showing).await.unwrap(),
    }
    tx.commit().await.unwrap();
}

async fn a_showing_whose_ballot_is_set_aside_is_given_back_while_the_round_is_scored(app: &TestApp) {
    let it = scored(app).await;
    assert_eq!(showings(app, it.design).await, 1);
    follow(app, &it, &Follow::SetAside).await;
    follow(app, &it, &Follow::SetAside).await;
    assert_eq!(showings(app, it.design).await, 0, "once, however often it is said");
    follow(app, &it, &Follow::Restored).await;
    assert_eq!(showings(app, it.design).await, 1);
    follow(app, &it, &Follow::SetAside).await;

    app.advance(Duration::days(7)).await;
    follow(app, &it, &Follow::Restored).await;
    assert_eq!(showings(app, it.design).await, 0, "after scoring nothing is shown any more");
}

/// Whoever bought scores must not learn from the queue that they were seen through.
async fn nothing_tells_a_member_that_their_ballot_is_set_aside(app: &TestApp) {
    let it = scored(app).await;
    let mine = format!("/api/v1/me/rounds/{}/ballots", it.round.id);
    let own = || async { app.get(Some(&it.voter), &mine).await.bytes };
    let before = own().await;
    let skipped = app.skip(&it.voter, &it.round, it.design).await.refused(409, "already-answered");
    follow(app, &it, &Follow::SetAside).await;
    assert_eq!(own().await, before);
    assert_eq!(app.current(&it.voter, &it.round).await, None, "it is not shown to them again");
    assert_eq!(app.skip(&it.voter, &it.round, it.design).await.refused(409, "already-answered"), skipped);
    app.score(&it.voter, &it.round, it.design, 1).await.refused(409, "already-scored");
    app.score(&it.voter, &it.round, it.design, 5).await.ok();
    let change = format!("/api/v1/ballots/{}", it.design);
    app.put(Some(&it.voter), &change, &json!({ "score": 4, "would_buy": true })).await.ok();
    app.advance(Duration::minutes(16)).await;
    assert_eq!(showings(app, it.design).await, 0, "none of this takes the showing back");
}

async fn no_time_of_clearance_changes_a_place(app: &TestApp) {
    let admin = app.admin("Ada").await;
    let mut rules = app.rules();
    (rules["prizes"], rules["scoring"]) =
        (json!([]), json!({ "scores_min": 1, "count_from": 1, "extension_seconds": 0 }));
    let round = app.opened(&admin, &rules).await;
    let (dan, vic) = (app.member("Dan").await, app.member("Vic").await);
    let mut designs = Vec::new();
    for sequence in 1..=8 {
        let design = app.plant_design(&round, "cleared", &[(&dan, 10_000)]).await;
        app.plant_ballot(&round, design, &vic, 3, sequence).await;
        designs.push(design);
    }
    app.advance(Duration::days(14)).await;
    let path = format!("/api/v1/rounds/{round}/close-preview");
    let first = app.get(Some(&admin), &path).await;
    assert_eq!(first.ok()["standings"].as_array().unwrap().len(), 8, "all are tied, and the lot decides");
    for turn in 0..designs.len() {
        let tx = app.app.store.begin_write().await.unwrap();
        designs.rotate_left(1);
        for (hours, id) in (1..).zip(&designs) {
            let at = app.now() - Duration::days(13) + Duration::hours(hours);
            design::Entity::update_many()
                .col_expr(design::Column::DecidedAt, Expr::value(at))
                .col_expr(design::Column::SubmittedAt, Expr::value(at))
                .filter(design::Column::Id.eq(*id))
                .exec(tx.connection())
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(app.get(Some(&admin), &path).await.bytes, first.bytes, "turn {turn}");
    }
}

on_both!(
    a_showing_whose_ballot_is_set_aside_is_given_back_while_the_round_is_scored,
    nothing_tells_a_member_that_their_ballot_is_set_aside,
    no_time_of_clearance_changes_a_place,
);
