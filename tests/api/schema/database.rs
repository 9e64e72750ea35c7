//! An empty database for each test, gone when the test ends.

use std::{
    process,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

static NEXT: AtomicU32 = AtomicU32::new(1);

/// Which of the two a test runs on.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Sqlite,
    Postgres,
}

/// Makes an empty database, runs the test on it, and drops it again if the test passed.
pub(super) async fn run(kind: Kind, test: impl AsyncFnOnce(&DatabaseConnection)) {
    match kind {
        Kind::Sqlite => test(&connect("sqlite::memory:".into()).await).await,
        Kind::Postgres => on_postgres(test).await,
    }
}

async fn on_postgres(test: impl AsyncFnOnce(&DatabaseConnection)) {
    let server = std::env::var("GREENLIT_TEST_POSTGRES").expect(
        "set GREENLIT_TEST_POSTGRES to the URL of a PostgreSQL server where databases may be created",
    );
    let name = format!("schema_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let desk = connect(server.clone()).await;
    desk.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    desk.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();

    let mut url = url::Url::parse(&server).expect("GREENLIT_TEST_POSTGRES is a URL");
    url.set_path(&name);
    let db = connect(url.into()).await;
    test(&db).await;

    db.close().await.unwrap();
    desk.execute_unprepared(&format!("DROP DATABASE {name}")).await.unwrap();
}

/// One connection: a `SQLite` database in memory lives in it, and settings made by a test stay.
async fn connect(url: String) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None);
    options.acquire_timeout(Duration::from_secs(30)).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}
