//! The way back from the bank's page: what became of the payment, in a plain page.

use std::sync::Arc;

use poem::handler;
use poem::web::{Data, Html, Path};
use uuid::Uuid;

use crate::app::{self, App};
use crate::domain::id::PreorderId;
use crate::domain::preorder::State;
use crate::http::problem::Problem;

/// Reads the payment at the provider, so that the buyer sees at once what happened. Shows nothing personal.
#[handler]
pub(crate) async fn returned(app: Data<&Arc<App>>, id: Path<Uuid>) -> Result<Html<String>, Problem> {
    let found = app::attempt::look(&app, PreorderId::new(id.0)).await?;
    let waits = found.action_url().is_some();
    let sentence = sentence(found.preorder.state, waits);
    Ok(Html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Your payment</title><p>{sentence}</p></html>"
    )))
}

const fn sentence(state: State, waits: bool) -> &'static str {
    match state {
        State::Paid => "Your order is paid. Thank you.",
        State::Charging if waits => "Your bank still waits for your answer.",
        State::Charging | State::Voiding => "Your payment is being worked on. Look again in a few minutes.",
        State::Declined => "Your bank did not pay. You can try again or use another card.",
        State::NeedsAction => "Your bank wants to hear from you before it pays. You can try again.",
        State::Started | State::Committed => "Nothing is charged yet.",
        State::Refunded | State::ChargedBack => "Your money was given back.",
        State::Expired | State::Cancelled | State::Released | State::Dropped => {
            "This order is over. Nothing is charged."
        }
    }
}
