//! Ballot boxes: written once when a round closes.

use chrono::{DateTime, Utc};
use entity::ballot_box;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Reads, StoreError, Tx};
use crate::domain::ballot_box::Salt;
use crate::domain::digest::Digest;
use crate::domain::id::RoundId;

/// What a page needs of a box.
#[derive(Debug, Clone, Copy)]
pub struct Sealed {
    pub digest: Digest,
    pub salt: Salt,
}

pub async fn insert(
    tx: &Tx,
    round: RoundId,
    sealed: &Sealed,
    (document, at): (String, DateTime<Utc>),
) -> Result<(), StoreError> {
    let row = ballot_box::ActiveModel {
        round_id: Set(round.uuid()),
        salt: Set(Digest::new(sealed.salt).to_string()),
        digest: Set(sealed.digest.to_string()),
        document: Set(document),
        sealed_at: Set(at),
    };
    ballot_box::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

/// None for a round that is not closed, or was closed before boxes were published.
pub async fn find(reads: &impl Reads, round: RoundId) -> Result<Option<Sealed>, StoreError> {
    let found: Option<(String, String)> = ballot_box::Entity::find()
        .select_only()
        .column(ballot_box::Column::Digest)
        .column(ballot_box::Column::Salt)
        .filter(ballot_box::Column::RoundId.eq(round.uuid()))
        .into_tuple()
        .one(reads.connection())
        .await?;
    let Some((digest, salt)) = found else { return Ok(None) };
    let read = |text: &str| {
        text.parse::<Digest>().map_err(|error| StoreError::Corrupt(format!("the box of {round}: {error}")))
    };
    Ok(Some(Sealed { digest: read(&digest)?, salt: *read(&salt)?.bytes() }))
}

/// The document as it was sealed.
pub async fn find_document(reads: &impl Reads, round: RoundId) -> Result<Option<String>, StoreError> {
    let found: Option<(String,)> = ballot_box::Entity::find()
        .select_only()
        .column(ballot_box::Column::Document)
        .filter(ballot_box::Column::RoundId.eq(round.uuid()))
        .into_tuple()
        .one(reads.connection())
        .await?;
    Ok(found.map(|(document,)| document))
}
