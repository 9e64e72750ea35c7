//! What an account is made of: address, name, password, role, and the scopes of its tokens.

mod email;
mod password;
mod record;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use email::{Email, MalformedEmail};
pub use password::{Password, WeakPassword};
pub use record::{Account, Token};

use super::state::states;

const NAME_CHARS_MAX: usize = 80;

states! {
    /// What an account may do beyond designing, scoring and buying; a later one contains the earlier.
    pub Role {
        Member = "member",
        Moderator = "moderator",
        Admin = "admin",
    }

    /// What a token may be used for, within its account's role.
    pub Scope {
        Read = "read",
        Write = "write",
    }
}

impl Role {
    pub fn is_at_least(self, needed: Self) -> bool {
        self >= needed
    }
}

impl Scope {
    /// Whether a token of this scope may do what needs the other: who may write may read.
    pub fn has(self, needed: Self) -> bool {
        self >= needed
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MalformedName {
    #[error("a name must not be empty")]
    Empty,
    #[error("a name has at most {NAME_CHARS_MAX} characters, and this one has {0}")]
    TooLong(usize),
    #[error("a name is one line without control characters")]
    Control,
}

/// The name shown beside what somebody makes or says: 1 to 80 characters on one line, without spaces around it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Name(String);

impl Name {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = MalformedName;

    fn from_str(text: &str) -> Result<Self, MalformedName> {
        let name = text.trim();
        let chars = name.chars().count();
        if name.is_empty() {
            return Err(MalformedName::Empty);
        }
        if chars > NAME_CHARS_MAX {
            return Err(MalformedName::TooLong(chars));
        }
        if name.chars().any(char::is_control) {
            return Err(MalformedName::Control);
        }
        Ok(Self(name.to_owned()))
    }
}

impl TryFrom<String> for Name {
    type Error = MalformedName;

    fn try_from(text: String) -> Result<Self, MalformedName> {
        text.parse()
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_line_of_1_to_80_characters() {
        let check = |text: &str, expected: Result<&str, MalformedName>| {
            assert_eq!(text.parse::<Name>().as_ref().map(Name::as_str), expected.as_ref().copied());
        };
        check("  김민지 ", Ok("김민지"));
        check("\u{a0} \t", Err(MalformedName::Empty));
        check("a\u{7}b", Err(MalformedName::Control));
        check(&"한".repeat(80), Ok(&"한".repeat(80)));
        check(&"x".repeat(81), Err(MalformedName::TooLong(81)));
    }

    #[test]
    fn a_stored_name_is_read_by_the_same_rule() {
        assert_eq!(serde_json::from_str::<Name>("\" Ada \"").unwrap().as_str(), "Ada");
        assert!(serde_json::from_str::<Name>("\"\"").is_err());
    }

    #[test]
    fn a_role_contains_the_ones_below_it() {
        let allowed = |role: Role| Role::ALL.iter().filter(|needed| role.is_at_least(**needed)).count();
        assert_eq!([Role::Member, Role::Moderator, Role::Admin].map(allowed), [1, 2, 3]);
    }

    #[test]
    fn who_may_write_may_read_and_not_the_other_way_round() {
        assert!(
            Scope::Write.has(Scope::Read) && Scope::Write.has(Scope::Write) && Scope::Read.has(Scope::Read)
        );
        assert!(!Scope::Read.has(Scope::Write));
    }
}
