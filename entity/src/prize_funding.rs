//! Money set apart for a round's prizes: a top-up, confirmed bank money, or free money.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "prize_funding")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: Uuid,
    pub currency: String,
    pub amount_minor: i64,
    pub source: String,
    pub state: String,
    pub provider_ref: Option<String>,
    /// The bank transfer's reference, as the confirming admin read it.
    pub reference: Option<String>,
    pub requested_by: Uuid,
    pub confirmed_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub funded_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
