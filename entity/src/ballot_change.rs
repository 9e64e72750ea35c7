//! Every value a ballot ever had. Append-only.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ballot_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ballot_id: Uuid,
    pub score: i32,
    pub would_buy: bool,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
