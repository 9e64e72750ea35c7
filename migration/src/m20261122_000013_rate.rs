//! Token buckets that all nodes share, and what a refund waits for that the provider's balance does not cover.

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
        ddl::run(manager, &[RATE_BUCKET, WAITS_FOR, FUNDS, SENT_AT, PAID_AT]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, &[WITHOUT_PAID_AT, WITHOUT_SENT_AT, WITHOUT_FUNDS, WITHOUT_WAITS_FOR]).await?;
        ddl::drop_tables(manager, &["rate_bucket"]).await
    }
}

const RATE_BUCKET: &str = "
CREATE TABLE rate_bucket (
  name varchar NOT NULL,
  level_micro {bigint} NOT NULL,
  filled_at {instant} NOT NULL,
  CONSTRAINT pk_rate_bucket PRIMARY KEY (name)
);
";

const WAITS_FOR: &str = "
ALTER TABLE refund ADD COLUMN waits_for varchar
  CONSTRAINT ck_refund_waits_for CHECK (waits_for IN ('funds'));
";

/// Held by whoever decides whether a refund is covered.
const FUNDS: &str = "INSERT INTO counter (name, value) VALUES ('refund_funds', 0)";

/// For what left since the provider's balance was read.
const SENT_AT: &str = "CREATE INDEX ix_refund_sent_at ON refund (sent_at)";

/// For how many were charged in the last minute.
const PAID_AT: &str = "CREATE INDEX ix_preorder_campaign_paid_at ON preorder (campaign_id, paid_at)";

const WITHOUT_WAITS_FOR: &str = "ALTER TABLE refund DROP COLUMN waits_for";

const WITHOUT_FUNDS: &str = "DELETE FROM counter WHERE name = 'refund_funds'";

const WITHOUT_SENT_AT: &str = "DROP INDEX ix_refund_sent_at";

const WITHOUT_PAID_AT: &str = "DROP INDEX ix_preorder_campaign_paid_at";
