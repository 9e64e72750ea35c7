//! Contests, rounds, what they sell and the money for their prizes.

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
        ddl::run(manager, &[CONTEST, ROUND, VARIANT, PRIZE_FUNDING]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(manager, &["prize_funding", "variant", "round", "contest"]).await
    }
}

const CONTEST: &str = "
CREATE TABLE contest (
  id {uuid} NOT NULL,
  title varchar NOT NULL,
  description text NOT NULL,
  created_by {uuid} NOT NULL,
  created_at {instant} NOT NULL,
  CONSTRAINT pk_contest PRIMARY KEY (id),
  CONSTRAINT fk_contest_created_by FOREIGN KEY (created_by) REFERENCES account (id) ON DELETE RESTRICT
);
";

const ROUND: &str = "
CREATE TABLE round (
  id {uuid} NOT NULL,
  contest_id {uuid} NOT NULL,
  title varchar NOT NULL,
  brief text NOT NULL,
  state varchar NOT NULL,
  currency varchar NOT NULL,
  rules text NOT NULL,
  rules_version integer NOT NULL,
  rules_digest varchar NOT NULL,
  rules_frozen_at {instant},
  opened_at {instant},
  closed_at {instant},
  cancelled_at {instant},
  cancel_reason text,
  submissions_open_at {instant} NOT NULL,
  scoring_open_at {instant} NOT NULL,
  scoring_close_at {instant} NOT NULL,
  ballots_all {bigint},
  scores_sum {bigint},
  result_digest varchar,
  created_by {uuid} NOT NULL,
  created_at {instant} NOT NULL,
  CONSTRAINT pk_round PRIMARY KEY (id),
  CONSTRAINT uq_round_id_currency UNIQUE (id, currency),
  CONSTRAINT fk_round_contest FOREIGN KEY (contest_id) REFERENCES contest (id) ON DELETE RESTRICT,
  CONSTRAINT fk_round_created_by FOREIGN KEY (created_by) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_round_state CHECK (
    state IN (
      'draft', 'submissions', 'scoring', 'judging', 'closed', 'cancelled'
    )
  ),
  CONSTRAINT ck_round_currency CHECK (length(currency) = 3),
  CONSTRAINT ck_round_rules_version CHECK (rules_version >= 1),
  CONSTRAINT ck_round_ballots_all CHECK (ballots_all >= 0),
  CONSTRAINT ck_round_scores_sum CHECK (scores_sum >= 0)
);
CREATE INDEX ix_round_contest ON round (contest_id);
CREATE INDEX ix_round_state ON round (state);
";

const VARIANT: &str = r#"
CREATE TABLE variant (
  id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  sku varchar NOT NULL,
  size varchar NOT NULL,
  colour varchar NOT NULL,
  price_minor {bigint} NOT NULL,
  "position" integer NOT NULL,
  CONSTRAINT pk_variant PRIMARY KEY (id),
  CONSTRAINT uq_variant_id_currency UNIQUE (id, currency),
  CONSTRAINT uq_variant_round_sku UNIQUE (round_id, sku),
  CONSTRAINT fk_variant_round FOREIGN KEY (round_id, currency)
    REFERENCES round (id, currency) ON DELETE RESTRICT,
  CONSTRAINT ck_variant_price_minor CHECK (price_minor > 0)
);
"#;

const PRIZE_FUNDING: &str = "
CREATE TABLE prize_funding (
  id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  amount_minor {bigint} NOT NULL,
  source varchar NOT NULL,
  state varchar NOT NULL,
  provider_ref varchar,
  reference varchar,
  requested_by {uuid} NOT NULL,
  confirmed_by {uuid},
  created_at {instant} NOT NULL,
  funded_at {instant},
  CONSTRAINT pk_prize_funding PRIMARY KEY (id),
  CONSTRAINT fk_prize_funding_round FOREIGN KEY (round_id, currency)
    REFERENCES round (id, currency) ON DELETE RESTRICT,
  CONSTRAINT fk_prize_funding_requested_by FOREIGN KEY (requested_by)
    REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT fk_prize_funding_confirmed_by FOREIGN KEY (confirmed_by)
    REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_prize_funding_amount_minor CHECK (amount_minor > 0),
  CONSTRAINT ck_prize_funding_source CHECK (source IN ('top_up', 'bank', 'free_money')),
  CONSTRAINT ck_prize_funding_state CHECK (state IN ('requested', 'sending', 'funded', 'refused')),
  CONSTRAINT ck_prize_funding_second_person CHECK (
    source <> 'bank' OR confirmed_by IS NULL OR confirmed_by <> requested_by
  )
);
CREATE INDEX ix_prize_funding_round ON prize_funding (round_id);
";
