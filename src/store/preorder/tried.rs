//! What an order's intents and attempts, and its campaign's run, say to the rules of its next step.

use chrono::{DateTime, Utc};
use entity::{attempt, intent, production_run, refund};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::domain::attempt::{Channel, State};
use crate::domain::preorder::{Fixed, Preorder};
use crate::domain::refund::State as RefundState;
use crate::domain::settlement::Class;
use crate::store::{Reads, StoreError};

/// States of an intent that can still succeed at the provider.
const LIVE: [&str; 2] = ["creating", "live"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tried {
    /// Intents made so far, cancelled ones too.
    pub intents_made: u32,
    /// Whether one of them can still succeed.
    pub has_live_intent: bool,
    /// Whether the bank's page of the live intent was opened and not finished.
    pub is_awaiting_action: bool,
    /// Of the last decline of the order's present card.
    pub class: Option<Class>,
    /// When the last attempt without the buyer was put on record.
    pub off_session_at: Option<DateTime<Utc>>,
    pub fixed: Fixed,
}

pub async fn tried(reads: &impl Reads, order: &Preorder) -> Result<Tried, StoreError> {
    let intents = intent::Entity::find()
        .filter(intent::Column::PreorderId.eq(order.id.uuid()))
        .all(reads.connection())
        .await?;
    let live = intents.iter().find(|row| LIVE.contains(&row.state.as_str()));
    let attempts = attempt::Entity::find()
        .filter(attempt::Column::PreorderId.eq(order.id.uuid()))
        .order_by_desc(attempt::Column::Number)
        .all(reads.connection())
        .await?;
    let off_session = attempts.iter().find(|row| row.channel == Channel::OffSession.as_str());
    Ok(Tried {
        intents_made: u32::try_from(intents.len()).unwrap_or(u32::MAX),
        has_live_intent: live.is_some(),
        is_awaiting_action: live.is_some_and(|live| is_awaiting_action(live, &attempts)),
        class: class(order, &attempts)?,
        off_session_at: off_session.map(|row| row.recorded_at),
        fixed: fixed(reads, order).await?,
    })
}

async fn fixed(reads: &impl Reads, order: &Preorder) -> Result<Fixed, StoreError> {
    let runs = production_run::Entity::find()
        .filter(production_run::Column::CampaignId.eq(order.campaign.uuid()))
        .count(reads.connection())
        .await?;
    let refunds = refund::Entity::find()
        .filter(refund::Column::PreorderId.eq(order.id.uuid()))
        .filter(refund::Column::State.ne(RefundState::Withdrawn.as_str()))
        .filter(refund::Column::GoodsMinor.gt(0))
        .count(reads.connection())
        .await?;
    Ok(match (runs, refunds) {
        (0, 0) => Fixed::Nothing,
        (0, _refunded) => Fixed::Goods,
        (_frozen, _) => Fixed::All,
    })
}

/// Only a buyer who was there is sent to the bank's page; without them the bank merely refuses.
fn is_awaiting_action(live: &intent::Model, newest_first: &[attempt::Model]) -> bool {
    newest_first.iter().find(|row| row.intent_id == live.id).is_some_and(|row| {
        row.channel == Channel::Repair.as_str() && row.state == State::NeedsAction.as_str()
    })
}

fn class(order: &Preorder, newest_first: &[attempt::Model]) -> Result<Option<Class>, StoreError> {
    let Some(card) = &order.card else { return Ok(None) };
    let of_card = newest_first.iter().filter(|row| row.method_ref == card.method);
    let Some(last) = of_card.into_iter().find_map(|row| row.decline_class.as_deref()) else {
        return Ok(None);
    };
    let class = last.parse().map_err(|_| StoreError::Corrupt(format!("decline class of {}", order.id)))?;
    Ok(Some(class))
}
