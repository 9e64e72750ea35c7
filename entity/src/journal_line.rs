//! Debits and credits of an entry; one side of each line is zero. Append-only.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub currency: String,
    pub account: String,
    /// Whose balance it is, where an account is kept per round or person.
    pub subject: Option<Uuid>,
    pub debit_minor: i64,
    pub credit_minor: i64,
}

impl ActiveModelBehavior for ActiveModel {}
