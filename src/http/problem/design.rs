//! Designs and moderation as problems.

use super::Problem;
use crate::app::design;
use crate::domain::design::Refusal;

impl From<design::Error> for Problem {
    fn from(error: design::Error) -> Self {
        use design::Error;
        match error {
            Error::Unknown => Self::not_found("design-unknown", error),
            Error::RoundUnknown => Self::not_found("round-unknown", error),
            Error::MailUnverified => Self::forbidden("mail-unverified", error),
            Error::Fields(errors) => Self::fields(errors.into_iter().map(|each| (each.field, each.message))),
            Error::NotDesigner => Self::forbidden("not-the-designer", error),
            Error::NotDraft => Self::conflict("not-a-draft", error),
            Error::OtherRules { .. } => Self::conflict("other-rules", error),
            Error::OwnDesign => Self::forbidden("own-design", error),
            Error::Reason => Self::unprocessable("reason", error),
            Error::NewerRevision(_) => Self::conflict("newer-revision", error),
            Error::DecidedMeanwhile(_) => Self::conflict("decided-meanwhile", error),
            Error::Key(error) => error.into(),
            Error::Refused(refusal) => Self::conflict(kind(refusal), refusal),
            Error::Store(error) => error.into(),
        }
    }
}

fn kind(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotSubmissions => "round-takes-no-designs",
        Refusal::NoArtwork => "no-artwork",
        Refusal::RulesNotAccepted => "other-rules",
        Refusal::OriginMissing => "origin-missing",
        Refusal::TooMany(_) => "too-many-designs",
        Refusal::PictureFixed(_) => "picture-fixed",
        Refusal::Submitted(_) => "already-submitted",
        Refusal::NotSubmitted(_) => "not-submitted",
        Refusal::RoundOver(_) => "round-over",
        Refusal::TooLateToWithdraw => "too-late-to-withdraw",
        Refusal::Over(_) => "design-gone",
        Refusal::NotCleared => "not-cleared",
        Refusal::NotClosing(_) => "round-not-closing",
    }
}
