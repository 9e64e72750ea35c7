//! Where the payment provider tells what happened: the raw body and its signature, kept at once and read later.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::Data;
use poem::{IntoResponse, Request, Response, handler};

use super::problem::Problem;
use crate::app::{self, App};

const SIGNATURE: &str = "Stripe-Signature";

/// Answers 200 to everything that is signed: whatever is wrong with it, sending it again would not mend it.
#[handler]
pub(super) async fn receive(app: Data<&Arc<App>>, request: &Request, body: Vec<u8>) -> Response {
    match app::event::receive(&app, request.header(SIGNATURE), &body).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => Problem::from(error).into_response(),
    }
}
