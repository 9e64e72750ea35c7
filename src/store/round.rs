//! Rounds with their rules document, and the variants that its product has.

use chrono::{DateTime, Utc};
use entity::{round, variant};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{Reads, StoreError, Tx};
use crate::domain::id::{AccountId, ContestId, RoundId};
use crate::domain::round::{Round, Sealed, State};
use crate::domain::rules::Rules;

/// Which rounds a list has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub contest: Option<ContestId>,
    pub state: Option<State>,
    /// Without it, only rounds that were opened.
    pub with_unopened: bool,
}

/// Adds a draft with its variants.
pub async fn insert(tx: &Tx, new: &Round) -> Result<(), StoreError> {
    let windows = new.rules.windows;
    let row = round::ActiveModel {
        id: Set(new.id.uuid()),
        contest_id: Set(new.contest.uuid()),
        title: Set(new.title.clone()),
        brief: Set(new.brief.clone()),
        state: Set(new.state.as_str().to_owned()),
        currency: Set(new.rules.currency.code().to_owned()),
        rules: Set(canonical(&new.rules)?),
        rules_version: Set(version(&new.rules)?),
        rules_digest: Set(new.rules_digest.to_string()),
        rules_frozen_at: Set(new.rules_frozen_at),
        opened_at: Set(new.opened_at),
        closed_at: Set(new.closed_at),
        cancelled_at: Set(new.cancelled_at),
        cancel_reason: Set(new.cancel_reason.clone()),
        submissions_open_at: Set(windows.submissions_open_at),
        scoring_open_at: Set(windows.scoring_open_at),
        scoring_close_at: Set(windows.scoring_close_at),
        scoring_extended_until: Set(new.scoring_extended_until),
        ballots_all: Set(None),
        scores_sum: Set(None),
        result_digest: Set(None),
        created_by: Set(new.created_by.uuid()),
        created_at: Set(new.created_at),
    };
    round::Entity::insert(row).exec(tx.connection()).await?;
    insert_variants(tx, new).await
}

pub async fn find(reads: &impl Reads, id: RoundId) -> Result<Option<Round>, StoreError> {
    round::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

/// Reads it and holds its row until the transaction ends. Taken before any campaign, pre-order or payout.
pub async fn lock(tx: &Tx, id: RoundId) -> Result<Option<Round>, StoreError> {
    let row = round::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.connection()).await?;
    row.map(read).transpose()
}

/// Reads it and keeps it from being changed until the transaction ends; many may do so at once.
pub async fn lock_shared(tx: &Tx, id: RoundId) -> Result<Option<Round>, StoreError> {
    let row = round::Entity::find_by_id(id.uuid()).lock_shared().one(tx.connection()).await?;
    row.map(read).transpose()
}

