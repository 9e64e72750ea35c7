//! When a round's ballots were looked through.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: Uuid,
    pub cause: String,
    pub asked_at: DateTimeUtc,
    pub started_at: Option<DateTimeUtc>,
    pub finished_at: Option<DateTimeUtc>,
    /// The detector that runs, or ran last.
    pub step: Option<String>,
    pub ballots: i64,
    pub found: i64,
}

impl ActiveModelBehavior for ActiveModel {}
