//! Failed jobs as problems.

use super::Problem;
use crate::app::parked::Error;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unknown => Self::not_found("job-unknown", error),
            Error::Reason => Self::unprocessable("reason-missing", error),
            Error::Reference => Self::unprocessable("reference-missing", error),
            Error::Decided => Self::conflict("job-decided", error),
            Error::Provider(_) => Self::conflict("provider-says-otherwise", error),
            Error::Store(error) => error.into(),
        }
    }
}
