//! Campaigns as problems.

use super::Problem;
use crate::app::campaign::Error;
use crate::domain::campaign::Refusal;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unknown => Self::not_found("campaign-unknown", error),
            Error::Reason => Self::unprocessable("reason-missing", error),
            Error::OtherAdminNeeded => Self::conflict("other-admin-needed", error),
            Error::Refused(refusal) => refusal.into(),
            Error::Store(error) => error.into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal {
            Refusal::OpenedBefore => "opened-before",
            Refusal::PrizeNotFunded => "prizes-not-funded",
            Refusal::PricesInexpressible => "prices-inexpressible",
            Refusal::TermsNotFrozen => "terms-not-frozen",
            Refusal::ThresholdOverCap { .. } => "threshold-over-cap",
            Refusal::ThresholdZero => "threshold-zero",
            Refusal::TermsFixed => "terms-fixed",
            Refusal::NotOpenYet => "sale-not-open-yet",
            Refusal::NotShort => "sale-not-short",
            Refusal::NothingPaid => "nothing-paid",
            Refusal::NotFunded => "sale-not-funded",
            Refusal::NoRun => "no-run",
            Refusal::SecondPersonNeeded => "other-admin-needed",
            Refusal::Paused => "sale-paused",
            Refusal::NotPaused => "sale-not-paused",
            Refusal::Over => "sale-over",
            Refusal::ClaimOpen => "claim-open",
        };
        Self::conflict(kind, refusal)
    }
}
