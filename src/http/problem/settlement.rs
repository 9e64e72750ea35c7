//! Settlements and refunds as problems.

use super::Problem;
use crate::app::{refund, settlement};
use crate::domain::refund::Refusal;

impl From<settlement::Error> for Problem {
    fn from(error: settlement::Error) -> Self {
        use settlement::Error;
        match error {
            Error::Unknown => Self::not_found("campaign-unknown", error),
            Error::Reference => Self::unprocessable("cover-reference", error),
            Error::Amount => Self::unprocessable("cover-amount", error),
            Error::Reason => Self::unprocessable("reason", error),
            Error::OwnRequest => Self::conflict("own-request", error),
            Error::Entry(_) => Self::internal(&error),
            Error::Campaign(error) => error.into(),
            Error::Preorder(error) => error.into(),
            Error::Idempotency(error) => error.into(),
            Error::Store(error) => error.into(),
        }
    }
}

impl From<refund::Error> for Problem {
    fn from(error: refund::Error) -> Self {
        use refund::Error;
        match error {
            Error::Unknown => Self::not_found("refund-unknown", error),
            Error::Reference => Self::unprocessable("refund-reference", error),
            Error::Reason => Self::unprocessable("reason", error),
            Error::Fields(wrong) => Self::field_errors(wrong),
            Error::Refused(refusal) => refused(refusal),
            Error::Entry(_) | Error::Money(_) | Error::Royalty(_) => Self::internal(&error),
            Error::Preorder(error) => error.into(),
            Error::Idempotency(error) => error.into(),
            Error::Store(error) => error.into(),
        }
    }
}

fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::TooMuch { .. } | Refusal::Nothing => Problem::unprocessable("refund-amount", refusal),
        Refusal::NotCharged
        | Refusal::Sent
        | Refusal::Done
        | Refusal::OnItsWay
        | Refusal::CannotRetry
        | Refusal::Disputed
        | Refusal::Withdrawn => Problem::conflict("refund-refused", refusal),
        Refusal::Money(_) => Problem::unprocessable("refund-currency", refusal),
    }
}
