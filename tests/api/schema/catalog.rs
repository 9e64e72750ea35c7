//! What a database says of itself: columns, keys, constraints, triggers.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};

/// Column -> its type and nullability.
pub(super) type Columns = BTreeMap<String, String>;

/// The columns of every table but the migrator's own.
pub(super) async fn columns(db: &DatabaseConnection) -> BTreeMap<String, Columns> {
    let rows = texts(
        db,
        "SELECT m.name, c.name, lower(c.type), CASE WHEN c.\"notnull\" THEN 'not null' ELSE 'null' END
         FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT IN ('seaql_migrations', 'sqlite_sequence')",
        "SELECT table_name::text, column_name::text, data_type::text,
                CASE is_nullable WHEN 'NO' THEN 'not null' ELSE 'null' END
         FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'",
    )
    .await;
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    for row in rows {
        let [table, column, kind, null] = &row[..] else { panic!("four columns, not {row:?}") };
        tables.entry(table.clone()).or_default().insert(column.clone(), format!("{kind} {null}"));
    }
    tables
}

/// The primary key of every table, as `table(column, column)`.
pub(super) async fn primary_keys(db: &DatabaseConnection) -> BTreeSet<String> {
    let rows = texts(
        db,
        "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT IN ('seaql_migrations', 'sqlite_sequence') AND c.pk > 0
         ORDER BY m.name, c.pk",
        "SELECT t.relname::text, a.attname::text
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid,
              unnest(i.indkey::int[]) WITH ORDINALITY k(number, place),
              pg_attribute a
         WHERE i.indisprimary AND t.relnamespace = 'public'::regnamespace AND t.relname <> 'seaql_migrations'
           AND a.attrelid = t.oid AND a.attnum = k.number
         ORDER BY t.relname, k.place",
    )
    .await;
    let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        keys.entry(row[0].clone()).or_default().push(row[1].clone());
    }
    keys.into_iter().map(|(table, columns)| format!("{table}({})", columns.join(", "))).collect()
}

/// Sets of columns that are unique without a condition and are no primary key, as `table(column, column)`
/// with the columns in alphabetical order.
pub(super) async fn uniques(db: &DatabaseConnection) -> BTreeSet<String> {
    let rows = texts(
        db,
        "SELECT m.name, i.name, c.name
         FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
         WHERE m.type = 'table' AND m.name <> 'seaql_migrations'
           AND i.\"unique\" AND i.origin <> 'pk' AND NOT i.partial AND c.name IS NOT NULL
         ORDER BY m.name, i.name, c.name",
        "SELECT t.relname::text, x.relname::text, a.attname::text
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
              JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
         WHERE i.indisunique AND NOT i.indisprimary AND i.indpred IS NULL
           AND t.relnamespace = 'public'::regnamespace AND t.relname <> 'seaql_migrations'
         ORDER BY t.relname, x.relname, a.attname",
    )
    .await;
    let mut keys: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        keys.entry((row[0].clone(), row[1].clone())).or_default().insert(row[2].clone());
    }
    let written = |columns: &BTreeSet<String>| columns.iter().cloned().collect::<Vec<_>>().join(", ");
    keys.iter().map(|((table, _), columns)| format!("{table}({})", written(columns))).collect()
}

/// Everything the migrations made, one line each, in a fixed order.
pub(super) async fn dump(db: &DatabaseConnection) -> Vec<String> {
    let rows = texts(
        db,
        "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master
         WHERE tbl_name <> 'seaql_migrations' ORDER BY type, name",
        "SELECT line FROM (
           SELECT concat_ws(' ', 'column', table_name, column_name, data_type, is_nullable, column_default,
                            is_identity) AS line
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'
           UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
             FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace AND conrelid <> 'seaql_migrations'::regclass
           UNION ALL SELECT indexdef FROM pg_indexes
             WHERE schemaname = 'public' AND tablename <> 'seaql_migrations'
           UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
           UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
         ) made ORDER BY line",
    )
    .await;
    rows.into_iter().map(|row| row[0].clone()).collect()
}

/// The values that the CHECK of a text column allows, in the order of the migration. Empty if it has none.
pub(crate) async fn check_values(db: &DatabaseConnection, table: &str, column: &str) -> Vec<String> {
    let name = format!("ck_{table}_{column}");
    let sqlite = format!("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{table}'");
    let postgres = format!(
        "SELECT 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{name}'"
    );
    let rows = texts(db, &sqlite, &postgres).await;
    let Some(text) = rows.first().map(|row| row[0].clone()) else { return vec![] };
    let Some((_, check)) = text.split_once(&format!("CONSTRAINT {name} ")) else { return vec![] };
    let end = check.find("CONSTRAINT ").unwrap_or(check.len());
    check[..end].split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The rows of a query whose columns are all text.
pub(super) async fn texts(db: &DatabaseConnection, sqlite: &str, postgres: &str) -> Vec<Vec<String>> {
    let backend = db.get_database_backend();
    let sql = if backend == DatabaseBackend::Postgres { postgres } else { sqlite };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.iter()
        .map(|row| (0..row.column_names().len()).map(|i| row.try_get_by_index(i).unwrap()).collect())
        .collect()
}
