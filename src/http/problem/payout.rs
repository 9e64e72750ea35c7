//! Payouts as problems.

use super::Problem;
use crate::app::payout::Error;
use crate::domain::payout::Refusal;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unknown => Self::not_found("payout-unknown", error),
            Error::NoPayee => Self::not_found("no-payout-account", error),
            Error::SamePerson => Self::forbidden("second-person-needed", error),
            Error::OwnPayout => Self::forbidden("own-payout", error),
            Error::Approved => Self::conflict("approved-already", error),
            Error::NotOwed(_) => Self::conflict("payout-not-owed", error),
            Error::NotRefused => Self::conflict("payout-not-refused", error),
            Error::Text => Self::unprocessable("reason-missing", error),
            Error::Reference => Self::unprocessable("reference-missing", error),
            Error::Refused(refusal) => refusal.into(),
            Error::Entry(_) => Self::internal(&error),
            Error::Provider(failure) => {
                tracing::warn!(%failure, "the provider gave no answer that can be used");
                Self::unavailable("provider-silent", "the payment provider does not answer now; try again")
            }
            Error::Key(error) => error.into(),
            Error::Store(error) => error.into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal {
            Refusal::Waits(_) => "payout-waits",
            Refusal::BeingSent => "payout-being-sent",
            Refusal::Sent => "payout-sent",
            Refusal::Over => "payout-over",
            Refusal::NeedsTwoPersons => "second-person-needed",
        };
        Self::conflict(kind, refusal)
    }
}
