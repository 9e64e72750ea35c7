//! kill -9 in the middle of a settlement: every card is charged once, and the books agree. SIGTERM: the work at
//! hand is finished.

use std::process::Command;

use chrono::Duration;
use greenlit::domain::preorder::State;
use sea_orm::{ConnectionTrait, Database, Statement};

use crate::support::TestApp;
use crate::support::process::{Process, get, greenlit, run, wait_until};
use crate::support::settle::{GOOD, Sale, TOTAL_MINOR};

const ORDERS: usize = 200;
/// Each call to the provider takes this long, half before it acts and half after: most kills fall into a call.
const PROVIDER_MS: &str = "80";
/// The least that the settings allow, so that what a dead process held is soon free.
const LEASE_SECONDS: &str = "5";
/// How often the server is killed where `GREENLIT_TEST_KILLS` says nothing.
const KILLS: usize = 3;
/// A day of sale, the last call, and the hour of notice are over by now.
const BEHIND: Duration = Duration::minutes(24 * 60 + 10 + 60 + 15);

/// 200 committed orders in a sale that is decided; their buyers were told an hour ago.
async fn about_to_charge(app: &TestApp) -> Sale {
    let sale = app.committed(20, &[GOOD; ORDERS]).await;
    app.clock.advance(Duration::days(1));
    app.settle_down().await;
    app.clock.advance(Duration::minutes(10));
    app.settle_down().await;
    assert_eq!(charged(app), 0, "somebody was charged before the notice was over");
    sale
}

fn serve(app: &TestApp) -> Command {
    let mut command = greenlit(&["serve"]);
    command
        .env("GREENLIT__LISTEN", "127.0.0.1:0")
        .env("GREENLIT__DATABASE__URL", &app.url)
        .env("GREENLIT__DATA_DIRECTORY", app.folder.path())
        .env("GREENLIT__PAYMENT__SANDBOX_DELAY_MS", PROVIDER_MS)
        .env("GREENLIT__WORKER__LEASE_SECONDS", LEASE_SECONDS);
    command
}

/// The address that a starting server prints.
fn address(server: &mut Process) -> String {
    let lines = server.read_to("Greenlit serves on ");
    lines.last().unwrap().trim_start_matches("Greenlit serves on ").to_owned()
}

fn charged(app: &TestApp) -> usize {
    app.sandbox.book().unwrap().intents.values().filter(|intent| intent.received_minor > 0).count()
}

/// How many charges there are at each kill: evenly spread, none close to the end.
fn kills_at() -> Vec<usize> {
    let kills = std::env::var("GREENLIT_TEST_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    (1..=kills).map(|kill| kill * ORDERS / (kills + 2)).collect()
}

async fn every_card_is_charged_once_through_every_kill(app: TestApp) {
    let sale = about_to_charge(&app).await;

    for goal in kills_at() {
        let mut server = Process::start(&mut serve(&app));
        wait_until("some are charged", || charged(&app) >= goal);
        server.kill();
        let charged = charged(&app);
        println!("killed with {charged} of {ORDERS} charged");
        assert!(charged < ORDERS, "the kill came after the last charge");
    }
    let mut server = Process::start(&mut serve(&app));
    let address = address(&mut server);
    wait_until("no job is left", || {
        let ready = get(&format!("{address}/readyz")).unwrap();
        charged(&app) == ORDERS && ready["jobs_open"] == 0 && ready["audit_unsealed"] == 0
    });
    let ready = get(&format!("{address}/readyz")).unwrap();
    let ended = server.terminate();

    assert_eq!(ready["jobs_failed"], 0, "{ready}");
    assert!(ended.status.success(), "{}: {}", ended.status, ended.errors);
    assert!(taken_over(&app).await > 0, "no kill fell into a job, so nothing was shown");
    books_agree(&app, &sale).await;
    let (status, report, errors) = run(greenlit(&["ledger", "check", "--json"])
        .env("GREENLIT__DATABASE__URL", &app.url)
        .env("GREENLIT__DATA_DIRECTORY", app.folder.path()));
    assert!(status.success(), "{report}{errors}");
    app.leave().await;
}

/// Jobs that one process began and another finished.
async fn taken_over(app: &TestApp) -> i64 {
    let database = Database::connect(&app.url).await.unwrap();
    let sql = "SELECT count(*) AS n FROM job WHERE attempts > 1";
    let rows = database.query_all_raw(Statement::from_string(database.get_database_backend(), sql));
    let taken_over = rows.await.unwrap()[0].try_get("", "n").unwrap();
    database.close().await.unwrap();
    taken_over
}

async fn books_agree(app: &TestApp, sale: &Sale) {
    let book = app.sandbox.book().unwrap();
    for (_, id) in &sale.orders {
        let order = app.order_of(*id).await;
        let charges = book.charges(*id);
        assert_eq!(order.state, State::Paid);
        assert_eq!(charges.len(), 1, "{charges:?}");
        assert_eq!(charges[0].received_minor, TOTAL_MINOR);
        assert_eq!(order.received.minor, TOTAL_MINOR);
        assert!(book.usable_methods(*id).is_empty(), "a paid order keeps a card");
    }
    let all = TOTAL_MINOR * i64::try_from(ORDERS).unwrap();
    let moved: i64 = book.movements.iter().map(|line| line.amount.minor - line.fee_minor).sum();
    assert_eq!(moved, all);
    assert_eq!(app.balance("provider").await, all);
    assert_eq!(-(app.balance("deposits").await + app.balance("tax").await), all);
}

async fn a_server_told_to_stop_finishes_what_it_has_begun(app: TestApp) {
    let sale = about_to_charge(&app).await;

    let server = Process::start(&mut serve(&app));
    wait_until("some are charged", || charged(&app) >= kills_at()[0]);
    let ended = server.terminate();

    assert!(ended.status.success(), "{}: {}", ended.status, ended.errors);
    let book = app.sandbox.book().unwrap();
    for (_, id) in &sale.orders {
        let received: i64 = book.charges(*id).iter().map(|intent| intent.received_minor).sum();
        assert_eq!(app.order_of(*id).await.received.minor, received, "an answer was thrown away");
    }
    app.leave().await;
}

mod sqlite {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn every_card_is_charged_once_through_every_kill() {
        super::every_card_is_charged_once_through_every_kill(TestApp::on_sqlite_behind(BEHIND).await).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_server_told_to_stop_finishes_what_it_has_begun() {
        super::a_server_told_to_stop_finishes_what_it_has_begun(TestApp::on_sqlite_behind(BEHIND).await)
            .await;
    }
}

mod postgres {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn every_card_is_charged_once_through_every_kill() {
        super::every_card_is_charged_once_through_every_kill(TestApp::on_postgres_behind(BEHIND).await).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_server_told_to_stop_finishes_what_it_has_begun() {
        super::a_server_told_to_stop_finishes_what_it_has_begun(TestApp::on_postgres_behind(BEHIND).await)
            .await;
    }
}
