//! The operator's own pages: imprint, terms, refunds, privacy. Markdown without any HTML in it.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path};
use pulldown_cmark::{Event, Parser, html};

use crate::app::App;
use crate::app::brand::LEGAL_PAGES;
use crate::http::problem::Problem;
use crate::http::site::{Answer, Frame, filters};

#[derive(Template)]
#[template(path = "legal.html")]
struct Legal<'a> {
    frame: &'a Frame,
    title: String,
    html: Option<String>,
}

/// One of them.
#[handler]
pub(crate) fn show(frame: Frame, app: Data<&Arc<App>>, name: Path<String>) -> Answer {
    if !LEGAL_PAGES.contains(&name.as_str()) {
        return Err(Problem::not_found("no-such-page", "refusal-no-such-page").into());
    }
    let html = app.settings.brand.legal(&name).map(render);
    frame.page(&Legal { frame: &frame, title: format!("legal-{}", *name), html })
}

/// Markdown as HTML; HTML in it is shown as it is written.
fn render(markdown: &str) -> String {
    let events = Parser::new(markdown).map(|event| {
        if let Event::Html(text) | Event::InlineHtml(text) = event { Event::Text(text) } else { event }
    });
    let mut text = String::new();
    html::push_html(&mut text, events);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_legal_page_is_text() {
        assert_eq!(render("**yes** <b>no</b>"), "<p><strong>yes</strong> &lt;b&gt;no&lt;/b&gt;</p>\n");
    }
}
