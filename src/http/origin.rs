//! Where a request comes from: what marks of ballots are made of, and the cookies that serve nothing else.

use std::net::{IpAddr, SocketAddr};

use std::sync::Arc;

use poem::{FromRequest, Request, RequestBody};
use uuid::Uuid;

use crate::app::App;
use crate::app::ballot::Origin;
use crate::domain::id::DesignId;

/// A browser's own, kept for a year: many accounts in one browser are one device.
pub(crate) const DEVICE: &str = "greenlit_device";
/// The design whose share link brought this browser.
pub(crate) const CAME_BY: &str = "greenlit_via";

const FORWARDED: &str = "x-forwarded-for";
/// Nobody's cookie is longer; a longer one is none of ours.
const COOKIE_CHARS_MAX: usize = 100;

/// Of an API's request: a program shows no device.
pub(crate) fn of_program(app: &App, request: &Request) -> Origin {
    Origin { network: network(app, request), device: None }
}

/// What a browser shows of itself.
pub(crate) struct Browser {
    pub(crate) origin: Origin,
    pub(crate) came_by: Option<DesignId>,
}

impl<'a> FromRequest<'a> for Browser {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let read = |name| {
            let value = request.cookie().get(name)?.value_str().to_owned();
            (!value.is_empty() && value.len() <= COOKIE_CHARS_MAX).then_some(value)
        };
        let network = request.data::<Arc<App>>().and_then(|app| network(app, request));
        let came_by = read(CAME_BY).and_then(|text| Uuid::try_parse(&text).ok()).map(DesignId::new);
        Ok(Self { origin: Origin { network, device: read(DEVICE) }, came_by })
    }
}

/// The address of the peer, or what the outermost trusted proxy says of it.
fn network(app: &App, request: &Request) -> Option<IpAddr> {
    let peer = request.remote_addr().as_socket_addr().map(SocketAddr::ip);
    let Some(back) = app.settings.proxies.checked_sub(1) else { return peer };
    let lines = request.headers().get_all(FORWARDED).iter().filter_map(|line| line.to_str().ok());
    let said: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    said.into_iter().rev().nth(back)?.parse().ok()
}
