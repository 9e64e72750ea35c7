//! The gate's answer for a campaign, once. Append-only.

use chrono::{DateTime, Utc};
use entity::decision;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};
use crate::domain::campaign::Campaign;
use crate::domain::gate::{Outcome, Trigger};
use crate::domain::id::CampaignId;

/// A decision as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    pub outcome: Outcome,
    pub trigger: Trigger,
    pub committed_units: u32,
    pub decided_at: DateTime<Utc>,
}

/// Adds the decision of this campaign, whose units are those decided on. `StoreError::Duplicate` where it has one.
pub async fn insert(tx: &Tx, id: Uuid, campaign: &Campaign, decided: &Decided) -> Result<(), StoreError> {
    let stored =
        |units: u32| i32::try_from(units).map_err(|_| StoreError::Corrupt("a count beyond 31 bits".into()));
    let row = decision::ActiveModel {
        id: Set(id),
        campaign_id: Set(campaign.id.uuid()),
        outcome: Set(decided.outcome.as_str().to_owned()),
        trigger: Set(decided.trigger.as_str().to_owned()),
        committed_units: Set(stored(decided.committed_units)?),
        threshold_units: Set(stored(campaign.terms.threshold_units)?),
        decided_at: Set(decided.decided_at),
    };
    decision::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

pub async fn find(reads: &impl Reads, campaign: CampaignId) -> Result<Option<Decided>, StoreError> {
    let query = decision::Entity::find().filter(decision::Column::CampaignId.eq(campaign.uuid()));
    let Some(row) = query.one(reads.connection()).await? else { return Ok(None) };
    let unreadable = |what: &str| StoreError::Corrupt(format!("{what} of decision {}", row.id));
    Ok(Some(Decided {
        outcome: row.outcome.parse().map_err(|_| unreadable("outcome"))?,
        trigger: row.trigger.parse().map_err(|_| unreadable("trigger"))?,
        committed_units: u32::try_from(row.committed_units).map_err(|_| unreadable("units"))?,
        decided_at: row.decided_at,
    }))
}
