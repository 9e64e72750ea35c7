//! The journal: entries with their lines, only ever added.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{journal_entry, journal_line, movement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{Reads, StoreError, Tx, counter};
use crate::domain::id::{CampaignId, EntryId, MovementId, PreorderId, RoundId};
use crate::domain::ledger::{
    Account, AccountKind, Cause, Entry, EntryKind, Posting, Record, Refs, Row, Side,
};
use crate::domain::money::{Currency, Money};

/// Writes an entry and its lines under the next number of the journal.
///
/// `StoreError::Duplicate` where an entry of this kind has this cause already; the transaction is then spent.
pub async fn insert(tx: &Tx, id: EntryId, entry: &Entry, now: DateTime<Utc>) -> Result<(), StoreError> {
    let refs = entry.refs();
    let head = journal_entry::ActiveModel {
        id: Set(id.uuid()),
        sequence: Set(counter::next(tx, "journal").await?),
        kind: Set(entry.kind().as_str().to_owned()),
        cause: Set(entry.cause().to_string()),
        currency: Set(entry.currency().code().to_owned()),
        occurred_at: Set(entry.occurred_at()),
        written_at: Set(now),
        round_id: Set(refs.round.map(RoundId::uuid)),
        campaign_id: Set(refs.campaign.map(CampaignId::uuid)),
        preorder_id: Set(refs.preorder.map(PreorderId::uuid)),
        note: Set(None),
    };
    journal_entry::Entity::insert(head).exec_without_returning(tx.connection()).await?;
    let lines = (0..).zip(entry.postings()).map(|(position, line)| journal_line::ActiveModel {
        entry_id: Set(id.uuid()),
        position: Set(position),
        currency: Set(entry.currency().code().to_owned()),
        account: Set(line.account.kind().as_str().to_owned()),
        subject: Set(line.account.subject()),
        debit_minor: Set(line.debit_minor),
        credit_minor: Set(line.credit_minor),
    });
    journal_line::Entity::insert_many(lines).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// The entry of this kind with this cause.
pub async fn find(reads: &impl Reads, cause: Cause, kind: EntryKind) -> Result<Option<EntryId>, StoreError> {
    let row = journal_entry::Entity::find()
        .filter(journal_entry::Column::Cause.eq(cause.to_string()))
        .filter(journal_entry::Column::Kind.eq(kind.as_str()))
        .one(reads.connection())
        .await?;
    Ok(row.map(|row| EntryId::new(row.id)))
}

/// The entry whose cause is this movement; of several, the first.
pub async fn find_of_movement(
    reads: &impl Reads,
    movement: MovementId,
) -> Result<Option<EntryId>, StoreError> {
    let row = journal_entry::Entity::find()
        .filter(journal_entry::Column::Cause.eq(Cause::Movement(movement).to_string()))
        .order_by_asc(journal_entry::Column::Sequence)
        .one(reads.connection())
        .await?;
    Ok(row.map(|row| EntryId::new(row.id)))
}

/// What an account holds, positive on its normal side.
pub async fn balance(reads: &impl Reads, account: Account, currency: Currency) -> Result<Money, StoreError> {
    let sum = |column: &str| Expr::cust(format!("CAST(COALESCE(SUM({column}), 0) AS BIGINT)"));
    let mut query = journal_line::Entity::find()
        .select_only()
        .column_as(sum("debit_minor"), "debit")
        .column_as(sum("credit_minor"), "credit")
        .filter(journal_line::Column::Account.eq(account.kind().as_str()))
        .filter(journal_line::Column::Currency.eq(currency.code()));
    if let Some(subject) = account.subject() {
        query = query.filter(journal_line::Column::Subject.eq(subject));
    }
    let sums: Option<(i64, i64)> = query.into_tuple().one(reads.connection()).await?;
    let (debit, credit) = sums.unwrap_or_default();
    Ok(Money::new(on_normal_side(account.kind(), debit, credit), currency))
}

/// What a campaign's entries have put on an account, positive on its normal side.
pub async fn balance_of_campaign(
    reads: &impl Reads,
    campaign: CampaignId,
    (account, currency): (AccountKind, Currency),
) -> Result<Money, StoreError> {
    let sum = |column: &str| Expr::cust(format!("CAST(COALESCE(SUM({column}), 0) AS BIGINT)"));
    let entries = journal_entry::Entity::find()
        .select_only()
        .column(journal_entry::Column::Id)
        .filter(journal_entry::Column::CampaignId.eq(campaign.uuid()));
    let sums: Option<(i64, i64)> = journal_line::Entity::find()
        .select_only()
        .column_as(sum("debit_minor"), "debit")
        .column_as(sum("credit_minor"), "credit")
        .filter(journal_line::Column::Account.eq(account.as_str()))
        .filter(journal_line::Column::Currency.eq(currency.code()))
        .filter(journal_line::Column::EntryId.in_subquery(entries.into_query()))
        .into_tuple()
        .one(reads.connection())
        .await?;
    let (debit, credit) = sums.unwrap_or_default();
    Ok(Money::new(on_normal_side(account, debit, credit), currency))
}

fn on_normal_side(account: AccountKind, debit: i64, credit: i64) -> i64 {
    match account.normal_side() {
        Side::Debit => debit.saturating_sub(credit),
        Side::Credit => credit.saturating_sub(debit),
    }
}

/// Entries after that one in the order of the journal, at most `limit`.
pub async fn list(reads: &impl Reads, after: Option<EntryId>, limit: u64) -> Result<Vec<Record>, StoreError> {
    let mut query = journal_entry::Entity::find().order_by_asc(journal_entry::Column::Sequence).limit(limit);
    if let Some(after) = after {
        let last = journal_entry::Entity::find_by_id(after.uuid()).one(reads.connection()).await?;
        query = query.filter(journal_entry::Column::Sequence.gt(last.map_or(i64::MAX, |last| last.sequence)));
    }
    let heads = query.all(reads.connection()).await?;
    let ids: Vec<Uuid> = heads.iter().map(|head| head.id).collect();
    let lines = lines_of(reads, &ids).await?;
    let movements = movements_of(reads, &ids).await?;
    heads
        .into_iter()
        .map(|head| {
            let lines = lines.get(&head.id).map(Vec::as_slice).unwrap_or_default();
            let matched = movements.get(&head.id).copied();
            read(head, lines, matched)
        })
        .collect()
}

async fn lines_of(
    reads: &impl Reads,
    entries: &[Uuid],
) -> Result<HashMap<Uuid, Vec<journal_line::Model>>, StoreError> {
    let rows = journal_line::Entity::find()
        .filter(journal_line::Column::EntryId.is_in(entries.iter().copied()))
        .order_by_asc(journal_line::Column::Position)
        .all(reads.connection())
        .await?;
    let mut lines: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in rows {
        lines.entry(row.entry_id).or_default().push(row);
    }
    Ok(lines)
}

async fn movements_of(reads: &impl Reads, entries: &[Uuid]) -> Result<HashMap<Uuid, MovementId>, StoreError> {
    let rows = movement::Entity::find()
        .filter(movement::Column::EntryId.is_in(entries.iter().copied()))
        .all(reads.connection())
        .await?;
    let matched = rows.into_iter().filter_map(|row| Some((row.entry_id?, MovementId::new(row.id))));
    Ok(matched.collect())
}

fn read(
    head: journal_entry::Model,
    lines: &[journal_line::Model],
    matched: Option<MovementId>,
) -> Result<Record, StoreError> {
    let unreadable = |what: String| StoreError::Corrupt(format!("journal entry {}: {what}", head.id));
    let postings = lines.iter().map(posting).collect::<Result<_, _>>().map_err(unreadable)?;
    Ok(Record {
        sequence: head.sequence,
        kind: head.kind.parse().map_err(|error| unreadable(format!("{error}")))?,
        written_at: head.written_at,
        row: Row {
            id: EntryId::new(head.id),
            currency: head.currency.parse().map_err(|error| unreadable(format!("{error}")))?,
            occurred_at: head.occurred_at,
            refs: Refs {
                round: head.round_id.map(RoundId::new),
                campaign: head.campaign_id.map(CampaignId::new),
                preorder: head.preorder_id.map(PreorderId::new),
            },
            movement: matched.or_else(|| caused_by_movement(&head.cause)),
            postings,
        },
        cause: head.cause,
    })
}

fn posting(line: &journal_line::Model) -> Result<Posting, String> {
    let kind: AccountKind = line.account.parse().map_err(|error| format!("{error}"))?;
    let account = Account::from_parts(kind, line.subject).map_err(|error| error.to_string())?;
    Ok(Posting { account, debit_minor: line.debit_minor, credit_minor: line.credit_minor })
}

/// A fee's entry, or one of suspense, names its movement as its cause.
fn caused_by_movement(cause: &str) -> Option<MovementId> {
    let id = cause.strip_prefix("movement:")?;
    id.parse::<Uuid>().ok().map(MovementId::new)
}
