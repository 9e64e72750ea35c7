//! Events as the provider sends them: believed only with a signature over the raw bytes, and then read as hints.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::Sha256;
use uuid::Uuid;

use crate::domain::digest::Digest;
use crate::domain::event::Object;

/// How far the time of a signature may be from ours: the provider's own libraries allow as much.
const TOLERANCE: TimeDelta = TimeDelta::seconds(300);
/// Signatures looked at in one header. The provider sends one for each secret that is valid at a time.
const SIGNATURES_MAX: usize = 16;
/// The provider's ids and types are far shorter; a longer word is cut.
const WORD_CHARS_MAX: usize = 255;
/// The type of an event that was signed and cannot be read.
pub const UNREADABLE: &str = "unreadable";

/// Every secret that may sign now: of the platform's endpoint and of connected accounts', old and new in a rotation.
#[derive(Clone, Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    pub fn new(secrets: Vec<String>) -> Self {
        Self(secrets)
    }

    /// Whether nothing can be verified here.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} redacted]", self.0.len())
    }
}

/// Why a request is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("no webhook secret is set here, so no event can be verified")]
    NoSecret,
    #[error("the request has no signature: the header Stripe-Signature is missing")]
    Unsigned,
    #[error("the signature cannot be read: it is t=seconds,v1=hexadecimal digits")]
    Unreadable,
    #[error("the signature is more than {} seconds away from this server's time", TOLERANCE.num_seconds())]
    OutOfTime,
    #[error("the signature is not over this body by a secret known here")]
    Forged,
}

/// An event whose signature was good. There is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedEvent {
    id: String,
    kind: String,
    account: Option<String>,
    created_at: DateTime<Utc>,
    object: Object,
}

impl VerifiedEvent {
    /// Believes a body only if one of its signatures is by one of the secrets, at about this instant.
    pub fn verify(
        secrets: &Secrets,
        header: Option<&str>,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        if secrets.is_empty() {
            return Err(Refusal::NoSecret);
        }
        let signed = Signed::parse(header.ok_or(Refusal::Unsigned)?).ok_or(Refusal::Unreadable)?;
        if !secrets.0.iter().any(|secret| signed.is_by(secret, body)) {
            return Err(Refusal::Forged);
        }
        let at = signed.at().ok_or(Refusal::Unreadable)?;
        if (now - at).abs() > TOLERANCE {
            return Err(Refusal::OutOfTime);
        }
        Ok(Self::read(body, at))
    }

    /// Believes whatever comes: a mistake made on purpose.
    #[cfg(feature = "sabotage")]
    pub fn unverified(body: &[u8], now: DateTime<Utc>) -> Self {
        Self::read(body, now)
    }

    /// What cannot be read is kept too, under a name made of its bytes: it was signed, so it is no mistake of ours.
    fn read(body: &[u8], signed_at: DateTime<Utc>) -> Self {
        let Ok(envelope) = serde_json::from_slice::<Envelope>(body) else {
            return Self {
                id: format!("{UNREADABLE}:{}", Digest::of(body)),
                kind: UNREADABLE.to_owned(),
                account: None,
                created_at: signed_at,
                object: Object::default(),
            };
        };
        Self {
            id: cut(envelope.id),
            kind: cut(envelope.kind),
            account: envelope.account.map(cut),
            created_at: DateTime::from_timestamp(envelope.created, 0).unwrap_or(signed_at),
            object: envelope.data.object.into(),
        }
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// As `payment_intent.succeeded`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    pub const fn created_at(&self) -> DateTime<Utc> {
        self.created_at
    }

    pub const fn object(&self) -> &Object {
        &self.object
    }
}

/// The header `t=...,v1=...,v1=...`; other schemes in it are passed over.
struct Signed<'a> {
    timestamp: &'a str,
    signatures: Vec<[u8; 32]>,
}

impl<'a> Signed<'a> {
    fn parse(header: &'a str) -> Option<Self> {
        let mut timestamp = None;
        let mut signatures = Vec::new();
        for part in header.split(',') {
            match part.trim().split_once('=')? {
                ("t", seconds) => timestamp = Some(seconds),
                ("v1", digits) if signatures.len() < SIGNATURES_MAX => signatures.push(bytes(digits)?),
                _ => {}
            }
        }
        let is_signed = !signatures.is_empty();
        timestamp.filter(|_| is_signed).map(|timestamp| Self { timestamp, signatures })
    }

    fn at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.timestamp.parse().ok()?, 0)
    }

    fn is_by(&self, secret: &str, body: &[u8]) -> bool {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
        mac.update(self.timestamp.as_bytes());
        mac.update(b".");
        mac.update(body);
        // In constant time: how much of a guess is right must not be felt.
        self.signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
    }
}

/// 64 hexadecimal digits.
fn bytes(digits: &str) -> Option<[u8; 32]> {
    let mut found = [0; 32];
    let digits = digits.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    for (place, pair) in found.iter_mut().zip(digits.chunks(2)) {
        *place = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(found)
}

fn cut(word: String) -> String {
    if word.len() <= WORD_CHARS_MAX { word } else { word.chars().take(WORD_CHARS_MAX).collect() }
}

#[derive(Deserialize)]
struct Envelope {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    account: Option<String>,
    data: Contents,
}

#[derive(Deserialize)]
struct Contents {
    object: Raw,
}

/// The few fields that lead to a row of ours. Nothing else of the object is looked at, nor kept.
#[derive(Deserialize)]
struct Raw {
    id: Option<String>,
    object: Option<String>,
    payment_intent: Option<Named>,
    transfer_group: Option<String>,
    metadata: Option<Metadata>,
}

/// An id, or the whole object where it is expanded.
#[derive(Deserialize)]
#[serde(untagged)]
enum Named {
    Id(String),
    Object { id: String },
    Other(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Metadata {
    Ours { deployment: Uuid, preorder: Option<Uuid>, account: Option<Uuid> },
    Other(IgnoredAny),
}

impl From<Raw> for Object {
    fn from(raw: Raw) -> Self {
        let (deployment, preorder, holder) = match raw.metadata {
            Some(Metadata::Ours { deployment, preorder, account }) => (Some(deployment), preorder, account),
            Some(Metadata::Other(_)) | None => (None, None, None),
        };
        let intent = match raw.payment_intent {
            Some(Named::Id(id) | Named::Object { id }) => Some(cut(id)),
            Some(Named::Other(_)) | None => None,
        };
        Self {
            id: raw.id.map(cut),
            kind: raw.object.map(cut),
            intent,
            group: raw.transfer_group.map(cut),
            deployment,
            preorder: preorder.map(Into::into),
            holder: holder.map(Into::into),
        }
    }
}

#[cfg(test)]
mod tests;
