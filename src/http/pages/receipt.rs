//! A receipt to print: what was paid for, when, and what went back.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use super::order::asked;
use super::preorder::{NamedLine, lines};
use crate::app::preorder::Whole;
use crate::app::{self, App};
use crate::domain::id::PreorderId;
use crate::http::site::{Answer, AsMember, Frame, filters};

#[derive(Template)]
#[template(path = "preorder/receipt.html")]
struct Page<'a> {
    frame: &'a Frame,
    whole: &'a Whole,
    lines: Vec<NamedLine>,
    /// The country's key in the catalogue.
    country: String,
}

/// The receipt of an order that was charged.
#[handler]
pub(crate) async fn show(
    frame: Frame,
    app: Data<&Arc<App>>,
    AsMember(member): AsMember,
    id: Path<Uuid>,
) -> Answer {
    let whole = app::preorder::receipt(&app, &member, PreorderId::new(id.0)).await?;
    let country = asked::label_of(&whole.order.address.country);
    frame.page(&Page { frame: &frame, lines: lines(&whole), country, whole: &whole })
}
