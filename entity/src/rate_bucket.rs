//! How much may be asked of the payment provider at this moment, by endpoint.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rate_bucket")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Millionths of a token.
    pub level_micro: i64,
    /// When that was its level; nothing flows in before.
    pub filled_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
