//! Contests as problems.

use super::Problem;
use crate::app::contest::Error;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unknown => Self::not_found("contest-unknown", error),
            Error::Fields(wrong) => Self::field_errors(wrong),
            Error::Key(error) => error.into(),
            Error::Store(error) => error.into(),
        }
    }
}
