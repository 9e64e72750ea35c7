//! Standings as problems.

use super::Problem;
use crate::app::standing::Error;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unknown => Self::not_found("round-unknown", error),
            Error::NotJudging(_) => Self::conflict("round-not-judging", error),
            Error::NotWhole(_) => Self::conflict("round-ballots-missing", error),
            Error::NotClosed => Self::not_found("standings-not-published", error),
            Error::Store(error) => error.into(),
        }
    }
}
