//! What can be bought in a round's campaigns: size, colour, price.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "variant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "round_sku")]
    pub round_id: Uuid,
    pub currency: String,
    #[sea_orm(unique_key = "round_sku")]
    pub sku: String,
    pub size: String,
    pub colour: String,
    pub price_minor: i64,
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
