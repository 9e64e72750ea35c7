//! A closed round's frozen ranking, one row per design that was still in it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "standing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub design_id: Uuid,
    #[sea_orm(unique_key = "round_place")]
    pub round_id: Uuid,
    #[sea_orm(unique_key = "round_place")]
    pub place: Option<i32>,
    pub counted: i64,
    pub points_sum: i64,
    pub squares_sum: i64,
    pub would_buys: i64,
    /// Millionths; the number that ranks.
    pub standing: i64,
    /// Half of the 95 % interval, millionths.
    pub half_width: Option<i64>,
    /// Against the round's median, millionths.
    pub polarisation: Option<i64>,
    /// Lower-case hex; the smaller wins a tie.
    pub lot: String,
    pub unranked_reason: Option<String>,
    pub frozen_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
