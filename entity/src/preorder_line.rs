//! What a pre-order asks for: variant and quantity at an agreed price.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "preorder_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub preorder_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub variant_id: Uuid,
    pub currency: String,
    pub quantity: i32,
    pub unit_price_minor: i64,
}

impl ActiveModelBehavior for ActiveModel {}
