//! Exposures, ballots, standings and prizes by place.

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
        ddl::run(manager, &[EXPOSURE, BALLOT, BALLOT_CHANGE, STANDING, PRIZE]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(manager, &["prize", "standing", "ballot_change", "ballot", "exposure"]).await
    }
}

const EXPOSURE: &str = r#"
CREATE TABLE exposure (
  id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  design_id {uuid} NOT NULL,
  account_id {uuid} NOT NULL,
  state varchar NOT NULL,
  "position" {bigint} NOT NULL,
  reserved_at {instant} NOT NULL,
  handed_at {instant},
  answered_at {instant},
  returned_at {instant},
  CONSTRAINT pk_exposure PRIMARY KEY (id),
  CONSTRAINT uq_exposure_account_design UNIQUE (account_id, design_id),
  CONSTRAINT fk_exposure_round FOREIGN KEY (round_id) REFERENCES round (id) ON DELETE RESTRICT,
  CONSTRAINT fk_exposure_design FOREIGN KEY (design_id) REFERENCES design (id) ON DELETE RESTRICT,
  CONSTRAINT fk_exposure_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_exposure_state CHECK (state IN ('reserved', 'handed', 'scored', 'skipped', 'given_back'))
);
CREATE INDEX ix_exposure_round_account ON exposure (round_id, account_id);
CREATE INDEX ix_exposure_design ON exposure (design_id);
CREATE INDEX ix_exposure_state_handed_at ON exposure (state, handed_at);
"#;

const BALLOT: &str = "
CREATE TABLE ballot (
  id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  design_id {uuid} NOT NULL,
  account_id {uuid} NOT NULL,
  score integer NOT NULL,
  would_buy boolean NOT NULL,
  first_at {instant} NOT NULL,
  changed_at {instant} NOT NULL,
  sequence {bigint} NOT NULL,
  set_aside_reason text,
  CONSTRAINT pk_ballot PRIMARY KEY (id),
  CONSTRAINT uq_ballot_account_design UNIQUE (account_id, design_id),
  CONSTRAINT uq_ballot_round_sequence UNIQUE (round_id, sequence),
  CONSTRAINT fk_ballot_round FOREIGN KEY (round_id) REFERENCES round (id) ON DELETE RESTRICT,
  CONSTRAINT fk_ballot_design FOREIGN KEY (design_id) REFERENCES design (id) ON DELETE RESTRICT,
  CONSTRAINT fk_ballot_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_ballot_score CHECK (score BETWEEN 0 AND 5),
  CONSTRAINT ck_ballot_sequence CHECK (sequence >= 1)
);
CREATE INDEX ix_ballot_round_design ON ballot (round_id, design_id);
CREATE INDEX ix_ballot_design ON ballot (design_id);
";

const BALLOT_CHANGE: &str = "
CREATE TABLE ballot_change (
  id {uuid} NOT NULL,
  ballot_id {uuid} NOT NULL,
  score integer NOT NULL,
  would_buy boolean NOT NULL,
  at {instant} NOT NULL,
  CONSTRAINT pk_ballot_change PRIMARY KEY (id),
  CONSTRAINT fk_ballot_change_ballot FOREIGN KEY (ballot_id) REFERENCES ballot (id) ON DELETE RESTRICT,
  CONSTRAINT ck_ballot_change_score CHECK (score BETWEEN 0 AND 5)
);
CREATE INDEX ix_ballot_change_ballot ON ballot_change (ballot_id);
";

const STANDING: &str = "
CREATE TABLE standing (
  design_id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  place integer,
  counted {bigint} NOT NULL,
  points_sum {bigint} NOT NULL,
  squares_sum {bigint} NOT NULL,
  would_buys {bigint} NOT NULL,
  standing {bigint} NOT NULL,
  half_width {bigint},
  polarisation {bigint},
  lot varchar NOT NULL,
  unranked_reason varchar,
  frozen_at {instant} NOT NULL,
  CONSTRAINT pk_standing PRIMARY KEY (design_id),
  CONSTRAINT uq_standing_round_place UNIQUE (round_id, place),
  CONSTRAINT fk_standing_design FOREIGN KEY (design_id) REFERENCES design (id) ON DELETE RESTRICT,
  CONSTRAINT fk_standing_round FOREIGN KEY (round_id) REFERENCES round (id) ON DELETE RESTRICT,
  CONSTRAINT ck_standing_place CHECK (place >= 1),
  CONSTRAINT ck_standing_counted CHECK (counted >= 0),
  CONSTRAINT ck_standing_points_sum CHECK (points_sum >= 0),
  CONSTRAINT ck_standing_squares_sum CHECK (squares_sum >= 0),
  CONSTRAINT ck_standing_would_buys CHECK (would_buys >= 0),
  CONSTRAINT ck_standing_standing CHECK (standing BETWEEN 0 AND 1000000),
  CONSTRAINT ck_standing_half_width CHECK (half_width BETWEEN 0 AND 1000000),
  CONSTRAINT ck_standing_polarisation CHECK (polarisation >= 0)
);
";

const PRIZE: &str = "
CREATE TABLE prize (
  id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  place integer NOT NULL,
  amount_minor {bigint} NOT NULL,
  design_id {uuid},
  state varchar NOT NULL,
  awarded_at {instant},
  CONSTRAINT pk_prize PRIMARY KEY (id),
  CONSTRAINT uq_prize_id_currency UNIQUE (id, currency),
  CONSTRAINT uq_prize_round_place UNIQUE (round_id, place),
  CONSTRAINT fk_prize_round FOREIGN KEY (round_id, currency)
    REFERENCES round (id, currency) ON DELETE RESTRICT,
  CONSTRAINT fk_prize_design FOREIGN KEY (design_id) REFERENCES design (id) ON DELETE RESTRICT,
  CONSTRAINT ck_prize_place CHECK (place >= 1),
  CONSTRAINT ck_prize_amount_minor CHECK (amount_minor > 0),
  CONSTRAINT ck_prize_state CHECK (state IN ('planned', 'awarded', 'returned'))
);
CREATE INDEX ix_prize_design ON prize (design_id);
";
