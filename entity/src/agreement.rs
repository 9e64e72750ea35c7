//! What a buyer agreed to, each time they agreed. Append-only.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "preorder_number")]
    pub preorder_id: Uuid,
    pub currency: String,
    #[sea_orm(unique_key = "preorder_number")]
    pub number: i32,
    pub text_version: String,
    /// SHA-256 of the text, lower-case hex.
    pub text_digest: String,
    pub language: String,
    pub accepted_at: DateTimeUtc,
    pub total_minor: i64,
    pub goods_minor: i64,
    pub shipping_minor: i64,
    pub tax_minor: i64,
    pub charge_by: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
