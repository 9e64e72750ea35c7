//! Accounts: people with a mail address, a password hash and a role.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::account;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult,
    sea_query::{Expr, Func, LikeExpr},
};
use uuid::Uuid;

use super::{Reads, StoreError, Tx};
use crate::domain::account::{Account, Role};
use crate::domain::id::AccountId;

/// Adds an account; false if its mail address is taken.
pub async fn insert(tx: &Tx, new: &Account) -> Result<bool, StoreError> {
    let row = account::ActiveModel {
        id: Set(new.id.uuid()),
        email: Set(new.email.clone()),
        name: Set(new.name.clone()),
        password_hash: Set(new.password_hash.clone()),
        role: Set(new.role.as_str().to_owned()),
        mail_verified_at: Set(new.mail_verified_at),
        payee_ref: Set(new.payee_ref.clone()),
        payee_status: Set(new.payee_status.clone()),
        customer_ref: Set(new.customer_ref.clone()),
        created_at: Set(new.created_at),
        payee_asked_at: Set(None),
    };
    let done = account::Entity::insert(row)
        .on_conflict_do_nothing_on([account::Column::Email])
        .exec(tx.connection())
        .await?;
    Ok(matches!(done, TryInsertResult::Inserted(_)))
}

pub async fn find(reads: &impl Reads, id: AccountId) -> Result<Option<Account>, StoreError> {
    account::Entity::find_by_id(id.uuid()).one(reads.connection()).await?.map(read).transpose()
}

/// Reads it and holds its row until the transaction ends.
pub async fn lock(tx: &Tx, id: AccountId) -> Result<Option<Account>, StoreError> {
    account::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.connection()).await?.map(read).transpose()
}

pub async fn find_by_email(reads: &impl Reads, email: &str) -> Result<Option<Account>, StoreError> {
    let row =
        account::Entity::find().filter(account::Column::Email.eq(email)).one(reads.connection()).await?;
    row.map(read).transpose()
}

