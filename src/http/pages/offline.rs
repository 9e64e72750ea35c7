//! What a browser shows without a network: it keeps this page beforehand.

use askama::Template;
use poem::handler;

use crate::http::site::{Answer, Frame, filters};

#[derive(Template)]
#[template(path = "offline.html")]
struct Offline<'a> {
    frame: &'a Frame,
}

/// The page, which says nothing of who asks.
#[handler]
pub(crate) fn show(frame: Frame) -> Answer {
    frame.page(&Offline { frame: &Frame { member: None, ..frame.clone() } })
}
