//! Marks of ballots, arrivals by share links, inspections, findings with their ballots, appeals.

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
        ddl::run(manager, &COUNTED_AS).await?;
        ddl::run(manager, &[MARK, ARRIVAL, INSPECTION, FINDING, FINDING_BALLOT, APPEAL, STANDING_BESIDE])
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "standing_beside",
            "appeal",
            "finding_ballot",
            "finding",
            "inspection",
            "arrival",
            "ballot_mark",
        ];
        ddl::drop_tables(manager, &tables).await?;
        ddl::run(manager, &WITHOUT).await
    }
}

const COUNTED_AS: [&str; 3] = [
    "ALTER TABLE ballot ADD COLUMN counted_score integer",
    "ALTER TABLE ballot ADD COLUMN counted_would_buy boolean",
    "ALTER TABLE ballot ADD COLUMN counted_reason text",
];

const WITHOUT: [&str; 3] = [
    "ALTER TABLE ballot DROP COLUMN counted_reason",
    "ALTER TABLE ballot DROP COLUMN counted_would_buy",
    "ALTER TABLE ballot DROP COLUMN counted_score",
];

/// Half a keyed hash: it tells equal from unequal in one round, and nothing else.
const MARK: &str = "
CREATE TABLE ballot_mark (
  ballot_id {uuid} NOT NULL,
  kind varchar NOT NULL,
  mark {bigint} NOT NULL,
  expires_at {instant} NOT NULL,
  CONSTRAINT pk_ballot_mark PRIMARY KEY (ballot_id, kind),
  CONSTRAINT fk_ballot_mark_ballot FOREIGN KEY (ballot_id) REFERENCES ballot (id) ON DELETE RESTRICT,
  CONSTRAINT ck_ballot_mark_kind CHECK (kind IN ('network', 'device'))
);
CREATE INDEX ix_ballot_mark_expires_at ON ballot_mark (expires_at);
";

const ARRIVAL: &str = "
CREATE TABLE arrival (
  account_id {uuid} NOT NULL,
  design_id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  at {instant} NOT NULL,
  CONSTRAINT pk_arrival PRIMARY KEY (account_id, design_id),
  CONSTRAINT fk_arrival_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT fk_arrival_design FOREIGN KEY (design_id) REFERENCES design (id) ON DELETE RESTRICT,
  CONSTRAINT fk_arrival_round FOREIGN KEY (round_id) REFERENCES round (id) ON DELETE RESTRICT
);
CREATE INDEX ix_arrival_round ON arrival (round_id);
";

const INSPECTION: &str = "
CREATE TABLE inspection (
  id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  cause varchar NOT NULL,
  asked_at {instant} NOT NULL,
  started_at {instant},
  finished_at {instant},
  step varchar,
  ballots {bigint} NOT NULL,
  found {bigint} NOT NULL,
  CONSTRAINT pk_inspection PRIMARY KEY (id),
  CONSTRAINT fk_inspection_round FOREIGN KEY (round_id) REFERENCES round (id) ON DELETE RESTRICT,
  CONSTRAINT ck_inspection_cause CHECK (cause IN ('nightly', 'close')),
  CONSTRAINT ck_inspection_step CHECK (step IN ('straight_line', 'zero_bomb', 'same_mark', 'cohort_gap', 'alike',
    'fans', 'swap', 'burst', 'reversal', 'skim')),
  CONSTRAINT ck_inspection_ballots CHECK (ballots >= 0),
  CONSTRAINT ck_inspection_found CHECK (found >= 0)
);
CREATE INDEX ix_inspection_round ON inspection (round_id, asked_at);
";

