//! Messages owed to people.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "once")]
    pub account_id: Uuid,
    #[sea_orm(unique_key = "once")]
    pub kind: String,
    pub subject_kind: String,
    #[sea_orm(unique_key = "once")]
    pub subject_id: Uuid,
    /// JSON.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    #[sea_orm(unique_key = "once")]
    pub created_at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
    /// Why its mail will never be taken.
    #[sea_orm(column_type = "Text")]
    pub mail_refusal: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
