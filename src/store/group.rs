//! `SQLite` has one writer: transactions take turns inside one that is open, and share its commit.
//!
//! Each is a savepoint. Its commit answers only when the shared one is on disk; who waits in line meanwhile gets in
//! before that, so that the disk is waited for once for all of them.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::StoreError;

/// The one writer, and who shares its next commit.
#[derive(Clone)]
pub(super) struct Group {
    writer: DatabaseConnection,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    shared: Option<DatabaseTransaction>,
    /// Whose savepoints are released and wait for the disk.
    waiting: Vec<oneshot::Sender<Result<(), String>>>,
}

/// The right to write; whoever has it is alone.
pub(super) struct Turn {
    group: Group,
    open: OwnedMutexGuard<Open>,
}

impl Group {
    pub(super) fn new(writer: DatabaseConnection) -> Self {
        Self { writer, open: Arc::default() }
    }

    /// A transaction of one's own, after at most `patience` of waiting for a turn.
    pub(super) async fn begin(&self, patience: Duration) -> Result<(DatabaseTransaction, Turn), StoreError> {
        let turn = tokio::time::timeout(patience, self.open.clone().lock_owned()).await;
        let late = |_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout);
        let mut turn = Turn { group: self.clone(), open: turn.map_err(late)? };
        let shared = match turn.open.shared.take() {
            Some(shared) => shared,
            None => self.writer.begin_with_options(immediate()).await?,
        };
        let own = shared.begin_with_options(TransactionOptions::default()).await;
        turn.open.shared = Some(shared);
        Ok((own?, turn))
    }

    /// Commits for all who wait; those in line at this moment go first and are among them.
    async fn flush(self) {
        let mut open = self.open.lock().await;
        if open.waiting.is_empty() {
            return;
        }
        let outcome = match open.shared.take() {
            Some(shared) => shared.commit().await.map_err(|error| error.to_string()),
            None => Err("the shared transaction is gone".to_owned()),
        };
        for waiting in open.waiting.drain(..) {
            // Whoever does not listen any more did not wait for the answer.
            let _ = waiting.send(outcome.clone());
        }
    }
}

impl Turn {
    /// Gives the turn away and waits until what was released is on disk.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        let (say, hear) = oneshot::channel();
        self.open.waiting.push(say);
        let group = self.group.clone();
        drop(self);
        // A task of its own: a caller who is gone must not leave the others waiting.
        tokio::spawn(group.flush());
        let failed = |why: String| StoreError::Database(DbErr::Custom(why));
        match hear.await {
            Ok(outcome) => outcome.map_err(failed),
            Err(_) => Err(failed("the shared commit was given up".to_owned())),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // Nobody's work is in it, so that nothing keeps the database's lock.
        if self.open.waiting.is_empty() {
            self.open.shared = None;
        }
    }
}

/// A deferred one fails under load.
fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, Statement};
    use tempfile::TempDir;

    use crate::store::{Reads, Store, Tx};

    async fn store() -> (TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("group.db").display());
        let store = Store::connect(&url).await.unwrap();
        let tx = store.begin_write().await.unwrap();
        tx.connection().execute_unprepared("CREATE TABLE number (value integer UNIQUE)").await.unwrap();
        tx.commit().await.unwrap();
        (folder, store)
    }

    async fn insert(tx: &Tx, value: i64) -> bool {
        let sql = format!("INSERT INTO number (value) VALUES ({value})");
        tx.connection().execute_unprepared(&sql).await.is_ok()
    }

    async fn values(store: &Store) -> Vec<i64> {
        let database = store.connection();
        let sql = "SELECT value FROM number ORDER BY value";
        let rows = database.query_all_raw(Statement::from_string(database.get_database_backend(), sql));
        rows.await.unwrap().iter().map(|row| row.try_get("", "value").unwrap()).collect()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_answered_is_there_and_what_is_dropped_is_not() {
        let (_folder, store) = store().await;
        let writers = (0..60).map(|value| {
            let store = store.clone();
            tokio::spawn(async move {
                let tx = store.begin_write().await.unwrap();
                assert!(insert(&tx, value).await);
                if value % 3 == 0 {
                    return;
                }
                tx.commit().await.unwrap();
                assert!(values(&store).await.contains(&value), "{value} was answered before it was there");
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        assert_eq!(values(&store).await, (0..60).filter(|value| value % 3 != 0).collect::<Vec<_>>());
        store.close().await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_statement_that_fails_takes_nobody_else_with_it() {
        let (_folder, store) = store().await;
        let first = store.begin_write().await.unwrap();
        assert!(insert(&first, 1).await);
        let next = store.clone();
        let failing = tokio::spawn(async move {
            let tx = next.begin_write().await.unwrap();
            assert!(insert(&tx, 2).await);
            assert!(!insert(&tx, 1).await, "it sees what the first one wrote");
        });
        tokio::task::yield_now().await;
        first.commit().await.unwrap();
        failing.await.unwrap();
        assert_eq!(values(&store).await, [1]);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_caller_who_is_gone_leaves_nobody_waiting_and_nothing_open() {
        let (folder, store) = store().await;
        let tx = store.begin_write().await.unwrap();
        assert!(insert(&tx, 1).await);
        let mut gone = Box::pin(tx.commit());
        let polled = std::future::poll_fn(|context| std::task::Poll::Ready(gone.as_mut().poll(context)));
        let _ = polled.await;
        drop(gone);
        let after = store.begin_write().await.unwrap();
        assert!(insert(&after, 2).await);
        after.commit().await.unwrap();
        assert!(values(&store).await.contains(&2));
        drop(store.begin_write().await.unwrap());
        let second = Store::connect(&format!("sqlite://{}", folder.path().join("group.db").display())).await;
        let elsewhere = second.unwrap().begin_write().await.unwrap();
        assert!(insert(&elsewhere, 3).await, "the file is not held");
        elsewhere.commit().await.unwrap();
    }
}
