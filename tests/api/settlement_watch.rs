//! Charging followed, paused, and rehearsed before it begins; what refunding all would cost, before anybody does.

use chrono::Duration;
use greenlit::app;
use greenlit::domain::job::Lane;
use greenlit::domain::preorder::State;
use greenlit::store::Reads;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use crate::support::TestApp;
use crate::support::process::{greenlit, run};
use crate::support::settle::{GOOD, POOR, STOLEN, Sale, TOTAL_MINOR};

/// What a dry run could write.
const TABLES: [&str; 9] =
    ["job", "attempt", "intent", "audit", "notice", "refund", "journal_entry", "preorder", "campaign"];

async fn rows(app: &TestApp) -> Vec<String> {
    let database = app.app.store.connection();
    let mut found = Vec::new();
    for table in TABLES {
        let sql = format!("SELECT count(*) AS n FROM {table}");
        let statement = Statement::from_string(database.get_database_backend(), sql);
        let count: i64 = database.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap();
        found.push(format!("{table} {count}"));
    }
    found
}

async fn a_dry_run_of_an_open_sale_says_what_would_be_charged_and_when(app: &TestApp) {
    let sale = app.committed(5, &[GOOD, GOOD, POOR]).await;
    let [before, book] = [rows(app).await, vec![format!("{:?}", app.sandbox.book().unwrap().intents)]];

    let found = app.get(Some(&sale.admin), &sale.path("settlement/dry-run")).await.ok();

    assert_eq!((&found["state"], &found["is_gate_reached"]), (&json!("open"), &json!(false)));
    assert_eq!((&found["committed_units"], &found["threshold_units"]), (&json!(3), &json!(5)));
    assert_eq!(found["charged"]["orders"], 3);
    assert_eq!(found["charged"]["sum"], json!({ "minor": 3 * TOTAL_MINOR, "currency": "EUR" }));
    assert_eq!(found["charged"]["least"]["minor"], TOTAL_MINOR);
    let first = app.now() + Duration::days(1) + Duration::minutes(10) + Duration::hours(1);
    let said: chrono::DateTime<chrono::Utc> = found["charge_at"].as_str().unwrap().parse().unwrap();
    assert!((first - said).num_minutes().abs() < 1, "{said} is not {first}");
    let page = app.browser_of(&sale.admin).await.open(&format!("/desk/campaigns/{}/dry-run", sale.id)).await;
    page.is(200).shows("3 of 5 units are committed").shows("€99.00").shows("nobody is charged");
    assert_eq!(rows(app).await, before, "nothing is written");
    assert_eq!(vec![format!("{:?}", app.sandbox.book().unwrap().intents)], book, "nobody is asked");
    app.get(Some(&sale.orders[0].0), &sale.path("settlement/dry-run")).await.refused(403, "not-an-admin");
}

async fn a_dry_run_while_charging_tells_the_retried_from_the_ones_that_need_their_buyers(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR, STOLEN]).await;
    let found = app.get(Some(&sale.admin), &sale.path("settlement/dry-run")).await.ok();
    assert_eq!((&found["is_gate_reached"], &found["charged"]["orders"]), (&json!(true), &json!(0)));
    assert_eq!((&found["retried"]["orders"], &found["needs_buyer"]["orders"]), (&json!(1), &json!(1)));
    assert_eq!(found["retried"]["sum"]["minor"], TOTAL_MINOR);
    assert!(found["next_retry_at"].is_string(), "{found}");
}

async fn cards_that_expire_and_agreements_that_run_out_are_named(app: &TestApp) {
    let sale = app.committed(2, &[GOOD, GOOD, GOOD]).await;
    let database = app.app.store.begin_write().await.unwrap();
    let is = |number: usize| {
        let id = sale.orders[number].1.uuid();
        if app.is_postgres() { format!("id = '{id}'") } else { format!("lower(hex(id)) = '{}'", id.simple()) }
    };
    for sql in [
        format!("UPDATE preorder SET card_exp_month = 1, card_exp_year = 2029 WHERE {}", is(0)),
        format!("UPDATE preorder SET charge_by = created_at WHERE {}", is(1)),
    ] {
        assert_eq!(database.connection().execute_unprepared(&sql).await.unwrap().rows_affected(), 1, "{sql}");
    }
    database.commit().await.unwrap();
    let found = app.get(Some(&sale.admin), &sale.path("settlement/dry-run")).await.ok();
    assert_eq!((&found["charged"]["orders"], &found["expiring"]["orders"]), (&json!(2), &json!(1)));
    assert_eq!(found["released"]["orders"], 1);
}

async fn how_far_it_is_how_fast_and_how_long(app: &TestApp) {
    let sale = app.committed(2, &[GOOD, GOOD, POOR]).await;
    app.decide().await;
    app.clock.advance(Duration::hours(1));
    let mut charges = 0;
    for _ in 0..3 {
        for one in app::job::claim(&app.app, "one", Lane::Main, 100).await.unwrap() {
            charges += usize::from(one.job.kind() == "charge");
            if one.job.kind() != "charge" || charges == 1 {
                app::job::run(&app.app, &one).await.unwrap();
            }
        }
    }
    app.clock.advance(Duration::seconds(30));
    let found = app.get(Some(&sale.admin), &sale.path("settlement")).await.ok();
    assert_eq!((&found["paid_count"], &found["waiting_count"]), (&json!(1), &json!(2)), "{found}");
    assert_eq!((&found["tried_last_minute"], &found["seconds_left"]), (&json!(1), &json!(60)));
    assert_eq!(found["is_paused"], false);

    let browser = app.browser_of(&sale.admin).await;
    let page = browser.open(&format!("/desk/campaigns/{}", sale.id)).await;
    page.shows("Time left 1 minute").hides("orders a second");
    app.clock.advance(Duration::minutes(2));
    app.settle_down().await;
    assert_eq!(app.states(&sale).await, [State::Paid, State::Paid, State::Declined]);
}

