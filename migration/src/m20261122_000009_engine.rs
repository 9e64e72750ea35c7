//! What the service keeps for itself: numbers, jobs, notices, saved answers, the audit log.

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
        ddl::run(manager, &[COUNTER, DEPLOYMENT, JOB, NOTICE, IDEMPOTENCY_KEY, AUDIT, AUDIT_SEAL]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(
            manager,
            &["audit_seal", "audit", "idempotency_key", "notice", "job", "deployment", "counter"],
        )
        .await
    }
}

const COUNTER: &str = r#"
CREATE TABLE counter (
  name varchar NOT NULL,
  "value" {bigint} NOT NULL,
  CONSTRAINT pk_counter PRIMARY KEY (name),
  CONSTRAINT ck_counter_value CHECK ("value" >= 0)
);
INSERT INTO counter (name, "value") VALUES ('journal', 0), ('movement', 0);
"#;

const DEPLOYMENT: &str = "
CREATE TABLE deployment (
  id {uuid} NOT NULL,
  created_at {instant} NOT NULL,
  CONSTRAINT pk_deployment PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uq_deployment_one ON deployment ((1));
";

const JOB: &str = "
CREATE TABLE job (
  id {uuid} NOT NULL,
  kind varchar NOT NULL,
  payload text NOT NULL,
  state varchar NOT NULL,
  run_at {instant} NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  lease_owner varchar,
  lease_until {instant},
  last_error text,
  unique_key varchar,
  created_at {instant} NOT NULL,
  done_at {instant},
  CONSTRAINT pk_job PRIMARY KEY (id),
  CONSTRAINT uq_job_unique_key UNIQUE (unique_key),
  CONSTRAINT ck_job_state CHECK (state IN ('queued', 'running', 'done', 'failed')),
  CONSTRAINT ck_job_attempts CHECK (attempts >= 0)
);
CREATE INDEX ix_job_state_run_at ON job (state, run_at);
CREATE INDEX ix_job_state_lease_until ON job (state, lease_until);
";

const NOTICE: &str = "
CREATE TABLE notice (
  id {uuid} NOT NULL,
  account_id {uuid} NOT NULL,
  kind varchar NOT NULL,
  subject_kind varchar NOT NULL,
  subject_id {uuid} NOT NULL,
  payload text NOT NULL,
  created_at {instant} NOT NULL,
  sent_at {instant},
  CONSTRAINT pk_notice PRIMARY KEY (id),
  CONSTRAINT uq_notice_account_kind_subject_created_at UNIQUE (account_id, kind, subject_id, created_at),
  CONSTRAINT fk_notice_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT
);
CREATE INDEX ix_notice_account_created_at ON notice (account_id, created_at);
CREATE INDEX ix_notice_sent_at ON notice (sent_at);
";

const IDEMPOTENCY_KEY: &str = r#"
CREATE TABLE idempotency_key (
  account_id {uuid} NOT NULL,
  "key" varchar NOT NULL,
  fingerprint varchar NOT NULL,
  status integer NOT NULL,
  body text NOT NULL,
  created_at {instant} NOT NULL,
  CONSTRAINT pk_idempotency_key PRIMARY KEY (account_id, "key"),
  CONSTRAINT fk_idempotency_key_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_idempotency_key_status CHECK (status BETWEEN 100 AND 599)
);
CREATE INDEX ix_idempotency_key_created_at ON idempotency_key (created_at);
"#;

const AUDIT: &str = "
CREATE TABLE audit (
  written {identity} NOT NULL CONSTRAINT pk_audit PRIMARY KEY,
  id {uuid} NOT NULL,
  at {instant} NOT NULL,
  actor {uuid},
  action varchar NOT NULL,
  subject_kind varchar NOT NULL,
  subject_id {uuid} NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  CONSTRAINT uq_audit_id UNIQUE (id),
  CONSTRAINT fk_audit_actor FOREIGN KEY (actor) REFERENCES account (id) ON DELETE RESTRICT
);
CREATE INDEX ix_audit_subject_kind_subject ON audit (subject_kind, subject_id);
";

const AUDIT_SEAL: &str = "
CREATE TABLE audit_seal (
  sequence {bigint} NOT NULL,
  audit_id {uuid} NOT NULL,
  previous_hash varchar NOT NULL,
  hash varchar NOT NULL,
  sealed_at {instant} NOT NULL,
  CONSTRAINT pk_audit_seal PRIMARY KEY (sequence),
  CONSTRAINT uq_audit_seal_audit_id UNIQUE (audit_id),
  CONSTRAINT fk_audit_seal_audit FOREIGN KEY (audit_id) REFERENCES audit (id) ON DELETE RESTRICT,
  CONSTRAINT ck_audit_seal_sequence CHECK (sequence >= 1)
);
";
