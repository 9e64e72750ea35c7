//! The last score of each member for each design.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ballot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "round_sequence")]
    pub round_id: Uuid,
    #[sea_orm(unique_key = "member_design")]
    pub design_id: Uuid,
    #[sea_orm(unique_key = "member_design")]
    pub account_id: Uuid,
    pub score: i32,
    pub would_buy: bool,
    pub first_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
    /// Time order within the round.
    #[sea_orm(unique_key = "round_sequence")]
    pub sequence: i64,
    #[sea_orm(column_type = "Text")]
    pub set_aside_reason: Option<String>,
    /// The earlier value that counts, where the change to this one was set aside, and why.
    pub counted_score: Option<i32>,
    pub counted_would_buy: Option<bool>,
    #[sea_orm(column_type = "Text")]
    pub counted_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
