//! What was set aside on a designer's own design, and what they say against it.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use crate::app::finding::Against;
use crate::app::{self, App};
use crate::domain::id::{DesignId, FindingId};
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsMember, Form, Frame, filters, see_done};

#[derive(Template)]
#[template(path = "design/findings.html")]
struct Page<'a> {
    frame: &'a Frame,
    form: &'a Form,
    found: &'a Against,
}

/// The confirmed findings about a design.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, who: AsMember, id: Path<Uuid>) -> Answer {
    page(&frame, &app, &who, (DesignId::new(id.0), &Form::default())).await
}

/// Files an appeal.
#[handler]
pub(crate) async fn appeal(
    frame: Frame,
    app: Data<&Arc<App>>,
    who: AsMember,
    path: Path<(Uuid, Uuid)>,
    form: Form,
) -> Answer {
    let Path((design, finding)) = path;
    let about = (FindingId::new(finding), DesignId::new(design));
    match app::finding::appeal_once(&app, &who.0, about, (form.text("reason"), form.key())).await {
        Ok(()) => Ok(see_done(&format!("/designs/{design}/findings"), "appeal-filed")),
        Err(error @ app::finding::Error::Reason) => {
            let wrong = form.refused(Problem::fields([(format!("appeal-{finding}"), error.to_string())]));
            page(&frame, &app, &who, (about.1, &wrong)).await
        }
        Err(error) => page(&frame, &app, &who, (about.1, &form.refused(error))).await,
    }
}

async fn page(frame: &Frame, app: &App, who: &AsMember, (id, form): (DesignId, &Form)) -> Answer {
    let found = app::finding::of_design(app, &who.0, id).await?;
    frame.page_at(form.status(), &Page { frame, form, found: &found })
}
