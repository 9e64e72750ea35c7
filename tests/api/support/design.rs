//! Rounds that take designs, designs in every state, and members who score them.

use chrono::Duration;
use greenlit::app;
use greenlit::domain::rules::Rules;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, Person, TestApp, picture};

pub(crate) const SUBMISSION_DAYS: i64 = 7;
pub(crate) const SCORING_DAYS: i64 = 7;

/// An opened round, and its rules as a designer accepts them.
#[derive(Debug, Clone)]
pub(crate) struct OpenRound {
    pub(crate) id: Uuid,
    pub(crate) accept: Value,
}

impl TestApp {
    /// A round without prizes that takes designs now, with its rules changed before it is made.
    pub(crate) async fn round(&self, admin: &Person, change: impl FnOnce(&mut Rules)) -> OpenRound {
        let proof = admin.member.as_admin().unwrap();
        let contest = app::contest::create(&self.app, &proof, "Tees", "For winter.").await.unwrap();
        let mut rules: Rules = serde_json::from_value(self.design_rules()).unwrap();
        change(&mut rules);
        let draft = app::round::Draft { title: "One".to_owned(), brief: "Draw.".to_owned(), rules };
        let made = app::round::create(&self.app, &proof, contest.id, draft).await.unwrap();
        let opened = app::round::open(&self.app, &proof, made.id).await.unwrap();
        let accept = json!({
            "rules_version": opened.rules.version, "rules_digest": opened.rules_digest.to_string(),
        });
        OpenRound { id: opened.id.uuid(), accept }
    }

    fn design_rules(&self) -> Value {
        let now = self.now();
        let scoring = now + Duration::days(SUBMISSION_DAYS);
        json!({
            "version": 1,
            "currency": "EUR",
            "windows": {
                "submissions_open_at": now,
                "scoring_open_at": scoring,
                "scoring_close_at": scoring + Duration::days(SCORING_DAYS),
            },
            "cooperation": "You keep your rights and let us print.",
            "eligibility": "Everybody of age.",
            "designs_per_designer_max": 3,
            "product": {
                "name": "Tee", "description": "Cotton.", "print_width_px_min": 40, "print_height_px_min": 50,
                "variants": [{
                    "id": Uuid::from_u128(1), "sku": "TEE-M", "size": "M", "colour": "white", "price_minor": 2500,
                }],
            },
            "shipping": [{ "country": "DE", "fee_minor": 500 }],
            "tax": { "basis_points": 1000, "included": false },
            "prizes": [],
            "campaigns_max": 2,
            "gate": {
                "threshold_units": 20, "cap_units": 200, "per_buyer_units_max": 5, "on_threshold": false,
                "sale_seconds": 1_209_600, "last_call_seconds": 600, "notice_seconds": 3600,
                "grace_seconds": 604_800, "short_seconds": 604_800,
            },
            "scoring": {
                "weight_percent": 70, "prior_ballots": 10, "scores_min": 1, "count_from": 1, "counted_max": 100,
                "skips_free": 2, "joined_before_open": true,
            },
            "royalty_basis_points": 1000,
        })
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
