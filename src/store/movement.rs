//! The provider's movements as rows of our own, and the entries they are.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::{attempt, campaign, intent, journal_entry, movement, payout, preorder, prize_funding, refund};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    TryInsertResult, sea_query::Expr,
};

use super::{Reads, StoreError, Tx, counter};
use crate::domain::id::{AttemptId, CampaignId, EntryId, FundingId, MovementId, PreorderId, RoundId};
use crate::domain::intent::State as IntentState;
use crate::domain::ledger::{Cause, EntryKind, Refs};
use crate::domain::money::Money;
use crate::domain::movement::{Kind, Movement};

/// Adds a movement under the next number; false if it was seen before, and the transaction is then to be dropped.
pub async fn insert(tx: &Tx, new: &Movement) -> Result<bool, StoreError> {
    let row = movement::ActiveModel {
        id: Set(new.id.uuid()),
        provider_ref: Set(new.provider_ref.clone()),
        kind: Set(new.kind.as_str().to_owned()),
        source: Set(new.source.clone()),
        amount_minor: Set(new.amount.minor),
        fee_minor: Set(new.fee_minor),
        currency: Set(new.amount.currency.code().to_owned()),
        created_at: Set(new.created_at),
        available_at: Set(new.available_at),
        seen_at: Set(new.seen_at),
        position: Set(counter::next(tx, "movement").await?),
        entry_id: Set(new.entry.map(EntryId::uuid)),
    };
    let done = movement::Entity::insert(row)
        .on_conflict_do_nothing_on([movement::Column::ProviderRef])
        .exec(tx.connection())
        .await?;
    Ok(matches!(done, TryInsertResult::Inserted(_)))
}