async fn an_admin_pauses_the_charging_and_lets_it_go_on(app: &TestApp) {
    let sale = app.committed(2, &[GOOD, GOOD]).await;
    app.decide().await;
    let browser = app.browser_of(&sale.admin).await;
    let path = format!("/desk/campaigns/{}", sale.id);
    browser.open(&format!("{path}/pause")).await.shows("No card is tried any more");
    browser.submit(&format!("{path}/pause"), &[("reason", "a doubt about the rights")]).await.is(200);
    app.advance(Duration::hours(2)).await;
    assert_eq!(app.states(&sale).await, [State::Committed; 2]);
    let found = app.get(Some(&sale.admin), &sale.path("settlement")).await.ok();
    assert_eq!((&found["is_paused"], &found["seconds_left"]), (&json!(true), &json!(null)));
    browser.open(&path).await.shows("nothing else is tried until it is resumed");

    app.post(Some(&sale.admin), &sale.path("resume"), &json!({})).await.ok();
    app.advance(Duration::hours(2)).await;
    app.advance(Duration::minutes(10)).await;
    assert_eq!(app.states(&sale).await, [State::Paid; 2]);
    app.books_agree(&sale).await;
}

async fn whoever_follows_the_charging_sees_it_move(app: &TestApp) {
    let sale = app.committed(2, &[GOOD, GOOD]).await;
    app.decide().await;
    let path = format!("/desk/campaigns/{}/live", sale.id);
    let browser = app.browser_of(&sale.admin).await;
    let mut events = app.events_as(&path, &browser).await;
    assert_eq!(events.next().await.unwrap()["paid"], 0);
    app.advance(Duration::hours(1)).await;
    let mut last = events.next().await.unwrap();
    while last["state"] != "funded" {
        last = events.next().await.unwrap();
    }
    assert_eq!((&last["left"], &last["paid"]), (&json!(0), &json!(2)));
    app.app.live.stop();
    assert!(events.next().await.is_none(), "a server that stops ends the stream");
    let stranger = app.browser_of(&sale.orders[0].0).await;
    stranger.open(&path).await.is(403);
}

async fn what_refunding_all_would_do_is_said_before(app: &TestApp) {
    let sale = app.charged(1, &[GOOD, POOR]).await;
    app.advance(Duration::hours(2)).await;
    let path = sale.path("refund-all");
    let found = app.get(Some(&sale.admin), &path).await.ok();
    assert_eq!((&found["orders"], &found["amount"]["minor"]), (&json!(1), &json!(TOTAL_MINOR)));
    assert_eq!((&found["from_pending"]["minor"], &found["is_covered"]), (&json!(TOTAL_MINOR), &json!(true)));
    assert!(found["fees"]["minor"].as_i64().unwrap() > 0, "{found}");
    assert_eq!(found["let_go"], 1);

    app.advance(Duration::days(3)).await;
    let found = app.get(Some(&sale.admin), &path).await.ok();
    assert_eq!(
        (&found["from_pending"]["minor"], &found["is_covered"]),
        (&json!(0), &json!(false)),
        "{found}"
    );
}

async fn an_operator_follows_and_rehearses_by_command(app: TestApp) {
    let sale = app.committed(2, &[GOOD, GOOD, GOOD]).await;
    let command = |word: &str| {
        let mut command = greenlit(&["settlement", word, &sale.id.to_string()]);
        command.env("GREENLIT__DATABASE__URL", &app.url).env("GREENLIT__DATA_DIRECTORY", app.folder.path());
        run(&mut command)
    };
    let (status, said, errors) = command("dry-run");
    assert!(
        status.success() && said.contains("3 orders, 99.00 EUR, 33.00 EUR to 33.00 EUR each"),
        "{said}{errors}"
    );
    assert!(
        said.contains("open: 3 of 2 units are committed.") && said.contains("Nothing was written."),
        "{said}"
    );
    app.charge().await;
    let (status, said, errors) = command("watch");
    assert!(status.success(), "{errors}");
    assert_eq!(
        said,
        format!(
            "funded: [{}] 3 of 3 paid, 0 failed, 0 to try, 99.00 EUR in, 0.00 EUR to come\n",
            "#".repeat(30)
        )
    );
    let unknown = greenlit(&["settlement", "watch", "00000000-0000-0000-0000-000000000001"])
        .env("GREENLIT__DATABASE__URL", &app.url)
        .env("GREENLIT__DATA_DIRECTORY", app.folder.path())
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("there is no such campaign"), "{unknown:?}");
    finish(app, &sale).await;
}

async fn finish(app: TestApp, sale: &Sale) {
    app.books_agree(sale).await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_follows_and_rehearses_by_command_on_sqlite() {
    an_operator_follows_and_rehearses_by_command(TestApp::on_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_follows_and_rehearses_by_command_on_postgres() {
    an_operator_follows_and_rehearses_by_command(TestApp::on_postgres().await).await;
}

on_both!(
    a_dry_run_of_an_open_sale_says_what_would_be_charged_and_when,
    a_dry_run_while_charging_tells_the_retried_from_the_ones_that_need_their_buyers,
    cards_that_expire_and_agreements_that_run_out_are_named,
    how_far_it_is_how_fast_and_how_long,
    an_admin_pauses_the_charging_and_lets_it_go_on,
    whoever_follows_the_charging_sees_it_move,
    what_refunding_all_would_do_is_said_before,
);
