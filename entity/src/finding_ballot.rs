//! A ballot of a finding, with the earlier answer that counts instead where only a change is doubted.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "finding_ballot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub finding_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ballot_id: Uuid,
    pub earlier_score: Option<i32>,
    pub earlier_would_buy: Option<bool>,
}

impl ActiveModelBehavior for ActiveModel {}
