//! A buyer's page of one order: it leads to the provider's card page, and shows afterwards what came of it.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};
use uuid::Uuid;

use super::{escape, page, see_other};
use crate::app::preorder::{Error, Visit};
use crate::app::{self, App};
use crate::domain::campaign::Campaign;
use crate::domain::id::PreorderId;
use crate::domain::preorder::{Preorder, State};
use crate::http::problem::Problem;

/// Opens the card page of a new order; any other order is shown.
#[handler]
pub(crate) async fn enter(app: Data<&Arc<App>>, id: Path<Uuid>) -> Result<Response, Problem> {
    let id = PreorderId::new(id.0);
    follow(&app, id, app::preorder::enter(&app, id).await?).await
}

/// Opens a card page to replace the card of an order that is still to be charged.
#[handler]
pub(crate) async fn another_card(app: Data<&Arc<App>>, id: Path<Uuid>) -> Result<Response, Problem> {
    let id = PreorderId::new(id.0);
    follow(&app, id, app::preorder::visit(&app, id).await?).await
}

/// Where the provider sends the buyer back to.
#[handler]
pub(crate) async fn come_back(app: Data<&Arc<App>>, id: Path<Uuid>) -> Result<Response, Problem> {
    let id = PreorderId::new(id.0);
    match app::preorder::read_session(&app, id).await {
        Ok(()) => show(&app, id, "").await,
        Err(Error::Provider(_)) => {
            show(&app, id, "<p>The payment provider does not answer yet. Look again in a minute.</p>").await
        }
        Err(error) => Err(error.into()),
    }
}

/// The text that a buyer accepts by saving a card.
#[handler]
pub(crate) fn agreement() -> Response {
    let text = escape(app::preorder::agreement_text());
    page(StatusCode::OK, "Pre-order agreement", &format!("<pre>{text}</pre>"))
}

async fn follow(app: &App, id: PreorderId, visit: Visit) -> Result<Response, Problem> {
    match visit {
        Visit::CardPage(url) => Ok(see_other(&url)),
        Visit::Here => show(app, id, "").await,
    }
}

async fn show(app: &App, id: PreorderId, note: &str) -> Result<Response, Problem> {
    let (order, campaign) = app::preorder::show(app, id).await?;
    let total = escape(&order.total.to_string());
    let card = order.card.as_ref().map_or_else(String::new, |card| {
        format!("<li>Card: {} ending in {}</li>", escape(&card.brand), escape(&card.last4))
    });
    let charge_by = order.charge_by.map_or_else(String::new, |at| {
        format!("<li>Never charged after {}</li>", at.format("%Y-%m-%d %H:%M UTC"))
    });
    let sentence = sentence(&order, &campaign);
    let form = card_form(&order);
    let units = order.units;
    let body = format!(
        "{note}<p>{sentence}</p><ul><li>Units: {units}</li><li>Total: {total}</li>{card}{charge_by}</ul>{form}\
         <p><a href=\"/agreement\">What you agree to</a></p>"
    );
    Ok(page(StatusCode::OK, "Your pre-order", &body))
}

fn card_form(order: &Preorder) -> String {
    match order.state {
        State::Started => format!("<p><a href=\"/pay/{}\">Go to the card page</a></p>", order.id),
        State::Committed | State::Charging | State::Declined | State::NeedsAction => {
            format!(
                "<form method=\"post\" action=\"/pay/{}/card\"><button>Use another card</button></form>",
                order.id
            )
        }
        State::Voiding
        | State::Paid
        | State::Expired
        | State::Cancelled
        | State::Released
        | State::Dropped
        | State::Refunded
        | State::ChargedBack => String::new(),
    }
}

fn sentence(order: &Preorder, campaign: &Campaign) -> String {
    let until = |at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M UTC").to_string())
    };
    match order.state {
        State::Started => format!(
            "Your units are reserved until {}. Save a card to commit; nothing is charged now.",
            until(Some(order.reserved_until))
        ),
        State::Committed => format!(
            "You are in: your card is saved and nothing is charged yet. The sale ends {}.",
            until(campaign.clocks.deadline_at)
        ),
        State::Charging => "We are charging your card now.".to_owned(),
        State::Paid => "Paid. Thank you.".to_owned(),
        State::Declined => "Your card was declined. Use another one, or wait for the next try.".to_owned(),
        State::NeedsAction => "Your bank wants to hear from you before it pays.".to_owned(),
        State::Voiding => "This order is being closed.".to_owned(),
        State::Expired => "The reservation is over. Nothing was charged; you can order again.".to_owned(),
        State::Cancelled => "You cancelled this order. The card is forgotten.".to_owned(),
        State::Released => "This order was let go: nothing is charged, and the card is forgotten.".to_owned(),
        State::Dropped => "This order could not be charged and is closed.".to_owned(),
        State::Refunded => "You have your money back.".to_owned(),
        State::ChargedBack => "Your bank took the payment back.".to_owned(),
    }
}
