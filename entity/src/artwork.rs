//! Uploaded originals, one row per revision; the bytes lie under their digest.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "artwork")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "design_revision")]
    pub design_id: Uuid,
    #[sea_orm(unique_key = "design_revision")]
    pub revision: i32,
    pub format: String,
    /// SHA-256 of the original, lower-case hex.
    pub digest: String,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
    pub size_bytes: i64,
    /// A tiny picture as a data URL, shown until a rendition has loaded.
    #[sea_orm(column_type = "Text")]
    pub placeholder: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
