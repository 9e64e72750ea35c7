//! One request: authorised, struck by what was ordered, checked, looked up under its key, done, answered.

use std::sync::Arc;

use futures::stream;
use greenlit::gateway::payment::stripe::API_VERSION;
use poem::endpoint::make;
use poem::http::{Method, StatusCode, header};
use poem::listener::TcpAcceptor;
use poem::{Body, Request, Response, Route, Server};

use crate::error::Refusal;
use crate::fault::Fault;
use crate::object::Call;
use crate::param::Params;
use crate::route::{self, Found};
use crate::world::Saved;
use crate::{SECRET_KEY, Shared, page};

const KEY: &str = "idempotency-key";
const REPLAYED: &str = "idempotent-replayed";
const RETRY_AFTER_SECONDS: u32 = 1;
const SHOULD_RETRY: &str = "stripe-should-retry";
const LENGTH_PROMISED: &str = "1000";
const BODY_BYTES_MAX: usize = 64 * 1024;

pub(crate) async fn serve(listener: tokio::net::TcpListener, shared: Arc<Shared>) {
    let interface = shared.clone();
    let app = Route::new()
        .nest("/v1", make(move |request| answer(interface.clone(), request)))
        .nest("/page", make(move |request| page::answer(shared.clone(), request)));
    let Ok(acceptor) = TcpAcceptor::from_tokio(listener) else { return };
    // It serves until the task is aborted.
    let _ended = Server::new_with_acceptor(acceptor).run(app).await;
}

/// What was asked.
struct Asked {
    found: Found,
    path: String,
    key: Option<String>,
    params: Params,
}

async fn answer(shared: Arc<Shared>, mut request: Request) -> poem::Result<Response> {
    let body = request.take_body().into_bytes_limit(BODY_BYTES_MAX).await?;
    let asked = match read(&request, &String::from_utf8_lossy(&body)) {
        Ok(asked) => asked,
        Err(refusal) => return Ok(respond(refusal.status, refusal.body())),
    };
    shared.world().asked.push(asked.found.route.name);
    let fault = shared.faults.strike(asked.found.route.name);
    match fault {
        Some(Fault::SilenceBefore) => std::future::pending().await,
        Some(Fault::RateLimited) => return Ok(slow_down("rate_limit", RETRY_AFTER_SECONDS)),
        Some(Fault::RateLimitedFor(seconds)) => return Ok(slow_down("rate_limit", seconds)),
        Some(Fault::LockTimeout) => return Ok(slow_down("lock_timeout", RETRY_AFTER_SECONDS)),
        Some(Fault::Conflict) => {
            let mut response = refuse(&Refusal::key_in_use());
            response.headers_mut().insert(SHOULD_RETRY, header::HeaderValue::from_static("false"));
            return Ok(response);
        }
        _ => {}
    }
    let working = match &asked.key {
        Some(key) => match shared.faults.begin(key) {
            Some(working) => Some(working),
            None => return Ok(refuse(&Refusal::key_in_use())),
        },
        None => None,
    };
    if fault == Some(Fault::Hold) {
        shared.faults.hold().await;
    }
    let response = keyed(&shared, &asked, fault);
    drop(working);
    match fault {
        Some(Fault::SilenceAfter) => std::future::pending().await,
        Some(Fault::ResetAfter) => Ok(broken_off()),
        Some(Fault::UnreadableAfter) => Ok(respond(502, "<html>Bad gateway</html>".to_owned())),
        _ => Ok(response),
    }
}

fn read(request: &Request, body: &str) -> Result<Asked, Refusal> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if header("authorization") != Some(format!("Bearer {SECRET_KEY}").as_str()) {
        return Err(Refusal::unauthorized());
    }
    if header("stripe-version") != Some(API_VERSION) {
        return Err(Refusal::request(400, "parameter_invalid", "Invalid Stripe API version"));
    }
    let path = request.uri().path().to_owned();
    let is_read = request.method() == Method::GET;
    let missing = || Refusal::request(404, "resource_missing", "Unrecognized request URL");
    let found = route::find(request.method().as_str(), &path).ok_or_else(missing)?;
    let text = if is_read { request.uri().query().unwrap_or_default() } else { body };
    let key = header(KEY).filter(|_| !is_read).map(ToOwned::to_owned);
    Ok(Asked { found, path, key, params: Params::parse(text) })
}

/// The saved answer of the key, or a new one.
fn keyed(shared: &Shared, asked: &Asked, fault: Option<Fault>) -> Response {
    let now = shared.now();
    let mut world = shared.world();
    world.tick(now);
    if let Some(saved) = asked.key.as_deref().and_then(|key| world.find_saved(key, now)) {
        if saved.path != asked.path || saved.params != asked.params {
            return refuse(&Refusal::key_reused());
        }
        let mut response = respond(saved.status, saved.body.clone());
        response.headers_mut().insert(REPLAYED, header::HeaderValue::from_static("true"));
        return response;
    }
    let done = match fault {
        Some(Fault::BrokenBefore) => Err(Refusal::broken()),
        fault => {
            let mut call = Call::new(&mut world, shared, &asked.params, asked.key.as_deref());
            let done = call.run(&asked.found);
            if fault == Some(Fault::BrokenAfter) { Err(Refusal::broken()) } else { done }
        }
    };
    let is_begun = !done.as_ref().is_err_and(Refusal::is_of_parameters);
    let (status, body) = match done {
        Ok(object) => (200, object.to_string()),
        Err(refusal) => (refusal.status, refusal.body()),
    };
    if let Some(key) = asked.key.clone().filter(|_| is_begun) {
        let (path, params) = (asked.path.clone(), asked.params.clone());
        world.saved.insert(key, Saved { path, params, status, body: body.clone(), at: now });
    }
    respond(status, body)
}

fn slow_down(code: &str, seconds: u32) -> Response {
    let mut response = refuse(&Refusal::rate_limit(code));
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}

fn refuse(refusal: &Refusal) -> Response {
    respond(refusal.status, refusal.body())
}

fn respond(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Response::builder().status(status).content_type("application/json").body(body)
}

/// The first bytes of an answer, which says that there are more, and then the connection ends.
fn broken_off() -> Response {
    let parts = [Ok("{\"id\":"), Err(std::io::Error::other("the connection broke"))];
    let body = Body::from_bytes_stream(stream::iter(parts));
    Response::builder().header(header::CONTENT_LENGTH, LENGTH_PROMISED).body(body)
}
