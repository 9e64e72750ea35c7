//! One buyer's order in one campaign, with its exact total and its card.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "preorder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub campaign_id: Uuid,
    pub currency: String,
    pub buyer_id: Uuid,
    pub state: String,
    /// The campaign let go of this order while an attempt was under way.
    /// Why it goes as soon as it can.
    pub leaving: Option<String>,
    pub units: i32,
    pub goods_minor: i64,
    pub shipping_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    pub tax_included: bool,
    /// What was captured for this order, all intents together.
    pub received_minor: i64,
    /// Refunds that stand and lost disputes; never more than was received.
    pub returned_minor: i64,
    /// JSON; erased with the person.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// ISO 3166-1, two capital letters.
    pub country: String,
    pub reserved_until: DateTimeUtc,
    /// The provider's card page.
    pub session_ref: Option<String>,
    pub session_key: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub session_url: Option<String>,
    pub session_expires_at: Option<DateTimeUtc>,
    pub method_ref: Option<String>,
    pub card_brand: Option<String>,
    pub card_last4: Option<String>,
    pub card_exp_month: Option<i32>,
    pub card_exp_year: Option<i32>,
    pub committed_at: Option<DateTimeUtc>,
    pub charge_by: Option<DateTimeUtc>,
    /// The first failed attempt.
    pub grace_from: Option<DateTimeUtc>,
    pub next_retry_at: Option<DateTimeUtc>,
    pub next_reminder_at: Option<DateTimeUtc>,
    pub attempts_off_session: i32,
    pub paid_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub close_reason: Option<String>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
