//! Production runs and parcels.

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
        ddl::run(manager, &[PRODUCTION_RUN, RUN_LINE, SHIPMENT, SHIPMENT_LINE]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(manager, &["shipment_line", "shipment", "run_line", "production_run"]).await
    }
}

const PRODUCTION_RUN: &str = "
CREATE TABLE production_run (
  id {uuid} NOT NULL,
  campaign_id {uuid} NOT NULL,
  state varchar NOT NULL,
  frozen_at {instant} NOT NULL,
  frozen_by {uuid} NOT NULL,
  done_at {instant},
  house_units integer NOT NULL DEFAULT 0,
  CONSTRAINT pk_production_run PRIMARY KEY (id),
  CONSTRAINT uq_production_run_campaign_id UNIQUE (campaign_id),
  CONSTRAINT fk_production_run_campaign FOREIGN KEY (campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT,
  CONSTRAINT fk_production_run_frozen_by FOREIGN KEY (frozen_by) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_production_run_state CHECK (state IN ('frozen', 'done')),
  CONSTRAINT ck_production_run_house_units CHECK (house_units >= 0)
);
";

const RUN_LINE: &str = "
CREATE TABLE run_line (
  run_id {uuid} NOT NULL,
  variant_id {uuid} NOT NULL,
  quantity integer NOT NULL,
  CONSTRAINT pk_run_line PRIMARY KEY (run_id, variant_id),
  CONSTRAINT fk_run_line_run FOREIGN KEY (run_id) REFERENCES production_run (id) ON DELETE RESTRICT,
  CONSTRAINT fk_run_line_variant FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE RESTRICT,
  CONSTRAINT ck_run_line_quantity CHECK (quantity > 0)
);
";

const SHIPMENT: &str = "
CREATE TABLE shipment (
  id {uuid} NOT NULL,
  preorder_id {uuid} NOT NULL,
  run_id {uuid} NOT NULL,
  number integer NOT NULL,
  state varchar NOT NULL,
  printed_at {instant},
  shipped_at {instant},
  delivered_at {instant},
  carrier varchar,
  tracking_code varchar,
  goods_net_minor {bigint},
  created_at {instant} NOT NULL,
  CONSTRAINT pk_shipment PRIMARY KEY (id),
  CONSTRAINT uq_shipment_preorder_number UNIQUE (preorder_id, number),
  CONSTRAINT fk_shipment_preorder FOREIGN KEY (preorder_id) REFERENCES preorder (id) ON DELETE RESTRICT,
  CONSTRAINT fk_shipment_run FOREIGN KEY (run_id) REFERENCES production_run (id) ON DELETE RESTRICT,
  CONSTRAINT ck_shipment_number CHECK (number >= 1),
  CONSTRAINT ck_shipment_goods_net_minor CHECK (goods_net_minor >= 0),
  CONSTRAINT ck_shipment_state CHECK (state IN ('packed', 'shipped', 'delivered', 'returned', 'lost'))
);
CREATE INDEX ix_shipment_run_state ON shipment (run_id, state);
";

const SHIPMENT_LINE: &str = "
CREATE TABLE shipment_line (
  shipment_id {uuid} NOT NULL,
  variant_id {uuid} NOT NULL,
  quantity integer NOT NULL,
  CONSTRAINT pk_shipment_line PRIMARY KEY (shipment_id, variant_id),
  CONSTRAINT fk_shipment_line_shipment FOREIGN KEY (shipment_id) REFERENCES shipment (id) ON DELETE RESTRICT,
  CONSTRAINT fk_shipment_line_variant FOREIGN KEY (variant_id) REFERENCES variant (id) ON DELETE RESTRICT,
  CONSTRAINT ck_shipment_line_quantity CHECK (quantity > 0)
);
";
