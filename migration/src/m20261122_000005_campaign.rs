//! Campaigns with their gate, pre-orders and what buyers agreed to.

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
        ddl::run(manager, &[CAMPAIGN, DECISION, PREORDER, PREORDER_LINE, AGREEMENT, SAVED_METHOD]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(
            manager,
            &["saved_method", "agreement", "preorder_line", "preorder", "decision", "campaign"],
        )
        .await
    }
}

const CAMPAIGN: &str = "
CREATE TABLE campaign (
  id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  design_id {uuid} NOT NULL,
  state varchar NOT NULL,
  threshold_units integer NOT NULL,
  cap_units integer,
  per_buyer_units_max integer,
  on_threshold boolean NOT NULL,
  sale_seconds {bigint} NOT NULL,
  last_call_seconds {bigint} NOT NULL,
  notice_seconds {bigint} NOT NULL,
  grace_seconds {bigint} NOT NULL,
  short_seconds {bigint} NOT NULL,
  reserved_units integer NOT NULL DEFAULT 0,
  committed_units integer NOT NULL DEFAULT 0,
  opened_at {instant},
  deadline_at {instant},
  decided_at {instant},
  first_charge_at {instant},
  funded_at {instant},
  short_deadline_at {instant},
  closed_at {instant},
  paused_at {instant},
  pause_reason text,
  close_reason text,
  refund_requested_by {uuid},
  created_at {instant} NOT NULL,
  CONSTRAINT pk_campaign PRIMARY KEY (id),
  CONSTRAINT uq_campaign_design_id UNIQUE (design_id),
  CONSTRAINT uq_campaign_id_currency UNIQUE (id, currency),
  CONSTRAINT fk_campaign_round FOREIGN KEY (round_id, currency)
    REFERENCES round (id, currency) ON DELETE RESTRICT,
  CONSTRAINT fk_campaign_design FOREIGN KEY (design_id) REFERENCES design (id) ON DELETE RESTRICT,
  CONSTRAINT fk_campaign_refund_requested_by FOREIGN KEY (refund_requested_by)
    REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_campaign_state CHECK (
    state IN (
      'draft', 'open', 'settling', 'short', 'funded', 'in_production', 'fulfilled', 'failed',
      'cancelled', 'refunding', 'refunded'
    )
  ),
  CONSTRAINT ck_campaign_threshold_units CHECK (threshold_units >= 1),
  CONSTRAINT ck_campaign_per_buyer_units_max CHECK (per_buyer_units_max >= 1),
  CONSTRAINT ck_campaign_sale_seconds CHECK (sale_seconds > 0),
  CONSTRAINT ck_campaign_last_call_seconds CHECK (last_call_seconds >= 0),
  CONSTRAINT ck_campaign_notice_seconds CHECK (notice_seconds >= 0),
  CONSTRAINT ck_campaign_grace_seconds CHECK (grace_seconds >= 0),
  CONSTRAINT ck_campaign_short_seconds CHECK (short_seconds >= 0),
  CONSTRAINT ck_campaign_reserved_units CHECK (reserved_units >= 0),
  CONSTRAINT ck_campaign_committed_units CHECK (committed_units >= 0),
  CONSTRAINT ck_campaign_cap CHECK (
    cap_units IS NULL
    OR (threshold_units <= cap_units AND reserved_units + committed_units <= cap_units)
  )
);
CREATE INDEX ix_campaign_round ON campaign (round_id);
CREATE INDEX ix_campaign_state ON campaign (state);
";

