//! Signed-in browsers: the hash of a random token, never the token.

use chrono::{DateTime, Utc};
use entity::session;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{Reads, StoreError, Tx};
use crate::domain::id::AccountId;

pub async fn insert(
    tx: &Tx,
    token_hash: &str,
    account: AccountId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = session::ActiveModel {
        token_hash: Set(token_hash.to_owned()),
        account_id: Set(account.uuid()),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(expires_at),
    };
    session::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

/// The account of a session that has not expired.
pub async fn find(
    reads: &impl Reads,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<AccountId>, StoreError> {
    let row = session::Entity::find_by_id(token_hash.to_owned())
        .filter(session::Column::ExpiresAt.gt(now))
        .one(reads.connection())
        .await?;
    Ok(row.map(|row| AccountId::new(row.account_id)))
}

pub async fn delete(tx: &Tx, token_hash: &str) -> Result<(), StoreError> {
    session::Entity::delete_by_id(token_hash.to_owned()).exec(tx.connection()).await?;
    Ok(())
}

/// Ends every session of an account, as after a new password.
pub async fn delete_of(tx: &Tx, account: AccountId) -> Result<(), StoreError> {
    session::Entity::delete_many()
        .filter(session::Column::AccountId.eq(account.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

pub async fn delete_expired(tx: &Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(now)).exec(tx.connection()).await?;
    Ok(())
}
