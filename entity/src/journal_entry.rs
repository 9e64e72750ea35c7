//! Facts about money, once per cause and kind. Append-only.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub sequence: i64,
    #[sea_orm(unique_key = "cause_kind")]
    pub kind: String,
    #[sea_orm(unique_key = "cause_kind")]
    pub cause: String,
    pub currency: String,
    pub occurred_at: DateTimeUtc,
    pub written_at: DateTimeUtc,
    pub round_id: Option<Uuid>,
    pub campaign_id: Option<Uuid>,
    pub preorder_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
