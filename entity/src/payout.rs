//! One transfer of money to one designer.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payout")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique_key = "prize_account")]
    pub account_id: Uuid,
    pub currency: String,
    pub amount_minor: i64,
    pub kind: String,
    #[sea_orm(unique_key = "prize_account")]
    pub prize_id: Option<Uuid>,
    pub state: String,
    /// How often sending was begun; part of the key.
    pub number: i32,
    pub key: Option<String>,
    pub payee_ref: Option<String>,
    #[sea_orm(unique)]
    pub transfer_ref: Option<String>,
    /// JSON: why it waits.
    #[sea_orm(column_type = "Text")]
    pub reasons: String,
    pub requested_at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
    pub hold_until: Option<DateTimeUtc>,
    pub first_approved_by: Option<Uuid>,
    pub second_approved_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