const DECISION: &str = r#"
CREATE TABLE decision (
  id {uuid} NOT NULL,
  campaign_id {uuid} NOT NULL,
  outcome varchar NOT NULL,
  "trigger" varchar NOT NULL,
  committed_units integer NOT NULL,
  threshold_units integer NOT NULL,
  decided_at {instant} NOT NULL,
  CONSTRAINT pk_decision PRIMARY KEY (id),
  CONSTRAINT uq_decision_campaign_id UNIQUE (campaign_id),
  CONSTRAINT fk_decision_campaign FOREIGN KEY (campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT,
  CONSTRAINT ck_decision_outcome CHECK (outcome IN ('settle', 'fail')),
  CONSTRAINT ck_decision_trigger CHECK ("trigger" IN ('deadline', 'threshold')),
  CONSTRAINT ck_decision_committed_units CHECK (committed_units >= 0),
  CONSTRAINT ck_decision_threshold_units CHECK (threshold_units >= 1)
);
"#;

const PREORDER: &str = "
CREATE TABLE preorder (
  id {uuid} NOT NULL,
  campaign_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  buyer_id {uuid} NOT NULL,
  state varchar NOT NULL,
  leaving varchar,
  units integer NOT NULL,
  goods_minor {bigint} NOT NULL,
  shipping_minor {bigint} NOT NULL,
  tax_minor {bigint} NOT NULL,
  total_minor {bigint} NOT NULL,
  tax_included boolean NOT NULL,
  received_minor {bigint} NOT NULL DEFAULT 0,
  returned_minor {bigint} NOT NULL DEFAULT 0,
  address text NOT NULL,
  country varchar NOT NULL,
  reserved_until {instant} NOT NULL,
  session_ref varchar,
  session_key varchar,
  session_url text,
  session_expires_at {instant},
  method_ref varchar,
  card_brand varchar,
  card_last4 varchar,
  card_exp_month integer,
  card_exp_year integer,
  committed_at {instant},
  charge_by {instant},
  grace_from {instant},
  next_retry_at {instant},
  next_reminder_at {instant},
  attempts_off_session integer NOT NULL DEFAULT 0,
  paid_at {instant},
  closed_at {instant},
  close_reason text,
  created_at {instant} NOT NULL,
  CONSTRAINT pk_preorder PRIMARY KEY (id),
  CONSTRAINT uq_preorder_id_currency UNIQUE (id, currency),
  CONSTRAINT fk_preorder_campaign FOREIGN KEY (campaign_id, currency)
    REFERENCES campaign (id, currency) ON DELETE RESTRICT,
  CONSTRAINT fk_preorder_buyer FOREIGN KEY (buyer_id) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_preorder_state CHECK (
    state IN (
      'started', 'committed', 'charging', 'paid', 'declined', 'needs_action', 'voiding',
      'expired', 'cancelled', 'released', 'dropped', 'refunded', 'charged_back'
    )
  ),
  CONSTRAINT ck_preorder_leaving CHECK (leaving IN ('gave_up', 'grace_ended', 'released')),
  CONSTRAINT ck_preorder_units CHECK (units > 0),
  CONSTRAINT ck_preorder_goods_minor CHECK (goods_minor >= 0),
  CONSTRAINT ck_preorder_shipping_minor CHECK (shipping_minor >= 0),
  CONSTRAINT ck_preorder_tax_minor CHECK (tax_minor >= 0),
  CONSTRAINT ck_preorder_total_minor CHECK (total_minor > 0),
  CONSTRAINT ck_preorder_received_minor CHECK (received_minor >= 0),
  CONSTRAINT ck_preorder_returned_minor CHECK (returned_minor >= 0),
  CONSTRAINT ck_preorder_card_exp_month CHECK (card_exp_month BETWEEN 1 AND 12),
  CONSTRAINT ck_preorder_attempts_off_session CHECK (attempts_off_session >= 0),
  CONSTRAINT ck_preorder_returned CHECK (returned_minor <= received_minor),
  CONSTRAINT ck_preorder_country CHECK (length(country) = 2)
);
CREATE INDEX ix_preorder_campaign_state ON preorder (campaign_id, state);
CREATE INDEX ix_preorder_buyer ON preorder (buyer_id);
CREATE INDEX ix_preorder_state_reserved_until ON preorder (state, reserved_until);
CREATE INDEX ix_preorder_state_next_retry_at ON preorder (state, next_retry_at);
CREATE INDEX ix_preorder_session_ref ON preorder (session_ref);
";

const PREORDER_LINE: &str = "
CREATE TABLE preorder_line (
  preorder_id {uuid} NOT NULL,
  variant_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  quantity integer NOT NULL,
  unit_price_minor {bigint} NOT NULL,
  CONSTRAINT pk_preorder_line PRIMARY KEY (preorder_id, variant_id),
  CONSTRAINT fk_preorder_line_preorder FOREIGN KEY (preorder_id, currency)
    REFERENCES preorder (id, currency) ON DELETE RESTRICT,
  CONSTRAINT fk_preorder_line_variant FOREIGN KEY (variant_id, currency)
    REFERENCES variant (id, currency) ON DELETE RESTRICT,
  CONSTRAINT ck_preorder_line_quantity CHECK (quantity > 0),
  CONSTRAINT ck_preorder_line_unit_price_minor CHECK (unit_price_minor > 0)
);
CREATE INDEX ix_preorder_line_variant ON preorder_line (variant_id);
";

const AGREEMENT: &str = "
CREATE TABLE agreement (
  id {uuid} NOT NULL,
  preorder_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  number integer NOT NULL,
  text_version varchar NOT NULL,
  text_digest varchar NOT NULL,
  language varchar NOT NULL,
  accepted_at {instant} NOT NULL,
  total_minor {bigint} NOT NULL,
  goods_minor {bigint} NOT NULL,
  shipping_minor {bigint} NOT NULL,
  tax_minor {bigint} NOT NULL,
  charge_by {instant} NOT NULL,
  CONSTRAINT pk_agreement PRIMARY KEY (id),
  CONSTRAINT uq_agreement_preorder_number UNIQUE (preorder_id, number),
  CONSTRAINT fk_agreement_preorder FOREIGN KEY (preorder_id, currency)
    REFERENCES preorder (id, currency) ON DELETE RESTRICT,
  CONSTRAINT ck_agreement_number CHECK (number >= 1),
  CONSTRAINT ck_agreement_total_minor CHECK (total_minor > 0),
  CONSTRAINT ck_agreement_goods_minor CHECK (goods_minor >= 0),
  CONSTRAINT ck_agreement_shipping_minor CHECK (shipping_minor >= 0),
  CONSTRAINT ck_agreement_tax_minor CHECK (tax_minor >= 0)
);
";

const SAVED_METHOD: &str = "
CREATE TABLE saved_method (
  method_ref varchar NOT NULL,
  preorder_id {uuid} NOT NULL,
  brand varchar NOT NULL,
  last4 varchar NOT NULL,
  exp_month integer NOT NULL,
  exp_year integer NOT NULL,
  saved_at {instant} NOT NULL,
  detach_requested_at {instant},
  detached_at {instant},
  CONSTRAINT pk_saved_method PRIMARY KEY (method_ref),
  CONSTRAINT fk_saved_method_preorder FOREIGN KEY (preorder_id) REFERENCES preorder (id) ON DELETE RESTRICT,
  CONSTRAINT ck_saved_method_exp_month CHECK (exp_month BETWEEN 1 AND 12)
);
CREATE INDEX ix_saved_method_preorder ON saved_method (preorder_id);
";
