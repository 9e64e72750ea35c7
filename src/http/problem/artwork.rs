//! Uploads and files as problems.

use super::Problem;
use crate::app::artwork;
use crate::domain::artwork::Refusal;

impl From<artwork::Error> for Problem {
    fn from(error: artwork::Error) -> Self {
        use artwork::Error;
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Design(error) => error.into(),
            Error::Unknown => Self::not_found("artwork-unknown", error),
            Error::Busy => Self::unavailable("pictures-busy", error),
            Error::BrokenOff => Self::bad_request("upload-broken-off", error),
            Error::Picture(_) | Error::Blob(_) => Self::internal(&error),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLarge { .. } => Self::too_large("picture-too-large", refusal),
            Refusal::NotAPicture | Refusal::OtherKind { .. } | Refusal::Mislabelled { .. } => {
                Self::unsupported("not-such-a-picture", refusal)
            }
            Refusal::Empty => Self::unprocessable("picture-empty", refusal),
            Refusal::TooManyPixels { .. } => Self::unprocessable("picture-too-many-pixels", refusal),
            Refusal::Animated | Refusal::SeveralPictures => Self::unprocessable("picture-not-one", refusal),
            Refusal::Truncated => Self::unprocessable("picture-truncated", refusal),
            Refusal::Broken => Self::unprocessable("picture-broken", refusal),
            Refusal::TooDeep | Refusal::Cmyk | Refusal::Unsupported { .. } | Refusal::TooSlow => {
                Self::unprocessable("picture-unsupported", refusal)
            }
            Refusal::TooSmallForPrint { .. } => Self::unprocessable("picture-too-small", refusal),
            Refusal::Decided => Self::conflict("already-decided", refusal),
            Refusal::TooManyRevisions => Self::conflict("too-many-revisions", refusal),
        }
    }
}
