//! The provider's payment intents of a pre-order; at most one is live.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "intent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "preorder_number")]
    pub preorder_id: Uuid,
    pub currency: String,
    #[sea_orm(unique_key = "preorder_number")]
    pub number: i32,
    #[sea_orm(unique)]
    pub provider_ref: Option<String>,
    pub state: String,
    pub amount_minor: i64,
    pub created_at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
