//! The text that a buyer accepts by saving a card, with its version.

use askama::Template;
use poem::handler;

use crate::app;
use crate::domain::digest::Digest;
use crate::http::site::{Answer, Frame, filters};

#[derive(Template)]
#[template(path = "agreement.html")]
struct Page<'a> {
    frame: &'a Frame,
    title: &'static str,
    paragraphs: Vec<&'static str>,
    digest: String,
}

/// The wording in force.
#[handler]
pub(crate) fn show(frame: Frame) -> Answer {
    let text = app::preorder::agreement_text();
    // The first paragraph is its title, with the version.
    let (title, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let paragraphs = rest.split("\n\n").collect();
    frame.page(&Page { frame: &frame, title, paragraphs, digest: Digest::of(text.as_bytes()).to_string() })
}
