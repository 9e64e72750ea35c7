//! Pre-ordering: sizes, an address and the total, and on to the provider's card page.

pub(crate) mod asked;

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use uuid::Uuid;

use super::words::{self, Badge};
use crate::app::caller::Member;
use crate::app::campaign::Shown;
use crate::app::{self, App};
use crate::domain::campaign::Sale;
use crate::domain::id::CampaignId;
use crate::domain::preorder::Quote;
use crate::http::problem::Problem;
use crate::http::site::{Answer, AsMember, Form, Frame, filters, see_other};
use asked::{Choice, Country};

#[derive(Template)]
#[template(path = "order/order.html")]
struct Page<'a> {
    frame: &'a Frame,
    form: &'a Form,
    shown: &'a Shown,
    choices: Vec<Choice>,
    countries: Vec<Country>,
    quote: Option<Quote>,
    /// Units that the visitor has in this sale already.
    held: u32,
    /// Where the form goes; the total is looked up below it.
    action: String,
}

#[derive(Template)]
#[template(path = "order/closed.html")]
struct Closed<'a> {
    frame: &'a Frame,
    shown: &'a Shown,
    badge: Badge,
    next: String,
    is_sold_out: bool,
}

/// The form.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>) -> Answer {
    page(&frame, &app, CampaignId::new(id.0), (&Form::default(), None)).await
}

/// The same with its total. Anybody may look, and nothing is reserved.
#[handler]
pub(crate) async fn total(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>, form: Form) -> Answer {
    let id = CampaignId::new(id.0);
    let mut looked = match quote(&app, id, &form).await {
        Ok(quote) => page(&frame, &app, id, (&form, Some(quote))).await?,
        Err(problem) => page(&frame, &app, id, (&form.refused(problem), None)).await?,
    };
    // A form that is still being filled in is not refused.
    looked.set_status(StatusCode::OK);
    Ok(looked)
}

/// Reserves the units and goes on to the card page.
#[handler]
pub(crate) async fn place(
    frame: Frame,
    app: Data<&Arc<App>>,
    AsMember(member): AsMember,
    id: Path<Uuid>,
    form: Form,
) -> Answer {
    let id = CampaignId::new(id.0);
    match send(&app, &member, id, &form).await {
        Ok(placed) => Ok(see_other(&format!("/pay/{}", placed.id))),
        Err(problem) => {
            let quote = quote(&app, id, &form).await.ok();
            page(&frame, &app, id, (&form.refused(problem), quote)).await
        }
    }
}

async fn send(
    app: &App,
    member: &Member,
    id: CampaignId,
    form: &Form,
) -> Result<app::preorder::Changed, Problem> {
    let order = asked::read(form)?;
    let asked = (&order, asked::seen_total(form));
    let placed = app::preorder::place_seen(app, member, id, form.key(), asked).await;
    placed.map_err(|error| asked::named(error.into(), &order))
}

async fn quote(app: &App, id: CampaignId, form: &Form) -> Result<Quote, Problem> {
    let order = asked::read(form)?;
    let quote = app::preorder::quote(app, id, &order.lines, &order.address.country).await;
    quote.map_err(|error| asked::named(error.into(), &order))
}

async fn page(frame: &Frame, app: &App, id: CampaignId, (form, quote): (&Form, Option<Quote>)) -> Answer {
    let (shown, round) = app::campaign::show(app, frame.member.as_ref(), id).await?;
    let campaign = &shown.campaign;
    let is_open = campaign.sale_clock().at(frame.now) == Sale::Open;
    let is_sold_out = is_open && campaign.units_left() == Some(0);
    if !is_open || is_sold_out {
        let badge = words::sale(campaign, frame.now);
        let next = words::next_of_sale(campaign, frame.now, &frame.locale);
        let closed = Closed { frame, shown: &shown, badge, next, is_sold_out };
        return frame.page_at(form.status(), &closed);
    }
    let held = match &frame.member {
        Some(member) => app::preorder::held_by(app, member, id).await?,
        None => 0,
    };
    let page = Page {
        frame,
        form,
        shown: &shown,
        choices: asked::choices(&round.rules),
        countries: asked::countries(&round.rules),
        quote,
        held,
        action: format!("/campaigns/{id}/order"),
    };
    frame.page_at(form.status(), &page)
}
