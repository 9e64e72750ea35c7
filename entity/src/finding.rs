//! What a detector said of ballots, and what was decided.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "finding")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: Uuid,
    pub inspection_id: Uuid,
    pub detector: String,
    pub state: String,
    pub design_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// A JSON object of whole numbers.
    #[sea_orm(column_type = "Text")]
    pub figures: String,
    pub found_at: DateTimeUtc,
    pub decided_at: Option<DateTimeUtc>,
    pub decided_by: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub decided_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
