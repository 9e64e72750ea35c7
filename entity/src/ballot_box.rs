//! A closed round's published ballot box.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ballot_box")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    /// Lower-case hex; it never leaves the server.
    pub salt: String,
    pub digest: String,
    /// Canonical JSON.
    #[sea_orm(column_type = "Text")]
    pub document: String,
    pub sealed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
