//! Contests: an admin makes them, anybody reads them.

use super::caller::Admin;
use super::{App, audit};
use crate::domain::contest::{Contest, check};
use crate::domain::field::FieldError;
use crate::domain::id::ContestId;
use crate::store::{self, StoreError};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such contest")]
    Unknown,
    #[error("some fields of the contest are not acceptable")]
    Fields(Vec<FieldError>),
    #[error("the contests could not be read or written")]
    Store(#[from] StoreError),
}

pub async fn create(app: &App, admin: &Admin, title: &str, description: &str) -> Result<Contest, Error> {
    let wrong = check(title, description);
    if !wrong.is_empty() {
        return Err(Error::Fields(wrong));
    }
    let tx = app.store.begin_write().await?;
    let contest = Contest {
        id: app.id(),
        title: title.trim().to_owned(),
        description: description.trim().to_owned(),
        created_by: admin.id(),
        created_at: app.now(),
    };
    store::contest::insert(&tx, &contest).await?;
    let row = audit::by(admin.id(), "contest.created", "contest", contest.id.uuid());
    audit::write(app, &tx, row).await?;
    tx.commit().await?;
    Ok(contest)
}

pub async fn find(app: &App, id: ContestId) -> Result<Contest, Error> {
    store::contest::find(&app.store, id).await?.ok_or(Error::Unknown)
}

/// All contests, oldest first.
pub async fn list(app: &App, after: Option<ContestId>, limit: u64) -> Result<Vec<Contest>, Error> {
    Ok(store::contest::list(&app.store, after, limit).await?)
}
