//! Accounts and tokens as they are kept.

use chrono::{DateTime, Utc};

use super::Role;
use crate::domain::id::{AccountId, TokenId};

/// A person. Its password hash never leaves the server, and `Debug` does not show it.
#[derive(Clone)]
pub struct Account {
    pub id: AccountId,
    pub email: String,
    pub name: String,
    /// A PHC string.
    pub password_hash: String,
    pub role: Role,
    pub mail_verified_at: Option<DateTime<Utc>>,
    /// The provider's id of the account that payouts go to, with the status it last had.
    pub payee_ref: Option<String>,
    pub payee_status: Option<String>,
    /// The provider's id of this buyer.
    pub customer_ref: Option<String>,
    pub created_at: DateTime<Utc>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

/// A bearer token without its secret, of which only the hash is kept.
#[derive(Debug, Clone)]
pub struct Token {
    pub id: TokenId,
    pub account: AccountId,
    pub name: String,
    /// Space-separated words of `Scope`.
    pub scopes: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
}
