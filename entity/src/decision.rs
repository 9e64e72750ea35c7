//! The gate's answer for a campaign, once. Append-only.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub campaign_id: Uuid,
    pub outcome: String,
    pub trigger: String,
    pub committed_units: i32,
    pub threshold_units: i32,
    pub decided_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
