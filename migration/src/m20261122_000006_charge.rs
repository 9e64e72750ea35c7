//! Intents, attempts, refunds and disputes: everything that moves a buyer's money.

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
        ddl::run(manager, &[INTENT, ATTEMPT, REFUND, DISPUTE]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(manager, &["dispute", "refund", "attempt", "intent"]).await
    }
}

const INTENT: &str = "
CREATE TABLE intent (
  id {uuid} NOT NULL,
  preorder_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  number integer NOT NULL,
  provider_ref varchar,
  state varchar NOT NULL,
  amount_minor {bigint} NOT NULL,
  created_at {instant} NOT NULL,
  closed_at {instant},
  CONSTRAINT pk_intent PRIMARY KEY (id),
  CONSTRAINT uq_intent_provider_ref UNIQUE (provider_ref),
  CONSTRAINT uq_intent_preorder_number UNIQUE (preorder_id, number),
  CONSTRAINT fk_intent_preorder FOREIGN KEY (preorder_id, currency)
    REFERENCES preorder (id, currency) ON DELETE RESTRICT,
  CONSTRAINT ck_intent_number CHECK (number >= 1),
  CONSTRAINT ck_intent_state CHECK (state IN ('creating', 'live', 'succeeded', 'cancelled')),
  CONSTRAINT ck_intent_amount_minor CHECK (amount_minor > 0)
);
CREATE UNIQUE INDEX uq_intent_live ON intent (preorder_id) WHERE state IN ('creating', 'live');
";

const ATTEMPT: &str = r#"
CREATE TABLE attempt (
  id {uuid} NOT NULL,
  preorder_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  intent_id {uuid} NOT NULL,
  number integer NOT NULL,
  channel varchar NOT NULL,
  state varchar NOT NULL,
  method_ref varchar NOT NULL,
  amount_minor {bigint} NOT NULL,
  "key" varchar NOT NULL,
  return_url text,
  action_url text,
  decline_code varchar,
  decline_class varchar,
  recorded_at {instant} NOT NULL,
  sent_at {instant},
  decided_at {instant},
  CONSTRAINT pk_attempt PRIMARY KEY (id),
  CONSTRAINT uq_attempt_key UNIQUE ("key"),
  CONSTRAINT uq_attempt_preorder_number UNIQUE (preorder_id, number),
  CONSTRAINT fk_attempt_preorder FOREIGN KEY (preorder_id, currency)
    REFERENCES preorder (id, currency) ON DELETE RESTRICT,
  CONSTRAINT fk_attempt_intent FOREIGN KEY (intent_id) REFERENCES intent (id) ON DELETE RESTRICT,
  CONSTRAINT ck_attempt_number CHECK (number >= 1),
  CONSTRAINT ck_attempt_channel CHECK (channel IN ('off_session', 'repair')),
  CONSTRAINT ck_attempt_state CHECK (
    state IN (
      'recorded', 'succeeded', 'declined', 'needs_action', 'void', 'unknown'
    )
  ),
  CONSTRAINT ck_attempt_amount_minor CHECK (amount_minor > 0)
);
CREATE UNIQUE INDEX uq_attempt_undecided ON attempt (preorder_id) WHERE state IN ('recorded', 'unknown');
CREATE INDEX ix_attempt_intent ON attempt (intent_id);
"#;

const REFUND: &str = r#"
CREATE TABLE refund (
  id {uuid} NOT NULL,
  preorder_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  intent_id {uuid},
  number integer NOT NULL,
  kind varchar NOT NULL,
  lines text NOT NULL,
  amount_minor {bigint} NOT NULL,
  goods_minor {bigint} NOT NULL,
  shipping_minor {bigint} NOT NULL,
  tax_minor {bigint} NOT NULL,
  state varchar NOT NULL,
  "key" varchar NOT NULL,
  provider_ref varchar,
  cause varchar NOT NULL,
  decided_by {uuid},
  created_at {instant} NOT NULL,
  sent_at {instant},
  done_at {instant},
  failure text,
  CONSTRAINT pk_refund PRIMARY KEY (id),
  CONSTRAINT uq_refund_key UNIQUE ("key"),
  CONSTRAINT uq_refund_provider_ref UNIQUE (provider_ref),
  CONSTRAINT uq_refund_preorder_number UNIQUE (preorder_id, number),
  CONSTRAINT fk_refund_preorder FOREIGN KEY (preorder_id, currency)
    REFERENCES preorder (id, currency) ON DELETE RESTRICT,
  CONSTRAINT fk_refund_intent FOREIGN KEY (intent_id) REFERENCES intent (id) ON DELETE RESTRICT,
  CONSTRAINT fk_refund_decided_by FOREIGN KEY (decided_by) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_refund_number CHECK (number >= 1),
  CONSTRAINT ck_refund_kind CHECK (kind IN ('unshipped', 'lines', 'goodwill')),
  CONSTRAINT ck_refund_amount_minor CHECK (amount_minor > 0),
  CONSTRAINT ck_refund_goods_minor CHECK (goods_minor >= 0),
  CONSTRAINT ck_refund_shipping_minor CHECK (shipping_minor >= 0),
  CONSTRAINT ck_refund_tax_minor CHECK (tax_minor >= 0),
  CONSTRAINT ck_refund_state CHECK (
    state IN (
      'owed', 'sending', 'pending', 'done', 'failed', 'withdrawn'
    )
  )
);
CREATE INDEX ix_refund_intent ON refund (intent_id);
CREATE INDEX ix_refund_state ON refund (state);
"#;

const DISPUTE: &str = "
CREATE TABLE dispute (
  id {uuid} NOT NULL,
  preorder_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  provider_ref varchar NOT NULL,
  state varchar NOT NULL,
  amount_minor {bigint} NOT NULL,
  opened_at {instant} NOT NULL,
  closed_at {instant},
  CONSTRAINT pk_dispute PRIMARY KEY (id),
  CONSTRAINT uq_dispute_provider_ref UNIQUE (provider_ref),
  CONSTRAINT fk_dispute_preorder FOREIGN KEY (preorder_id, currency)
    REFERENCES preorder (id, currency) ON DELETE RESTRICT,
  CONSTRAINT ck_dispute_state CHECK (state IN ('inquiry', 'open', 'won', 'lost', 'closed')),
  CONSTRAINT ck_dispute_amount_minor CHECK (amount_minor > 0)
);
CREATE INDEX ix_dispute_preorder ON dispute (preorder_id);
";
