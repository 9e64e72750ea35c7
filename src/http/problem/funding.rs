//! Prize money as problems.

use super::Problem;
use crate::app::funding::Error;
use crate::domain::funding::Refusal;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::RoundUnknown => Self::not_found("round-unknown", error),
            Error::Unknown => Self::not_found("funding-unknown", error),
            Error::NotDraft => Self::conflict("round-not-draft", error),
            Error::NoPrizes => Self::conflict("no-prizes", error),
            Error::Complete => Self::conflict("prizes-asked-for", error),
            Error::Reference => Self::unprocessable("reference-missing", error),
            Error::OtherReference => Self::conflict("other-reference", error),
            Error::SamePerson => Self::forbidden("second-person-needed", error),
            Error::Reason => Self::unprocessable("reason-missing", error),
            Error::Refused(refusal) => refusal.into(),
            Error::Key(error) => error.into(),
            Error::Store(error) => error.into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal {
            Refusal::FundedAlready => "funded-already",
            Refusal::RefusedAlready => "refused-already",
            Refusal::NotBank => "not-bank-money",
            Refusal::NotTopUp => "not-a-top-up",
            Refusal::Sending => "top-up-on-its-way",
            Refusal::NotSent => "top-up-not-sent",
        };
        Self::conflict(kind, refusal)
    }
}
