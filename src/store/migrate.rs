//! Brings the schema up to date, one process at a time, and refuses a database newer than the program.

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, TransactionTrait};

use super::StoreError;

/// Names the advisory lock under which PostgreSQL nodes migrate one after another.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7305804385170117)";

/// Migrates forward. Several nodes may call this at once.
pub(super) async fn up(database: &DatabaseConnection) -> Result<(), StoreError> {
    if database.get_database_backend() != DbBackend::Postgres {
        refuse_newer(database).await?;
        return Ok(Migrator::up(database, None).await?);
    }
    let options = sea_orm::TransactionOptions::default();
    let guard = database.begin_with_options(options).await?;
    guard.execute_unprepared(LOCK).await?;
    refuse_newer(database).await?;
    Migrator::up(database, None).await?;
    Ok(guard.commit().await?)
}

async fn refuse_newer(database: &DatabaseConnection) -> Result<(), StoreError> {
    Migrator::install(database).await?;
    let known: Vec<String> = Migrator::migrations().iter().map(|one| one.name().to_owned()).collect();
    let applied = Migrator::get_migration_models(database).await?;
    match applied.into_iter().find(|row| !known.contains(&row.version)) {
        Some(row) => Err(StoreError::NewerSchema(row.version)),
        None => Ok(()),
    }
}
