//! Refunds of shipped goods: what they had been sold for, and the goodwill by which a refund is less.

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
        ddl::run(manager, &[GOODWILL, GOODS_NET, GOODWILL_SO_FAR]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, &[WITHOUT_GOODS_NET, WITHOUT_GOODWILL]).await
    }
}

const GOODWILL: &str = "
ALTER TABLE refund ADD COLUMN goodwill_minor {bigint} NOT NULL DEFAULT 0
  CONSTRAINT ck_refund_goodwill_minor CHECK (goodwill_minor >= 0);
";

const GOODS_NET: &str = "
ALTER TABLE refund ADD COLUMN goods_net_minor {bigint}
  CONSTRAINT ck_refund_goods_net_minor CHECK (goods_net_minor >= 0);
";

/// Refunds decided before are as much less than their goods, fee and tax as goodwill was taken off them.
const GOODWILL_SO_FAR: &str = "
UPDATE refund SET goodwill_minor = goods_minor + shipping_minor - amount_minor + CASE
    WHEN (SELECT tax_included FROM preorder WHERE preorder.id = refund.preorder_id) THEN 0 ELSE tax_minor
  END
WHERE goods_minor > 0 AND amount_minor < goods_minor + shipping_minor + CASE
    WHEN (SELECT tax_included FROM preorder WHERE preorder.id = refund.preorder_id) THEN 0 ELSE tax_minor
  END;
";

const WITHOUT_GOODS_NET: &str = "ALTER TABLE refund DROP COLUMN goods_net_minor";

const WITHOUT_GOODWILL: &str = "ALTER TABLE refund DROP COLUMN goodwill_minor";
