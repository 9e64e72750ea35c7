//! A mail address, kept in one spelling so that one person has one account.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What mail servers take at most, in bytes.
const BYTES_MAX: usize = 254;
const LOCAL_BYTES_MAX: usize = 64;
const LABEL_BYTES_MAX: usize = 63;

/// Marks allowed before the @ besides letters and digits; quoted local parts are not.
const LOCAL_MARKS: &str = "!#$%&'*+-/=?^_`{|}~.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MalformedEmail {
    #[error("a mail address has at most {BYTES_MAX} characters")]
    TooLong,
    #[error("a mail address has one @ with a name before it, such as ada@example.org")]
    Local,
    #[error("after the @ there must be a domain with a dot, such as example.org, in plain letters")]
    Domain,
}

/// A plausible mail address, lower case; whether it exists is shown by a mail to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Email(String);

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the @.
    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }
}

impl FromStr for Email {
    type Err = MalformedEmail;

    fn from_str(text: &str) -> Result<Self, MalformedEmail> {
        let address = text.trim().to_ascii_lowercase();
        if address.len() > BYTES_MAX {
            return Err(MalformedEmail::TooLong);
        }
        let (local, domain) = address.split_once('@').ok_or(MalformedEmail::Local)?;
        if !is_local(local) {
            return Err(MalformedEmail::Local);
        }
        if !is_domain(domain) {
            return Err(MalformedEmail::Domain);
        }
        Ok(Self(address))
    }
}

fn is_local(local: &str) -> bool {
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || LOCAL_MARKS.contains(letter);
    local.len() <= LOCAL_BYTES_MAX
        && local.chars().all(is_allowed)
        && local.split('.').all(|part| !part.is_empty())
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LABEL_BYTES_MAX).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A number at the end would be an address of a machine, not a domain.
    let ends_in_name =
        domain.rsplit('.').next().is_some_and(|last| last.bytes().any(|b| b.is_ascii_alphabetic()));
    domain.contains('.') && domain.split('.').all(is_label) && ends_in_name
}

impl TryFrom<String> for Email {
    type Error = MalformedEmail;

    fn try_from(text: String) -> Result<Self, MalformedEmail> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_is_kept_of_each_address() {
        let check = |text: &str, expected: &str| {
            let email: Email = text.parse().unwrap();
            assert_eq!(email.as_str(), expected);
            assert_eq!(expected.parse(), Ok(email));
        };
        check(" Ada@Example.ORG\n", "ada@example.org");
        check("o'neil+shop@mail.example.co.kr", "o'neil+shop@mail.example.co.kr");
        check("a@xn--9n2bp8q.kr", "a@xn--9n2bp8q.kr");
        assert_eq!("Ada.L@example.org".parse::<Email>().unwrap().local(), "ada.l");
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        let check = |text: &str, expected| assert_eq!(text.parse::<Email>(), Err(expected), "{text}");
        for text in ["", "ada", "@example.org", "a b@example.org", ".a@example.org", "a..b@example.org"] {
            check(text, MalformedEmail::Local);
        }
        for text in [
            "a@",
            "a@localhost",
            "a@b@example.org",
            "a@-x.org",
            "a@x..org",
            "a@x.org.",
            "a@10.0.0.1",
            "a@한국.kr",
        ] {
            check(text, MalformedEmail::Domain);
        }
        check("a\r\nbcc:b@example.org", MalformedEmail::Local);
        check("a@example.org\r\nbcc: b", MalformedEmail::Domain);
        check(&format!("{}@example.org", "a".repeat(65)), MalformedEmail::Local);
        check(&format!("a@{}org", "abcdefg.".repeat(40)), MalformedEmail::TooLong);
    }
}
