//! The journal, the provider's movements and payouts.

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
        ddl::run(manager, &[JOURNAL_ENTRY, JOURNAL_LINE, MOVEMENT, PAYOUT]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(manager, &["payout", "movement", "journal_line", "journal_entry"]).await
    }
}

const JOURNAL_ENTRY: &str = "
CREATE TABLE journal_entry (
  id {uuid} NOT NULL,
  sequence {bigint} NOT NULL,
  kind varchar NOT NULL,
  cause varchar NOT NULL,
  currency varchar NOT NULL,
  occurred_at {instant} NOT NULL,
  written_at {instant} NOT NULL,
  round_id {uuid},
  campaign_id {uuid},
  preorder_id {uuid},
  note text,
  CONSTRAINT pk_journal_entry PRIMARY KEY (id),
  CONSTRAINT uq_journal_entry_sequence UNIQUE (sequence),
  CONSTRAINT uq_journal_entry_id_currency UNIQUE (id, currency),
  CONSTRAINT uq_journal_entry_cause_kind UNIQUE (cause, kind),
  CONSTRAINT fk_journal_entry_round FOREIGN KEY (round_id) REFERENCES round (id) ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entry_campaign FOREIGN KEY (campaign_id) REFERENCES campaign (id) ON DELETE RESTRICT,
  CONSTRAINT fk_journal_entry_preorder FOREIGN KEY (preorder_id) REFERENCES preorder (id) ON DELETE RESTRICT,
  CONSTRAINT ck_journal_entry_sequence CHECK (sequence >= 1),
  CONSTRAINT ck_journal_entry_currency CHECK (length(currency) = 3)
);
CREATE INDEX ix_journal_entry_round ON journal_entry (round_id);
CREATE INDEX ix_journal_entry_campaign ON journal_entry (campaign_id);
CREATE INDEX ix_journal_entry_preorder ON journal_entry (preorder_id);
";

const JOURNAL_LINE: &str = r#"
CREATE TABLE journal_line (
  entry_id {uuid} NOT NULL,
  "position" integer NOT NULL,
  currency varchar NOT NULL,
  account varchar NOT NULL,
  subject {uuid},
  debit_minor {bigint} NOT NULL,
  credit_minor {bigint} NOT NULL,
  CONSTRAINT pk_journal_line PRIMARY KEY (entry_id, "position"),
  CONSTRAINT fk_journal_line_entry FOREIGN KEY (entry_id, currency)
    REFERENCES journal_entry (id, currency) ON DELETE RESTRICT,
  CONSTRAINT ck_journal_line_one_side CHECK (
    debit_minor >= 0 AND credit_minor >= 0 AND (debit_minor = 0) <> (credit_minor = 0)
  )
);
CREATE INDEX ix_journal_line_account_subject ON journal_line (account, subject);
"#;

const MOVEMENT: &str = r#"
CREATE TABLE movement (
  id {uuid} NOT NULL,
  provider_ref varchar NOT NULL,
  kind varchar NOT NULL,
  source varchar NOT NULL,
  amount_minor {bigint} NOT NULL,
  fee_minor {bigint} NOT NULL,
  currency varchar NOT NULL,
  created_at {instant} NOT NULL,
  available_at {instant} NOT NULL,
  seen_at {instant} NOT NULL,
  "position" {bigint} NOT NULL,
  entry_id {uuid},
  CONSTRAINT pk_movement PRIMARY KEY (id),
  CONSTRAINT uq_movement_provider_ref UNIQUE (provider_ref),
  CONSTRAINT uq_movement_position UNIQUE ("position"),
  CONSTRAINT fk_movement_entry FOREIGN KEY (entry_id) REFERENCES journal_entry (id) ON DELETE RESTRICT,
  CONSTRAINT ck_movement_currency CHECK (length(currency) = 3),
  CONSTRAINT ck_movement_position CHECK ("position" >= 1)
);
CREATE INDEX ix_movement_source ON movement (source);
CREATE INDEX ix_movement_entry ON movement (entry_id);
"#;

const PAYOUT: &str = r#"
CREATE TABLE payout (
  id {uuid} NOT NULL,
  account_id {uuid} NOT NULL,
  currency varchar NOT NULL,
  amount_minor {bigint} NOT NULL,
  kind varchar NOT NULL,
  prize_id {uuid},
  state varchar NOT NULL,
  number integer NOT NULL,
  "key" varchar,
  payee_ref varchar,
  transfer_ref varchar,
  reasons text NOT NULL,
  requested_at {instant} NOT NULL,
  sent_at {instant},
  hold_until {instant},
  first_approved_by {uuid},
  second_approved_by {uuid},
  CONSTRAINT pk_payout PRIMARY KEY (id),
  CONSTRAINT uq_payout_transfer_ref UNIQUE (transfer_ref),
  CONSTRAINT uq_payout_prize_account UNIQUE (prize_id, account_id),
  CONSTRAINT fk_payout_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT fk_payout_prize FOREIGN KEY (prize_id, currency)
    REFERENCES prize (id, currency) ON DELETE RESTRICT,
  CONSTRAINT fk_payout_first_approved_by FOREIGN KEY (first_approved_by)
    REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT fk_payout_second_approved_by FOREIGN KEY (second_approved_by)
    REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_payout_currency CHECK (length(currency) = 3),
  CONSTRAINT ck_payout_amount_minor CHECK (amount_minor > 0),
  CONSTRAINT ck_payout_kind CHECK (kind IN ('prize', 'royalty')),
  CONSTRAINT ck_payout_state CHECK (
    state IN (
      'owed', 'sending', 'sent', 'reversing', 'reversed', 'by_hand', 'withdrawn'
    )
  ),
  CONSTRAINT ck_payout_number CHECK (number >= 0),
  CONSTRAINT ck_payout_kind_prize CHECK ((kind = 'prize') = (prize_id IS NOT NULL)),
  CONSTRAINT ck_payout_second_person CHECK (
    first_approved_by IS NULL
    OR second_approved_by IS NULL OR first_approved_by <> second_approved_by
  )
);
CREATE INDEX ix_payout_account ON payout (account_id);
CREATE INDEX ix_payout_state ON payout (state);
"#;
