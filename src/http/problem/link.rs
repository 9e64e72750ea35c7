//! Links from mails, and mails themselves, as problems.

use super::Problem;
use crate::app::{attempt, link, mail};

impl From<link::Error> for Problem {
    fn from(error: link::Error) -> Self {
        match error {
            link::Error::Unknown => Self::not_found("link-unknown", error),
            link::Error::Expired => Self::gone("link-expired", error),
        }
    }
}

impl From<attempt::LinkError> for Problem {
    fn from(error: attempt::LinkError) -> Self {
        use attempt::LinkError;
        match error {
            LinkError::Link(error) => error.into(),
            LinkError::Spent(_) => Self::gone("link-spent", error),
            LinkError::Preorder(error) => error.into(),
            LinkError::Account(error) => error.into(),
        }
    }
}

impl From<mail::Error> for Problem {
    fn from(error: mail::Error) -> Self {
        use mail::Error;
        match error {
            Error::Unknown => Self::not_found("mail-unknown", error),
            Error::Template(_) | Error::Facts(_) | Error::Inbox(_) => Self::internal(&error),
            Error::Store(error) => error.into(),
        }
    }
}
