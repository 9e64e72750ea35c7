//! Dated editions of a contest, with their rules as one JSON document.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub contest_id: Uuid,
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub brief: String,
    pub state: String,
    pub currency: String,
    /// `domain::rules::Rules` as JSON.
    #[sea_orm(column_type = "Text")]
    pub rules: String,
    pub rules_version: i32,
    /// SHA-256 of `rules`, lower-case hex.
    pub rules_digest: String,
    /// The first ballot or commitment; the rules never change after it.
    pub rules_frozen_at: Option<DateTimeUtc>,
    pub opened_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub cancelled_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text")]
    pub cancel_reason: Option<String>,
    pub submissions_open_at: DateTimeUtc,
    pub scoring_open_at: DateTimeUtc,
    pub scoring_close_at: DateTimeUtc,
    /// The one longer end that the window got because a design lacked ballots.
    pub scoring_extended_until: Option<DateTimeUtc>,
    /// Count of all ballots in the box at close, set aside or not (`N0` of the lot).
    pub ballots_all: Option<i64>,
    /// Sum of the scores of all ballots in the box at close (`S0` of the lot).
    pub scores_sum: Option<i64>,
    /// SHA-256 of the frozen result, lower-case hex.
    pub result_digest: Option<String>,
    pub created_by: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
