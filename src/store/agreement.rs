//! What buyers agreed to. Append-only.

use chrono::{DateTime, Utc};
use entity::agreement;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Reads, StoreError, Tx};
use crate::domain::id::PreorderId;
use crate::domain::preorder::Preorder;

/// The text that a buyer accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub version: String,
    /// SHA-256, lower-case hex.
    pub digest: String,
    pub language: String,
}

/// An agreement as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// From 1, by order.
    pub number: u32,
    pub text: Text,
    pub accepted_at: DateTime<Utc>,
    pub total_minor: i64,
    pub charge_by: DateTime<Utc>,
}

/// Adds the order's next agreement, with its amounts and `charge_by` as they are.
pub async fn insert(
    tx: &Tx,
    id: uuid::Uuid,
    order: &Preorder,
    text: &Text,
    accepted_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let charge_by = order.charge_by.ok_or_else(|| StoreError::Corrupt("an agreement without end".into()))?;
    let last = newest(tx, order.id).await?;
    let row = agreement::ActiveModel {
        id: Set(id),
        preorder_id: Set(order.id.uuid()),
        currency: Set(order.total.currency.code().to_owned()),
        number: Set(last.map_or(0, |last| last.number).saturating_add(1)),
        text_version: Set(text.version.clone()),
        text_digest: Set(text.digest.clone()),
        language: Set(text.language.clone()),
        accepted_at: Set(accepted_at),
        total_minor: Set(order.total.minor),
        goods_minor: Set(order.goods.minor),
        shipping_minor: Set(order.shipping.minor),
        tax_minor: Set(order.tax.minor),
        charge_by: Set(charge_by),
    };
    agreement::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

/// The agreement that holds: the last one.
pub async fn find(reads: &impl Reads, order: PreorderId) -> Result<Option<Agreement>, StoreError> {
    let Some(row) = newest(reads, order).await? else { return Ok(None) };
    Ok(Some(Agreement {
        number: u32::try_from(row.number)
            .map_err(|_| StoreError::Corrupt(format!("number of agreement {}", row.id)))?,
        text: Text { version: row.text_version, digest: row.text_digest, language: row.language },
        accepted_at: row.accepted_at,
        total_minor: row.total_minor,
        charge_by: row.charge_by,
    }))
}

async fn newest(reads: &impl Reads, order: PreorderId) -> Result<Option<agreement::Model>, StoreError> {
    let query = agreement::Entity::find()
        .filter(agreement::Column::PreorderId.eq(order.uuid()))
        .order_by_desc(agreement::Column::Number);
    Ok(query.one(reads.connection()).await?)
}
