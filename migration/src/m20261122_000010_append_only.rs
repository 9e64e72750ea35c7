//! Triggers that refuse to change what is written once: journal, ballots, agreements, decisions, audit.

use sea_orm_migration::prelude::*;

use crate::ddl;

const TABLES: [&str; 7] =
    ["journal_entry", "journal_line", "ballot_change", "agreement", "decision", "audit", "audit_seal"];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = ddl::is_postgres(manager.get_database_backend())?;
        if postgres {
            ddl::run(manager, &[POSTGRES_FUNCTION]).await?;
        }
        let guard = if postgres { POSTGRES_GUARD } else { SQLITE_GUARD };
        for table in TABLES {
            ddl::run(manager, &[&guard.replace("{table}", table)]).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = ddl::is_postgres(manager.get_database_backend())?;
        let release = if postgres { POSTGRES_RELEASE } else { SQLITE_RELEASE };
        for table in TABLES {
            ddl::run(manager, &[&release.replace("{table}", table)]).await?;
        }
        if postgres {
            ddl::run(manager, &["DROP FUNCTION refuse_change()"]).await?;
        }
        Ok(())
    }
}

const SQLITE_GUARD: &str = "
CREATE TRIGGER no_update_{table} BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: UPDATE refused'); END;
CREATE TRIGGER no_delete_{table} BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: DELETE refused'); END;
";

const SQLITE_RELEASE: &str = "
DROP TRIGGER no_update_{table};
DROP TRIGGER no_delete_{table};
";

const POSTGRES_FUNCTION: &str = "
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
";

// TRUNCATE fires no row trigger, hence the second one.
const POSTGRES_GUARD: &str = "
CREATE TRIGGER no_change_{table} BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate_{table} BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
";

const POSTGRES_RELEASE: &str = "
DROP TRIGGER no_change_{table} ON {table};
DROP TRIGGER no_truncate_{table} ON {table};
";
