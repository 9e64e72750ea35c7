//! What a round's closing reads and freezes: its ballot box, its designs and their people, its ranking.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::{ballot, design, design_creator, standing, standing_beside};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};
use crate::domain::design::State;
use crate::domain::id::{AccountId, DesignId, RoundId};
use crate::domain::score::Score;
use crate::domain::share::{Shares, Stake};
use crate::domain::standing::{Ballot, Beside, Standing};

/// Rows written or named by one statement: both databases bound the parameters of one.
const AT_ONCE: usize = 500;

const CLEARED: &str = State::Cleared.as_str();
const RANKED: &str = State::Ranked.as_str();
const SUBMITTED: &str = State::Submitted.as_str();

type AsideColumns = (Uuid, Uuid, Option<String>, Option<String>);

/// A design of the round with the people who made it.
#[derive(Debug, Clone)]
pub struct Entrant {
    pub design: DesignId,
    pub designer: AccountId,
    pub title: String,
    pub shares: Shares,
}

/// Everything in the round's box, in the order of time.
pub async fn list_ballots(reads: &impl Reads, round: RoundId) -> Result<Vec<Ballot>, StoreError> {
    let query = ballot::Entity::find()
        .filter(ballot::Column::RoundId.eq(round.uuid()))
        .order_by_asc(ballot::Column::Sequence);
    query.all(reads.connection()).await?.iter().map(read_ballot).collect()
}

