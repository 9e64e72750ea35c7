//! One row per member and design that the queue handed out or holds ready.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exposure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: Uuid,
    #[sea_orm(unique_key = "member_design")]
    pub design_id: Uuid,
    #[sea_orm(unique_key = "member_design")]
    pub account_id: Uuid,
    pub state: String,
    /// The member's own order.
    pub position: i64,
    pub reserved_at: DateTimeUtc,
    pub handed_at: Option<DateTimeUtc>,
    pub answered_at: Option<DateTimeUtc>,
    pub returned_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
