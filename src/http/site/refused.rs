//! A page's refusal: the same problem that the API would answer, shown as a page.

use poem::error::ResponseError;
use poem::http::StatusCode;

use crate::http::problem::Problem;

/// Why a page was not given.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.detail())]
pub(crate) struct Refused(pub(crate) Problem);

impl<E> From<E> for Refused
where
    Problem: From<E>,
{
    fn from(error: E) -> Self {
        Self(Problem::from(error))
    }
}

impl ResponseError for Refused {
    fn status(&self) -> StatusCode {
        self.0.status()
    }
}
