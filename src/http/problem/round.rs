//! Rounds as problems.

use super::Problem;
use crate::app::round::Error;
use crate::domain::round::Refusal;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unknown => Self::not_found("round-unknown", error),
            Error::ContestUnknown => Self::not_found("contest-unknown", error),
            Error::Fields(wrong) => Self::field_errors(wrong),
            Error::NotDraft => Self::conflict("round-not-draft", error),
            Error::PrizesBelowFunding(_) => Self::conflict("prizes-below-funding", error),
            Error::CurrencyFixed(_) => Self::conflict("currency-fixed", error),
            Error::Reason => Self::unprocessable("reason-missing", error),
            Error::EditedMeanwhile(_) => Self::conflict("edited-meanwhile", error),
            Error::OtherOutcome => Self::conflict("other-outcome", error),
            Error::Key(error) => error.into(),
            Error::Refused(refusal) => refusal.into(),
            Error::Standing(error) => error.into(),
            Error::Store(error) => error.into(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal {
            Refusal::NotFunded => "prizes-not-funded",
            Refusal::TooLate => "submissions-over",
            Refusal::Open => "round-open",
            Refusal::NotJudging(_) => "round-not-judging",
            Refusal::Undecided(_) => "designs-undecided",
            Refusal::NotInspected => "ballots-not-inspected",
            Refusal::FindingsUndecided(_) => "findings-undecided",
            Refusal::AppealsOpen(_) => "appeals-open",
            Refusal::AppealsUntil(_) => "appeals-until",
            Refusal::Over(_) => "round-over",
            Refusal::ReasonMissing => return Self::unprocessable("reason-missing", refusal),
        };
        Self::conflict(kind, refusal)
    }
}
