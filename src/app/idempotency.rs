//! One request with one `Idempotency-Key` happens once: the answer is kept in its own transaction and repeated.

use chrono::Duration;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::App;
use super::caller::Member;
use crate::domain::digest::Digest;
use crate::domain::id::AccountId;
use crate::store::{self, StoreError, Tx};

/// How long a key is remembered.
pub const HOURS_KEPT: i64 = 24;
const KEY_CHARS_MAX: usize = 255;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "an Idempotency-Key has 1 to 255 visible ASCII characters, best a new random UUID for each order"
    )]
    Malformed,
    #[error("this Idempotency-Key was used for another request; use a new key for a new request")]
    Mismatch,
    #[error("the idempotency key could not be read or written")]
    Store(#[from] StoreError),
    #[error("an answer could not be written or read as JSON")]
    Json(#[from] serde_json::Error),
}

/// A caller's key for one operation, with the fingerprint of what was asked.
#[derive(Debug, Clone)]
pub struct Request {
    account: AccountId,
    key: String,
    fingerprint: String,
}

impl Request {
    /// `operation` tells apart two routes that take the same body.
    pub fn new(member: &Member, key: &str, operation: &str, asked: &impl Serialize) -> Result<Self, Error> {
        if key.is_empty() || key.len() > KEY_CHARS_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::Malformed);
        }
        let fingerprint =
            Digest::of_parts(&[operation.as_bytes(), &[0], &serde_json::to_vec(asked)?]).to_string();
        Ok(Self { account: member.id(), key: key.to_owned(), fingerprint })
    }

    /// Takes the key in this transaction. `Some` is the answer given before, to be given again.
    pub async fn claim<T: DeserializeOwned>(&self, app: &App, tx: &Tx) -> Result<Option<T>, Error> {
        let kept =
            store::idempotency::claim(tx, self.account, &self.key, &self.fingerprint, app.now()).await?;
        match kept {
            None => Ok(None),
            Some(kept) if kept.fingerprint != self.fingerprint => Err(Error::Mismatch),
            Some(kept) => Ok(Some(serde_json::from_str(&kept.answer)?)),
        }
    }

    /// Keeps the answer; commit with what it answers for.
    pub async fn save(&self, tx: &Tx, answer: &impl Serialize) -> Result<(), Error> {
        Ok(store::idempotency::save(tx, self.account, &self.key, &serde_json::to_string(answer)?).await?)
    }
}

/// Forgets keys older than a day.
pub async fn forget_old(app: &App) -> Result<(), StoreError> {
    let tx = app.store.begin_write().await?;
    store::idempotency::forget(&tx, app.now() - Duration::hours(HOURS_KEPT)).await?;
    tx.commit().await
}
