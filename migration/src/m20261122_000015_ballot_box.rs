//! The ballot boxes of closed rounds: the published document, and the salt that hides who is who in it.

use sea_orm_migration::prelude::*;

use crate::ddl;

const TABLE: &str = "
CREATE TABLE ballot_box (
  round_id {uuid} NOT NULL,
  salt varchar NOT NULL,
  digest varchar NOT NULL,
  document text NOT NULL,
  sealed_at {instant} NOT NULL,
  CONSTRAINT pk_ballot_box PRIMARY KEY (round_id),
  CONSTRAINT fk_ballot_box_round FOREIGN KEY (round_id) REFERENCES round (id) ON DELETE RESTRICT
)";

const SQLITE_GUARD: &str = "
CREATE TRIGGER no_update_ballot_box BEFORE UPDATE ON ballot_box
BEGIN SELECT RAISE(ABORT, 'ballot_box is append-only: UPDATE refused'); END;
CREATE TRIGGER no_delete_ballot_box BEFORE DELETE ON ballot_box
BEGIN SELECT RAISE(ABORT, 'ballot_box is append-only: DELETE refused'); END;
";

// TRUNCATE fires no row trigger, hence the second one.
const POSTGRES_GUARD: &str = "
CREATE TRIGGER no_change_ballot_box BEFORE UPDATE OR DELETE ON ballot_box
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate_ballot_box BEFORE TRUNCATE ON ballot_box
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_postgres = ddl::is_postgres(manager.get_database_backend())?;
        ddl::run(manager, &[TABLE, if is_postgres { POSTGRES_GUARD } else { SQLITE_GUARD }]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(manager, &["ballot_box"]).await
    }
}
