//! What was given to a design: its ballots, counted as they come in.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tally")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub design_id: Uuid,
    pub round_id: Uuid,
    pub ballots: i64,
    pub scores_sum: i64,
    pub would_buys: i64,
}

impl ActiveModelBehavior for ActiveModel {}
