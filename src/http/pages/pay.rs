//! The page of an order for whoever has its address: it leads to the card page, and says what came of it.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use super::preorder::Again;
use super::words::{self, Badge};
use crate::app::preorder::{Error, Glance, Visit};
use crate::app::{self, App};
use crate::domain::id::PreorderId;
use crate::http::site::{Answer, Frame, filters, see_other};

#[derive(Template)]
#[template(path = "pay/pay.html")]
struct Page<'a> {
    frame: &'a Frame,
    glance: &'a Glance,
    badge: Badge,
    next: String,
    again: Again,
    /// A sentence about the visit itself.
    note: Option<&'static str>,
}

/// Opens the card page of a new order; any other order is shown.
#[handler]
pub(crate) async fn enter(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>) -> Answer {
    let id = PreorderId::new(id.0);
    match app::preorder::enter(&app, id).await? {
        Visit::CardPage(url) => Ok(see_other(&url)),
        Visit::Here => show(&frame, &app, (id, None)).await,
    }
}

/// Where the provider sends the buyer back to.
#[handler]
pub(crate) async fn come_back(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>) -> Answer {
    let id = PreorderId::new(id.0);
    match app::preorder::read_session(&app, id).await {
        Ok(()) => show(&frame, &app, (id, None)).await,
        Err(Error::Provider(_)) => show(&frame, &app, (id, Some("pay-provider-silent"))).await,
        Err(error) => Err(error.into()),
    }
}

/// The order with a sentence about the visit.
pub(super) async fn show(frame: &Frame, app: &App, (id, note): (PreorderId, Option<&'static str>)) -> Answer {
    let glance = app::preorder::glance(app, frame.member.as_ref(), id).await?;
    frame.page(&Page {
        frame,
        badge: words::order(&glance.order),
        next: words::next_of_order(&glance.order, &glance.sale.campaign, &frame.locale),
        again: Again::of(id, glance.order.state),
        glance: &glance,
        note,
    })
}