/// Rounds before that id, newest first.
pub async fn list(
    reads: &impl Reads,
    filter: Filter,
    before: Option<RoundId>,
    limit: u64,
) -> Result<Vec<Round>, StoreError> {
    let mut wanted = Condition::all();
    if !filter.with_unopened {
        wanted = wanted.add(round::Column::OpenedAt.is_not_null());
    }
    if let Some(contest) = filter.contest {
        wanted = wanted.add(round::Column::ContestId.eq(contest.uuid()));
    }
    if let Some(state) = filter.state {
        wanted = wanted.add(round::Column::State.eq(state.as_str()));
    }
    if let Some(before) = before {
        wanted = wanted.add(round::Column::Id.lt(before.uuid()));
    }
    let query = round::Entity::find().filter(wanted).order_by_desc(round::Column::Id).limit(limit);
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// Rounds whose window for what they do now is over.
pub async fn list_due(reads: &impl Reads, now: DateTime<Utc>) -> Result<Vec<RoundId>, StoreError> {
    let is_over = |state: State, end: round::Column| {
        Condition::all().add(round::Column::State.eq(state.as_str())).add(end.lte(now))
    };
    let due = Condition::any()
        .add(is_over(State::Submissions, round::Column::ScoringOpenAt))
        .add(
            is_over(State::Scoring, round::Column::ScoringCloseAt)
                .add(round::Column::ScoringExtendedUntil.is_null()),
        )
        .add(is_over(State::Scoring, round::Column::ScoringExtendedUntil));
    let rows =
        round::Entity::find().filter(due).order_by_asc(round::Column::Id).all(reads.connection()).await?;
    Ok(rows.into_iter().map(|row| RoundId::new(row.id)).collect())
}

/// Replaces the rules of a draft, and its variants, which nobody can have ordered yet.
pub async fn set_rules(tx: &Tx, edited: &Round) -> Result<(), StoreError> {
    let windows = edited.rules.windows;
    variant::Entity::delete_many()
        .filter(variant::Column::RoundId.eq(edited.id.uuid()))
        .exec(tx.connection())
        .await?;
    let done = round::Entity::update_many()
        .col_expr(round::Column::Currency, Expr::value(edited.rules.currency.code()))
        .col_expr(round::Column::Rules, Expr::value(canonical(&edited.rules)?))
        .col_expr(round::Column::RulesVersion, Expr::value(version(&edited.rules)?))
        .col_expr(round::Column::RulesDigest, Expr::value(edited.rules_digest.to_string()))
        .col_expr(round::Column::SubmissionsOpenAt, Expr::value(windows.submissions_open_at))
        .col_expr(round::Column::ScoringOpenAt, Expr::value(windows.scoring_open_at))
        .col_expr(round::Column::ScoringCloseAt, Expr::value(windows.scoring_close_at))
        .filter(round::Column::Id.eq(edited.id.uuid()))
        .filter(round::Column::State.eq(State::Draft.as_str()))
        .filter(round::Column::RulesFrozenAt.is_null())
        .exec(tx.connection())
        .await?;
    if done.rows_affected != 1 {
        return Err(StoreError::Moved("the round"));
    }
    insert_variants(tx, edited).await
}

/// Replaces the texts of a draft.
pub async fn set_texts(tx: &Tx, id: RoundId, title: &str, brief: &str) -> Result<(), StoreError> {
    set(tx, id, &[(round::Column::Title, Expr::value(title)), (round::Column::Brief, Expr::value(brief))])
        .await
}

/// Marks the rules as final, in the transaction of the first ballot or commitment; later calls change nothing.
pub async fn freeze_rules(tx: &Tx, id: RoundId, now: DateTime<Utc>) -> Result<(), StoreError> {
    round::Entity::update_many()
        .col_expr(round::Column::RulesFrozenAt, Expr::value(now))
        .filter(round::Column::Id.eq(id.uuid()))
        .filter(round::Column::RulesFrozenAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Moves a round from one state to the next.
pub async fn transition(tx: &Tx, id: RoundId, from: State, to: State) -> Result<(), StoreError> {
    let done = round::Entity::update_many()
        .col_expr(round::Column::State, Expr::value(to.as_str()))
        .filter(round::Column::Id.eq(id.uuid()))
        .filter(round::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the round")) }
}

/// Notes when it opened, beside the transition.
pub async fn set_opened(tx: &Tx, id: RoundId, at: DateTime<Utc>) -> Result<(), StoreError> {
    set(tx, id, &[(round::Column::OpenedAt, Expr::value(at))]).await
}

/// Notes when and why it was cancelled, beside the transition.
pub async fn set_cancelled(tx: &Tx, id: RoundId, at: DateTime<Utc>, reason: &str) -> Result<(), StoreError> {
    set(
        tx,
        id,
        &[(round::Column::CancelledAt, Expr::value(at)), (round::Column::CancelReason, Expr::value(reason))],
    )
    .await
}

/// Notes until when scoring goes on; it is noted once.
pub async fn set_extended(tx: &Tx, id: RoundId, until: DateTime<Utc>) -> Result<(), StoreError> {
    let done = round::Entity::update_many()
        .col_expr(round::Column::ScoringExtendedUntil, Expr::value(until))
        .filter(round::Column::Id.eq(id.uuid()))
        .filter(round::Column::ScoringExtendedUntil.is_null())
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the round")) }
}

/// Notes when it closed and what was sealed, beside the transition.
pub async fn set_closed(tx: &Tx, id: RoundId, at: DateTime<Utc>, sealed: &Sealed) -> Result<(), StoreError> {
    set(
        tx,
        id,
        &[
            (round::Column::ClosedAt, Expr::value(at)),
            (round::Column::BallotsAll, Expr::value(stored(sealed.ballots_all)?)),
            (round::Column::ScoresSum, Expr::value(stored(sealed.scores_sum)?)),
            (round::Column::ResultDigest, Expr::value(sealed.result_digest.to_string())),
        ],
    )
    .await
}

async fn set(tx: &Tx, id: RoundId, values: &[(round::Column, Expr)]) -> Result<(), StoreError> {
    let mut update = round::Entity::update_many().filter(round::Column::Id.eq(id.uuid()));
    for (column, value) in values {
        update = update.col_expr(*column, value.clone());
    }
    let done = update.exec(tx.connection()).await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the round")) }
}

async fn insert_variants(tx: &Tx, round: &Round) -> Result<(), StoreError> {
    let rows = (0_i32..).zip(&round.rules.product.variants).map(|(position, each)| variant::ActiveModel {
        id: Set(each.id.uuid()),
        round_id: Set(round.id.uuid()),
        currency: Set(round.rules.currency.code().to_owned()),
        sku: Set(each.sku.clone()),
        size: Set(each.size.clone()),
        colour: Set(each.colour.clone()),
        price_minor: Set(each.price_minor),
        position: Set(position),
    });
    variant::Entity::insert_many(rows).exec(tx.connection()).await?;
    Ok(())
}

fn canonical(rules: &Rules) -> Result<String, StoreError> {
    rules.canonical_json().map_err(|error| StoreError::Corrupt(format!("rules: {error}")))
}

fn version(rules: &Rules) -> Result<i32, StoreError> {
    i32::try_from(rules.version).map_err(|_| StoreError::Corrupt("rules version".into()))
}

fn stored(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(|_| StoreError::Corrupt("a count beyond 64 bits".into()))
}

fn read(row: round::Model) -> Result<Round, StoreError> {
    let unreadable = |what: &str| StoreError::Corrupt(format!("{what} of round {}", row.id));
    let sealed = match (row.ballots_all, row.scores_sum, &row.result_digest) {
        (Some(ballots), Some(sum), Some(digest)) => Some(Sealed {
            ballots_all: u64::try_from(ballots).map_err(|_| unreadable("ballots"))?,
            scores_sum: u64::try_from(sum).map_err(|_| unreadable("scores"))?,
            result_digest: digest.parse().map_err(|_| unreadable("result digest"))?,
        }),
        (None, None, None) => None,
        (_, _, _) => return Err(unreadable("half a result")),
    };
    Ok(Round {
        id: RoundId::new(row.id),
        contest: ContestId::new(row.contest_id),
        state: row.state.parse().map_err(|_| unreadable("state"))?,
        rules: serde_json::from_str(&row.rules).map_err(|_| unreadable("rules"))?,
        rules_digest: row.rules_digest.parse().map_err(|_| unreadable("rules digest"))?,
        title: row.title,
        brief: row.brief,
        rules_frozen_at: row.rules_frozen_at,
        opened_at: row.opened_at,
        closed_at: row.closed_at,
        cancelled_at: row.cancelled_at,
        cancel_reason: row.cancel_reason,
        scoring_extended_until: row.scoring_extended_until,
        sealed,
        created_by: AccountId::new(row.created_by),
        created_at: row.created_at,
    })
}
