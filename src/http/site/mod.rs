//! What all pages share: who visits, the frame round each page, forms, files, and errors as pages.

pub(crate) mod asset;
pub(crate) mod caller;
#[expect(
    unreachable_pub,
    clippy::unnecessary_wraps,
    clippy::inline_always,
    clippy::unused_self,
    reason = "askama wants filters to be so"
)]
pub(crate) mod filters;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod layer;
pub(crate) mod refused;
mod secure;
pub(crate) mod upload;
pub(crate) mod visitor;

pub(crate) use caller::{AsAdmin, AsMember, AsModerator};
pub(crate) use form::Form;
pub(crate) use frame::Frame;
pub(crate) use refused::Refused;
pub(crate) use upload::Upload;

use poem::Response;
use poem::http::{StatusCode, header};

/// What a page's handler answers.
pub(crate) type Answer = Result<Response, Refused>;

/// Sends a browser on, by GET.
pub(crate) fn see_other(to: &str) -> Response {
    Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, to).finish()
}

/// The same with a sentence for the next page: the text `done-<key>` of the catalogue.
pub(crate) fn see_done(to: &str, key: &str) -> Response {
    let joint = if to.contains('?') { '&' } else { '?' };
    see_other(&format!("{to}{joint}done={key}"))
}
