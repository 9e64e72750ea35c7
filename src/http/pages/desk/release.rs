//! Letting stopped money go on: the book is proved first, and where it is not right money stays stopped.

use std::sync::Arc;

use poem::handler;
use poem::web::Data;

use super::sure::{self, Deed};
use crate::app::{self, App};
use crate::http::site::{Answer, AsAdmin, Form, Frame, Refused, see_done, see_other};

const HOME: &str = "/desk";
const CHECK: &str = "/desk/ledger/check";

/// Says why money is stopped, and what the check does.
#[handler]
pub(crate) async fn ask(frame: Frame, app: Data<&Arc<App>>, _admin: AsAdmin) -> Answer {
    sure::ask(&frame, &Form::default(), &deed(&frame, &app).await?)
}

/// Proves the book. What is not right in it is shown instead.
#[handler]
pub(crate) async fn check(app: Data<&Arc<App>>, admin: AsAdmin, _form: Form) -> Answer {
    let (report, is_released) = app::stop::prove_by(&app, &admin.0).await?;
    if is_released {
        return Ok(see_done(HOME, "desk-stop-released"));
    }
    Ok(if report.is_proven() { see_other(HOME) } else { see_other(CHECK) })
}

async fn deed(frame: &Frame, app: &App) -> Result<Deed, Refused> {
    let locale = &frame.locale;
    let stopped = app::stop::find(app).await?;
    let mut says = match &stopped {
        Some(stopped) => {
            let why = locale.say(&("desk-stop-why", "why", &stopped.why));
            vec![locale.say(&("desk-stop-since", "at", stopped.at)), why]
        }
        None => vec![locale.text("desk-stop-none")],
    };
    says.push(locale.text("desk-stop-deed"));
    Ok(Deed {
        title: locale.text("desk-stop-title"),
        says,
        inputs: &[],
        carried: Vec::new(),
        button: "desk-stop-check",
        is_danger: false,
        is_blocked: stopped.is_none(),
        action: "/desk/ledger/release".to_owned(),
        back: HOME.to_owned(),
    })
}
