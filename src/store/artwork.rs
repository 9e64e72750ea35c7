//! Artworks, one row for each revision of a design's picture, and their renditions.

use std::collections::HashMap;

use entity::{artwork, design, rendition};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, Query, SelectStatement},
};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};
use crate::domain::artwork::{Artwork, Digest, Rendition, RenditionSize};
use crate::domain::design::State;
use crate::domain::id::{ArtworkId, DesignId};

/// Adds a revision with its renditions.
pub async fn insert(tx: &Tx, new: &Artwork) -> Result<(), StoreError> {
    let row = artwork::ActiveModel {
        id: Set(new.id.uuid()),
        design_id: Set(new.design.uuid()),
        revision: Set(small(new.revision)?),
        format: Set(new.format.as_str().to_owned()),
        digest: Set(new.digest.to_string()),
        width: Set(small(new.width)?),
        height: Set(small(new.height)?),
        size_bytes: Set(large(new.size_bytes)?),
        placeholder: Set(new.placeholder.clone()),
        created_at: Set(new.created_at),
    };
    artwork::Entity::insert(row).exec(tx.connection()).await?;
    let mut rows = Vec::new();
    for each in &new.renditions {
        rows.push(rendition::ActiveModel {
            artwork_id: Set(new.id.uuid()),
            width_class: Set(small(each.size.px())?),
            digest: Set(each.digest.to_string()),
            width: Set(small(each.width)?),
            height: Set(small(each.height)?),
            size_bytes: Set(large(each.size_bytes)?),
        });
    }
    rendition::Entity::insert_many(rows).exec(tx.connection()).await?;
    Ok(())
}

/// The number of a design's latest revision; 0 before the first.
pub async fn latest_revision(reads: &impl Reads, design: DesignId) -> Result<u32, StoreError> {
    let row = artwork::Entity::find()
        .filter(artwork::Column::DesignId.eq(design.uuid()))
        .order_by_desc(artwork::Column::Revision)
        .one(reads.connection())
        .await?;
    row.map_or(Ok(0), |row| {
        u32::try_from(row.revision)
            .map_err(|_| StoreError::Corrupt(format!("revision of artwork {}", row.id)))
    })
}

/// All revisions of a design, latest first.
pub async fn list(reads: &impl Reads, design: DesignId) -> Result<Vec<Artwork>, StoreError> {
    let of_design = artwork::Column::DesignId.eq(design.uuid());
    all(reads, Condition::all().add(of_design)).await
}

/// The latest revision of each design that has one.
pub async fn latest(
    reads: &impl Reads,
    designs: &[DesignId],
) -> Result<HashMap<DesignId, Artwork>, StoreError> {
    let of_designs = artwork::Column::DesignId.is_in(designs.iter().map(|design| design.uuid()));
    let is_latest = Expr::col((artwork::Entity, artwork::Column::Revision)).in_subquery(latest_number());
    let found = all(reads, Condition::all().add(of_designs).add(is_latest)).await?;
    Ok(found.into_iter().map(|each| (each.design, each)).collect())
}

/// Whether a rendition is of the latest picture of a design that everybody may see.
pub async fn is_rendition_public(reads: &impl Reads, digest: Digest) -> Result<bool, StoreError> {
    let public = State::ALL.iter().filter(|state| state.is_public()).map(|state| state.as_str());
    let of_public = Query::select()
        .column(design::Column::Id)
        .from(design::Entity)
        .and_where(design::Column::State.is_in(public))
        .to_owned();
    let found = artwork::Entity::find()
        .filter(artwork::Column::Id.in_subquery(with_rendition(digest)))
        .filter(artwork::Column::DesignId.in_subquery(of_public))
        .filter(Expr::col((artwork::Entity, artwork::Column::Revision)).in_subquery(latest_number()))
        .limit(1)
        .count(reads.connection())
        .await?;
    Ok(found > 0)
}

/// Whether a rendition is of any revision of this design.
pub async fn has_rendition(reads: &impl Reads, design: DesignId, digest: Digest) -> Result<bool, StoreError> {
    let found = artwork::Entity::find()
        .filter(artwork::Column::DesignId.eq(design.uuid()))
        .filter(artwork::Column::Id.in_subquery(with_rendition(digest)))
        .limit(1)
        .count(reads.connection())
        .await?;
    Ok(found > 0)
}

