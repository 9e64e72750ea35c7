//! Stripe's objects: what makes and changes them, and how they are shown.

pub(crate) mod book;
pub(crate) mod connect;
pub(crate) mod customer;
pub(crate) mod intent;
pub(crate) mod refund;
pub(crate) mod session;
pub(crate) mod transfer;

use chrono::{DateTime, Utc};
use greenlit::domain::money::Money;
use greenlit::gateway::payment::Key;
use greenlit::gateway::payment::model::{Act, Reply, Request};
use serde_json::{Value, json};

use crate::Shared;
use crate::error::Refusal;
use crate::param::Params;
use crate::route::Found;
use crate::wire;
use crate::world::{Mark, World};

const LIMIT: i64 = 10;
const LIMIT_MAX: i64 = 100;

/// One request that is being done.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) shared: &'a Shared,
    pub(crate) params: &'a Params,
    pub(crate) now: DateTime<Utc>,
    pub(crate) expanded: Vec<String>,
    key: Option<&'a str>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(
        world: &'a mut World,
        shared: &'a Shared,
        params: &'a Params,
        key: Option<&'a str>,
    ) -> Self {
        Self { world, now: shared.now(), shared, params, expanded: Vec::new(), key }
    }

    pub(crate) fn run(&mut self, found: &Found) -> Result<Value, Refusal> {
        let route = found.route;
        self.params.check(route.allowed, route.required)?;
        self.expanded = self.params.expanded(route.expandable)?;
        (route.does)(self, &found.id)
    }

    /// A request of the model; without a key of the caller's, under one that nobody repeats.
    fn ask(&mut self, request: Request) -> Result<Reply, Refusal> {
        let key = self.key.map_or_else(|| format!("unkeyed:{}", self.world.fresh()), ToOwned::to_owned);
        Ok(self.world.ask(self.now, Key(key), request)?)
    }

    fn act(&mut self, act: Act) -> Result<Reply, Refusal> {
        Ok(self.world.act(self.now, act)?)
    }

    /// Keeps what an object was made with.
    fn remember(&mut self, id: &str) {
        let mark = Mark { params: self.params.clone(), created: self.now.timestamp() };
        self.world.marks.entry(id.to_owned()).or_insert(mark);
    }

    fn amount(&self) -> Result<Money, Refusal> {
        wire::to_money(self.params.whole("amount")?, self.params.needed("currency")?)
    }

    fn is_expanded(&self, name: &str) -> bool {
        self.expanded.iter().any(|expanded| expanded == name)
    }

    /// A page of objects that are given oldest first, as a list that is newest first.
    fn page(&self, url: &str, oldest_first: Vec<Value>) -> Result<Value, Refusal> {
        let limit = if self.params.text("limit").is_some() { self.params.whole("limit")? } else { LIMIT };
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(Refusal::parameter("parameter_invalid_integer", "limit", "From 1 to 100"));
        }
        let limit = usize::try_from(limit).unwrap_or_default();
        let all: Vec<Value> = oldest_first.into_iter().rev().collect();
        let place = |id: &str| {
            let found = all.iter().position(|object| object["id"] == id);
            found.ok_or_else(|| Refusal::request(404, "resource_missing", &format!("No such object: {id}")))
        };
        let (from, to) = match (self.params.text("starting_after"), self.params.text("ending_before")) {
            (Some(_), Some(_)) => {
                return Err(Refusal::request(400, "parameters_exclusive", "One of the two cursors only"));
            }
            (Some(after), None) => {
                let from = place(after)?.saturating_add(1);
                (from, from.saturating_add(limit).min(all.len()))
            }
            (None, Some(before)) => {
                let to = place(before)?;
                (to.saturating_sub(limit), to)
            }
            (None, None) => (0, limit.min(all.len())),
        };
        let has_more = if self.params.text("ending_before").is_some() { from > 0 } else { to < all.len() };
        let data: Vec<Value> = all.into_iter().take(to).skip(from).collect();
        Ok(json!({ "object": "list", "data": data, "has_more": has_more, "url": format!("/v1{url}") }))
    }
}

/// A reply of another kind than the endpoint's would be the model's mistake.
fn odd(_reply: Reply) -> Refusal {
    Refusal::broken()
}
