//! Designs with those who made them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{design, design_creator};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};
use crate::domain::design::{Creator, Design, State};
use crate::domain::digest::Digest;
use crate::domain::id::{AccountId, DesignId, RoundId};

/// Which designs a list has, oldest first.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    pub round: Option<RoundId>,
    /// Of this designer, in whatever part.
    pub creator: Option<AccountId>,
    /// None: in every state.
    pub states: Option<&'a [State]>,
    pub after: Option<DesignId>,
}

/// Adds a design and its creators.
pub async fn insert(tx: &Tx, new: &Design) -> Result<(), StoreError> {
    let row = design::ActiveModel {
        id: Set(new.id.uuid()),
        round_id: Set(new.round.uuid()),
        designer_id: Set(new.designer.uuid()),
        title: Set(new.title.clone()),
        story: Set(new.story.clone()),
        origin: Set(new.origin.as_str().to_owned()),
        licensed_parts: Set(new.licensed_parts.clone()),
        state: Set(new.state.as_str().to_owned()),
        rules_version: Set(None),
        rules_digest: Set(None),
        rules_accepted_at: Set(None),
        submitted_at: Set(new.submitted_at),
        decided_at: Set(new.decided_at),
        decided_by: Set(new.decided_by.map(AccountId::uuid)),
        refusal_reason: Set(new.refusal_reason.clone()),
        withdrawn_at: Set(new.withdrawn_at),
        showings: Set(0),
        created_at: Set(new.created_at),
    };
    design::Entity::insert(row).exec(tx.connection()).await?;
    insert_creators(tx, new).await
}

/// Writes what its designer edited, while it is a draft.
pub async fn set_draft(tx: &Tx, edited: &Design) -> Result<(), StoreError> {
    let done = design::Entity::update_many()
        .col_expr(design::Column::Title, Expr::value(edited.title.as_str()))
        .col_expr(design::Column::Story, Expr::value(edited.story.as_str()))
        .col_expr(design::Column::Origin, Expr::value(edited.origin.as_str()))
        .col_expr(design::Column::LicensedParts, Expr::value(edited.licensed_parts.as_str()))
        .filter(design::Column::Id.eq(edited.id.uuid()))
        .filter(design::Column::State.eq(State::Draft.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected != 1 {
        return Err(StoreError::Moved("the design"));
    }
    design_creator::Entity::delete_many()
        .filter(design_creator::Column::DesignId.eq(edited.id.uuid()))
        .exec(tx.connection())
        .await?;
    insert_creators(tx, edited).await
}

pub async fn find(reads: &impl Reads, id: DesignId) -> Result<Option<Design>, StoreError> {
    let row = design::Entity::find_by_id(id.uuid()).one(reads.connection()).await?;
    one(reads, row).await
}

/// These designs, by their ids; one that is not there is absent.
pub async fn find_all(reads: &impl Reads, ids: &[DesignId]) -> Result<HashMap<DesignId, Design>, StoreError> {
    let query = design::Entity::find().filter(design::Column::Id.is_in(ids.iter().map(|id| id.uuid())));
    let found = all(reads, query.all(reads.connection()).await?).await?;
    Ok(found.into_iter().map(|design| (design.id, design)).collect())
}

/// Reads it and holds its row until the transaction ends. Taken after its round's.
pub async fn lock(tx: &Tx, id: DesignId) -> Result<Option<Design>, StoreError> {
    let row = design::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.connection()).await?;
    one(tx, row).await
}

/// Designs after a cursor, oldest first.
pub async fn list(reads: &impl Reads, filter: Filter<'_>, limit: u64) -> Result<Vec<Design>, StoreError> {
    let mut query = design::Entity::find().order_by_asc(design::Column::Id).limit(limit);
    if let Some(round) = filter.round {
        query = query.filter(design::Column::RoundId.eq(round.uuid()));
    }
    if let Some(creator) = filter.creator {
        let made = design_creator::Entity::find()
            .select_only()
            .column(design_creator::Column::DesignId)
            .filter(design_creator::Column::AccountId.eq(creator.uuid()));
        query = query.filter(design::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(made)));
    }
    if let Some(states) = filter.states {
        query = query.filter(design::Column::State.is_in(states.iter().map(|state| state.as_str())));
    }
    if let Some(after) = filter.after {
        query = query.filter(design::Column::Id.gt(after.uuid()));
    }
    all(reads, query.all(reads.connection()).await?).await
}

/// Every design of a round, in whatever state.
pub async fn list_of_round(reads: &impl Reads, round: RoundId) -> Result<Vec<Design>, StoreError> {
    let query = design::Entity::find().filter(design::Column::RoundId.eq(round.uuid()));
    all(reads, query.order_by_asc(design::Column::Id).all(reads.connection()).await?).await
}

/// The states of the designer's designs in the round, without one of them.
pub async fn list_states(
    reads: &impl Reads,
    round: RoundId,
    designer: AccountId,
    without: Option<DesignId>,
) -> Result<Vec<State>, StoreError> {
    let mut query = design::Entity::find()
        .select_only()
        .column(design::Column::State)
        .filter(design::Column::RoundId.eq(round.uuid()))
        .filter(design::Column::DesignerId.eq(designer.uuid()));
    if let Some(without) = without {
        query = query.filter(design::Column::Id.ne(without.uuid()));
    }
    let words: Vec<String> = query.into_tuple().all(reads.connection()).await?;
    let read = |word: String| word.parse().map_err(|_| StoreError::Corrupt(format!("design state {word}")));
    words.into_iter().map(read).collect()
}

