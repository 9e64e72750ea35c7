//! Money owed back to a buyer, with what it is for.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refund")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "preorder_number")]
    pub preorder_id: Uuid,
    pub currency: String,
    pub intent_id: Option<Uuid>,
    #[sea_orm(unique_key = "preorder_number")]
    pub number: i32,
    pub kind: String,
    /// JSON: variants and quantities.
    #[sea_orm(column_type = "Text")]
    pub lines: String,
    pub amount_minor: i64,
    pub goods_minor: i64,
    pub shipping_minor: i64,
    pub tax_minor: i64,
    /// Goodwill paid before, by which the amount is less than what it is for.
    pub goodwill_minor: i64,
    /// What its goods had been sold for, without tax and fee; none where they were not shipped.
    pub goods_net_minor: Option<i64>,
    pub state: String,
    #[sea_orm(unique)]
    pub key: String,
    #[sea_orm(unique)]
    pub provider_ref: Option<String>,
    pub cause: String,
    pub decided_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
    pub done_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub failure: Option<String>,
    /// Why an owed one is not sent yet.
    pub waits_for: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
