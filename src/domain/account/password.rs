//! A password as it is chosen: long enough, none of the commonest, and never shown.

use std::collections::BTreeSet;
use std::fmt;

use super::Email;

const CHARS_MIN: usize = 12;
/// Long enough for any sentence; hashing more would only cost us.
const CHARS_MAX: usize = 128;
const DIFFERENT_CHARS_MIN: usize = 5;
/// A shorter local part is in too many honest passwords by chance.
const LOCAL_CHARS_MIN: usize = 4;

/// Beginnings and repeats that guessing starts with, of those that are long enough at all; lower case.
const COMMON: [&str; 28] = [
    "0123456789ab",
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456789abc",
    "123456qwerty",
    "1q2w3e4r5t6y",
    "1q2w3e4r5t6y7u8i",
    "1qaz2wsx3edc",
    "1qaz2wsx3edc4rfv",
    "abcdefghijkl",
    "abcdefghijklm",
    "adminadminadmin",
    "administrator",
    "changemechangeme",
    "changeme1234",
    "correcthorsebatterystaple",
    "iloveyouiloveyou",
    "letmeinletmein",
    "mypassword123",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "qwerty123456",
    "qwertyuiop12",
    "qwertyuiopasdf",
    "qwertyuiopasdfghjkl",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    #[error("a password has at least {CHARS_MIN} characters; a short sentence is easy to keep")]
    TooShort,
    #[error("a password has at most {CHARS_MAX} characters")]
    TooLong,
    #[error("a password has at least {DIFFERENT_CHARS_MIN} different characters")]
    Monotone,
    #[error("this is one of the passwords that are tried first; choose another")]
    Common,
    #[error("a password must not contain the name in the mail address")]
    ContainsAddress,
}

/// A new password of 12 to 128 characters, on its way to being hashed.
pub struct Password(String);

impl Password {
    /// Accepts a password for the account with that address; spaces and letters of any script are as good as others.
    pub fn choose(text: &str, email: &Email) -> Result<Self, WeakPassword> {
        Self::check(text)?;
        if email.local().len() >= LOCAL_CHARS_MIN && text.to_lowercase().contains(email.local()) {
            return Err(WeakPassword::ContainsAddress);
        }
        Ok(Self(text.to_owned()))
    }

    /// What is asked of a password whoever chooses it.
    pub fn check(text: &str) -> Result<(), WeakPassword> {
        let chars = text.chars().count();
        if chars < CHARS_MIN {
            return Err(WeakPassword::TooShort);
        }
        if chars > CHARS_MAX {
            return Err(WeakPassword::TooLong);
        }
        if text.chars().collect::<BTreeSet<char>>().len() < DIFFERENT_CHARS_MIN {
            return Err(WeakPassword::Monotone);
        }
        if is_common(&text.to_lowercase()) {
            return Err(WeakPassword::Common);
        }
        Ok(())
    }

    /// The characters, for hashing and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Marks at the end change nothing for who guesses.
fn is_common(lower: &str) -> bool {
    let bare = lower.trim_end_matches(|letter: char| letter.is_ascii_punctuation());
    COMMON.contains(&lower) || COMMON.contains(&bare)
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(text: &str) -> Result<Password, WeakPassword> {
        Password::choose(text, &"Minji@example.org".parse().unwrap())
    }

    #[test]
    fn a_long_and_uncommon_password_is_taken_as_it_is() {
        for good in
            ["seven quiet rivers", " leading space kept", "비밀번호는 열두 글자쯤", &"ab3 d".repeat(25)]
        {
            assert_eq!(choose(good).unwrap().expose(), good);
        }
    }

    #[test]
    fn a_weak_one_is_refused_with_its_reason() {
        let check = |text: &str, expected| assert_eq!(choose(text).map(|_| ()), Err(expected), "{text}");
        check("elevenchars", WeakPassword::TooShort);
        check("열한글자만넘지못한암호", WeakPassword::TooShort);
        check(&"abcdef".repeat(22), WeakPassword::TooLong);
        check("abababababab", WeakPassword::Monotone);
        check("Password1234", WeakPassword::Common);
        check("passwordpassword!!", WeakPassword::Common);
        check("i am MINJI of seoul", WeakPassword::ContainsAddress);
    }

    #[test]
    fn a_short_local_part_forbids_nothing() {
        let email = "al@example.org".parse().unwrap();
        assert!(Password::choose("royal garden walls", &email).is_ok());
    }

    #[test]
    fn every_listed_password_is_one_that_only_the_list_refuses() {
        for common in COMMON {
            assert_eq!(choose(common).map(|_| ()), Err(WeakPassword::Common), "{common}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(format!("{:?}", choose("seven quiet rivers").unwrap()), "Password(redacted)");
    }
}
