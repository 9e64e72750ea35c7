//! What the printer is told to make for a campaign.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "production_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub campaign_id: Uuid,
    pub state: String,
    pub frozen_at: DateTimeUtc,
    pub frozen_by: Uuid,
    pub done_at: Option<DateTimeUtc>,
    pub house_units: i32,
}

impl ActiveModelBehavior for ActiveModel {}