/// Moves a design from one state to the next.
pub async fn transition(tx: &Tx, id: DesignId, from: State, to: State) -> Result<(), StoreError> {
    let done = design::Entity::update_many()
        .col_expr(design::Column::State, Expr::value(to.as_str()))
        .filter(design::Column::Id.eq(id.uuid()))
        .filter(design::Column::State.eq(from.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the design")) }
}

/// Notes which rules were accepted when it was submitted, beside the transition.
pub async fn set_submitted(
    tx: &Tx,
    id: DesignId,
    (version, digest): (u32, Digest),
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let version = i32::try_from(version).map_err(|_| StoreError::Corrupt("rules version".into()))?;
    let values = [
        (design::Column::RulesVersion, Expr::value(version)),
        (design::Column::RulesDigest, Expr::value(digest.to_string())),
        (design::Column::RulesAcceptedAt, Expr::value(at)),
        (design::Column::SubmittedAt, Expr::value(at)),
    ];
    set(tx, id, values).await
}

/// Notes who decided and when, beside the transition; with the reason where it was refused.
pub async fn set_decided(
    tx: &Tx,
    id: DesignId,
    by: AccountId,
    at: DateTime<Utc>,
    refusal_reason: Option<&str>,
) -> Result<(), StoreError> {
    let values = [
        (design::Column::DecidedBy, Expr::value(by.uuid())),
        (design::Column::DecidedAt, Expr::value(at)),
        (design::Column::RefusalReason, Expr::value(refusal_reason.map(str::to_owned))),
    ];
    set(tx, id, values).await
}

/// Notes when it was taken back, beside the transition.
pub async fn set_withdrawn(tx: &Tx, id: DesignId, at: DateTime<Utc>) -> Result<(), StoreError> {
    set(tx, id, [(design::Column::WithdrawnAt, Expr::value(at))]).await
}

/// Adds a showing to the design's count, or gives one back with -1.
pub async fn add_showings(tx: &Tx, id: DesignId, change: i32) -> Result<(), StoreError> {
    let more = Expr::col(design::Column::Showings).add(change);
    set(tx, id, [(design::Column::Showings, more)]).await
}

async fn set<const N: usize>(
    tx: &Tx,
    id: DesignId,
    values: [(design::Column, Expr); N],
) -> Result<(), StoreError> {
    let mut update = design::Entity::update_many().filter(design::Column::Id.eq(id.uuid()));
    for (column, value) in values {
        update = update.col_expr(column, value);
    }
    let done = update.exec(tx.connection()).await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Moved("the design")) }
}

async fn insert_creators(tx: &Tx, design: &Design) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for (position, creator) in (0_i32..).zip(&design.creators) {
        rows.push(design_creator::ActiveModel {
            design_id: Set(design.id.uuid()),
            account_id: Set(creator.account.uuid()),
            share_basis_points: Set(i32::try_from(creator.share_basis_points)
                .map_err(|_| StoreError::Corrupt("share of a creator".into()))?),
            position: Set(position),
        });
    }
    design_creator::Entity::insert_many(rows).exec(tx.connection()).await?;
    Ok(())
}

async fn one(reads: &impl Reads, row: Option<design::Model>) -> Result<Option<Design>, StoreError> {
    Ok(all(reads, row.into_iter().collect()).await?.pop())
}

async fn all(reads: &impl Reads, rows: Vec<design::Model>) -> Result<Vec<Design>, StoreError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut creators: HashMap<Uuid, Vec<Creator>> = HashMap::new();
    let found = design_creator::Entity::find()
        .filter(design_creator::Column::DesignId.is_in(ids))
        .order_by_asc(design_creator::Column::Position)
        .all(reads.connection())
        .await?;
    for row in found {
        let share = u32::try_from(row.share_basis_points)
            .map_err(|_| StoreError::Corrupt(format!("share in design {}", row.design_id)))?;
        let creator = Creator { account: AccountId::new(row.account_id), share_basis_points: share };
        creators.entry(row.design_id).or_default().push(creator);
    }
    rows.into_iter()
        .map(|row| {
            let made_by = creators.remove(&row.id).unwrap_or_default();
            read(row, made_by)
        })
        .collect()
}

fn read(row: design::Model, creators: Vec<Creator>) -> Result<Design, StoreError> {
    let corrupt = |what: &str| StoreError::Corrupt(format!("{what} of design {}", row.id));
    let rules_version = row.rules_version.map(u32::try_from).transpose();
    let rules_digest = row.rules_digest.as_deref().map(str::parse).transpose();
    Ok(Design {
        id: DesignId::new(row.id),
        round: RoundId::new(row.round_id),
        designer: AccountId::new(row.designer_id),
        origin: row.origin.parse().map_err(|_| corrupt("origin"))?,
        state: row.state.parse().map_err(|_| corrupt("state"))?,
        rules_version: rules_version.map_err(|_| corrupt("rules version"))?,
        rules_digest: rules_digest.map_err(|_| corrupt("rules digest"))?,
        showings: u64::try_from(row.showings).map_err(|_| corrupt("showings"))?,
        creators,
        title: row.title,
        story: row.story,
        licensed_parts: row.licensed_parts,
        submitted_at: row.submitted_at,
        decided_at: row.decided_at,
        decided_by: row.decided_by.map(AccountId::new),
        refusal_reason: row.refusal_reason,
        withdrawn_at: row.withdrawn_at,
        created_at: row.created_at,
    })
}
