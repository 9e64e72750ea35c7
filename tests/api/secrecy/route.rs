//! Every address there is, read from what lists them, with ids of this world in its places.

use uuid::Uuid;

use super::world::Known;
use crate::support::chance::Chance;

const OPERATIONS: &str = include_str!("../surface.txt");
const PAGES: &str = include_str!("../../../src/http/pages/mod.rs");
const DESK: &str = include_str!("../../../src/http/pages/desk/mod.rs");
/// Beside the routers of pages and API.
const BESIDE: [&str; 6] =
    ["/readyz", "/healthz", "/artworks/:digest", "/inbox", "/inbox/:id", "/favicon.ico"];

/// They end the session that the test goes on with, hash a password, or take what is looked at out of the round.
const LEFT_OUT: [&str; 8] = [
    "/sign-out",
    "/sign-in",
    "/sign-up",
    "/api/v1/accounts",
    "/api/v1/tokens",
    "/api/v1/tokens/{id}",
    "/api/v1/designs/{id}/withdraw",
    "/me/designs/:id/withdraw",
];

/// What an address is asked for with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verb {
    Read,
    Send(poem::http::Method),
}

#[derive(Debug, Clone)]
pub(super) struct Route {
    pub(super) verb: Verb,
    pub(super) path: String,
    pub(super) is_page: bool,
}

/// All of them. Streams never end, and are looked at apart.
pub(super) fn all() -> Vec<Route> {
    let mut found: Vec<Route> = OPERATIONS.lines().map(operation).collect();
    found.extend(BESIDE.map(|path| Route { verb: Verb::Read, path: path.to_owned(), is_page: true }));
    for (source, prefix) in [(PAGES, ""), (DESK, "/desk")] {
        for line in source.lines().filter_map(|line| line.trim().strip_prefix(".at(\"")) {
            let (path, methods) = line.split_once('"').unwrap();
            let verbs = [("get(", Verb::Read), ("post(", Verb::Send(poem::http::Method::POST))];
            for (_, verb) in verbs.into_iter().filter(|(word, _)| methods.contains(word)) {
                found.push(Route { verb, path: format!("{prefix}{path}"), is_page: true });
            }
        }
    }
    found.retain(|route| !route.path.ends_with("/live"));
    found.retain(|route| route.verb == Verb::Read || !LEFT_OUT.contains(&route.path.as_str()));
    assert!(found.len() > 200, "the lists of routes are read wrongly: {}", found.len());
    found
}

fn operation(line: &str) -> Route {
    let (method, path) = line.split_once(' ').unwrap();
    let verb = if method == "GET" { Verb::Read } else { Verb::Send(method.parse().unwrap()) };
    Route { verb, path: path.to_owned(), is_page: false }
}

impl Route {
    /// The address with ids that mostly fit.
    pub(super) fn filled(&self, known: &Known, chance: &mut Chance) -> String {
        let mut parts: Vec<String> = Vec::new();
        for part in self.path.split('/') {
            let noun = parts.last().map(String::as_str).unwrap_or_default().to_owned();
            parts.push(fill(part, &noun, known, chance));
        }
        parts.join("/")
    }
}

fn fill(part: &str, noun: &str, known: &Known, chance: &mut Chance) -> String {
    let (name, end) = match part.strip_prefix(':').or_else(|| part.strip_prefix('{')) {
        Some(name) => name.split_once('}').unwrap_or((name, "")),
        None => return part.to_owned(),
    };
    let value = match name {
        "digest" => known.digest.clone(),
        "name" => "terms".to_owned(),
        "token" => "AAECAw".to_owned(),
        "command" => chance.pick(&["pause", "open", "cancel", "approve", "close"]).to_owned(),
        "design" => chance.pick(&known.designs).to_string(),
        _ => id(noun, known, chance).to_string(),
    };
    let suffix = if noun == "artworks" { ".webp" } else { "" };
    format!("{value}{suffix}{end}")
}

fn id(noun: &str, known: &Known, chance: &mut Chance) -> Uuid {
    if chance.one_in(12) {
        return chance.pick(&known.everything());
    }
    match noun {
        "rounds" => known.round,
        "designs" | "ballots" => chance.pick(&known.designs),
        "contests" => known.contest,
        "campaigns" => known.campaign,
        "preorders" | "pay" | "repair" => known.order,
        "people" | "accounts" => chance.pick(&known.people),
        _ => chance.pick(&known.everything()),
    }
}
