//! Contests: an admin makes them, anybody reads them.

use super::caller::Admin;
use super::{App, audit, idempotency};
use crate::domain::contest::{Contest, check};
use crate::domain::field::FieldError;
use crate::domain::id::ContestId;
use crate::store::{self, StoreError, Tx};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such contest")]
    Unknown,
    #[error("some fields of the contest are not acceptable")]
    Fields(Vec<FieldError>),
    #[error(transparent)]
    Key(#[from] idempotency::Error),
    #[error("the contests could not be read or written")]
    Store(#[from] StoreError),
}

pub async fn create(app: &App, admin: &Admin, title: &str, description: &str) -> Result<Contest, Error> {
    checked(title, description)?;
    let tx = app.store.begin_write().await?;
    let contest = save(app, &tx, admin, title, description).await?;
    tx.commit().await?;
    Ok(contest)
}

/// The same for a form: once for each key.
pub async fn create_once(
    app: &App,
    admin: &Admin,
    title: &str,
    description: &str,
    key: &str,
) -> Result<ContestId, Error> {
    checked(title, description)?;
    let once = idempotency::Request::new(admin.member(), key, "contest.create", &(title, description))?;
    let tx = app.store.begin_write().await?;
    if let Some(saved) = once.claim(app, &tx).await? {
        return Ok(saved);
    }
    let id = save(app, &tx, admin, title, description).await?.id;
    once.save(&tx, &id).await?;
    tx.commit().await?;
    Ok(id)
}

fn checked(title: &str, description: &str) -> Result<(), Error> {
    let wrong = check(title, description);
    if wrong.is_empty() { Ok(()) } else { Err(Error::Fields(wrong)) }
}

async fn save(
    app: &App,
    tx: &Tx,
    admin: &Admin,
    title: &str,
    description: &str,
) -> Result<Contest, StoreError> {
    let contest = Contest {
        id: app.id(),
        title: title.trim().to_owned(),
        description: description.trim().to_owned(),
        created_by: admin.id(),
        created_at: app.now(),
    };
    store::contest::insert(tx, &contest).await?;
    let row = audit::by(admin.id(), "contest.created", "contest", contest.id.uuid());
    audit::write(app, tx, row).await?;
    Ok(contest)
}

pub async fn find(app: &App, id: ContestId) -> Result<Contest, Error> {
    store::contest::find(&app.store, id).await?.ok_or(Error::Unknown)
}

/// All contests, oldest first.
pub async fn list(app: &App, after: Option<ContestId>, limit: u64) -> Result<Vec<Contest>, Error> {
    Ok(store::contest::list(&app.store, after, limit).await?)
}
