//! Events of the provider, why money is stopped, and when an account at the provider was asked for.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, &[EVENT, STATE, KIND, STOPPED_AT, STOPPED_WHY, PAYEE_ASKED_AT]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, &WITHOUT).await?;
        ddl::drop_tables(manager, &["event"]).await
    }
}

/// Its metadata names rows that may be of another database, so nothing refers to them.
const EVENT: &str = "
CREATE TABLE event (
  id {uuid} NOT NULL,
  provider_ref varchar NOT NULL,
  kind varchar NOT NULL,
  account varchar,
  object_ref varchar,
  object_kind varchar,
  intent_ref varchar,
  transfer_group varchar,
  deployment {uuid},
  preorder {uuid},
  created_at {instant} NOT NULL,
  received_at {instant} NOT NULL,
  handled_at {instant},
  outcome varchar,
  CONSTRAINT pk_event PRIMARY KEY (id),
  CONSTRAINT uq_event_provider_ref UNIQUE (provider_ref),
  CONSTRAINT ck_event_outcome CHECK (outcome IN ('read', 'settled', 'foreign', 'ignored', 'missing')),
  CONSTRAINT ck_event_handled_at CHECK ((handled_at IS NULL) = (outcome IS NULL))
);
";

/// The desk lists by what came of them, newest first.
const STATE: &str = "CREATE INDEX ix_event_outcome_id ON event (outcome, id)";

const KIND: &str = "CREATE INDEX ix_event_kind_id ON event (kind, id)";

const STOPPED_AT: &str = "ALTER TABLE deployment ADD COLUMN stopped_at {instant}";

const STOPPED_WHY: &str = "ALTER TABLE deployment ADD COLUMN stopped_why text";

const PAYEE_ASKED_AT: &str = "ALTER TABLE account ADD COLUMN payee_asked_at {instant}";

const WITHOUT: [&str; 3] = [
    "ALTER TABLE account DROP COLUMN payee_asked_at",
    "ALTER TABLE deployment DROP COLUMN stopped_why",
    "ALTER TABLE deployment DROP COLUMN stopped_at",
];