pub async fn find(reads: &impl Reads, id: MovementId) -> Result<Option<Movement>, StoreError> {
    movement::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

/// Makes everybody else who takes in or matches movements wait until this transaction ends.
pub async fn lock(tx: &Tx) -> Result<(), StoreError> {
    counter::lock(tx, "movement").await
}

/// The provider's id of the line seen last.
pub async fn last_seen(reads: &impl Reads) -> Result<Option<String>, StoreError> {
    let last =
        movement::Entity::find().order_by_desc(movement::Column::Position).one(reads.connection()).await?;
    Ok(last.map(|row| row.provider_ref))
}

/// Movements without an entry after that one, in the order they were seen.
pub async fn list_unmatched(
    reads: &impl Reads,
    after: Option<MovementId>,
    limit: u64,
) -> Result<Vec<Movement>, StoreError> {
    page(reads, after, limit, Some(movement::Column::EntryId.is_null())).await
}

/// Movements after that one, in the order they were seen.
pub async fn list(
    reads: &impl Reads,
    after: Option<MovementId>,
    limit: u64,
) -> Result<Vec<Movement>, StoreError> {
    page(reads, after, limit, None).await
}

async fn page(
    reads: &impl Reads,
    after: Option<MovementId>,
    limit: u64,
    only: Option<sea_orm::sea_query::SimpleExpr>,
) -> Result<Vec<Movement>, StoreError> {
    let mut query = movement::Entity::find()
        .apply_if(only, QueryFilter::filter)
        .order_by_asc(movement::Column::Position)
        .limit(limit);
    if let Some(after) = after {
        let last = movement::Entity::find_by_id(after.uuid()).one(reads.connection()).await?;
        let position = last.map_or(i64::MAX, |last| last.position);
        query = query.filter(movement::Column::Position.gt(position));
    }
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// Which of these charges, by the provider's ids, have their money available.
pub async fn list_available(
    reads: &impl Reads,
    sources: &[String],
    now: DateTime<Utc>,
) -> Result<BTreeSet<String>, StoreError> {
    let found: Vec<String> = movement::Entity::find()
        .select_only()
        .column(movement::Column::Source)
        .filter(movement::Column::Source.is_in(sources.iter().cloned()))
        .filter(movement::Column::Kind.eq(Kind::Charge.as_str()))
        .filter(movement::Column::AvailableAt.lte(now))
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(found.into_iter().collect())
}

/// Which of these orders have been charged with money that is available.
pub async fn list_available_orders(
    reads: &impl Reads,
    orders: &[PreorderId],
    now: DateTime<Utc>,
) -> Result<BTreeSet<PreorderId>, StoreError> {
    let intents = intent::Entity::find()
        .filter(intent::Column::PreorderId.is_in(orders.iter().map(|order| order.uuid())))
        .filter(intent::Column::State.eq(IntentState::Succeeded.as_str()))
        .all(reads.connection())
        .await?;
    let sources: Vec<String> = intents.iter().filter_map(|row| row.provider_ref.clone()).collect();
    let available = list_available(reads, &sources, now).await?;
    let is_available =
        |row: &intent::Model| row.provider_ref.as_ref().is_some_and(|id| available.contains(id));
    Ok(intents.into_iter().filter(is_available).map(|row| PreorderId::new(row.preorder_id)).collect())
}

/// What all movements of one kind and source make, in minor units.
pub async fn sum_minor(reads: &impl Reads, kind: Kind, source: &str) -> Result<i64, StoreError> {
    let rows = movement::Entity::find()
        .filter(movement::Column::Source.eq(source))
        .filter(movement::Column::Kind.eq(kind.as_str()))
        .all(reads.connection())
        .await?;
    Ok(rows.iter().fold(0, |sum, row| sum.saturating_add(row.amount_minor)))
}

/// Says which entry the movement is; false if that was known already.
pub async fn set_entry(tx: &Tx, id: MovementId, entry: EntryId) -> Result<bool, StoreError> {
    let done = movement::Entity::update_many()
        .col_expr(movement::Column::EntryId, Expr::value(entry.uuid()))
        .filter(movement::Column::Id.eq(id.uuid()))
        .filter(movement::Column::EntryId.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The entry that the fact behind the movement made, if it is written and no other movement has it.
pub async fn find_entry(reads: &impl Reads, movement: &Movement) -> Result<Option<EntryId>, StoreError> {
    match movement.kind {
        Kind::Charge => of_charge(reads, &movement.source).await,
        Kind::Refund => of_refund(reads, &movement.source, EntryKind::RefundLeft).await,
        Kind::RefundFailure => of_refund(reads, &movement.source, EntryKind::RefundFailed).await,
        Kind::Transfer => of_transfer(reads, &movement.source).await,
        Kind::TopUp => of_top_up(reads, &movement.source).await,
        // These name the movement itself as their cause, and are matched as they are written.
        Kind::TransferReversal
        | Kind::Payout
        | Kind::Dispute
        | Kind::DisputeReversal
        | Kind::Fee
        | Kind::Other => Ok(None),
    }
}

async fn of_charge(reads: &impl Reads, source: &str) -> Result<Option<EntryId>, StoreError> {
    let attempts = attempt::Entity::find()
        .filter(
            attempt::Column::IntentId.in_subquery(
                intent::Entity::find()
                    .filter(intent::Column::ProviderRef.eq(source))
                    .select_only()
                    .column(intent::Column::Id)
                    .into_query(),
            ),
        )
        .all(reads.connection())
        .await?;
    let causes = attempts.into_iter().map(|row| Cause::Attempt(AttemptId::new(row.id)).to_string());
    let named = journal_entry::Column::Cause.is_in(causes);
    free_entry(reads, EntryKind::ChargeSucceeded, named).await
}

async fn of_refund(reads: &impl Reads, source: &str, kind: EntryKind) -> Result<Option<EntryId>, StoreError> {
    let found =
        refund::Entity::find().filter(refund::Column::ProviderRef.eq(source)).one(reads.connection()).await?;
    let Some(row) = found else { return Ok(None) };
    free_entry(reads, kind, journal_entry::Column::Cause.starts_with(format!("refund:{}:", row.id))).await
}

async fn of_transfer(reads: &impl Reads, source: &str) -> Result<Option<EntryId>, StoreError> {
    let found =
        payout::Entity::find().filter(payout::Column::TransferRef.eq(source)).one(reads.connection()).await?;
    let Some(row) = found else { return Ok(None) };
    let named = journal_entry::Column::Cause.starts_with(format!("payout:{}:", row.id));
    free_entry(reads, EntryKind::PayoutSent, named).await
}

async fn of_top_up(reads: &impl Reads, source: &str) -> Result<Option<EntryId>, StoreError> {
    let found = prize_funding::Entity::find()
        .filter(prize_funding::Column::ProviderRef.eq(source))
        .one(reads.connection())
        .await?;
    let Some(row) = found else { return Ok(None) };
    let cause = Cause::Funding(FundingId::new(row.id)).to_string();
    free_entry(reads, EntryKind::PrizeFunded, journal_entry::Column::Cause.eq(cause)).await
}

/// The oldest entry of that kind and cause which no movement has yet.
async fn free_entry(
    reads: &impl Reads,
    kind: EntryKind,
    named: sea_orm::sea_query::SimpleExpr,
) -> Result<Option<EntryId>, StoreError> {
    let taken = movement::Entity::find()
        .filter(movement::Column::EntryId.is_not_null())
        .select_only()
        .column(movement::Column::EntryId)
        .into_query();
    let row = journal_entry::Entity::find()
        .filter(journal_entry::Column::Kind.eq(kind.as_str()))
        .filter(named)
        .filter(journal_entry::Column::Id.not_in_subquery(taken))
        .order_by_asc(journal_entry::Column::Sequence)
        .one(reads.connection())
        .await?;
    Ok(row.map(|row| EntryId::new(row.id)))
}

/// What the intent that moved the money belongs to; nothing where the source is no intent of ours.
pub async fn refs_of_intent(reads: &impl Reads, source: &str) -> Result<Refs, StoreError> {
    let found =
        intent::Entity::find().filter(intent::Column::ProviderRef.eq(source)).one(reads.connection()).await?;
    let Some(intent) = found else { return Ok(Refs::default()) };
    let order = preorder::Entity::find_by_id(intent.preorder_id).one(reads.connection()).await?;
    let Some(order) = order else { return Ok(Refs::default()) };
    let sale = campaign::Entity::find_by_id(order.campaign_id).one(reads.connection()).await?;
    Ok(Refs {
        round: sale.map(|sale| RoundId::new(sale.round_id)),
        campaign: Some(CampaignId::new(order.campaign_id)),
        preorder: Some(PreorderId::new(order.id)),
    })
}

fn read(row: movement::Model) -> Result<Movement, StoreError> {
    let unreadable = |what: String| StoreError::Corrupt(format!("movement {}: {what}", row.id));
    let currency = row.currency.parse().map_err(|error| unreadable(format!("{error}")))?;
    Ok(Movement {
        id: MovementId::new(row.id),
        kind: row.kind.parse().map_err(|error| unreadable(format!("{error}")))?,
        provider_ref: row.provider_ref,
        source: row.source,
        amount: Money::new(row.amount_minor, currency),
        fee_minor: row.fee_minor,
        created_at: row.created_at,
        available_at: row.available_at,
        seen_at: row.seen_at,
        entry: row.entry_id.map(EntryId::new),
    })
}
