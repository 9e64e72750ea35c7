//! The one id of this installation, carried by our objects at the provider.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deployment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: DateTimeUtc,
    /// Since when no money is sent any more; absent where it is.
    pub stopped_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub stopped_why: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