/// Why ballots of the round, or their last changes, were set aside, by voter and design.
pub async fn list_set_aside(
    reads: &impl Reads,
    round: RoundId,
) -> Result<BTreeMap<(AccountId, DesignId), String>, StoreError> {
    let is_doubted = Condition::any()
        .add(ballot::Column::SetAsideReason.is_not_null())
        .add(ballot::Column::CountedReason.is_not_null());
    let rows: Vec<AsideColumns> = ballot::Entity::find()
        .select_only()
        .column(ballot::Column::AccountId)
        .column(ballot::Column::DesignId)
        .column(ballot::Column::SetAsideReason)
        .column(ballot::Column::CountedReason)
        .filter(ballot::Column::RoundId.eq(round.uuid()))
        .filter(is_doubted)
        .into_tuple()
        .all(reads.connection())
        .await?;
    let read = |(account, design, whole, change): AsideColumns| {
        ((AccountId::new(account), DesignId::new(design)), whole.or(change).unwrap_or_default())
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The designs that are still in the round and cleared, in the order of their ids.
pub async fn list_entrants(reads: &impl Reads, round: RoundId) -> Result<Vec<Entrant>, StoreError> {
    let designs = design::Entity::find()
        .filter(design::Column::RoundId.eq(round.uuid()))
        .filter(design::Column::State.is_in([CLEARED, RANKED]))
        .order_by_asc(design::Column::Id)
        .all(reads.connection())
        .await?;
    let mut stakes = list_stakes(reads, round).await?;
    designs.into_iter().map(|row| entrant(row, &mut stakes)).collect()
}

/// The titles of the designs in a round's ranking, whatever became of them since.
pub async fn list_titles(
    reads: &impl Reads,
    round: RoundId,
) -> Result<BTreeMap<DesignId, String>, StoreError> {
    let rows: Vec<(Uuid, String)> = design::Entity::find()
        .select_only()
        .column(design::Column::Id)
        .column(design::Column::Title)
        .filter(design::Column::RoundId.eq(round.uuid()))
        .filter(design::Column::State.is_in([CLEARED, RANKED, State::TakenDown.as_str()]))
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(|(id, title)| (DesignId::new(id), title)).collect())
}

/// A design's frozen standing; none before its round closes.
pub async fn find(reads: &impl Reads, design: DesignId) -> Result<Option<Standing>, StoreError> {
    let row = standing::Entity::find_by_id(design.uuid()).one(reads.connection()).await?;
    row.as_ref().map(read).transpose()
}

/// How many designs of a closed round have a place.
pub async fn count_ranked(reads: &impl Reads, round: RoundId) -> Result<u64, StoreError> {
    let query = standing::Entity::find()
        .filter(standing::Column::RoundId.eq(round.uuid()))
        .filter(standing::Column::Place.is_not_null());
    Ok(query.count(reads.connection()).await?)
}

/// How many designs of the round no moderator has decided on.
pub async fn count_undecided(reads: &impl Reads, round: RoundId) -> Result<u64, StoreError> {
    let query = design::Entity::find()
        .filter(design::Column::RoundId.eq(round.uuid()))
        .filter(design::Column::State.eq(SUBMITTED));
    Ok(query.count(reads.connection()).await?)
}

/// The people whose designs are in the round in any way that was not ended.
pub async fn list_designers(reads: &impl Reads, round: RoundId) -> Result<Vec<AccountId>, StoreError> {
    let ids: Vec<Uuid> = design::Entity::find()
        .select_only()
        .column(design::Column::DesignerId)
        .distinct()
        .filter(design::Column::RoundId.eq(round.uuid()))
        .filter(design::Column::State.is_in([State::Draft.as_str(), SUBMITTED, CLEARED, RANKED]))
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(ids.into_iter().map(AccountId::new).collect())
}

/// Moves these designs from cleared to ranked, all of them or none.
pub async fn transition_to_ranked(tx: &Tx, designs: &[DesignId]) -> Result<(), StoreError> {
    for some in designs.chunks(AT_ONCE) {
        let done = design::Entity::update_many()
            .col_expr(design::Column::State, Expr::value(RANKED))
            .filter(design::Column::Id.is_in(some.iter().map(|id| id.uuid())))
            .filter(design::Column::State.eq(CLEARED))
            .exec(tx.connection())
            .await?;
        if usize::try_from(done.rows_affected) != Ok(some.len()) {
            return Err(StoreError::Moved("a design of the round"));
        }
    }
    Ok(())
}

/// Freezes the ranking.
pub async fn insert(tx: &Tx, round: RoundId, rows: &[Standing], at: DateTime<Utc>) -> Result<(), StoreError> {
    for some in rows.chunks(AT_ONCE) {
        let rows: Result<Vec<_>, StoreError> = some.iter().map(|row| write(round, row, at)).collect();
        standing::Entity::insert_many(rows?).exec(tx.connection()).await?;
    }
    Ok(())
}

/// Keeps the figures that stand beside the ranking.
pub async fn insert_beside(tx: &Tx, round: RoundId, rows: &[Beside]) -> Result<(), StoreError> {
    let wide = |figure: u64| i64::try_from(figure).unwrap_or(i64::MAX);
    for some in rows.chunks(AT_ONCE) {
        let rows = some.iter().map(|row| standing_beside::ActiveModel {
            design_id: Set(row.design.uuid()),
            round_id: Set(round.uuid()),
            place_with_all: Set(row.place_with_all.and_then(|place| i32::try_from(place).ok())),
            standing_with_all: Set(i64::from(row.standing_with_all)),
            counted_with_all: Set(wide(row.counted_with_all)),
            corrected: Set(row.corrected.map(i64::from)),
        });
        standing_beside::Entity::insert_many(rows).exec(tx.connection()).await?;
    }
    Ok(())
}

/// The figures beside a closed round's ranking; none of a round that was closed before they were kept.
pub async fn list_beside(
    reads: &impl Reads,
    round: RoundId,
) -> Result<BTreeMap<DesignId, Beside>, StoreError> {
    let rows = standing_beside::Entity::find()
        .filter(standing_beside::Column::RoundId.eq(round.uuid()))
        .all(reads.connection())
        .await?;
    rows.iter().map(|row| Ok((DesignId::new(row.design_id), read_beside(row)?))).collect()
}

/// A closed round's ranking: by place, then the unranked in the order that their figures give.
pub async fn list(reads: &impl Reads, round: RoundId) -> Result<Vec<Standing>, StoreError> {
    let rows = standing::Entity::find()
        .filter(standing::Column::RoundId.eq(round.uuid()))
        .all(reads.connection())
        .await?;
    let mut rows: Vec<Standing> = rows.iter().map(read).collect::<Result<_, _>>()?;
    crate::domain::standing::order(&mut rows);
    Ok(rows)
}

async fn list_stakes(reads: &impl Reads, round: RoundId) -> Result<BTreeMap<Uuid, Vec<Stake>>, StoreError> {
    let of_round = design::Entity::find()
        .select_only()
        .column(design::Column::Id)
        .filter(design::Column::RoundId.eq(round.uuid()));
    let rows = design_creator::Entity::find()
        .filter(design_creator::Column::DesignId.in_subquery(sea_orm::QueryTrait::into_query(of_round)))
        .all(reads.connection())
        .await?;
    let mut stakes: BTreeMap<Uuid, Vec<Stake>> = BTreeMap::new();
    for row in rows {
        let basis_points = u32::try_from(row.share_basis_points)
            .map_err(|_| StoreError::Corrupt(format!("shares of design {}", row.design_id)))?;
        let stake = Stake { account: AccountId::new(row.account_id), basis_points };
        stakes.entry(row.design_id).or_default().push(stake);
    }
    Ok(stakes)
}

/// A design without rows of creators is its designer's alone.
fn entrant(row: design::Model, stakes: &mut BTreeMap<Uuid, Vec<Stake>>) -> Result<Entrant, StoreError> {
    let designer = AccountId::new(row.designer_id);
    let shares = match stakes.remove(&row.id) {
        Some(stakes) => Shares::new(stakes)
            .map_err(|error| StoreError::Corrupt(format!("shares of design {}: {error}", row.id)))?,
        None => Shares::sole(designer),
    };
    Ok(Entrant { design: DesignId::new(row.id), designer, title: row.title, shares })
}

fn read_ballot(row: &ballot::Model) -> Result<Ballot, StoreError> {
    let unreadable = |what: &str| StoreError::Corrupt(format!("{what} of ballot {}", row.id));
    Ok(Ballot {
        voter: AccountId::new(row.account_id),
        design: DesignId::new(row.design_id),
        score: Score::try_from(i64::from(row.score)).map_err(|_| unreadable("score"))?,
        would_buy: row.would_buy,
        rank: u64::try_from(row.sequence).map_err(|_| unreadable("sequence"))?,
        set_aside: row.set_aside_reason.is_some(),
        counted_as: super::ballot::counted_as(row)?.map(|(answer, _)| answer),
    })
}

fn read_beside(row: &standing_beside::Model) -> Result<Beside, StoreError> {
    let unreadable = || StoreError::Corrupt(format!("figures beside design {}", row.design_id));
    let small = |figure: i64| u32::try_from(figure).map_err(|_| unreadable());
    Ok(Beside {
        design: DesignId::new(row.design_id),
        place_with_all: row.place_with_all.map(|place| small(i64::from(place))).transpose()?,
        standing_with_all: small(row.standing_with_all)?,
        counted_with_all: u64::try_from(row.counted_with_all).map_err(|_| unreadable())?,
        corrected: row.corrected.map(small).transpose()?,
    })
}

fn write(round: RoundId, row: &Standing, at: DateTime<Utc>) -> Result<standing::ActiveModel, StoreError> {
    let wide =
        |figure: u64| i64::try_from(figure).map_err(|_| StoreError::Corrupt("a standing's sum".into()));
    let place = row.place.map(i32::try_from).transpose();
    let unranked = row.unranked.as_ref().map(serde_json::to_string).transpose();
    Ok(standing::ActiveModel {
        design_id: Set(row.design.uuid()),
        round_id: Set(round.uuid()),
        place: Set(place.map_err(|_| StoreError::Corrupt("a place".into()))?),
        counted: Set(wide(row.n)?),
        points_sum: Set(wide(row.points)?),
        squares_sum: Set(wide(row.squares)?),
        would_buys: Set(wide(row.would_buys)?),
        standing: Set(i64::from(row.standing)),
        half_width: Set(row.half_width.map(i64::from)),
        polarisation: Set(row.polarisation.map(i64::from)),
        lot: Set(row.lot.to_string()),
        unranked_reason: Set(unranked.map_err(|error| StoreError::Corrupt(error.to_string()))?),
        frozen_at: Set(at),
    })
}

fn read(row: &standing::Model) -> Result<Standing, StoreError> {
    let unreadable = || StoreError::Corrupt(format!("standing of design {}", row.design_id));
    let wide = |figure: i64| u64::try_from(figure).map_err(|_| unreadable());
    let small = |figure: i64| u32::try_from(figure).map_err(|_| unreadable());
    let unranked = row.unranked_reason.as_deref().map(serde_json::from_str).transpose();
    Ok(Standing {
        design: DesignId::new(row.design_id),
        n: wide(row.counted)?,
        points: wide(row.points_sum)?,
        squares: wide(row.squares_sum)?,
        would_buys: wide(row.would_buys)?,
        standing: small(row.standing)?,
        half_width: row.half_width.map(small).transpose()?,
        polarisation: row.polarisation.map(small).transpose()?,
        lot: row.lot.parse().map_err(|_| unreadable())?,
        place: row.place.map(|place| small(i64::from(place))).transpose()?,
        unranked: unranked.map_err(|_| unreadable())?,
    })
}
