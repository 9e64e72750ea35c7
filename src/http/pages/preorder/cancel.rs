//! Cancelling an order: what that means is said first, and asked once more.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use crate::app::preorder::Whole;
use crate::app::{self, App};
use crate::domain::id::PreorderId;
use crate::domain::preorder::State;
use crate::http::site::{Answer, AsMember, Form, Frame, filters, see_done};

#[derive(Template)]
#[template(path = "preorder/cancel.html")]
struct Page<'a> {
    frame: &'a Frame,
    form: &'a Form,
    whole: &'a Whole,
    /// What cancelling means for an order in this state.
    meaning: &'static str,
}

/// The question.
#[handler]
pub(crate) async fn ask(
    frame: Frame,
    app: Data<&Arc<App>>,
    AsMember(member): AsMember,
    id: Path<Uuid>,
) -> Answer {
    let whole = app::preorder::whole(&app, &member, PreorderId::new(id.0)).await?;
    whole.ways.may.cancel.map_err(app::preorder::Error::from)?;
    frame.page(&page(&frame, &Form::default(), &whole))
}

/// Cancels it.
#[handler]
pub(crate) async fn cancel(
    frame: Frame,
    app: Data<&Arc<App>>,
    AsMember(member): AsMember,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = PreorderId::new(id.0);
    let whole = app::preorder::whole(&app, &member, id).await?;
    match app::preorder::cancel(&app, &member, id, form.key()).await {
        Ok(_) => Ok(see_done(&format!("/preorders/{id}"), "order-cancelled")),
        Err(error) => {
            let form = form.refused(error);
            frame.page_at(form.status(), &page(&frame, &form, &whole))
        }
    }
}

fn page<'a>(frame: &'a Frame, form: &'a Form, whole: &'a Whole) -> Page<'a> {
    let meaning = match whole.order.state {
        State::Started => "order-cancel-started",
        State::Declined | State::NeedsAction | State::Charging | State::Voiding => "order-cancel-failed",
        State::Committed
        | State::Paid
        | State::Expired
        | State::Cancelled
        | State::Released
        | State::Dropped
        | State::Refunded
        | State::ChargedBack => "order-cancel-committed",
    };
    Page { frame, form, whole, meaning }
}
