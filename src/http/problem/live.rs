//! Watching a sale as problems.

use super::Problem;
use crate::app::live::Error;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Full => Self::unavailable("too-many-watchers", error),
            Error::Stopping => Self::unavailable("stopping", error),
            Error::Campaign(error) => error.into(),
            Error::Settlement(error) => error.into(),
        }
    }
}
