//! The mails that went into the inbox, for its pages. With a real mail server there is none.

use chrono::{DateTime, Utc};

use super::Error;
use crate::app::App;
use crate::gateway::mail::inbox::{Inbox, Received};

/// A mail in the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From 1, in the order they came.
    pub number: u64,
    /// Tells whether two mails are the same one sent twice.
    pub id: uuid::Uuid,
    pub to: String,
    pub name: String,
    pub subject: String,
    pub text: String,
    /// A whole document.
    pub html: String,
    pub at: DateTime<Utc>,
}

/// Whether mail goes into an inbox.
pub fn has_inbox(app: &App) -> bool {
    app.outside.inbox.is_some()
}

/// Up to `limit` mails that came before that number, newest first; `to` is part of an address, or empty.
pub async fn list(app: &App, to: &str, before: u64, limit: usize) -> Result<Vec<Entry>, Error> {
    let found = inbox(app)?.list(to, before, limit).await?;
    Ok(found.into_iter().map(Entry::from).collect())
}

pub async fn read(app: &App, number: u64) -> Result<Entry, Error> {
    inbox(app)?.find(number).await?.map(Entry::from).ok_or(Error::Unknown)
}

fn inbox(app: &App) -> Result<&Inbox, Error> {
    app.outside.inbox.as_deref().ok_or(Error::Unknown)
}

impl From<Received> for Entry {
    fn from(received: Received) -> Self {
        let message = received.message.as_ref().clone();
        Self {
            number: received.number,
            id: message.id,
            to: message.to,
            name: message.name,
            subject: message.subject,
            text: message.text,
            html: message.html,
            at: message.at,
        }
    }
}
