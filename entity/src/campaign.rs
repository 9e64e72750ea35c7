//! The pre-order sale of one design, with its gate and both unit counts.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: Uuid,
    pub currency: String,
    #[sea_orm(unique)]
    pub design_id: Uuid,
    pub state: String,
    pub threshold_units: i32,
    pub cap_units: Option<i32>,
    pub per_buyer_units_max: Option<i32>,
    /// Decides at the commitment that reaches the threshold instead of at the deadline.
    pub on_threshold: bool,
    pub sale_seconds: i64,
    pub last_call_seconds: i64,
    pub notice_seconds: i64,
    pub grace_seconds: i64,
    pub short_seconds: i64,
    pub reserved_units: i32,
    pub committed_units: i32,
    pub opened_at: Option<DateTimeUtc>,
    pub deadline_at: Option<DateTimeUtc>,
    pub decided_at: Option<DateTimeUtc>,
    pub first_charge_at: Option<DateTimeUtc>,
    pub funded_at: Option<DateTimeUtc>,
    pub short_deadline_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub paused_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub pause_reason: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub close_reason: Option<String>,
    pub refund_requested_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
