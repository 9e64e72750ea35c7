//! The queue as problems.

use super::Problem;
use crate::app::exposure;
use crate::domain::exposure::Refusal;
use crate::domain::score;

impl From<exposure::Error> for Problem {
    fn from(error: exposure::Error) -> Self {
        use exposure::Error;
        match error {
            Error::RoundUnknown => Self::not_found("round-unknown", error),
            Error::DesignUnknown => Self::not_found("design-unknown", error),
            Error::Score(refusal) => refusal.into(),
            Error::Refused(refusal) => refusal.into(),
            Error::Store(error) => error.into(),
        }
    }
}

impl From<score::Refusal> for Problem {
    fn from(refusal: score::Refusal) -> Self {
        use score::Refusal;
        match refusal {
            Refusal::NotScoring => Self::conflict("not-scoring", refusal),
            Refusal::WindowOver(_) => Self::conflict("scoring-over", refusal),
            Refusal::MailUnverified => Self::forbidden("mail-unverified", refusal),
            Refusal::JoinedLate(_) => Self::forbidden("joined-late", refusal),
            Refusal::OwnDesign | Refusal::CoCreated => Self::forbidden("own-design", refusal),
            Refusal::DesignGone => Self::conflict("design-gone", refusal),
            Refusal::NotHanded => Self::conflict("not-handed", refusal),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotHanded => Self::conflict("not-handed", refusal),
            Refusal::Answered => Self::conflict("already-answered", refusal),
            Refusal::NothingToGiveBack => Self::conflict("nothing-to-give-back", refusal),
            Refusal::TooManySkips { .. } => Self::conflict("too-many-skips", refusal),
        }
    }
}
