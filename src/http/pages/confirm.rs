//! Confirming a mail address by the link in a mail, and asking for that mail again.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path};

use crate::app::{self, App};
use crate::http::site::{Answer, AsMember, Form, Frame, filters, see_done};

#[derive(Template)]
#[template(path = "account/confirm.html")]
struct Show<'a> {
    frame: &'a Frame,
    token: &'a str,
    email: &'a str,
}

/// A button. Opening the page does nothing.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, token: Path<String>) -> Answer {
    let account = app::account::find_by_link(&app, &token).await?;
    frame.page(&Show { frame: &frame, token: &token, email: &account.email })
}

#[handler]
pub(crate) async fn confirm(app: Data<&Arc<App>>, token: Path<String>, _form: Form) -> Answer {
    app::account::confirm(&app, &token).await?;
    Ok(see_done("/", "address-confirmed"))
}

/// Sends the mail once more.
#[handler]
pub(crate) async fn ask_again(app: Data<&Arc<App>>, who: AsMember, _form: Form) -> Answer {
    app::account::ask_again(&app, &who.0).await?;
    Ok(see_done("/me", "confirmation-sent"))
}
