//! The addresses it knows, with the parameters that each takes.

use serde_json::Value;

use crate::error::Refusal;
use crate::object::{Call, book, connect, customer, intent, refund, session, transfer};

type Does = fn(&mut Call<'_>, &str) -> Result<Value, Refusal>;

pub(crate) struct Route {
    /// Method and path; `{}` is an id.
    pub(crate) name: &'static str,
    pub(crate) allowed: &'static [&'static str],
    pub(crate) required: &'static [&'static str],
    pub(crate) expandable: &'static [&'static str],
    pub(crate) does: Does,
}

/// An address, and the id in it; empty where it has none.
pub(crate) struct Found {
    pub(crate) route: &'static Route,
    pub(crate) id: String,
}

pub(crate) fn find(method: &str, path: &str) -> Option<Found> {
    ROUTES.iter().find_map(|route| {
        let id = matched(route.name, method, path)?;
        Some(Found { route, id })
    })
}

pub(crate) fn find_named(name: &str) -> Option<&'static Route> {
    ROUTES.iter().find(|route| route.name == name)
}

fn matched(name: &str, method: &str, path: &str) -> Option<String> {
    let pattern = name.strip_prefix(method)?.strip_prefix(' ')?;
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    let mut id = String::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(id),
            (Some("{}"), Some(part)) if !part.is_empty() => part.clone_into(&mut id),
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

const NOTHING: &[&str] = &[];
const PAGED: &[&str] = &["limit", "starting_after", "ending_before", "expand[*]"];

macro_rules! route {
    ($name:literal, $does:expr, $allowed:expr, $required:expr, $expandable:expr) => {
        Route { name: $name, allowed: $allowed, required: $required, expandable: $expandable, does: $does }
    };
}

static ROUTES: [Route; 29] = [
    route!("POST /customers", customer::create, customer::CREATE, NOTHING, NOTHING),
    route!("GET /customers/{}", customer::read, NOTHING, NOTHING, NOTHING),
    route!("POST /checkout/sessions", session::create, session::CREATE, session::NEEDED, session::EXPANDABLE),
    route!("GET /checkout/sessions", session::list, session::LIST, NOTHING, session::EXPANDABLE_IN_LIST),
    route!("GET /checkout/sessions/{}", session::read, &["expand[*]"], NOTHING, session::EXPANDABLE),
    route!(
        "POST /checkout/sessions/{}/expire",
        session::expire,
        &["expand[*]"],
        NOTHING,
        session::EXPANDABLE
    ),
    route!("GET /setup_intents/{}", session::read_setup, NOTHING, NOTHING, NOTHING),
    route!("GET /payment_methods/{}", session::read_method, NOTHING, NOTHING, NOTHING),
    route!("POST /payment_methods/{}/detach", session::detach, NOTHING, NOTHING, NOTHING),
    route!(
        "POST /payment_intents",
        intent::create,
        intent::CREATE,
        &["amount", "currency"],
        intent::EXPANDABLE
    ),
    route!("GET /payment_intents", intent::list, intent::LIST, NOTHING, intent::EXPANDABLE_IN_LIST),
    route!("GET /payment_intents/{}", intent::read, &["expand[*]"], NOTHING, intent::EXPANDABLE),
    route!("POST /payment_intents/{}/confirm", intent::confirm, intent::CONFIRM, NOTHING, intent::EXPANDABLE),
    route!("POST /payment_intents/{}/cancel", intent::cancel, intent::CANCEL, NOTHING, intent::EXPANDABLE),
    route!("GET /charges/{}", intent::read_charge, NOTHING, NOTHING, NOTHING),
    route!("POST /refunds", refund::create, refund::CREATE, NOTHING, NOTHING),
    route!("GET /refunds/{}", refund::read, NOTHING, NOTHING, NOTHING),
    route!("GET /refunds", refund::list, refund::LIST, NOTHING, NOTHING),
    route!("POST /accounts", connect::create, connect::CREATE, NOTHING, NOTHING),
    route!("GET /accounts/{}", connect::read, NOTHING, NOTHING, NOTHING),
    route!("POST /account_links", connect::link, connect::LINK, connect::LINK_NEEDED, NOTHING),
    route!("POST /transfers", transfer::create, transfer::CREATE, &["currency", "destination"], NOTHING),
    route!("GET /transfers", transfer::list, transfer::LIST, NOTHING, NOTHING),
    route!("GET /transfers/{}", transfer::read, NOTHING, NOTHING, NOTHING),
    route!("POST /transfers/{}/reversals", transfer::reverse, transfer::REVERSE, NOTHING, NOTHING),
    route!("POST /topups", transfer::top_up, transfer::TOP_UP, &["amount", "currency"], NOTHING),
    route!("GET /topups/{}", transfer::read_top_up, NOTHING, NOTHING, NOTHING),
    route!("GET /balance", book::balance, NOTHING, NOTHING, NOTHING),
    route!("GET /balance_transactions", book::list, PAGED, NOTHING, book::EXPANDABLE_IN_LIST),
];
