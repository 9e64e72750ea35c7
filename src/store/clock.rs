//! The database's own clock, which several nodes share.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{Reads, StoreError};

/// The present instant by PostgreSQL; nothing on `SQLite`, whose clock is this machine's.
pub async fn read(reads: &impl Reads) -> Result<Option<DateTime<Utc>>, StoreError> {
    if reads.connection().get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let asked = Statement::from_string(DbBackend::Postgres, "SELECT clock_timestamp() AS now");
    let row = reads.connection().query_one_raw(asked).await?;
    Ok(row.map(|row| row.try_get("", "now")).transpose()?)
}
