//! Ballots as problems.

use super::Problem;
use crate::app::ballot;

impl From<ballot::Error> for Problem {
    fn from(error: ballot::Error) -> Self {
        use ballot::Error;
        match error {
            Error::Queue(error) => error.into(),
            Error::Given(_) => Self::conflict("already-scored", error),
            Error::NotGiven => Self::not_found("ballot-unknown", error),
        }
    }
}
