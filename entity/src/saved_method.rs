//! Every card that was ever saved, so that each is detached once.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_method")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub method_ref: String,
    pub preorder_id: Uuid,
    pub brand: String,
    pub last4: String,
    pub exp_month: i32,
    pub exp_year: i32,
    pub saved_at: DateTimeUtc,
    pub detach_requested_at: Option<DateTimeUtc>,
    pub detached_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
