//! Ballot boxes as problems.

use super::Problem;
use crate::app::ballot_box::Error;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::None => Self::not_found("no-ballot-box", error),
            Error::Standing(error) => error.into(),
        }
    }
}