/// Accounts after that id, oldest first.
pub async fn list(
    reads: &impl Reads,
    after: Option<AccountId>,
    limit: u64,
) -> Result<Vec<Account>, StoreError> {
    let mut query = account::Entity::find().order_by_asc(account::Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(account::Column::Id.gt(after.uuid()));
    }
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// The same, of accounts with this text in their mail address or name, whatever its letters' size.
pub async fn search(
    reads: &impl Reads,
    text: &str,
    after: Option<AccountId>,
    limit: u64,
) -> Result<Vec<Account>, StoreError> {
    let like = |text: &str| LikeExpr::new(format!("%{}%", escaped(text))).escape('\\');
    let lower = |column: account::Column| Expr::expr(Func::lower(Expr::col(column)));
    // SQLite knows the small letters of ASCII alone, so a name is also looked for as it was typed.
    let wanted = Condition::any()
        .add(lower(account::Column::Email).like(like(&text.to_lowercase())))
        .add(lower(account::Column::Name).like(like(&text.to_lowercase())))
        .add(Expr::col(account::Column::Name).like(like(text)));
    let mut query = account::Entity::find().filter(wanted).order_by_asc(account::Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(account::Column::Id.gt(after.uuid()));
    }
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

/// The names of these people.
pub async fn names(reads: &impl Reads, ids: &[AccountId]) -> Result<HashMap<AccountId, String>, StoreError> {
    let query = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(ids.iter().map(|id| id.uuid())));
    let rows: Vec<(Uuid, String)> = query.into_tuple().all(reads.connection()).await?;
    Ok(rows.into_iter().map(|(id, name)| (AccountId::new(id), name)).collect())
}

/// Everybody who may decide on designs.
pub async fn list_moderators(reads: &impl Reads) -> Result<Vec<AccountId>, StoreError> {
    let roles = Role::ALL.iter().filter(|role| role.is_at_least(Role::Moderator)).map(|role| role.as_str());
    let rows = account::Entity::find()
        .filter(account::Column::Role.is_in(roles))
        .order_by_asc(account::Column::Id)
        .all(reads.connection())
        .await?;
    Ok(rows.into_iter().map(|row| AccountId::new(row.id)).collect())
}

/// Everybody who runs rounds.
pub async fn list_admins(reads: &impl Reads) -> Result<Vec<Account>, StoreError> {
    let query = account::Entity::find()
        .filter(account::Column::Role.eq(Role::Admin.as_str()))
        .order_by_asc(account::Column::Id);
    query.all(reads.connection()).await?.into_iter().map(read).collect()
}

pub async fn set_role(tx: &Tx, id: AccountId, role: Role) -> Result<bool, StoreError> {
    set(tx, id, account::Column::Role, Expr::value(role.as_str())).await
}

pub async fn set_password(tx: &Tx, id: AccountId, password_hash: &str) -> Result<bool, StoreError> {
    set(tx, id, account::Column::PasswordHash, Expr::value(password_hash)).await
}

pub async fn set_mail_verified(tx: &Tx, id: AccountId, at: DateTime<Utc>) -> Result<bool, StoreError> {
    set(tx, id, account::Column::MailVerifiedAt, Expr::value(at)).await
}

pub async fn set_customer(tx: &Tx, id: AccountId, customer_ref: &str) -> Result<bool, StoreError> {
    set(tx, id, account::Column::CustomerRef, Expr::value(customer_ref)).await
}

/// Forgets the provider's id of a buyer, if it still is that one.
pub async fn forget_customer(tx: &Tx, id: AccountId, customer_ref: &str) -> Result<(), StoreError> {
    account::Entity::update_many()
        .col_expr(account::Column::CustomerRef, Expr::value(Option::<String>::None))
        .filter(account::Column::Id.eq(id.uuid()))
        .filter(account::Column::CustomerRef.eq(customer_ref))
        .exec(tx.connection())
        .await?;
    Ok(())
}

pub async fn find_by_payee(reads: &impl Reads, payee_ref: &str) -> Result<Option<Account>, StoreError> {
    let query = account::Entity::find().filter(account::Column::PayeeRef.eq(payee_ref));
    query.one(reads.connection()).await?.map(read).transpose()
}

/// When the account at the provider was asked for last.
pub async fn payee_asked_at(reads: &impl Reads, id: AccountId) -> Result<Option<DateTime<Utc>>, StoreError> {
    let row = account::Entity::find_by_id(id.uuid()).one(reads.connection()).await?;
    Ok(row.and_then(|row| row.payee_asked_at))
}

pub async fn set_payee_asked_at(tx: &Tx, id: AccountId, at: DateTime<Utc>) -> Result<bool, StoreError> {
    set(tx, id, account::Column::PayeeAskedAt, Expr::value(at)).await
}

pub async fn set_payee(
    tx: &Tx,
    id: AccountId,
    payee_ref: &str,
    payee_status: &str,
) -> Result<bool, StoreError> {
    let done = account::Entity::update_many()
        .col_expr(account::Column::PayeeRef, Expr::value(payee_ref))
        .col_expr(account::Column::PayeeStatus, Expr::value(payee_status))
        .filter(account::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// A text that stands for itself in a `LIKE`.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

async fn set(tx: &Tx, id: AccountId, column: account::Column, value: Expr) -> Result<bool, StoreError> {
    let done = account::Entity::update_many()
        .col_expr(column, value)
        .filter(account::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

fn read(row: account::Model) -> Result<Account, StoreError> {
    let role = row.role.parse().map_err(|_| StoreError::Corrupt(format!("role of account {}", row.id)))?;
    Ok(Account {
        id: AccountId::new(row.id),
        email: row.email,
        name: row.name,
        password_hash: row.password_hash,
        role,
        mail_verified_at: row.mail_verified_at,
        payee_ref: row.payee_ref,
        payee_status: row.payee_status,
        customer_ref: row.customer_ref,
        created_at: row.created_at,
    })
}
