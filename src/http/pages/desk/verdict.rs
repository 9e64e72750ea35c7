//! What an admin says of something that nobody knows: that it never happened, or that it did.

use std::sync::Arc;

use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use super::sure::{self, Deed, Input};
use crate::app::caller::Admin;
use crate::app::parked::Verdict;
use crate::app::{self, App};
use crate::domain::id::JobId;
use crate::http::site::{Answer, AsAdmin, Form, Frame, Refused, see_done};

const PATH: &str = "/desk/jobs";
const REASON: Input = Input::Area("reason", "desk-payout-reason-label");
const NEVER: &[Input] = &[REASON];
const HAPPENED: &[Input] = &[Input::Line("reference", "desk-job-reference"), REASON];

/// Which of the two pages it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Never,
    Happened,
}

#[handler]
pub(crate) async fn ask_never(frame: Frame, app: Data<&Arc<App>>, admin: AsAdmin, id: Path<Uuid>) -> Answer {
    let deed = deed(&frame, &app, &admin.0, (JobId::new(*id), Word::Never)).await?;
    sure::ask(&frame, &Form::default(), &deed)
}

#[handler]
pub(crate) async fn ask_happened(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
) -> Answer {
    let deed = deed(&frame, &app, &admin.0, (JobId::new(*id), Word::Happened)).await?;
    sure::ask(&frame, &Form::default(), &deed)
}

#[handler]
pub(crate) async fn never(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    say(&frame, &app, &admin.0, (JobId::new(*id), Word::Never, form)).await
}

#[handler]
pub(crate) async fn happened(
    frame: Frame,
    app: Data<&Arc<App>>,
    admin: AsAdmin,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    say(&frame, &app, &admin.0, (JobId::new(*id), Word::Happened, form)).await
}

async fn say(frame: &Frame, app: &App, admin: &Admin, (id, word, form): (JobId, Word, Form)) -> Answer {
    let verdict = match word {
        Word::Never => Verdict::Never,
        Word::Happened => Verdict::Happened(form.text("reference").to_owned()),
    };
    match app::parked::settle(app, admin, id, (&verdict, form.text("reason"))).await {
        Ok(()) => Ok(see_done(PATH, "desk-job-settled")),
        Err(error) => {
            let deed = deed(frame, app, admin, (id, word)).await?;
            sure::ask(frame, &form.refused(error), &deed)
        }
    }
}

async fn deed(frame: &Frame, app: &App, admin: &Admin, (id, word): (JobId, Word)) -> Result<Deed, Refused> {
    let parked = app::parked::find(app, admin, id).await?;
    let locale = &frame.locale;
    let mut says = vec![
        locale.text(&format!("desk-job-kind-{}", parked.job.kind())),
        locale.say(&("desk-job-said", "error", &parked.error)),
    ];
    if let Some(amount) = parked.known.amount {
        says.push(locale.say(&("desk-job-amount-is", "amount", amount)));
    }
    if parked.known.doubt.is_none() {
        says.push(locale.text("desk-job-decided"));
    }
    let (title, inputs, path) = match word {
        Word::Never => {
            says.extend([locale.text("desk-job-never-says"), locale.text("desk-job-never-sure")]);
            ("desk-job-never-ask", NEVER, "never")
        }
        Word::Happened => {
            says.push(locale.text("desk-job-happened-says"));
            ("desk-job-happened-ask", HAPPENED, "happened")
        }
    };
    Ok(Deed {
        title: locale.text(title),
        says,
        inputs,
        carried: Vec::new(),
        button: if word == Word::Never { "desk-job-never" } else { "desk-job-happened" },
        is_danger: word == Word::Never,
        is_blocked: parked.known.doubt.is_none(),
        action: format!("{PATH}/{id}/{path}"),
        back: PATH.to_owned(),
    })
}
