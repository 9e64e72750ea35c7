//! What the payment provider told by its webhooks: an envelope each, once.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub provider_ref: String,
    pub kind: String,
    pub account: Option<String>,
    pub object_ref: Option<String>,
    pub object_kind: Option<String>,
    pub intent_ref: Option<String>,
    pub transfer_group: Option<String>,
    /// As the object's metadata says; it may name a row of another database.
    pub deployment: Option<Uuid>,
    pub preorder: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub received_at: DateTimeUtc,
    pub handled_at: Option<DateTimeUtc>,
    /// Absent while it waits for its job.
    pub outcome: Option<String>,
    /// As the metadata of an account at the provider says; it may be an account of another database.
    pub holder: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
