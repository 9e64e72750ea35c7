//! Events: each of the provider's once, with what was made of it.

use chrono::{DateTime, Utc};
use entity::event;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    TryInsertResult, sea_query::Expr,
};

use super::{Reads, StoreError, Tx};
use crate::domain::event::{Event, Object, Outcome};
use crate::domain::id::{AccountId, EventId, PreorderId};

/// Which events are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    pub waits: Waits,
    pub kind: Option<&'a str>,
    /// Older than that one.
    pub before: Option<EventId>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Waits {
    /// Whatever came of them.
    #[default]
    Whatever,
    /// Those whose job has not run.
    Yes,
    No(Outcome),
}

/// Keeps an event; false if it was here before.
pub async fn insert(tx: &Tx, new: &Event) -> Result<bool, StoreError> {
    let object = &new.object;
    let row = event::ActiveModel {
        id: Set(new.id.uuid()),
        provider_ref: Set(new.provider_ref.clone()),
        kind: Set(new.kind.clone()),
        account: Set(new.account.clone()),
        object_ref: Set(object.id.clone()),
        object_kind: Set(object.kind.clone()),
        intent_ref: Set(object.intent.clone()),
        transfer_group: Set(object.group.clone()),
        deployment: Set(object.deployment),
        preorder: Set(object.preorder.map(PreorderId::uuid)),
        created_at: Set(new.created_at),
        received_at: Set(new.received_at),
        handled_at: Set(new.handled_at),
        outcome: Set(new.outcome.map(|outcome| outcome.as_str().to_owned())),
        holder: Set(object.holder.map(AccountId::uuid)),
    };
    let done = event::Entity::insert(row)
        .on_conflict_do_nothing_on([event::Column::ProviderRef])
        .exec(tx.connection())
        .await?;
    Ok(matches!(done, TryInsertResult::Inserted(_)))
}

pub async fn find(reads: &impl Reads, id: EventId) -> Result<Option<Event>, StoreError> {
    event::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

/// Newest first.
pub async fn list(reads: &impl Reads, filter: Filter<'_>, limit: u64) -> Result<Vec<Event>, StoreError> {
    let mut query = event::Entity::find().order_by_desc(event::Column::Id).limit(limit);
    query = match filter.waits {
        Waits::Whatever => query,
        Waits::Yes => query.filter(event::Column::Outcome.is_null()),
        Waits::No(outcome) => query.filter(event::Column::Outcome.eq(outcome.as_str())),
    };
    if let Some(kind) = filter.kind {
        query = query.filter(event::Column::Kind.eq(kind));
    }
    if let Some(before) = filter.before {
        query = query.filter(event::Column::Id.lt(before.uuid()));
    }
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// Which types came, what was made of them, and how often: most first.
pub async fn counts(reads: &impl Reads) -> Result<Vec<(String, Option<Outcome>, u64)>, StoreError> {
    let rows: Vec<(String, Option<String>, i64)> = event::Entity::find()
        .select_only()
        .column(event::Column::Kind)
        .column(event::Column::Outcome)
        .column_as(event::Column::Id.count(), "number")
        .group_by(event::Column::Kind)
        .group_by(event::Column::Outcome)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let mut counts = Vec::with_capacity(rows.len());
    for (kind, outcome, number) in rows {
        let unreadable = || StoreError::Corrupt(format!("a count of events of type {kind}"));
        let outcome = outcome.map(|word| word.parse().map_err(|_| unreadable())).transpose()?;
        let number = u64::try_from(number).map_err(|_| unreadable())?;
        counts.push((kind, outcome, number));
    }
    counts.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    Ok(counts)
}

/// How many were about something of ours that no row knows.
pub async fn count(reads: &impl Reads, outcome: Outcome) -> Result<u64, StoreError> {
    let query = event::Entity::find().filter(event::Column::Outcome.eq(outcome.as_str()));
    Ok(query.count(reads.connection()).await?)
}

pub async fn set_outcome(
    tx: &Tx,
    id: EventId,
    outcome: Outcome,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    event::Entity::update_many()
        .col_expr(event::Column::Outcome, Expr::value(outcome.as_str()))
        .col_expr(event::Column::HandledAt, Expr::value(now))
        .filter(event::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// It waits for its job again.
pub async fn clear_outcome(tx: &Tx, id: EventId) -> Result<(), StoreError> {
    event::Entity::update_many()
        .col_expr(event::Column::Outcome, Expr::value(Option::<String>::None))
        .col_expr(event::Column::HandledAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(event::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn read(row: event::Model) -> Result<Event, StoreError> {
    let unreadable = || StoreError::Corrupt(format!("outcome of event {}", row.id));
    let outcome = row.outcome.as_deref().map(|word| word.parse().map_err(|_| unreadable())).transpose()?;
    Ok(Event {
        id: EventId::new(row.id),
        provider_ref: row.provider_ref,
        kind: row.kind,
        account: row.account,
        object: Object {
            id: row.object_ref,
            kind: row.object_kind,
            intent: row.intent_ref,
            group: row.transfer_group,
            deployment: row.deployment,
            preorder: row.preorder.map(PreorderId::new),
            holder: row.holder.map(AccountId::new),
        },
        created_at: row.created_at,
        received_at: row.received_at,
        handled_at: row.handled_at,
        outcome,
    })
}
