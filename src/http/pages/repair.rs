//! Paying an order whose card failed, by the link in a mail; and the way back from the bank's page.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use super::pay;
use crate::app::attempt::Linked;
use crate::app::preorder::Visit;
use crate::app::{self, App};
use crate::domain::id::PreorderId;
use crate::http::site::{Answer, Form, Frame, filters, see_other};

#[derive(Template)]
#[template(path = "repair/show.html")]
struct Show<'a> {
    frame: &'a Frame,
    form: &'a Form,
    token: &'a str,
    linked: &'a Linked,
}

/// What is to be paid, and two ways to do it. Opening it does nothing.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, token: Path<String>) -> Answer {
    let linked = app::attempt::open(&app, &token).await?;
    frame.page(&Show { frame: &frame, form: &Form::default(), token: &token, linked: &linked })
}

/// Tries the order's card; the bank may want to see the buyer on its own page.
#[handler]
pub(crate) async fn try_again(frame: Frame, app: Data<&Arc<App>>, token: Path<String>, form: Form) -> Answer {
    match app::attempt::repair_by_link(&app, &token, form.key()).await {
        Ok(repair) => {
            let here = format!("/repair/{}/return", repair.preorder.id);
            Ok(see_other(repair.action_url().unwrap_or(&here)))
        }
        Err(error) => {
            let linked = app::attempt::open(&app, &token).await?;
            let form = form.refused(error);
            let page = Show { frame: &frame, form: &form, token: &token, linked: &linked };
            frame.page_at(form.status(), &page)
        }
    }
}

/// Leads to the card page.
#[handler]
pub(crate) async fn another_card(app: Data<&Arc<App>>, token: Path<String>, _form: Form) -> Answer {
    let (id, visit) = app::attempt::another_card_by_link(&app, &token).await?;
    Ok(match visit {
        Visit::CardPage(url) => see_other(&url),
        Visit::Here => see_other(&format!("/pay/{id}")),
    })
}

/// Reads the payment at the provider, so that the buyer sees at once what happened. Shows nothing personal.
#[handler]
pub(crate) async fn returned(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>) -> Answer {
    let id = PreorderId::new(id.0);
    let found = app::attempt::look(&app, id).await?;
    let note = found.action_url().map(|_| "pay-bank-waits");
    pay::show(&frame, &app, (id, note)).await
}
