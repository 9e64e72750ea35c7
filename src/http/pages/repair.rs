//! The way back from the bank's page: what became of the payment. Shows nothing personal.

use std::sync::Arc;

use poem::handler;
use poem::web::{Data, Path};
use uuid::Uuid;

use super::pay;
use crate::app::{self, App};
use crate::domain::id::PreorderId;
use crate::http::site::{Answer, Frame};

/// Reads the payment at the provider, so that the buyer sees at once what happened.
#[handler]
pub(crate) async fn returned(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>) -> Answer {
    let id = PreorderId::new(id.0);
    let found = app::attempt::look(&app, id).await?;
    let note = found.action_url().map(|_| "pay-bank-waits");
    pay::show(&frame, &app, (id, note)).await
}
