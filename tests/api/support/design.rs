//! Rounds that take designs, designs in every state, and members who score them.

use chrono::Duration;
use greenlit::domain::id::RoundId;
use greenlit::store;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, Person, TestApp, picture};

pub(crate) const SUBMISSION_DAYS: i64 = 7;

/// An opened round, and its rules as a designer accepts them.
#[derive(Debug, Clone)]
pub(crate) struct OpenRound {
    pub(crate) id: Uuid,
    pub(crate) accept: Value,
}

impl TestApp {
    /// A round without prizes that takes designs now, with its rules changed before it is made.
    pub(crate) async fn round(&self, admin: &Person, change: impl FnOnce(&mut Value)) -> OpenRound {
        let mut rules = self.rules();
        rules["prizes"] = json!([]);
        rules["product"]["print_width_px_min"] = json!(40);
        rules["product"]["print_height_px_min"] = json!(50);
        rules["scoring"] =
            json!({ "scores_min": 1, "count_from": 1, "extension_seconds": 0, "skips_free": 2 });
        change(&mut rules);
        let id: Uuid = self.opened(admin, &rules).await.parse().unwrap();
        let found = store::round::find(&self.app.store, RoundId::new(id)).await.unwrap().unwrap();
        let accept = json!({
            "rules_version": found.rules.version, "rules_digest": found.rules_digest.to_string(),
        });
        OpenRound { id, accept }
    }

    /// A draft without a picture.
    pub(crate) async fn draft_design(&self, who: &Person, round: &OpenRound) -> Uuid {
        let path = format!("/api/v1/rounds/{}/designs", round.id);
        id(&self.post(Some(who), &path, &texts("Owl")).await.ok())
    }

    /// A draft with a picture, handed in.
    pub(crate) async fn submitted(&self, who: &Person, round: &OpenRound) -> Uuid {
        let design = self.draft_design(who, round).await;
        let [.., number] = *design.as_bytes();
        self.upload(Some(who), design, "owl.png", &picture::png(number, 60, 60)).await.ok();
        self.submit(who, design, round).await.ok();
        design
    }

    pub(crate) async fn submit(&self, who: &Person, design: Uuid, round: &OpenRound) -> Answer {
        self.post(Some(who), &format!("/api/v1/designs/{design}/submit"), &round.accept).await
    }

    /// A design that everybody sees.
    pub(crate) async fn cleared(&self, who: &Person, moderator: &Person, round: &OpenRound) -> Uuid {
        let design = self.submitted(who, round).await;
        self.post(Some(moderator), &format!("/api/v1/designs/{design}/clear"), &json!({})).await.ok();
        design
    }

    /// Lets the submissions' window end.
    pub(crate) async fn until_scoring(&self) {
        self.advance(Duration::days(SUBMISSION_DAYS)).await;
    }

    pub(crate) async fn next(&self, who: &Person, round: &OpenRound) -> Answer {
        self.post(Some(who), &format!("/api/v1/rounds/{}/queue/next", round.id), &json!({})).await
    }

    /// The member's current design.
    pub(crate) async fn current(&self, who: &Person, round: &OpenRound) -> Option<Uuid> {
        shown(&self.next(who, round).await.ok(), "current")
    }

    pub(crate) async fn score(&self, who: &Person, round: &OpenRound, design: Uuid, score: i64) -> Answer {
        let body = json!({ "design": design, "score": score, "would_buy": score == 5 });
        self.post(Some(who), &format!("/api/v1/rounds/{}/ballots", round.id), &body).await
    }

    pub(crate) async fn skip(&self, who: &Person, round: &OpenRound, design: Uuid) -> Answer {
        let body = json!({ "design": design });
        self.post(Some(who), &format!("/api/v1/rounds/{}/skips", round.id), &body).await
    }
}

/// What a designer writes.
pub(crate) fn texts(title: &str) -> Value {
    json!({ "title": title, "story": "It does not sleep.", "origin": "own" })
}

pub(crate) fn id(thing: &Value) -> Uuid {
    thing["id"].as_str().unwrap().parse().unwrap()
}

/// Which design a turn has in this place.
pub(crate) fn shown(turn: &Value, place: &str) -> Option<Uuid> {
    turn.get(place).map(|card| card["design"].as_str().unwrap().parse().unwrap())
}
