//! Runs schema statements on either database.
//!
//! A migration is SQL text with type words in braces, so that what ran is what is written, for good.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

/// Type words and their meaning on each database; the first are what `SeaORM` calls its columns there.
const TYPES: [(&str, &str, &str); 4] = [
    ("{uuid}", "uuid_text", "uuid"),
    ("{instant}", "timestamp_with_timezone_text", "timestamptz"),
    ("{bigint}", "integer", "bigint"),
    ("{identity}", "integer", "bigint GENERATED ALWAYS AS IDENTITY"),
];

/// Runs each statement text in order.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    for statement in statements {
        let statement = translate(statement, manager.get_database_backend())?;
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Drops tables in the order given: children first, since nothing is dropped by cascade.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        manager.get_connection().execute_unprepared(&format!("DROP TABLE {table}")).await?;
    }
    Ok(())
}

fn translate(statement: &str, backend: DatabaseBackend) -> Result<String, DbErr> {
    let mut text = statement.to_owned();
    for (word, sqlite, postgres) in TYPES {
        text = text.replace(word, if is_postgres(backend)? { postgres } else { sqlite });
    }
    Ok(text)
}

/// Fails on a database that Greenlit does not know.
pub(crate) fn is_postgres(backend: DatabaseBackend) -> Result<bool, DbErr> {
    match backend {
        DatabaseBackend::Postgres => Ok(true),
        DatabaseBackend::Sqlite => Ok(false),
        DatabaseBackend::MySql | _ => Err(DbErr::Migration(format!("no schema for {backend:?}"))),
    }
}
