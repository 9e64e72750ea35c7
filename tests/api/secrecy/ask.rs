//! One request as chance makes it, sent to any world, and what may not differ between two answers.

use chrono::Duration;
use poem::http::header::{HeaderMap, HeaderName};
use poem::http::{Method, header};
use poem::{Body, Request};
use serde_json::{Value, json};

use super::route::{Route, Verb};
use super::world::{LOOKERS, World};
use crate::support::Answer;
use crate::support::browser::Sent;
use crate::support::chance::Chance;

/// What a caller may try in order to see rows in an order, or one at a time.
const QUERIES: [&str; 8] = [
    "limit=1",
    "limit=2",
    "limit=0",
    "sort=score",
    "sort=-standing&limit=3",
    "state=scoring",
    "order=score",
    "back=mine",
];

#[derive(Debug, Clone)]
pub(super) struct Ask {
    looker: usize,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Api { method: Method, path: String, body: Option<Value>, known_tag: Option<String> },
    Page { path: String },
    Form { path: String, fields: Vec<(String, String)> },
    Wait { minutes: i64 },
}

impl Ask {
    /// A request to a route, with a body that may be right.
    pub(super) fn random(routes: &[Route], world: &World<'_>, chance: &mut Chance) -> Self {
        let looker = chance.below(LOOKERS.len());
        if chance.one_in(25) {
            return Self { looker, what: What::Wait { minutes: chance.pick(&[1, 5, 14, 16, 40]) } };
        }
        if chance.one_in(3) {
            return Self { looker, what: scoring(world, chance) };
        }
        let route = chance.pick(routes);
        let mut path = route.filled(&world.known, chance);
        if route.verb == Verb::Read && chance.one_in(2) {
            let after = chance.pick(&world.known.everything());
            let query = chance.pick(&QUERIES);
            path = if chance.one_in(3) { format!("{path}?after={after}") } else { format!("{path}?{query}") };
        }
        let what = match (route.verb, route.is_page) {
            (Verb::Read, true) => What::Page { path },
            (Verb::Read, false) => What::Api { method: Method::GET, path, body: None, known_tag: None },
            (Verb::Send(_), true) => What::Form { path, fields: Vec::new() },
            (Verb::Send(method), false) => {
                let body = Some(json!({ "reason": "because", "design": chance.pick(&world.known.designs) }));
                What::Api { method, path, body, known_tag: None }
            }
        };
        Self { looker, what }
    }

    /// The same read once more by who has its bytes already.
    pub(super) fn again(&self, answer: &Answer) -> Option<Self> {
        let tag = answer.headers.get(header::ETAG)?.to_str().ok()?.to_owned();
        let What::Api { method, path, known_tag: None, .. } = &self.what else { return None };
        let what = What::Api { method: method.clone(), path: path.clone(), body: None, known_tag: Some(tag) };
        Some(Self { looker: self.looker, what })
    }

    /// Everything that this role may try by GET, one after the other.
    pub(super) fn every_read(routes: &[Route], world: &World<'_>, looker: usize) -> Vec<Self> {
        let mut chance = Chance::new(5);
        let reads = routes.iter().filter(|route| route.verb == Verb::Read);
        let mut asks = Vec::new();
        for route in reads {
            for _ in 0..if route.path.contains(['{', ':']) { 3 } else { 1 } {
                let path = route.filled(&world.known, &mut chance);
                let what = if route.is_page {
                    What::Page { path }
                } else {
                    What::Api { method: Method::GET, path, body: None, known_tag: None }
                };
                asks.push(Self { looker, what });
            }
        }
        asks
    }

