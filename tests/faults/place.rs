//! Where a world's rows are: a copy of a template that was migrated and staged once, and a backup of it.
//!
//! A file, in memory where `TMPDIR` is (as `tests/run` has it). A database that is in memory for `SQLite` itself has no
//! write-ahead log: there a reader that is not quite done keeps the writer from committing, which no real one does.

use std::path::{Path, PathBuf};

use greenlit::store::Store;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::clock::TrueClock;
use crate::{database, stage};

static TEMPLATE: OnceCell<TempDir> = OnceCell::const_new();
const FILE: &str = "world.db";

/// Which database a world runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

pub(crate) enum Place {
    Sqlite { folder: TempDir },
    Postgres(database::Postgres),
}

impl Place {
    pub(crate) async fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let template = TEMPLATE.get_or_init(template).await;
                let folder = tempfile::tempdir().unwrap();
                std::fs::copy(template.path().join(FILE), folder.path().join(FILE)).unwrap();
                Self::Sqlite { folder }
            }
            Engine::Postgres => {
                let place = database::postgres().await;
                let store = Store::connect(&place.url).await.unwrap();
                stage::build(&store, TrueClock::new().now()).await;
                store.close().await.unwrap();
                Self::Postgres(place)
            }
        }
    }

    pub(crate) async fn open(&self) -> Store {
        match self {
            Self::Sqlite { folder } => Store::connect(&url(folder.path())).await.unwrap(),
            Self::Postgres(place) => Store::connect(&place.url).await.unwrap(),
        }
    }

    /// Keeps the rows as they are, where the engine can do so in a moment.
    pub(crate) fn back_up(&self) -> bool {
        let Self::Sqlite { folder } = self else { return false };
        for (file, kept) in files(folder.path()) {
            // Whoever has no log beside the file has everything in the file.
            if file.exists() {
                std::fs::copy(file, kept).unwrap();
            } else if kept.exists() {
                std::fs::remove_file(kept).unwrap();
            }
        }
        true
    }

    /// Puts the rows back as they were kept. Nobody may have them open.
    pub(crate) fn restore(&self) {
        let Self::Sqlite { folder } = self else { return };
        for (file, kept) in files(folder.path()) {
            if file.exists() {
                std::fs::remove_file(&file).unwrap();
            }
            if kept.exists() {
                std::fs::copy(kept, file).unwrap();
            }
        }
    }

    pub(crate) async fn remove(self) {
        if let Self::Postgres(place) = self {
            database::drop_postgres(&place.name).await;
        }
    }
}

async fn template() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    database::sqlite(folder.path()).await;
    std::fs::rename(folder.path().join("test.db"), folder.path().join(FILE)).unwrap();
    let store = Store::connect(&url(folder.path())).await.unwrap();
    stage::build(&store, TrueClock::new().now()).await;
    store.close().await.unwrap();
    folder
}

fn url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join(FILE).display())
}

/// The file and the log beside it, each with where it is kept.
fn files(folder: &Path) -> [(PathBuf, PathBuf); 2] {
    let pair = |name: &str| (folder.join(name), folder.join(format!("{name}.kept")));
    [pair(FILE), pair("world.db-wal")]
}
