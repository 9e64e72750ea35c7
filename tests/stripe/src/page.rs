//! The hosted pages, in the fewest words: a card form, the bank's question, a designer's form.

use std::sync::Arc;

use greenlit::gateway::payment::model::card::Entry;
use greenlit::gateway::payment::model::{Act, Reply, Step, Verdict};
use greenlit::gateway::payment::{IntentRef, PayeeRef, PayeeStatus, SessionRef};
use poem::http::{Method, StatusCode, header};
use poem::web::Html;
use poem::{IntoResponse, Request, Response};

use crate::Shared;
use crate::param::Params;

const BODY_BYTES_MAX: usize = 64 * 1024;

pub(crate) async fn answer(shared: Arc<Shared>, mut request: Request) -> poem::Result<Response> {
    let body = request.take_body().into_bytes_limit(BODY_BYTES_MAX).await?;
    let filled = Params::parse(&String::from_utf8_lossy(&body));
    let is_sent = request.method() == Method::POST;
    let mut parts = request.uri().path().trim_matches('/').split('/');
    let (page, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let done = match (page, is_sent) {
        ("c" | "3ds" | "setup", false) => return Ok(form(page, "").into_response()),
        ("c", true) => card(&shared, id, &filled),
        ("3ds", true) => bank(&shared, id, &filled),
        ("setup", true) => designer(&shared, id),
        _ => return Ok(StatusCode::NOT_FOUND.into_response()),
    };
    Ok(match done {
        Ok(Some(url)) => {
            Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, url).finish()
        }
        Ok(None) => form("3ds", "").into_response(),
        Err(sentence) => form(page, &sentence).with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response(),
    })
}

type Done = Result<Option<String>, String>;

/// A card is typed, or, where the bank asks, its question is answered.
fn card(shared: &Shared, id: &str, filled: &Params) -> Done {
    let session = SessionRef(id.to_owned());
    if let Some(verdict) = verdict(filled) {
        return step(shared.act(Act::AuthenticateCard { session, verdict })?);
    }
    let number = filled.text("number").unwrap_or_default();
    let entry = Entry::parse(number, 12, 2_099, "123").map_err(|failure| failure.to_string())?;
    step(shared.act(Act::SubmitCard { session, entry })?)
}

fn bank(shared: &Shared, id: &str, filled: &Params) -> Done {
    let verdict = verdict(filled).ok_or("The bank wants a yes or a no.")?;
    step(shared.act(Act::FinishAction { intent: IntentRef(id.to_owned()), verdict })?)
}

fn designer(shared: &Shared, id: &str) -> Done {
    let return_url =
        shared.world().mark(&format!("link:{id}")).params.text("return_url").map(ToOwned::to_owned);
    shared.act(Act::SetPayee { payee: PayeeRef(id.to_owned()), status: PayeeStatus::Active })?;
    Ok(Some(return_url.unwrap_or_else(|| "/".to_owned())))
}

fn verdict(filled: &Params) -> Option<Verdict> {
    match filled.text("answer")? {
        "pass" => Some(Verdict::Pass),
        _ => Some(Verdict::Fail),
    }
}

fn step(reply: Reply) -> Done {
    match reply {
        Reply::Step(Step::Return(url)) => Ok(Some(url)),
        Reply::Step(Step::Authenticate) => Ok(None),
        _ => Err("This page does not work.".to_owned()),
    }
}

fn form(page: &str, sentence: &str) -> Html<String> {
    let field = match page {
        "c" => "<input name=number placeholder=\"Card number\">",
        "3ds" => "<button name=answer value=pass>Yes</button><button name=answer value=fail>No</button>",
        _ => "",
    };
    Html(format!(
        "<!doctype html><title>Stand-in</title><p>{sentence}</p><form method=post>{field}<button>Go on</button></form>"
    ))
}
