//! Pre-orders with their lines: row to domain value and back.

mod list;
mod row;
mod settle;
mod tried;
mod write;

pub use list::{
    counts, find_all, find_batch, is_any_past_agreement, list, list_expirable, list_in, list_of_buyer,
    list_past_agreement, list_received, units_of,
};
pub use settle::{Sum, UnitsInHand, Waiting, count_tried, list_waiting, next_retry_at, sums, units_in_hand};
pub use tried::{Tried, tried};
pub use write::{insert, save, set_order, transition};

use entity::preorder;
use sea_orm::{EntityTrait, QuerySelect};

use super::{Reads, StoreError, Tx};
use crate::domain::id::PreorderId;
use crate::domain::preorder::Preorder;

pub async fn find(reads: &impl Reads, id: PreorderId) -> Result<Option<Preorder>, StoreError> {
    let found = preorder::Entity::find_by_id(id.uuid()).one(reads.connection()).await?;
    Ok(row::with_lines(reads, found.into_iter().collect()).await?.pop())
}

/// Reads it and holds its row until the transaction ends. Taken after its campaign.
pub async fn lock(tx: &Tx, id: PreorderId) -> Result<Option<Preorder>, StoreError> {
    let found = preorder::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.connection()).await?;
    Ok(row::with_lines(tx, found.into_iter().collect()).await?.pop())
}
