//! Connections: one writer and many readers on SQLite, one pool on PostgreSQL, and the write transaction.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, IsolationLevel, RuntimeErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use super::{Reads, StoreError};

const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const IDLE_BEFORE_TEST: Duration = Duration::from_secs(30);
const STATEMENT_TIMEOUT_MS: &str = "30000";

/// The database, open and migrated.
#[derive(Clone)]
pub struct Store {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    /// Asked before each commit; none outside a simulation.
    fates: Option<Fates>,
}

/// What becomes of a commit whose answer is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Kept,
    /// It never happened, and nobody says so.
    Lost,
    /// It happened, and nobody says so.
    Unheard,
}

/// Says what becomes of the next commit.
pub type Fates = Arc<dyn Fn() -> Fate + Send + Sync>;

/// The database as it was at one instant.
pub struct Snapshot(DatabaseTransaction);

/// A write transaction. Dropped without `commit`, it never happened.
pub struct Tx {
    inner: DatabaseTransaction,
    fates: Option<Fates>,
}

impl Store {
    /// Opens `sqlite://path` (made if absent) or `postgres://...`, without migrating.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            let writer = Database::connect(sqlite(url, 1)).await?;
            let mut readers = sqlite(url, SQLITE_READERS);
            readers.map_sqlx_sqlite_opts(|options| durable(options).pragma("query_only", "ON"));
            return Ok(Self { writer, reader: Database::connect(readers).await?, fates: None });
        }
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let pool = Database::connect(postgres(url)).await?;
            return Ok(Self { writer: pool.clone(), reader: pool, fates: None });
        }
        Err(StoreError::Settings("database.url begins with sqlite:// or postgres://".into()))
    }

    /// Opens and brings the schema up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let store = Self::connect(url).await?;
        super::migrate::up(&store.writer).await?;
        Ok(store)
    }

    /// The same database over a line that breaks in commits, for a simulation: a real one breaks like that too.
    #[must_use]
    pub fn with_fates(self, fates: Fates) -> Self {
        Self { fates: Some(fates), ..self }
    }

    /// Begins a transaction that may write: IMMEDIATE on SQLite, where a deferred one fails under load.
    pub async fn begin_write(&self) -> Result<Tx, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(Tx { inner: self.writer.begin_with_options(options).await?, fates: self.fates.clone() })
    }

    /// Begins a transaction that reads the database as it is at one instant, and never waits for a writer.
    pub async fn begin_read(&self) -> Result<Snapshot, StoreError> {
        let mut options = TransactionOptions::default();
        if self.reader.get_database_backend() == DbBackend::Postgres {
            options.isolation_level = Some(IsolationLevel::RepeatableRead);
            options.access_mode = Some(AccessMode::ReadOnly);
        }
        Ok(Snapshot(self.reader.begin_with_options(options).await?))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.reader.ping().await?)
    }

    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.clone().close().await?;
        Ok(self.writer.close().await?)
    }
}

impl Tx {
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.fates.map_or(Fate::Kept, |next| next()) {
            Fate::Kept => Ok(self.inner.commit().await?),
            Fate::Lost => {
                self.inner.rollback().await?;
                Err(broken())
            }
            Fate::Unheard => {
                self.inner.commit().await?;
                Err(broken())
            }
        }
    }

    /// Whether rows have to be locked by name; SQLite's one writer holds everything already.
    pub(super) fn is_postgres(&self) -> bool {
        self.inner.get_database_backend() == DbBackend::Postgres
    }
}

impl Reads for Store {
    type Connection = DatabaseConnection;

    fn connection(&self) -> &DatabaseConnection {
        &self.reader
    }
}

impl Reads for Tx {
    type Connection = DatabaseTransaction;

    fn connection(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

impl Reads for Snapshot {
    type Connection = DatabaseTransaction;

    fn connection(&self) -> &DatabaseTransaction {
        &self.0
    }
}

fn broken() -> StoreError {
    DbErr::Conn(RuntimeErr::Internal("the connection broke in a commit".to_owned())).into()
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(with_create(url));
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(durable);
    options
}

/// A record stored before a call that a power cut loses is a double charge, hence FULL.
fn durable(
    options: sea_orm::sqlx::sqlite::SqliteConnectOptions,
) -> sea_orm::sqlx::sqlite::SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // Without it INSERT OR REPLACE gets past the append-only triggers.
        .pragma("recursive_triggers", "ON")
        .busy_timeout(BUSY_TIMEOUT)
}

fn with_create(url: &str) -> String {
    if url.contains("mode=") {
        return url.to_owned();
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}mode=rwc")
}

fn postgres(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire_if_idle_for(IDLE_BEFORE_TEST)
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(|options| {
            options.application_name("greenlit").options([("statement_timeout", STATEMENT_TIMEOUT_MS)])
        });
    options
}
