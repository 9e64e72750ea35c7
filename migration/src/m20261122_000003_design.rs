//! Designs, who made them, and their pictures.

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
        ddl::run(manager, &[DESIGN, DESIGN_CREATOR, ARTWORK, RENDITION]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(manager, &["rendition", "artwork", "design_creator", "design"]).await
    }
}

const DESIGN: &str = "
CREATE TABLE design (
  id {uuid} NOT NULL,
  round_id {uuid} NOT NULL,
  designer_id {uuid} NOT NULL,
  title varchar NOT NULL,
  story text NOT NULL,
  origin varchar NOT NULL,
  licensed_parts text NOT NULL,
  state varchar NOT NULL,
  rules_version integer,
  rules_digest varchar,
  rules_accepted_at {instant},
  submitted_at {instant},
  decided_at {instant},
  decided_by {uuid},
  refusal_reason text,
  withdrawn_at {instant},
  showings integer NOT NULL DEFAULT 0,
  created_at {instant} NOT NULL,
  CONSTRAINT pk_design PRIMARY KEY (id),
  CONSTRAINT fk_design_round FOREIGN KEY (round_id) REFERENCES round (id) ON DELETE RESTRICT,
  CONSTRAINT fk_design_designer FOREIGN KEY (designer_id) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT fk_design_decided_by FOREIGN KEY (decided_by) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_design_origin CHECK (origin IN ('own', 'licensed')),
  CONSTRAINT ck_design_state CHECK (
    state IN (
      'draft', 'submitted', 'cleared', 'ranked', 'refused', 'withdrawn', 'taken_down'
    )
  ),
  CONSTRAINT ck_design_showings CHECK (showings >= 0)
);
CREATE INDEX ix_design_round_state ON design (round_id, state);
CREATE INDEX ix_design_designer ON design (designer_id);
";

const DESIGN_CREATOR: &str = r#"
CREATE TABLE design_creator (
  design_id {uuid} NOT NULL,
  account_id {uuid} NOT NULL,
  share_basis_points integer NOT NULL,
  "position" integer NOT NULL,
  CONSTRAINT pk_design_creator PRIMARY KEY (design_id, account_id),
  CONSTRAINT fk_design_creator_design FOREIGN KEY (design_id) REFERENCES design (id) ON DELETE RESTRICT,
  CONSTRAINT fk_design_creator_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE RESTRICT,
  CONSTRAINT ck_design_creator_share_basis_points CHECK (share_basis_points BETWEEN 1 AND 10000)
);
CREATE INDEX ix_design_creator_account ON design_creator (account_id);
"#;

const ARTWORK: &str = "
CREATE TABLE artwork (
  id {uuid} NOT NULL,
  design_id {uuid} NOT NULL,
  revision integer NOT NULL,
  format varchar NOT NULL,
  digest varchar NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  size_bytes {bigint} NOT NULL,
  placeholder text NOT NULL,
  created_at {instant} NOT NULL,
  CONSTRAINT pk_artwork PRIMARY KEY (id),
  CONSTRAINT uq_artwork_design_revision UNIQUE (design_id, revision),
  CONSTRAINT fk_artwork_design FOREIGN KEY (design_id) REFERENCES design (id) ON DELETE RESTRICT,
  CONSTRAINT ck_artwork_revision CHECK (revision >= 1),
  CONSTRAINT ck_artwork_format CHECK (format IN ('png', 'jpeg', 'webp')),
  CONSTRAINT ck_artwork_width CHECK (width > 0),
  CONSTRAINT ck_artwork_height CHECK (height > 0),
  CONSTRAINT ck_artwork_size_bytes CHECK (size_bytes > 0)
);
CREATE INDEX ix_artwork_digest ON artwork (digest);
";

const RENDITION: &str = "
CREATE TABLE rendition (
  artwork_id {uuid} NOT NULL,
  width_class integer NOT NULL,
  digest varchar NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  size_bytes {bigint} NOT NULL,
  CONSTRAINT pk_rendition PRIMARY KEY (artwork_id, width_class),
  CONSTRAINT fk_rendition_artwork FOREIGN KEY (artwork_id) REFERENCES artwork (id) ON DELETE RESTRICT,
  CONSTRAINT ck_rendition_width_class CHECK (width_class IN (1200, 600, 300)),
  CONSTRAINT ck_rendition_width CHECK (width > 0),
  CONSTRAINT ck_rendition_height CHECK (height > 0),
  CONSTRAINT ck_rendition_size_bytes CHECK (size_bytes > 0)
);
CREATE INDEX ix_rendition_digest ON rendition (digest);
";
