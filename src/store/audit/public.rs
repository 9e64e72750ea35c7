//! The part of the audit log that is about one round.

use entity::audit;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::{Reads, StoreError, with_seals, written_before};
use crate::domain::audit::{CLOSED, Head, OF_DESIGN, OF_FINDING, OF_ROUND, Row};
use crate::domain::id::{AuditId, RoundId};

/// Rows about a round and, once it is over, its designs and ballots, before that one, newest first, each with its seal if it has one.
pub async fn list_of_round(
    reads: &impl Reads,
    (round, is_over): (RoundId, bool),
    before: Option<AuditId>,
    limit: u64,
) -> Result<Vec<(Row, Option<Head>)>, StoreError> {
    let designs = entity::design::Entity::find()
        .select_only()
        .column(entity::design::Column::Id)
        .filter(entity::design::Column::RoundId.eq(round.uuid()))
        .into_query();
    let mut wanted = Condition::any().add(
        Condition::all()
            .add(audit::Column::SubjectId.eq(round.uuid()))
            .add(audit::Column::Action.is_in(OF_ROUND)),
    );
    let findings = entity::finding::Entity::find()
        .select_only()
        .column(entity::finding::Column::Id)
        .filter(entity::finding::Column::RoundId.eq(round.uuid()))
        .into_query();
    if is_over {
        wanted = wanted.add(
            Condition::all()
                .add(audit::Column::SubjectId.in_subquery(findings))
                .add(audit::Column::Action.is_in(OF_FINDING)),
        );
        wanted = wanted.add(
            Condition::all()
                .add(audit::Column::SubjectId.in_subquery(designs))
                .add(audit::Column::Action.is_in(OF_DESIGN)),
        );
    }
    let query = audit::Entity::find().filter(wanted).order_by_desc(audit::Column::Written).limit(limit);
    let query = written_before(reads, query, before).await?;
    with_seals(reads, query.all(reads.connection()).await?).await
}

/// The chain's end as it was with the round's closing; none before that is sealed.
pub async fn head_at_close(reads: &impl Reads, round: RoundId) -> Result<Option<Head>, StoreError> {
    let found = audit::Entity::find()
        .filter(audit::Column::SubjectId.eq(round.uuid()))
        .filter(audit::Column::Action.eq(CLOSED))
        .all(reads.connection())
        .await?;
    Ok(with_seals(reads, found).await?.into_iter().find_map(|(_, head)| head))
}
