//! What was given to each design, kept in the transaction of each ballot.

use entity::tally;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, OnConflict, SimpleExpr},
};

use super::{Reads, StoreError, Tx};
use crate::domain::id::{DesignId, RoundId};
use crate::domain::tally::{Tallies, Tally};

/// Adds what a ballot brings or changes. Others who score the same design wait until the transaction ends: ask last.
pub(super) async fn add(tx: &Tx, round: RoundId, design: DesignId, change: Tally) -> Result<(), StoreError> {
    let done = if change.ballots > 0 {
        insert(tx, round, design, change).await?
    } else {
        sums(change)
            .into_iter()
            .fold(tally::Entity::update_many(), |update, (column, sum)| update.col_expr(column, sum))
            .filter(tally::Column::DesignId.eq(design.uuid()))
            .exec(tx.connection())
            .await?
            .rows_affected
    };
    if done == 1 { Ok(()) } else { Err(StoreError::Corrupt(format!("design {design} has no tally"))) }
}

async fn insert(tx: &Tx, round: RoundId, design: DesignId, first: Tally) -> Result<u64, StoreError> {
    let row = tally::ActiveModel {
        design_id: Set(design.uuid()),
        round_id: Set(round.uuid()),
        ballots: Set(first.ballots),
        scores_sum: Set(first.scores_sum),
        would_buys: Set(first.would_buys),
    };
    let mut or_more = OnConflict::column(tally::Column::DesignId);
    or_more.values(sums(first));
    Ok(tally::Entity::insert(row).on_conflict(or_more).exec_without_returning(tx.connection()).await?)
}

fn sums(more: Tally) -> [(tally::Column, SimpleExpr); 3] {
    let sum = |column, more: i64| (column, Expr::col((tally::Entity, column)).add(more));
    [
        sum(tally::Column::Ballots, more.ballots),
        sum(tally::Column::ScoresSum, more.scores_sum),
        sum(tally::Column::WouldBuys, more.would_buys),
    ]
}

pub async fn list(reads: &impl Reads, round: RoundId) -> Result<Tallies, StoreError> {
    let rows =
        tally::Entity::find().filter(tally::Column::RoundId.eq(round.uuid())).all(reads.connection()).await?;
    let read = |row: tally::Model| {
        let tally = Tally { ballots: row.ballots, scores_sum: row.scores_sum, would_buys: row.would_buys };
        (DesignId::new(row.design_id), tally)
    };
    Ok(rows.into_iter().map(read).collect())
}
