//! A round's prizes by place.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "prize")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "round_place")]
    pub round_id: Uuid,
    pub currency: String,
    #[sea_orm(unique_key = "round_place")]
    pub place: i32,
    pub amount_minor: i64,
    pub design_id: Option<Uuid>,
    pub state: String,
    pub awarded_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
