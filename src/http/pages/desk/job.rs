//! Jobs that failed and wait for a person, with what is known of each.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path, Query};
use uuid::Uuid;

use super::sure::{self, Deed, Input};
use super::{After, asked, paged};
use crate::app::caller::Admin;
use crate::app::parked::{About, Load, Parked};
use crate::app::{self, App};
use crate::domain::id::JobId;
use crate::http::site::{Answer, AsAdmin, Form, Frame, Refused, filters, see_done};

const REASON: &[Input] = &[Input::Area("reason", "desk-payout-reason-label")];
const PATH: &str = "/desk/jobs";

#[derive(Template)]
#[template(path = "desk/jobs.html")]
struct Jobs<'a> {
    frame: &'a Frame,
    load: Load,
    listed: &'a [Parked],
    next: Option<Uuid>,
}

/// Failed ones, newest first.
#[handler]
pub(crate) async fn list(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, query: Query<After>) -> Answer {
    let load = app::parked::load(&app, &admin.0).await?;
    let before = query.after.map(JobId::new);
    let found = app::parked::list(&app, &admin.0, before, asked()).await?;
    let (listed, next) = paged(found, |one| one.id.uuid());
    frame.page(&Jobs { frame: &frame, load, listed: &listed, next })
}

/// Says what trying again means.
#[handler]
pub(crate) async fn ask(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, id: Path<Uuid>) -> Answer {
    let deed = deed(&frame, &app, &admin.0, JobId::new(*id)).await?;
    sure::ask(&frame, &Form::default(), &deed)
}

/// Tries again.
#[handler]
pub(crate) async fn retry(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = JobId::new(*id);
    match app::parked::retry(&app, &admin.0, id, form.text("reason")).await {
        Ok(()) => Ok(see_done(PATH, "desk-job-retried")),
        Err(error) => {
            let deed = deed(&frame, &app, &admin.0, id).await?;
            sure::ask(&frame, &form.refused(error), &deed)
        }
    }
}

async fn deed(frame: &Frame, app: &App, admin: &Admin, id: JobId) -> Result<Deed, Refused> {
    let parked = app::parked::find(app, admin, id).await?;
    let locale = &frame.locale;
    Ok(Deed {
        title: locale.text("desk-job-ask"),
        says: vec![
            locale.text(&format!("desk-job-kind-{}", parked.job.kind())),
            locale.say(&("desk-job-said", "error", &parked.error)),
            locale.text("desk-job-harmless"),
        ],
        inputs: REASON,
        carried: Vec::new(),
        button: "desk-job-retry",
        is_danger: false,
        is_blocked: false,
        action: format!("{PATH}/{id}/retry"),
        back: PATH.to_owned(),
    })
}

impl Jobs<'_> {
    fn kind(&self, parked: &Parked) -> String {
        format!("desk-job-kind-{}", parked.job.kind())
    }

    /// Where the thing is that the job is about, and the key of its name.
    fn about(&self, parked: &Parked) -> (Option<String>, &'static str) {
        match parked.about {
            About::Campaign(id) => (Some(format!("/desk/campaigns/{id}")), "desk-job-about-campaign"),
            About::Preorder(id) => (Some(format!("/desk/preorders/{id}")), "desk-job-about-order"),
            About::Payout(id) => (Some(format!("/desk/payouts/{id}")), "desk-job-about-payout"),
            About::Round(id) => (Some(format!("/desk/rounds/{id}")), "desk-job-about-round"),
            About::Person(_) => (None, "desk-job-about-person"),
            About::Nothing => (None, "desk-job-about-nothing"),
        }
    }
}
