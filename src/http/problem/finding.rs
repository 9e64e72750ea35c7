//! Findings and appeals as problems.

use super::Problem;
use crate::app::finding::Error;
use crate::domain::finding::Refusal;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unknown => Self::not_found("finding-unknown", error),
            Error::RoundUnknown => Self::not_found("round-unknown", error),
            Error::DesignUnknown => Self::not_found("design-unknown", error),
            Error::AppealUnknown => Self::not_found("appeal-unknown", error),
            Error::StillScored => Self::forbidden("still-scored", error),
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
            Refusal::RoundOver => "round-over",
            Refusal::Party => "own-round",
            Refusal::Decided(_) => "finding-decided",
            Refusal::NotConfirmed(_) => "finding-not-confirmed",
            Refusal::AppealLate(_) => "appeal-late",
            Refusal::Appealed => "appeal-filed",
            Refusal::AppealDecided(_) => "appeal-decided",
        };
        Self::conflict(kind, refusal)
    }
}
