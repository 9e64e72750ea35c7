//! Bearer tokens for the API: hashed, scoped, revocable.

use chrono::{DateTime, Utc};
use entity::api_token;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::{Reads, StoreError, Tx};
use crate::domain::account::Token;
use crate::domain::id::{AccountId, TokenId};

pub async fn insert(tx: &Tx, token: &Token, token_hash: &str) -> Result<(), StoreError> {
    let row = api_token::ActiveModel {
        id: Set(token.id.uuid()),
        account_id: Set(token.account.uuid()),
        token_hash: Set(token_hash.to_owned()),
        name: Set(token.name.clone()),
        scopes: Set(token.scopes.clone()),
        created_at: Set(token.created_at),
        expires_at: Set(token.expires_at),
        revoked_at: Set(None),
    };
    api_token::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

/// A token that is neither revoked nor expired.
pub async fn find(
    reads: &impl Reads,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Token>, StoreError> {
    let row = api_token::Entity::find()
        .filter(api_token::Column::TokenHash.eq(token_hash))
        .filter(api_token::Column::RevokedAt.is_null())
        .one(reads.connection())
        .await?;
    Ok(row.map(token).filter(|token| token.expires_at.is_none_or(|end| end > now)))
}

/// An account's live tokens, oldest first.
pub async fn list(reads: &impl Reads, account: AccountId) -> Result<Vec<Token>, StoreError> {
    let rows = api_token::Entity::find()
        .filter(api_token::Column::AccountId.eq(account.uuid()))
        .filter(api_token::Column::RevokedAt.is_null())
        .order_by_asc(api_token::Column::Id)
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(token).collect())
}

/// Ends one live token of this account; false if there is none.
pub async fn revoke(
    tx: &Tx,
    account: AccountId,
    id: TokenId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, Expr::value(now))
        .filter(api_token::Column::Id.eq(id.uuid()))
        .filter(api_token::Column::AccountId.eq(account.uuid()))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

fn token(row: api_token::Model) -> Token {
    Token {
        id: TokenId::new(row.id),
        account: AccountId::new(row.account_id),
        name: row.name,
        scopes: row.scopes,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}
