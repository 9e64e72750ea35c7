//! The journal as problems.

use super::Problem;
use crate::app::ledger::Error;
use crate::app::movement;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Provider(_) | Error::Movements(movement::Error::Provider(_)) => {
                tracing::warn!(error = %crate::app::chain(&error), "the provider's book could not be read");
                Self::unavailable("provider-silent", "the payment provider does not answer now; try again")
            }
            Error::Store(error) => error.into(),
            Error::Movements(_) | Error::Money(_) => Self::internal(&error),
        }
    }
}
