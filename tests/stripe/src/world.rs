//! The model, with what it does not keep: parameters that objects were made with, keys, and what was told.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use greenlit::gateway::payment::model::{Act, Command, Fate, Line, Model, Reply, Request, Terms};
use greenlit::gateway::payment::{Answer, Key};
use serde_json::Value;
use uuid::Uuid;

use crate::event;
use crate::param::Params;

/// How long a key is remembered.
const MEMORY: TimeDelta = TimeDelta::hours(24);

pub(crate) struct World {
    pub(crate) model: Model,
    pub(crate) marks: HashMap<String, Mark>,
    pub(crate) saved: HashMap<String, Saved>,
    /// Each request's address, in order.
    pub(crate) asked: Vec<&'static str>,
    pub(crate) top_ups_wait: bool,
    pub(crate) events: VecDeque<Value>,
    pub(crate) told: event::Told,
    last_id: u128,
}

/// What an object was made with.
#[derive(Clone)]
pub(crate) struct Mark {
    pub(crate) params: Params,
    pub(crate) created: i64,
}

/// The answer that is given again to the same request under the same key.
pub(crate) struct Saved {
    pub(crate) path: String,
    pub(crate) params: Params,
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) at: DateTime<Utc>,
}

impl World {
    pub(crate) fn new(now: DateTime<Utc>, terms: Terms) -> Self {
        let mut world = Self {
            model: Model::default(),
            marks: HashMap::new(),
            saved: HashMap::new(),
            asked: Vec::new(),
            top_ups_wait: false,
            events: VecDeque::new(),
            told: event::Told::default(),
            last_id: 0,
        };
        let configured = world.apply(now, Command::Configure(terms));
        assert!(configured.is_ok(), "the model takes its terms");
        world
    }

    /// Lets happen what is due by now.
    pub(crate) fn tick(&mut self, now: DateTime<Utc>) {
        let ticked = self.apply(now, Command::Tick);
        assert!(ticked.is_ok(), "the model lets time pass");
    }

    pub(crate) fn act(&mut self, now: DateTime<Utc>, act: Act) -> Answer<Reply> {
        self.apply(now, Command::Direct(act))
    }

    pub(crate) fn ask(&mut self, now: DateTime<Utc>, key: Key, request: Request) -> Answer<Reply> {
        self.apply(now, Command::Keyed { key, request, fate: Fate::Answered })
    }

    fn apply(&mut self, now: DateTime<Utc>, command: Command) -> Answer<Reply> {
        let line = Line { now, fresh: self.fresh(), command };
        let answer = self.model.apply(&line);
        event::note(self, now);
        answer
    }

    /// Ids in the order in which they were given, the same in each run.
    pub(crate) fn fresh(&mut self) -> Uuid {
        self.last_id = self.last_id.saturating_add(1);
        Uuid::from_u128(self.last_id)
    }

    pub(crate) fn find_saved(&self, key: &str, now: DateTime<Utc>) -> Option<&Saved> {
        self.saved.get(key).filter(|saved| now.signed_duration_since(saved.at) < MEMORY)
    }

    pub(crate) fn mark(&self, id: &str) -> Mark {
        self.marks.get(id).cloned().unwrap_or(Mark { params: Params::default(), created: 0 })
    }

    /// The metadata that an object was made with.
    pub(crate) fn metadata(&self, id: &str) -> Value {
        self.mark(id).params.nested("metadata")
    }
}
