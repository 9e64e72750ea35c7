//! What can go wrong in the database. An absent row or an expected conflict is a value, not an error.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

/// SQLSTATEs after which the whole transaction may be tried again: serialization failure, deadlock.
const RETRY_STATES: [&str; 2] = ["40001", "40P01"];

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Lost a race inside the database; the whole transaction may be tried again.
    #[error("the database is busy")]
    Busy(#[source] DbErr),
    #[error("a unique row exists already")]
    Duplicate(#[source] DbErr),
    #[error("the database failed")]
    Database(#[source] DbErr),
    /// A row that the schema should have made impossible.
    #[error("the database holds something unreadable: {0}")]
    Corrupt(String),
    /// A status change that did not hit exactly one row: somebody else moved it first.
    #[error("{0} was changed by somebody else")]
    Moved(&'static str),
    #[error("the database is newer than this program: {0} is not known to it; run the newer version")]
    NewerSchema(String),
    #[error("the database settings are wrong: {0}")]
    Settings(String),
}

impl StoreError {
    /// Whether the same request may well succeed in a moment.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Moved(_))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
            return Self::Duplicate(error);
        }
        if is_retryable(&error) { Self::Busy(error) } else { Self::Database(error) }
    }
}

fn is_retryable(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(_)) {
        return true;
    }
    let (DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))) = error
    else {
        return false;
    };
    let SqlxError::Database(database) = &**inner else {
        return false;
    };
    database.code().is_some_and(|code| RETRY_STATES.contains(&code.as_ref()))
}
