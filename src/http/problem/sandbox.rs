//! The sandbox's pages as problems.

use super::Problem;
use crate::app::sandbox::Error;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Absent => Self::not_found("no-sandbox", error),
            Error::Refused(_) => Self::not_found("sandbox-refused", error),
        }
    }
}
