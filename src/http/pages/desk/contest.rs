//! Making a contest, the programme that rounds belong to.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::Data;

use crate::app::{self, App};
use crate::http::site::{Answer, AsAdmin, Form, Frame, filters, see_done};

#[derive(Template)]
#[template(path = "desk/contest.html")]
struct New<'a> {
    frame: &'a Frame,
    form: &'a Form,
}

/// The form.
#[handler]
pub(crate) fn new(frame: Frame, _who: AsAdmin) -> Answer {
    frame.page(&New { frame: &frame, form: &Form::default() })
}

/// Makes it, and leads to its first round.
#[handler]
pub(crate) async fn create(frame: Frame, app: Data<&Arc<App>>, who: AsAdmin, form: Form) -> Answer {
    let texts = (form.text("title"), form.text("description"));
    match app::contest::create_once(&app, &who.0, texts.0, texts.1, form.key()).await {
        Ok(id) => Ok(see_done(&format!("/desk/rounds/new?contest={id}"), "contest-made")),
        Err(error) => {
            let form = form.clone().refused(error);
            frame.page_at(form.status(), &New { frame: &frame, form: &form })
        }
    }
}
