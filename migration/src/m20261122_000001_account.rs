//! People and how they prove who they are.

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
        ddl::run(manager, &[ACCOUNT, SESSION, API_TOKEN]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(manager, &["api_token", "session", "account"]).await
    }
}

const ACCOUNT: &str = "
CREATE TABLE account (
  id {uuid} NOT NULL,
  email varchar NOT NULL,
  name varchar NOT NULL,
  password_hash varchar NOT NULL,
  role varchar NOT NULL,
  mail_verified_at {instant},
  payee_ref varchar,
  payee_status varchar,
  customer_ref varchar,
  created_at {instant} NOT NULL,
  CONSTRAINT pk_account PRIMARY KEY (id),
  CONSTRAINT uq_account_email UNIQUE (email),
  CONSTRAINT ck_account_role CHECK (role IN ('member', 'moderator', 'admin')),
  CONSTRAINT ck_account_payee_status CHECK (payee_status IN ('pending', 'active', 'restricted', 'closed'))
);
";

const SESSION: &str = "
CREATE TABLE session (
  token_hash varchar NOT NULL,
  account_id {uuid} NOT NULL,
  created_at {instant} NOT NULL,
  seen_at {instant} NOT NULL,
  expires_at {instant} NOT NULL,
  CONSTRAINT pk_session PRIMARY KEY (token_hash),
  CONSTRAINT fk_session_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT
);
CREATE INDEX ix_session_account ON session (account_id);
CREATE INDEX ix_session_expires_at ON session (expires_at);
";

const API_TOKEN: &str = "
CREATE TABLE api_token (
  id {uuid} NOT NULL,
  account_id {uuid} NOT NULL,
  token_hash varchar NOT NULL,
  name varchar NOT NULL,
  scopes varchar NOT NULL,
  created_at {instant} NOT NULL,
  expires_at {instant},
  revoked_at {instant},
  CONSTRAINT pk_api_token PRIMARY KEY (id),
  CONSTRAINT uq_api_token_token_hash UNIQUE (token_hash),
  CONSTRAINT fk_api_token_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT
);
CREATE INDEX ix_api_token_account ON api_token (account_id);
";