/// Other designs that have had this very picture, each once.
pub async fn list_same(
    reads: &impl Reads,
    design: DesignId,
    rendition: Digest,
) -> Result<Vec<DesignId>, StoreError> {
    let ids: Vec<Uuid> = artwork::Entity::find()
        .select_only()
        .column(artwork::Column::DesignId)
        .distinct()
        .filter(artwork::Column::Id.in_subquery(with_rendition(rendition)))
        .filter(artwork::Column::DesignId.ne(design.uuid()))
        .order_by_asc(artwork::Column::DesignId)
        .into_tuple()
        .all(reads.connection())
        .await?;
    Ok(ids.into_iter().map(DesignId::new).collect())
}

fn with_rendition(digest: Digest) -> SelectStatement {
    Query::select()
        .column(rendition::Column::ArtworkId)
        .from(rendition::Entity)
        .and_where(rendition::Column::Digest.eq(digest.to_string()))
        .to_owned()
}

/// The latest revision's number of the outer row's design.
fn latest_number() -> SelectStatement {
    let other = Alias::new("other");
    let same_design = Expr::col((other.clone(), artwork::Column::DesignId))
        .equals((artwork::Entity, artwork::Column::DesignId));
    Query::select()
        .expr(Expr::col((other.clone(), artwork::Column::Revision)).max())
        .from_as(artwork::Entity, other)
        .and_where(same_design)
        .to_owned()
}

async fn all(reads: &impl Reads, wanted: Condition) -> Result<Vec<Artwork>, StoreError> {
    let rows = artwork::Entity::find()
        .filter(wanted)
        .order_by_asc(artwork::Column::DesignId)
        .order_by_desc(artwork::Column::Revision)
        .all(reads.connection())
        .await?;
    let mut renditions: HashMap<Uuid, Vec<Rendition>> = HashMap::new();
    let found = rendition::Entity::find()
        .filter(rendition::Column::ArtworkId.is_in(rows.iter().map(|row| row.id)))
        .order_by_desc(rendition::Column::WidthClass)
        .all(reads.connection())
        .await?;
    for row in found {
        renditions.entry(row.artwork_id).or_default().push(read_rendition(&row)?);
    }
    rows.into_iter()
        .map(|row| {
            let derived = renditions.remove(&row.id).unwrap_or_default();
            read(row, derived)
        })
        .collect()
}

fn read(row: artwork::Model, renditions: Vec<Rendition>) -> Result<Artwork, StoreError> {
    let corrupt = |what: &str| StoreError::Corrupt(format!("{what} of artwork {}", row.id));
    Ok(Artwork {
        id: ArtworkId::new(row.id),
        design: DesignId::new(row.design_id),
        revision: u32::try_from(row.revision).map_err(|_| corrupt("revision"))?,
        format: row.format.parse().map_err(|_| corrupt("format"))?,
        digest: row.digest.parse().map_err(|_| corrupt("digest"))?,
        width: u32::try_from(row.width).map_err(|_| corrupt("width"))?,
        height: u32::try_from(row.height).map_err(|_| corrupt("height"))?,
        size_bytes: u64::try_from(row.size_bytes).map_err(|_| corrupt("size"))?,
        placeholder: row.placeholder,
        renditions,
        created_at: row.created_at,
    })
}

fn read_rendition(row: &rendition::Model) -> Result<Rendition, StoreError> {
    let corrupt = |what: &str| StoreError::Corrupt(format!("{what} of a rendition of {}", row.artwork_id));
    let px = u32::try_from(row.width_class).map_err(|_| corrupt("size"))?;
    Ok(Rendition {
        size: RenditionSize::from_px(px).ok_or_else(|| corrupt("size"))?,
        digest: row.digest.parse().map_err(|_| corrupt("digest"))?,
        width: u32::try_from(row.width).map_err(|_| corrupt("width"))?,
        height: u32::try_from(row.height).map_err(|_| corrupt("height"))?,
        size_bytes: u64::try_from(row.size_bytes).map_err(|_| corrupt("bytes"))?,
    })
}

fn small(number: u32) -> Result<i32, StoreError> {
    i32::try_from(number).map_err(|_| StoreError::Corrupt("a number of an artwork is too large".into()))
}

fn large(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Corrupt("the size of an artwork is too large".into()))
}
