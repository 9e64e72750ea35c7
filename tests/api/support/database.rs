//! A migrated database for each test, copied from a template that is made once for each process.

use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use greenlit::store::Store;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

static NEXT: AtomicU32 = AtomicU32::new(1);
static SQLITE_TEMPLATE: OnceCell<TempDir> = OnceCell::const_new();
static POSTGRES_TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A copy of the migrated `SQLite` file in this folder, and its address.
pub(super) async fn sqlite(folder: &Path) -> String {
    let template = SQLITE_TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite://{}", folder.path().join("template.db").display());
            Store::open(&url).await.unwrap().close().await.unwrap();
            folder
        })
        .await;
    let file = folder.join("test.db");
    std::fs::copy(template.path().join("template.db"), &file).unwrap();
    format!("sqlite://{}", file.display())
}

/// A database of its own on the test server; dropped by `drop_postgres`.
pub(super) struct Postgres {
    pub(super) name: String,
    pub(super) url: String,
}

pub(super) async fn postgres() -> Postgres {
    let template = POSTGRES_TEMPLATE
        .get_or_init(|| async {
            let name = format!("template_{}", process::id());
            let desk = desk().await;
            desk.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
            desk.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
            desk.close().await.unwrap();
            Store::open(&address(&name)).await.unwrap().close().await.unwrap();
            name
        })
        .await;
    let name = format!("test_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let desk = desk().await;
    desk.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    let copy = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
    desk.execute_unprepared(&copy).await.unwrap();
    desk.close().await.unwrap();
    Postgres { url: address(&name), name }
}

pub(super) async fn drop_postgres(name: &str) {
    let desk = desk().await;
    desk.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
    desk.close().await.unwrap();
}

async fn desk() -> DatabaseConnection {
    let mut options = ConnectOptions::new(server().to_string());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

fn address(name: &str) -> String {
    let mut url = server();
    url.set_path(name);
    url.into()
}

fn server() -> url::Url {
    let server = std::env::var("GREENLIT_TEST_POSTGRES").expect(
        "set GREENLIT_TEST_POSTGRES to the URL of a PostgreSQL server where databases may be created",
    );
    server.parse().expect("GREENLIT_TEST_POSTGRES is a URL")
}
