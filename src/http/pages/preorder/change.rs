//! Changing an order: other quantities while the sale is open, the address and an equal variant until production.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use uuid::Uuid;

use crate::app::caller::Member;
use crate::app::preorder::{Changed, Whole};
use crate::app::{self, App};
use crate::domain::id::PreorderId;
use crate::domain::preorder::Quote;
use crate::http::pages::order::asked::{self, Choice, Country};
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsMember, Form, Frame, filters, see_done};

#[derive(Template)]
#[template(path = "preorder/change.html")]
struct Page<'a> {
    frame: &'a Frame,
    form: &'a Form,
    whole: &'a Whole,
    choices: Vec<Choice>,
    countries: Vec<Country>,
    quote: Option<Quote>,
    /// Where the form goes; the total is looked up below it.
    action: String,
}

/// The form with the order as it is.
#[handler]
pub(crate) async fn show(
    frame: Frame,
    app: Data<&Arc<App>>,
    AsMember(member): AsMember,
    id: Path<Uuid>,
) -> Answer {
    let whole = app::preorder::whole(&app, &member, PreorderId::new(id.0)).await?;
    whole.ways.may.change_address.map_err(app::preorder::Error::from)?;
    let form = asked::filled(&whole.order);
    let quote = quote(&app, &whole, &form).await.ok();
    frame.page(&page(&frame, &form, &whole, quote))
}

/// The same with the new total. Nothing is changed yet.
#[handler]
pub(crate) async fn total(
    frame: Frame,
    app: Data<&Arc<App>>,
    AsMember(member): AsMember,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let whole = app::preorder::whole(&app, &member, PreorderId::new(id.0)).await?;
    let (form, quote) = match quote(&app, &whole, &form).await {
        Ok(quote) => (form, Some(quote)),
        Err(problem) => (form.refused(problem), None),
    };
    frame.page_at(StatusCode::OK, &page(&frame, &form, &whole, quote))
}

/// Changes it; a higher total is accepted by having been on the page.
#[handler]
pub(crate) async fn change(
    frame: Frame,
    app: Data<&Arc<App>>,
    AsMember(member): AsMember,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = PreorderId::new(id.0);
    match send(&app, &member, id, &form).await {
        Ok(_) => Ok(see_done(&format!("/preorders/{id}"), "order-changed")),
        Err(problem) => {
            let whole = app::preorder::whole(&app, &member, id).await?;
            let quote = quote(&app, &whole, &form).await.ok();
            let form = form.refused(problem);
            frame.page_at(form.status(), &page(&frame, &form, &whole, quote))
        }
    }
}

async fn send(app: &App, member: &Member, id: PreorderId, form: &Form) -> Result<Changed, Problem> {
    let order = asked::read(form)?;
    let asked = (&order, asked::seen_total(form));
    let changed = app::preorder::edit(app, member, id, form.key(), asked).await;
    changed.map_err(|error| asked::named(error.into(), &order))
}

async fn quote(app: &App, whole: &Whole, form: &Form) -> Result<Quote, Problem> {
    let order = asked::read(form)?;
    let campaign = whole.order.campaign;
    let quote = app::preorder::quote(app, campaign, &order.lines, &order.address.country).await;
    quote.map_err(|error| asked::named(error.into(), &order))
}

fn page<'a>(frame: &'a Frame, form: &'a Form, whole: &'a Whole, quote: Option<Quote>) -> Page<'a> {
    Page {
        frame,
        form,
        whole,
        choices: asked::choices(&whole.round.rules),
        countries: asked::countries(&whole.round.rules),
        quote,
        action: format!("/preorders/{}/change", whole.order.id),
    }
}
