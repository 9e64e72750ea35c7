//! Contests: standing programmes that have rounds.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// Longest name, in characters.
pub const NAME_CHARS_MAX: usize = 120;

/// A contest's name: one line of 1 to 120 characters, without spaces around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Name(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MalformedName {
    #[error("a contest needs a name")]
    Empty,
    #[error("a contest's name has at most {NAME_CHARS_MAX} characters")]
    TooLong,
    #[error("a contest's name is one line of plain text")]
    Control,
}

impl Name {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = MalformedName;

    fn from_str(text: &str) -> Result<Self, MalformedName> {
        let name = text.trim();
        if name.is_empty() {
            return Err(MalformedName::Empty);
        }
        if name.chars().count() > NAME_CHARS_MAX {
            return Err(MalformedName::TooLong);
        }
        if name.chars().any(char::is_control) {
            return Err(MalformedName::Control);
        }
        Ok(Self(name.to_owned()))
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
    fn a_name_is_one_line_with_something_in_it() {
        let check = |text: &str, expected: Result<&str, MalformedName>| {
            let found = text.parse::<Name>();
            assert_eq!(found.as_ref().map(Name::as_str), expected.as_ref().map(|name| *name));
        };
        check(" Winter tees ", Ok("Winter tees"));
        check("겨울 티셔츠", Ok("겨울 티셔츠"));
        check(" \t", Err(MalformedName::Empty));
        check("two\nlines", Err(MalformedName::Control));
        check(&"é".repeat(120), Ok(&"é".repeat(120)));
        check(&"é".repeat(121), Err(MalformedName::TooLong));
    }
}
