//! A page that says in numbers what a deed will do, and asks once more before it is done.

use askama::Template;

use crate::http::site::{Answer, Form, Frame, filters};

/// What is typed on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// One line: the field's name and the key of its label.
    Line(&'static str, &'static str),
    /// The same with several lines.
    Area(&'static str, &'static str),
}

/// The deed. Texts are said already; `button` and labels are keys.
pub(super) struct Deed {
    pub(super) title: String,
    pub(super) says: Vec<String>,
    pub(super) inputs: &'static [Input],
    /// Hidden fields: what was chosen on the page before.
    pub(super) carried: Vec<(String, String)>,
    pub(super) button: &'static str,
    pub(super) is_danger: bool,
    /// It cannot be done by this admin now; the page only says so.
    pub(super) is_blocked: bool,
    pub(super) action: String,
    pub(super) back: String,
}

#[derive(Template)]
#[template(path = "desk/sure.html")]
struct Sure<'a> {
    frame: &'a Frame,
    form: &'a Form,
    deed: &'a Deed,
}

/// The page; with what was wrong where the form was refused.
pub(super) fn ask(frame: &Frame, form: &Form, deed: &Deed) -> Answer {
    frame.page_at(form.status(), &Sure { frame, form, deed })
}
