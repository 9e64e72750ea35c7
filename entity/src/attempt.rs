//! Tries at charging, each on record before the provider is asked; at most one is undecided.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "preorder_number")]
    pub preorder_id: Uuid,
    pub currency: String,
    pub intent_id: Uuid,
    #[sea_orm(unique_key = "preorder_number")]
    pub number: i32,
    pub channel: String,
    pub state: String,
    pub method_ref: String,
    pub amount_minor: i64,
    #[sea_orm(unique)]
    pub key: String,
    #[sea_orm(column_type = "Text")]
    pub return_url: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub action_url: Option<String>,
    pub decline_code: Option<String>,
    pub decline_class: Option<String>,
    pub recorded_at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
    pub decided_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
