//! Submissions to a round.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "design")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: Uuid,
    pub designer_id: Uuid,
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub story: String,
    pub origin: String,
    /// The parts that are not the designer's own work and their licences; empty for own work.
    #[sea_orm(column_type = "Text")]
    pub licensed_parts: String,
    pub state: String,
    /// The version of the round's rules that the designer accepted.
    pub rules_version: Option<i32>,
    pub rules_digest: Option<String>,
    pub rules_accepted_at: Option<DateTimeUtc>,
    pub submitted_at: Option<DateTimeUtc>,
    pub decided_at: Option<DateTimeUtc>,
    pub decided_by: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub refusal_reason: Option<String>,
    pub withdrawn_at: Option<DateTimeUtc>,
    /// Exposures that count now (reserved, handed, answered, not given back); what the queue balances.
    pub showings: i32,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
