//! Events of the provider as problems.

use super::Problem;
use crate::app::event::{DeskError, Error, Refusal};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            // The provider sends it again for days; until then somebody may set the secret.
            Error::Refused(Refusal::NoSecret) => {
                tracing::error!("an event came, and no webhook secret is set");
                Self::unavailable("webhook-secret-missing", error)
            }
            Error::Refused(
                Refusal::Unsigned | Refusal::Unreadable | Refusal::OutOfTime | Refusal::Forged,
            ) => {
                tracing::warn!(%error, "an event was not believed");
                Self::bad_request("signature-wrong", error)
            }
            Error::Store(error) => error.into(),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Unknown => Self::not_found("event-unknown", error),
            DeskError::Waiting => Self::conflict("event-waits", error),
            DeskError::Store(error) => error.into(),
        }
    }
}
