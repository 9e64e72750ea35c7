//! Production runs and their frozen quantities.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::{production_run, run_line};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::{Reads, StoreError, Tx};
use crate::domain::id::{AccountId, CampaignId, RunId, VariantId};
use crate::domain::run::{PaidLine, Run, State};

pub async fn insert(tx: &Tx, new: &Run) -> Result<(), StoreError> {
    let head = production_run::ActiveModel {
        id: Set(new.id.uuid()),
        campaign_id: Set(new.campaign.uuid()),
        state: Set(new.state.as_str().to_owned()),
        frozen_at: Set(new.frozen_at),
        frozen_by: Set(new.frozen_by.uuid()),
        done_at: Set(new.done_at),
        house_units: Set(stored(new.house_units)?),
    };
    production_run::Entity::insert(head).exec(tx.connection()).await?;
    let mut lines = Vec::with_capacity(new.lines.len());
    for line in &new.lines {
        lines.push(run_line::ActiveModel {
            run_id: Set(new.id.uuid()),
            variant_id: Set(line.variant.uuid()),
            quantity: Set(stored(line.quantity)?),
        });
    }
    run_line::Entity::insert_many(lines).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn find_of_campaign(reads: &impl Reads, id: CampaignId) -> Result<Option<Run>, StoreError> {
    let head = production_run::Entity::find()
        .filter(production_run::Column::CampaignId.eq(id.uuid()))
        .one(reads.connection())
        .await?;
    let Some(head) = head else { return Ok(None) };
    let lines = run_line::Entity::find()
        .filter(run_line::Column::RunId.eq(head.id))
        .order_by_asc(run_line::Column::VariantId)
        .all(reads.connection())
        .await?;
    read(&head, &lines).map(Some)
}

pub async fn transition(
    tx: &Tx,
    id: RunId,
    (from, to): (State, State),
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = production_run::Entity::update_many()
        .col_expr(production_run::Column::State, Expr::value(to.as_str()))
        .col_expr(production_run::Column::DoneAt, Expr::value(at))
        .filter(production_run::Column::Id.eq(id.uuid()))
        .filter(production_run::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the production run")) }
}

/// Every campaign whose run is frozen, finished ones too.
pub async fn list_campaigns(reads: &impl Reads) -> Result<BTreeSet<CampaignId>, StoreError> {
    let rows = production_run::Entity::find().all(reads.connection()).await?;
    Ok(rows.into_iter().map(|row| CampaignId::new(row.campaign_id)).collect())
}

fn stored(number: u32) -> Result<i32, StoreError> {
    i32::try_from(number).map_err(|_| StoreError::Corrupt("a run's quantity".into()))
}

fn read(head: &production_run::Model, lines: &[run_line::Model]) -> Result<Run, StoreError> {
    let unreadable = |what: String| StoreError::Corrupt(format!("run {}: {what}", head.id));
    let unsigned = |number: i32| u32::try_from(number).map_err(|error| unreadable(error.to_string()));
    let line = |row: &run_line::Model| {
        Ok(PaidLine { variant: VariantId::new(row.variant_id), quantity: unsigned(row.quantity)? })
    };
    Ok(Run {
        id: RunId::new(head.id),
        campaign: CampaignId::new(head.campaign_id),
        state: head.state.parse().map_err(|error| unreadable(format!("{error}")))?,
        frozen_at: head.frozen_at,
        frozen_by: AccountId::new(head.frozen_by),
        done_at: head.done_at,
        house_units: unsigned(head.house_units)?,
        lines: lines.iter().map(line).collect::<Result<_, StoreError>>()?,
    })
}
