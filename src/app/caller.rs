//! Who is asking. A value of one of these types proves what its holder may do.

use crate::domain::account::{Account, Role};
use crate::domain::id::AccountId;

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct Member {
    id: AccountId,
    name: String,
    role: Role,
    is_mail_verified: bool,
}

/// A member who may clear and refuse designs.
#[derive(Debug, Clone)]
pub struct Moderator(Member);

/// A member who runs rounds.
#[derive(Debug, Clone)]
pub struct Admin(Member);

impl Member {
    pub(super) fn new(account: &Account) -> Self {
        Self {
            id: account.id,
            name: account.name.clone(),
            role: account.role,
            is_mail_verified: account.mail_verified_at.is_some(),
        }
    }

    pub fn id(&self) -> AccountId {
        self.id
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn role(&self) -> Role {
        self.role
    }

    pub fn is_mail_verified(&self) -> bool {
        self.is_mail_verified
    }

    /// Proof of being a moderator (an admin is one too), or nothing.
    pub fn as_moderator(&self) -> Option<Moderator> {
        self.role.is_at_least(Role::Moderator).then(|| Moderator(self.clone()))
    }

    /// Proof of being an admin, or nothing.
    pub fn as_admin(&self) -> Option<Admin> {
        self.role.is_at_least(Role::Admin).then(|| Admin(self.clone()))
    }
}

impl Moderator {
    pub fn id(&self) -> AccountId {
        self.0.id
    }

    pub fn member(&self) -> &Member {
        &self.0
    }
}

impl Admin {
    pub fn id(&self) -> AccountId {
        self.0.id
    }

    pub fn member(&self) -> &Member {
        &self.0
    }
}
