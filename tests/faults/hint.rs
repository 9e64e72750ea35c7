//! The provider's webhooks as they reach us: signed, late, twice, in any order, or never; and those that others send.

use chrono::TimeDelta;
use fake_stripe::signature;
use greenlit::app::event;
use greenlit::domain::event::{Event, Outcome};
use greenlit::store::{self, event::Filter};
use serde_json::{Value, json};

use crate::actor::{Actor, EVENT};
use crate::front::{Hint, show_intent};
use crate::stage;
use crate::world::{SECRETS, World, Wrong};

/// More events than any world has.
const EVENTS: u64 = 10_000;
/// What the receiver says when it has kept an event.
const KEPT: &str = "kept";
/// How the ids of events begin that are not about us, that mean nothing to us, and that nobody signed.
const FOREIGN: &str = "evt_foreign";
const ODD: &str = "evt_odd";
const FORGED: &str = "evt_forged";

impl World {
    /// Delivers one of the events that wait, to any node, or something that only looks like one.
    pub(crate) fn deliver_hint(&mut self) {
        if self.chance.permille(60) {
            return self.forge();
        }
        if self.chance.permille(60) {
            return self.deliver_other();
        }
        let Some(hint) = self.front.take_hint(&mut self.chance) else { return };
        if self.chance.permille(100) {
            self.note(&format!("{} {} is lost", hint.id, hint.kind));
            return;
        }
        self.deliver(hint);
    }

    /// In the end, what is late comes, if the provider has not given up.
    pub(crate) async fn deliver_the_rest(&mut self) -> Result<(), Wrong> {
        while let Some(hint) = self.front.take_hint(&mut self.chance) {
            self.deliver(hint);
            self.finish_all().await?;
        }
        Ok(())
    }

    fn deliver(&mut self, hint: Hint) {
        let at = self.now();
        let secret = *self.chance.pick(&SECRETS);
        let mut header = signature(secret, &hint.body, at);
        // While a secret is rotated, the provider signs with the old and the new one.
        if self.chance.permille(200) {
            let other = signature("whsec_of_tomorrow", &hint.body, at);
            header = format!("{header},{}", other.split_once(',').unwrap().1);
        }
        let what = format!("{EVENT} {} {}", hint.id, hint.kind);
        let body = hint.body.clone();
        self.receive((what, Some(hint)), Some(header), body);
    }

    fn receive(&mut self, (what, hint): (String, Option<Hint>), header: Option<String>, body: String) {
        let node = self.chance.index(self.nodes.len());
        let app = self.nodes[node].app.clone();
        self.note(&what);
        let work = async move {
            let received = event::receive(&app, header.as_deref(), body.as_bytes()).await;
            received.map_or_else(|error| error.to_string(), |()| KEPT.to_owned())
        };
        self.actors.push(Actor::request(node, what, work).carrying(hint));
    }

    /// The provider asks for a 2xx, and sends again what did not get one.
    pub(crate) fn delivered(&mut self, hint: Hint, answer: &str) {
        if answer == KEPT {
            self.acknowledged.insert(hint.id);
        } else {
            self.front.put_back(hint);
        }
    }

    /// Somebody else says that an order is paid, under a signature of their own, an old one, or none.
    fn forge(&mut self) {
        let intents = self.front.book(|book| book.intents.values().map(show_intent).collect::<Vec<_>>());
        if intents.is_empty() {
            return;
        }
        let mut intent = self.chance.pick(&intents).clone();
        intent["status"] = json!("succeeded");
        intent["amount_received"] = intent["amount"].clone();
        let forged = self.made_up(FORGED, "payment_intent.succeeded", &intent);
        let (now, known) = (self.now(), SECRETS[0]);
        let header = match self.chance.below(4) {
            0 => None,
            1 => Some(signature("whsec_of_somebody_else", &forged.body, now)),
            2 => Some(signature(known, &format!("{} ", forged.body), now)),
            _ => Some(signature(known, &forged.body, now - TimeDelta::minutes(20))),
        };
        self.receive((format!("{EVENT} {} is forged", forged.id), None), header, forged.body);
    }

    /// Signed, and about another shop of the same account, or of a type that nobody heard of.
    fn deliver_other(&mut self) {
        let hint = if self.chance.permille(500) {
            let object = json!({
                "id": "pi_of_another_shop", "object": "payment_intent", "status": "succeeded",
                "metadata": { "deployment": stage::variant(9), "preorder": stage::variant(9) },
            });
            self.made_up(FOREIGN, "payment_intent.succeeded", &object)
        } else {
            self.made_up(ODD, "moon.risen", &json!({ "id": "moon_1", "object": "moon" }))
        };
        self.deliver(hint);
    }

    fn made_up(&mut self, begin: &str, kind: &str, object: &Value) -> Hint {
        self.asked += 1;
        Hint::new(format!("{begin}_{}", self.asked), kind, object, self.now())
    }

    pub(crate) async fn events(&self) -> Result<Vec<Event>, Wrong> {
        let kept = store::event::list(&self.app().store, Filter::default(), EVENTS).await;
        kept.map_err(|error| error.to_string())
    }

    /// What was acknowledged is kept and read; what nobody signed is not here; nothing is missed that was never lost.
    pub(crate) async fn check_events(&self) -> Result<(), Wrong> {
        let kept = self.events().await?;
        for event in &kept {
            let Some(outcome) = event.outcome else {
                return Err(format!("event {} is never read", event.provider_ref));
            };
            let id = event.provider_ref.as_str();
            let is_right = match outcome {
                Outcome::Foreign => !id.starts_with(ODD),
                Outcome::Ignored => id.starts_with(ODD),
                Outcome::Missing => self.is_restored,
                Outcome::Read | Outcome::Settled => !id.starts_with(ODD) && !id.starts_with(FOREIGN),
            };
            if !is_right || id.starts_with(FORGED) {
                return Err(format!("event {id} of {} is {outcome}", event.kind));
            }
        }
        let is_here = |id: &&String| kept.iter().any(|event| event.provider_ref == **id);
        match self.acknowledged.iter().find(|id| !is_here(id)) {
            Some(id) => Err(format!("event {id} was acknowledged and is not kept")),
            None => Ok(()),
        }
    }
}
