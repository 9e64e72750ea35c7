//! A closed round's ballot box: the file, how to check it, and the visitor's own name in it.

use std::sync::Arc;

use askama::Template;
use poem::http::header;
use poem::web::{Data, Path};
use poem::{Response, handler};
use uuid::Uuid;

use crate::app::ballot_box::Receipt;
use crate::app::{self, App};
use crate::domain::id::RoundId;
use crate::domain::round::Round;
use crate::http::site::{Answer, Frame, filters};

#[derive(Template)]
#[template(path = "result/check.html")]
struct Check<'a> {
    frame: &'a Frame,
    round: &'a Round,
    receipt: Receipt,
    digest: String,
    /// The name under which the box is saved.
    file: String,
}

/// How anybody can check the result, in plain words.
#[handler]
pub(crate) async fn show(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>) -> Answer {
    let (who, id) = (frame.member.as_ref(), RoundId::new(*id));
    let receipt = app::ballot_box::receipt(&app, who, id).await?;
    let round = app::round::find(&app, who, id).await?;
    let (digest, file) = (receipt.digest.to_string(), file_name(id));
    frame.page(&Check { frame: &frame, round: &round, receipt, digest, file })
}

/// The file.
#[handler]
pub(crate) async fn download(frame: Frame, app: Data<&Arc<App>>, id: Path<Uuid>) -> Answer {
    let id = RoundId::new(*id);
    let text = app::ballot_box::document(&app, frame.member.as_ref(), id).await?;
    let name = format!("attachment; filename=\"{}\"", file_name(id));
    Ok(Response::builder()
        .content_type("application/json; charset=utf-8")
        .header(header::CONTENT_DISPOSITION, name)
        .body(text))
}

fn file_name(id: RoundId) -> String {
    format!("ballot-box-{id}.json")
}
