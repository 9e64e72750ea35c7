//! Derived pictures of an artwork, one per width class.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rendition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub artwork_id: Uuid,
    /// The longest width in pixels that was asked for.
    #[sea_orm(primary_key, auto_increment = false)]
    pub width_class: i32,
    pub digest: String,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
    pub size_bytes: i64,
}

impl ActiveModelBehavior for ActiveModel {}
