//! Mail: one for each notice, as an effect. It happens at least once; a repeat is known by its Message-ID.

mod facts;
mod inbox;
mod letter;
#[cfg(test)]
mod tests;

pub use inbox::{Entry, has_inbox, list, read};

use super::App;
use super::job::{Fault, Step};
use crate::domain::id::NoticeId;
use crate::gateway::mail::{Failure, Message};
use crate::store::{self, StoreError};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such mail")]
    Unknown,
    #[error("the mail could not be written")]
    Template(#[from] askama::Error),
    #[error("the facts of the notice cannot be read")]
    Facts(#[from] serde_json::Error),
    #[error("the inbox cannot be read")]
    Inbox(#[from] crate::gateway::mail::inbox::Error),
    #[error("what the mail tells of could not be read or written")]
    Store(#[from] StoreError),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(error) => error.into(),
            // A later version may have learnt to write it.
            Error::Unknown | Error::Template(_) | Error::Facts(_) | Error::Inbox(_) => {
                Self::Retry(super::chain(&error))
            }
        }
    }
}

/// The job.
pub(super) async fn run(app: &App, id: NoticeId) -> Result<Step, Fault> {
    let Some(message) = begin(app, id).await? else { return Ok(Step::Done) };
    let answer = call(app, &message).await;
    record(app, id, answer).await
}

/// What to send; nothing where it was handed over before.
pub async fn begin(app: &App, id: NoticeId) -> Result<Option<Message>, Error> {
    let Some(notice) = store::notice::find(&app.store, id).await? else { return Ok(None) };
    if notice.mailed_at.is_some() {
        return Ok(None);
    }
    let found = facts::find(app, &notice).await?;
    let (subject, text, html) = letter::write(&app.settings, &notice, &found)?;
    Ok(Some(Message {
        id: notice.id.uuid(),
        to: found.account.email,
        name: found.account.name,
        subject,
        text,
        html,
        at: notice.created_at,
    }))
}

pub async fn call(app: &App, message: &Message) -> Result<(), Failure> {
    app.outside.mail.send(message).await
}

/// Writes down that it left, or that it never will.
pub async fn record(app: &App, id: NoticeId, answer: Result<(), Failure>) -> Result<Step, Fault> {
    let refusal = match answer {
        Ok(()) => None,
        Err(Failure::Passing(why)) => return Err(Fault::Retry(why)),
        Err(Failure::Refused(why)) => Some(why),
    };
    let tx = app.store.begin_write().await?;
    match refusal {
        None => store::notice::set_mailed(&tx, id, app.now()).await?,
        Some(why) => {
            tracing::warn!(notice.id = %id, %why, "a mail will never be taken");
            store::notice::set_mail_refused(&tx, id, &why).await?;
        }
    }
    tx.commit().await?;
    Ok(Step::Done)
}
