//! People. What an account may do is its role; being a designer or buyer needs no row.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub role: String,
    pub mail_verified_at: Option<DateTimeUtc>,
    /// The person's account at the payment provider, where payouts go.
    pub payee_ref: Option<String>,
    pub payee_status: Option<String>,
    /// The person as a payer at the payment provider.
    pub customer_ref: Option<String>,
    pub created_at: DateTimeUtc,
    /// When the account at the provider was asked for; it names the key.
    pub payee_asked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
