//! Who made a design, with shares that sum to 10,000 basis points.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "design_creator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub design_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    pub share_basis_points: i32,
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}
