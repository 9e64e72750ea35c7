//! Figures beside a design's frozen standing that decide nothing.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "standing_beside")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub design_id: Uuid,
    pub round_id: Uuid,
    pub place_with_all: Option<i32>,
    pub standing_with_all: i64,
    pub counted_with_all: i64,
    pub corrected: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