    pub(super) async fn send(&self, world: &World<'_>) -> Option<Answer> {
        match &self.what {
            What::Api { method, path, body, known_tag } => {
                let mut request = Request::builder().method(method.clone()).uri(path.parse().unwrap());
                if let Some(person) = world.person(self.looker) {
                    request = request.header("Authorization", format!("Bearer {}", person.token));
                }
                if let Some(tag) = known_tag {
                    request = request.header(header::IF_NONE_MATCH, tag);
                }
                let request = match body {
                    Some(body) => request
                        .header("Idempotency-Key", "a-key-of-the-test")
                        .content_type("application/json")
                        .body(Body::from_json(body).unwrap()),
                    None => request.finish(),
                };
                Some(world.app.call(request).await)
            }
            What::Page { path } => Some(world.browser(self.looker).send(&Sent::get(path)).await),
            What::Form { path, fields } => {
                let mut fields = fields.clone();
                fields.push(("token".to_owned(), world.guard(self.looker).to_owned()));
                fields.push(("key".to_owned(), "a-key-of-the-test".to_owned()));
                Some(world.browser(self.looker).send(&Sent::form(path, &fields)).await)
            }
            What::Wait { minutes } => {
                world.app.advance(Duration::minutes(*minutes)).await;
                None
            }
        }
    }
}

/// What somebody does who scores: by the API or the page, rightly or not.
fn scoring(world: &World<'_>, chance: &mut Chance) -> What {
    let (round, design) = (world.known.round, chance.pick(&world.known.designs));
    let (score, would_buy) = (chance.below(7), chance.one_in(2));
    let field = |name: &str, value: String| (name.to_owned(), value);
    let body = json!({ "design": design, "score": score, "would_buy": would_buy });
    let api = |method, path: String, body| What::Api { method, path, body: Some(body), known_tag: None };
    let fields = vec![field("design", design.to_string()), field("score", score.to_string())];
    match chance.below(9) {
        0 | 1 => api(Method::POST, format!("/api/v1/rounds/{round}/queue/next"), json!({})),
        2 => api(Method::POST, format!("/api/v1/rounds/{round}/ballots"), body),
        3 => api(Method::POST, format!("/api/v1/rounds/{round}/skips"), json!({ "design": design })),
        4 => {
            let body = json!({ "score": score, "would_buy": would_buy });
            api(Method::PUT, format!("/api/v1/ballots/{design}"), body)
        }
        5 => What::Page { path: format!("/rounds/{round}/score") },
        6 => What::Form { path: format!("/rounds/{round}/score"), fields },
        7 => What::Form { path: format!("/rounds/{round}/score/skip"), fields },
        _ => What::Form { path: format!("/rounds/{round}/score/{design}"), fields },
    }
}

/// Where two answers differ, in words; the clock of the transport and the request's own id may.
pub(super) fn difference(one: &Answer, other: &Answer) -> Option<String> {
    if one.status != other.status {
        return Some(format!("status {} and {}", one.status, other.status));
    }
    let (heads, other_heads) = (heads(&one.headers), heads(&other.headers));
    if heads != other_heads {
        return Some(format!("headers\n{heads:?}\n{other_heads:?}"));
    }
    let at = one.bytes.iter().zip(&other.bytes).position(|(one, other)| one != other);
    let at =
        at.or_else(|| (one.bytes.len() != other.bytes.len()).then(|| one.bytes.len().min(other.bytes.len())));
    at.map(|at| format!("from byte {at}:\n{}\n{}", around(&one.bytes, at), around(&other.bytes, at)))
}

fn heads(headers: &HeaderMap) -> Vec<(HeaderName, String)> {
    let is_compared = |name: &HeaderName| *name != header::DATE && name.as_str() != "x-request-id";
    let named = headers.iter().filter(|(name, _)| is_compared(name));
    let mut heads: Vec<_> = named
        .map(|(name, value)| (name.clone(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    heads.sort_by(|one, other| one.1.cmp(&other.1));
    heads
}

fn around(bytes: &[u8], at: usize) -> String {
    let part = &bytes[at.saturating_sub(120)..bytes.len().min(at + 120)];
    String::from_utf8_lossy(part).into_owned()
}
