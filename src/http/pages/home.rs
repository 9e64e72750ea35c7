//! What is on now.

use askama::Template;
use poem::handler;

use crate::http::site::{Answer, Frame, filters};

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    frame: &'a Frame,
}

/// The first page.
#[handler]
pub(crate) fn show(frame: Frame) -> Answer {
    frame.page(&Home { frame: &frame })
}
