//! Mail: one message to one person, handed to a server, or kept in an inbox to look at.

pub mod inbox;
pub mod smtp;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One mail, complete but for its sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The same for the same mail whenever it is sent again; its Message-ID is made of it.
    pub id: Uuid,
    /// The address alone.
    pub to: String,
    /// The person's name, as they typed it.
    pub name: String,
    pub subject: String,
    pub text: String,
    /// A whole document.
    pub html: String,
    /// Its date: when what it tells happened.
    pub at: DateTime<Utc>,
}

/// Why a message was not taken. Neither names an address nor what a server was logged in with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The server cannot be reached, is busy, or is set up wrongly: the same message may be taken later.
    #[error("{0}")]
    Passing(String),
    /// The message or its address will never be taken.
    #[error("{0}")]
    Refused(String),
}

#[async_trait]
pub trait Mail: Send + Sync {
    /// Hands a message over. A crash may make it come twice, under the same id.
    async fn send(&self, message: &Message) -> Result<(), Failure>;
}
