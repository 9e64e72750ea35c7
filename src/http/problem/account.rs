//! Accounts, callers and idempotency keys as problems.

use super::Problem;
use crate::app::{account, idempotency};

impl From<account::Error> for Problem {
    fn from(error: account::Error) -> Self {
        use account::Error;
        match error {
            Error::EmailTaken => Self::conflict("email-taken", error),
            Error::WrongCredentials => Self::unauthorized("wrong-credentials", error),
            Error::TokenName => Self::unprocessable("token-name", error),
            Error::TokenNameTaken => Self::conflict("token-name-taken", error),
            Error::TooManyTokens => Self::conflict("too-many-tokens", error),
            Error::NoScope => Self::unprocessable("no-scope", error),
            Error::TokenUnknown => Self::not_found("token-unknown", error),
            Error::Unknown => Self::not_found("account-unknown", error),
            Error::OwnRole => Self::conflict("own-role", error),
            Error::Hashing => Self::internal(&error),
            Error::Link(error) => error.into(),
            Error::Confirmed => Self::gone("address-confirmed", error),
            Error::JustAsked => Self::too_many("confirmation-just-sent", error),
            Error::Store(error) => error.into(),
        }
    }
}

impl From<idempotency::Error> for Problem {
    fn from(error: idempotency::Error) -> Self {
        use idempotency::Error;
        match error {
            Error::Malformed => Self::bad_request("idempotency-key-malformed", error),
            Error::Mismatch => Self::conflict("idempotency-key-reused", error),
            Error::Store(error) => error.into(),
            Error::Json(_) => Self::internal(&error),
        }
    }
}
