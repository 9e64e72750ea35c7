//! Rounds for tests: rules that nothing is wrong with, rounds brought to a state, designs and ballots in them.

use chrono::Duration;
use entity::{design, design_creator};
use greenlit::domain::ballot::Ballot;
use greenlit::domain::ledger::Posting;
use greenlit::domain::score::Score;
use greenlit::store::{self, Reads};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Person, TestApp};

impl TestApp {
    /// Submissions from now for a week, scoring for another; two sizes, two prizes, two campaigns; small numbers.
    pub(crate) fn rules(&self) -> Value {
        let at = |days| self.now() + Duration::days(days);
        json!({
            "currency": "EUR",
            "windows": { "submissions_open_at": at(0), "scoring_open_at": at(7), "scoring_close_at": at(14) },
            "cooperation": "You keep your rights and let us print.",
            "eligibility": "Everybody of age.",
            "designs_per_designer_max": 3,
            "product": {
                "name": "Winter tee", "description": "Heavy cotton.",
                "print_width_px_min": 100, "print_height_px_min": 100,
                "variants": [
                    { "sku": "TEE-M", "size": "M", "colour": "white", "price_minor": 2500 },
                    { "sku": "TEE-XL", "size": "XL", "colour": "white", "price_minor": 2700 },
                ],
            },
            "shipping": [{ "country": "DE", "fee_minor": 500 }, { "country": "KR", "fee_minor": 1500 }],
            "tax": { "basis_points": 1000, "included": false },
            "prizes": [{ "place": 1, "amount_minor": 50_000 }, { "place": 3, "amount_minor": 10_001 }],
            "campaigns_max": 2,
            "gate": { "threshold_units": 20, "cap_units": 200, "per_buyer_units_max": 5, "sale_seconds": 1_209_600 },
            "scoring": { "scores_min": 3, "count_from": 1, "extension_seconds": 0 },
            "royalty_basis_points": 1000,
        })
    }

    /// A draft of these rules in a contest of its own.
    pub(crate) async fn draft(&self, admin: &Person, rules: &Value) -> String {
        let contest = json!({ "title": "Winter tees", "description": "Two rounds a year." });
        let contest = self.post(Some(admin), "/api/v1/contests", &contest).await.ok();
        let path = format!("/api/v1/contests/{}/rounds", contest["id"].as_str().unwrap());
        let body = json!({ "title": "Winter 2030", "brief": "Snow, in two colours.", "rules": rules });
        self.post(Some(admin), &path, &body).await.ok()["id"].as_str().unwrap().to_owned()
    }

    /// Brings all its prize money to the provider.
    pub(crate) async fn fund(&self, admin: &Person, round: &str) {
        let path = format!("/api/v1/rounds/{round}/fundings");
        self.post_once(admin, &path, &json!({ "source": "top_up" })).await.ok();
        self.settle_down().await;
    }

    /// A round of these rules that takes designs.
    pub(crate) async fn opened(&self, admin: &Person, rules: &Value) -> String {
        let round = self.draft(admin, rules).await;
        if !rules["prizes"].as_array().unwrap().is_empty() {
            self.fund(admin, &round).await;
        }
        self.post(Some(admin), &format!("/api/v1/rounds/{round}/open"), &json!({})).await.ok();
        round
    }

    /// A design in this state, made by these people with their shares, the first being the designer.
    pub(crate) async fn plant_design(&self, round: &str, state: &str, people: &[(&Person, i32)]) -> Uuid {
        let id: Uuid = self.app.ids.id();
        let tx = self.app.store.begin_write().await.unwrap();
        let row = design::ActiveModel {
            id: Set(id),
            round_id: Set(round.parse().unwrap()),
            designer_id: Set(people[0].0.id),
            title: Set(format!("Flake {id}")),
            story: Set("It snowed.".to_owned()),
            origin: Set("own".to_owned()),
            licensed_parts: Set(String::new()),
            state: Set(state.to_owned()),
            showings: Set(0),
            created_at: Set(self.now()),
            ..Default::default()
        };
        design::Entity::insert(row).exec_without_returning(tx.connection()).await.unwrap();
        let creators = (0..).zip(people).map(|(position, (person, share))| design_creator::ActiveModel {
            design_id: Set(id),
            account_id: Set(person.id),
            share_basis_points: Set(*share),
            position: Set(position),
        });
        design_creator::Entity::insert_many(creators).exec_without_returning(tx.connection()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A ballot, `sequence` being its number in the round.
    pub(crate) async fn plant_ballot(&self, round: &str, on: Uuid, by: &Person, score: i32, sequence: i64) {
        let tx = self.app.store.begin_write().await.unwrap();
        let row = Ballot {
            id: self.app.ids.id().into(),
            round: round.parse::<Uuid>().unwrap().into(),
            design: on.into(),
            account: by.id.into(),
            score: Score::try_from(i64::from(score)).unwrap(),
            would_buy: false,
            first_at: self.now(),
            changed_at: self.now(),
            sequence,
            set_aside_reason: None,
            counted_as: None,
        };
        store::ballot::put(&tx, &row, None, self.app.ids.id()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The lines of all entries of this kind: account with its subject, and what it adds there, debits being positive.
    pub(crate) async fn lines(&self, kind: &str) -> Vec<(String, i64)> {
        let records = store::journal::list(&self.app.store, None, 1_000).await.unwrap();
        let of_kind = records.into_iter().filter(|record| record.kind.as_str() == kind);
        let line =
            |posting: Posting| (posting.account.to_string(), posting.debit_minor - posting.credit_minor);
        of_kind.flat_map(|record| record.row.postings).map(line).collect()
    }
}
