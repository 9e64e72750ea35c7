//! The provider's balance transactions, as they were seen.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "movement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub provider_ref: String,
    pub kind: String,
    /// The provider's object that moved the money.
    pub source: String,
    pub amount_minor: i64,
    pub fee_minor: i64,
    pub currency: String,
    pub created_at: DateTimeUtc,
    pub available_at: DateTimeUtc,
    pub seen_at: DateTimeUtc,
    /// The order in which they were seen.
    #[sea_orm(unique)]
    pub position: i64,
    pub entry_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