const FINDING: &str = "
CREATE TABLE finding (
  id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  inspection_id {uuid} NOT NULL,
  detector varchar NOT NULL,
  state varchar NOT NULL,
  design_id {uuid},
  reason text NOT NULL,
  figures text NOT NULL,
  found_at {instant} NOT NULL,
  decided_at {instant},
  decided_by {uuid},
  decided_reason text,
  CONSTRAINT pk_finding PRIMARY KEY (id),
  CONSTRAINT fk_finding_round FOREIGN KEY (round_id) REFERENCES round (id) ON DELETE RESTRICT,
  CONSTRAINT fk_finding_inspection FOREIGN KEY (inspection_id) REFERENCES inspection (id) ON DELETE RESTRICT,
  CONSTRAINT fk_finding_design FOREIGN KEY (design_id) REFERENCES design (id) ON DELETE RESTRICT,
  CONSTRAINT fk_finding_decided_by FOREIGN KEY (decided_by) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_finding_detector CHECK (detector IN ('straight_line', 'zero_bomb', 'same_mark', 'cohort_gap',
    'alike', 'fans', 'swap', 'burst', 'reversal', 'skim')),
  CONSTRAINT ck_finding_state CHECK (state IN ('proposed', 'confirmed', 'restored')),
  CONSTRAINT ck_finding_decided_at CHECK ((decided_at IS NULL) = (state = 'proposed'))
);
CREATE INDEX ix_finding_round_state ON finding (round_id, state);
";

const FINDING_BALLOT: &str = "
CREATE TABLE finding_ballot (
  finding_id {uuid} NOT NULL,
  ballot_id {uuid} NOT NULL,
  earlier_score integer,
  earlier_would_buy boolean,
  CONSTRAINT pk_finding_ballot PRIMARY KEY (finding_id, ballot_id),
  CONSTRAINT fk_finding_ballot_finding FOREIGN KEY (finding_id) REFERENCES finding (id) ON DELETE RESTRICT,
  CONSTRAINT fk_finding_ballot_ballot FOREIGN KEY (ballot_id) REFERENCES ballot (id) ON DELETE RESTRICT,
  CONSTRAINT ck_finding_ballot_earlier_score CHECK (earlier_score BETWEEN 0 AND 5),
  CONSTRAINT ck_finding_ballot_earlier CHECK ((earlier_score IS NULL) = (earlier_would_buy IS NULL))
);
CREATE INDEX ix_finding_ballot_ballot ON finding_ballot (ballot_id);
";

const STANDING_BESIDE: &str = "
CREATE TABLE standing_beside (
  design_id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  place_with_all integer,
  standing_with_all {bigint} NOT NULL,
  counted_with_all {bigint} NOT NULL,
  corrected {bigint},
  CONSTRAINT pk_standing_beside PRIMARY KEY (design_id),
  CONSTRAINT fk_standing_beside_design FOREIGN KEY (design_id) REFERENCES design (id) ON DELETE RESTRICT,
  CONSTRAINT fk_standing_beside_round FOREIGN KEY (round_id) REFERENCES round (id) ON DELETE RESTRICT,
  CONSTRAINT ck_standing_beside_place_with_all CHECK (place_with_all >= 1),
  CONSTRAINT ck_standing_beside_standing_with_all CHECK (standing_with_all BETWEEN 0 AND 1000000),
  CONSTRAINT ck_standing_beside_corrected CHECK (corrected BETWEEN 0 AND 1000000)
);
CREATE INDEX ix_standing_beside_round ON standing_beside (round_id);
";

const APPEAL: &str = "
CREATE TABLE appeal (
  id {uuid} NOT NULL,
  finding_id {uuid} NOT NULL,
  account_id {uuid} NOT NULL,
  text text NOT NULL,
  state varchar NOT NULL,
  filed_at {instant} NOT NULL,
  decided_at {instant},
  decided_by {uuid},
  decided_reason text,
  CONSTRAINT pk_appeal PRIMARY KEY (id),
  CONSTRAINT uq_appeal_finding_account UNIQUE (finding_id, account_id),
  CONSTRAINT fk_appeal_finding FOREIGN KEY (finding_id) REFERENCES finding (id) ON DELETE RESTRICT,
  CONSTRAINT fk_appeal_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT fk_appeal_decided_by FOREIGN KEY (decided_by) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_appeal_state CHECK (state IN ('filed', 'upheld', 'rejected')),
  CONSTRAINT ck_appeal_decided_at CHECK ((decided_at IS NULL) = (state = 'filed'))
);
";
