//! What was given to each design, counted as it comes in: a ballot that is lost later is missed.

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
        ddl::run(manager, &[TALLY, FILLED]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(manager, &["tally"]).await
    }
}

const TALLY: &str = "
CREATE TABLE tally (
  design_id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  ballots {bigint} NOT NULL,
  scores_sum {bigint} NOT NULL,
  would_buys {bigint} NOT NULL,
  CONSTRAINT pk_tally PRIMARY KEY (design_id),
  CONSTRAINT fk_tally_design FOREIGN KEY (design_id) REFERENCES design (id) ON DELETE RESTRICT,
  CONSTRAINT fk_tally_round FOREIGN KEY (round_id) REFERENCES round (id) ON DELETE RESTRICT,
  CONSTRAINT ck_tally_ballots CHECK (ballots >= 1),
  CONSTRAINT ck_tally_scores_sum CHECK (scores_sum BETWEEN 0 AND 5 * ballots),
  CONSTRAINT ck_tally_would_buys CHECK (would_buys BETWEEN 0 AND ballots)
);
CREATE INDEX ix_tally_round ON tally (round_id);
";

const FILLED: &str = "
INSERT INTO tally (design_id, round_id, ballots, scores_sum, would_buys)
SELECT design_id, round_id, COUNT(*), SUM(score), SUM(CASE WHEN would_buy THEN 1 ELSE 0 END)
FROM ballot
GROUP BY design_id, round_id;
";
