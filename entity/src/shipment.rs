//! Parcels; a pre-order can have several.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shipment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "preorder_number")]
    pub preorder_id: Uuid,
    pub run_id: Uuid,
    #[sea_orm(unique_key = "preorder_number")]
    pub number: i32,
    pub state: String,
    pub printed_at: Option<DateTimeUtc>,
    pub shipped_at: Option<DateTimeUtc>,
    pub delivered_at: Option<DateTimeUtc>,
    pub carrier: Option<String>,
    pub tracking_code: Option<String>,
    /// What its goods were sold for, without tax; set when it is shipped. Royalties are a share of the sum.
    pub goods_net_minor: Option<i64>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
