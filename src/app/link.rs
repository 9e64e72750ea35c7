//! Signed links: they say for what, of which thing and until when, so that nobody has to sign in to follow one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::digest::Key;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::domain::id::RoundId;
use crate::domain::integrity::{Mark, MarkKind};

const ID_BYTES: usize = 16;
const EXPIRY_BYTES: usize = 8;
/// Begins what marks are made of, so that none is ever a link's signature.
const MARK: &[u8] = b"greenlit mark 1";

/// What a link is good for. The word is part of what is signed: one never passes for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To pay an order whose card failed.
    Repair,
    /// To confirm a mail address.
    Confirm,
}

impl Purpose {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Repair => "repair",
            Self::Confirm => "confirm",
        }
    }
}

/// Why a link leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("this link is not whole; open it from the mail again, or sign in to go on")]
    Unknown,
    #[error("the time of this link is over; sign in to go on")]
    Expired,
}

/// The key that signs links; never shown.
#[derive(Clone)]
pub struct SecretKey(Hmac<Sha256>);

impl SecretKey {
    /// Of a text of any length; short ones are easy to guess.
    pub fn new(key: &[u8]) -> Self {
        let mut block = Key::<Hmac<Sha256>>::default();
        for (place, byte) in block.iter_mut().zip(Sha256::digest(key)) {
            *place = byte;
        }
        Self(Hmac::new(&block))
    }

    /// A link's token, for paths: good until `expires_at`, in whole seconds.
    pub fn sign(&self, purpose: Purpose, id: Uuid, expires_at: DateTime<Utc>) -> String {
        let expiry = expires_at.timestamp().to_be_bytes();
        let mac = self.over(purpose, id, expiry).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([id.as_bytes().as_slice(), &expiry, &mac].concat())
    }

    /// What somebody may do who comes by this link, at this instant.
    pub fn open(&self, purpose: Purpose, token: &str, now: DateTime<Utc>) -> Result<Signed, Error> {
        let signed = self.read(purpose, token).ok_or(Error::Unknown)?;
        if now < signed.expires_at { Ok(signed) } else { Err(Error::Expired) }
    }

    /// What a link was for, however old it is; its `expires_at` is the caller's to look at.
    pub fn look(&self, purpose: Purpose, token: &str) -> Result<Signed, Error> {
        self.read(purpose, token).ok_or(Error::Unknown)
    }

    /// What the token is about, if this key signed it for this purpose.
    fn read(&self, purpose: Purpose, token: &str) -> Option<Signed> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, rest) = bytes.split_first_chunk::<ID_BYTES>()?;
        let (expiry, mac) = rest.split_first_chunk::<EXPIRY_BYTES>()?;
        let id = Uuid::from_bytes(*id);
        // In constant time: how much of a guess is right must not be felt.
        self.over(purpose, id, *expiry).verify_slice(mac).ok()?;
        let expires_at = DateTime::from_timestamp(i64::from_be_bytes(*expiry), 0)?;
        Some(Signed { id, expires_at })
    }

    /// What tells equal from unequal in one round and nothing else: most of the keyed hash is thrown away.
    pub(super) fn mark(&self, kind: MarkKind, round: RoundId, value: &[u8]) -> Mark {
        let mut mac = self.0.clone();
        for part in [MARK, kind.as_str().as_bytes(), &round.bytes(), value] {
            mac.update(part);
        }
        let bytes = mac.finalize().into_bytes();
        Mark(bytes.first_chunk::<8>().map_or(0, |first| u64::from_be_bytes(*first)))
    }

    fn over(&self, purpose: Purpose, id: Uuid, expiry: [u8; EXPIRY_BYTES]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in [purpose.word().as_bytes(), id.as_bytes(), &expiry] {
            mac.update(part);
        }
        mac
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// What somebody may follow a link to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    pub id: Uuid,
    pub expires_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::from_u128(7);

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    #[test]
    fn a_link_says_what_was_signed_and_nothing_else_is_believed() {
        let key = SecretKey::new(b"one key");
        let token = key.sign(Purpose::Repair, ID, at(1_900_000_000));
        let signed = Signed { id: ID, expires_at: at(1_900_000_000) };
        assert_eq!(key.read(Purpose::Repair, &token), Some(signed));

        assert_eq!(key.read(Purpose::Confirm, &token), None, "another purpose");
        assert_eq!(SecretKey::new(b"another key").read(Purpose::Repair, &token), None);
        for place in 0..token.len() {
            let other = if token.as_bytes()[place] == b'A' { "B" } else { "A" };
            let mut tampered = token.clone();
            tampered.replace_range(place..=place, other);
            assert_eq!(key.read(Purpose::Repair, &tampered), None, "{tampered}");
        }
        for broken in ["", "AAAA", &token[1..], &format!("{token}AAAA"), "no/base64!"] {
            assert_eq!(key.read(Purpose::Repair, broken), None, "{broken}");
        }
    }

    #[test]
    fn a_link_ends_at_its_time() {
        let key = SecretKey::new(b"one key");
        let token = key.sign(Purpose::Repair, ID, at(100));
        let check = |second, expected| {
            assert_eq!(key.open(Purpose::Repair, &token, at(second)).map(|signed| signed.id), expected);
        };
        check(99, Ok(ID));
        check(100, Err(Error::Expired));
        assert_eq!(key.open(Purpose::Repair, "AAAA", at(99)), Err(Error::Unknown));
    }

    #[test]
    fn a_token_fits_into_a_path_and_a_key_is_never_shown() {
        let key = SecretKey::new(b"one key");
        let token = key.sign(Purpose::Confirm, ID, at(1_900_000_000));
        assert_eq!(token.len(), 75);
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')));
        assert_eq!(format!("{key:?}"), "SecretKey(..)");
    }
}
