//! What a designer says against a finding.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appeal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "finding_account")]
    pub finding_id: Uuid,
    #[sea_orm(unique_key = "finding_account")]
    pub account_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub state: String,
    pub filed_at: DateTimeUtc,
    pub decided_at: Option<DateTimeUtc>,
    pub decided_by: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub decided_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
