//! A server in which a round is scored: its people, the same for every seed, and others whose scores the test decides.

use std::collections::BTreeMap;

use chrono::Duration;
use greenlit::domain::id::RoundId;
use greenlit::store;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::browser::Browser;
use crate::support::chance::Chance;
use crate::support::design::{OpenRound, id};
use crate::support::sale::{GOOD_CARD, Sale};
use crate::support::{Answer, Person, TestApp};

const DESIGNS: usize = 6;
pub(super) const OTHERS: usize = 5;
/// The roles in which somebody looks. An admin may see more, and is not among them.
pub(super) const LOOKERS: [&str; 5] = ["guest", "member", "moderator", "designer", "buyer"];

/// What a looker may know the ids of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) round: Uuid,
    pub(super) contest: Uuid,
    pub(super) designs: Vec<Uuid>,
    pub(super) people: Vec<Uuid>,
    pub(super) campaign: Uuid,
    pub(super) order: Uuid,
    pub(super) digest: String,
}

impl Known {
    pub(super) fn everything(&self) -> Vec<Uuid> {
        let mut all = vec![self.round, self.contest, self.campaign, self.order, Uuid::from_u128(77)];
        all.extend(self.designs.iter().chain(&self.people));
        all
    }
}

pub(super) struct World<'a> {
    pub(super) app: &'a TestApp,
    pub(super) known: Known,
    pub(super) round: OpenRound,
    pub(super) admin: Person,
    pub(super) sale: Sale,
    pub(super) designers: Vec<Person>,
    others: Vec<Person>,
    people: Vec<Option<Person>>,
    browsers: Vec<Browser<'a>>,
    guards: Vec<String>,
}

impl<'a> World<'a> {
    /// A round in scoring with designs that everybody may see. The same steps give the same world.
    pub(super) async fn new(app: &'a TestApp, change: impl FnOnce(&mut Value)) -> World<'a> {
        step(app, 1);
        let (admin, moderator) = (app.admin("Root").await, app.moderator("Max").await);
        let (member, buyer) = (app.member("Mia").await, app.member("Bo").await);
        let mut designers = Vec::new();
        for number in 0..DESIGNS {
            designers.push(app.member(&format!("Quillmaker{number}")).await);
        }
        let mut others = Vec::new();
        for number in 0..OTHERS {
            others.push(app.member(&format!("Other{number}")).await);
        }
        let sale = Box::pin(app.sale(&json!({ "sale_seconds": 30 * 86_400 }))).await;
        let order = Box::pin(app.commit(&sale, &buyer, 1, GOOD_CARD)).await;
        Box::pin(app.advance(Duration::minutes(1))).await;
        let round = Box::pin(app.round(&admin, change)).await;
        let mut designs = Vec::new();
        for designer in &designers {
            designs.push(Box::pin(app.cleared(designer, &moderator, &round)).await);
        }
        Box::pin(app.until_scoring()).await;
        let looks = app.get(None, &format!("/api/v1/designs/{}", designs[0])).await.ok();
        let digest = looks["artwork"]["renditions"][0]["digest"].as_str().unwrap_or("0").to_owned();
        let contest = app.get(None, &format!("/api/v1/rounds/{}", round.id)).await.ok();
        let people = vec![None, Some(member), Some(moderator), Some(designers[0].clone()), Some(buyer)];
        let known = Known {
            round: round.id,
            contest: contest["contest"].as_str().unwrap().parse().unwrap(),
            designs,
            people: people.iter().flatten().chain(&others).map(|person| person.id).collect(),
            campaign: sale.campaign,
            order,
            digest,
        };
        let mut world = World {
            app,
            known,
            round,
            admin,
            sale,
            designers,
            others,
            people,
            browsers: Vec::new(),
            guards: Vec::new(),
        };
        Box::pin(world.sign_in()).await;
        world
    }

    async fn sign_in(&mut self) {
        for person in &self.people {
            let browser = self.app.browser();
            if let Some(person) = person {
                browser.sign_in(person).await;
            }
            let page = browser.open(if person.is_some() { "/me" } else { "/sign-in" }).await;
            self.guards.push(page.field("token"));
            self.browsers.push(browser);
        }
    }

    pub(super) fn step(&self, number: u32) {
        step(self.app, number);
    }

    pub(super) fn person(&self, looker: usize) -> Option<&Person> {
        self.people[looker].as_ref()
    }

    pub(super) fn browser(&self, looker: usize) -> &Browser<'a> {
        &self.browsers[looker]
    }

    pub(super) fn guard(&self, looker: usize) -> &str {
        &self.guards[looker]
    }

    /// The others go on, each by one design of theirs and one change of mind. Only what they think is chosen here.
    ///
    /// Each of them has a step of its own: a change of mind to the same value takes no id, and must not move the next.
    pub(super) async fn others_go_on(&self, first_step: u32, thoughts: &mut Chance) {
        for (step, other) in (first_step..).zip(&self.others) {
            self.step(step);
            let mut body = json!({ "score": thoughts.below(6), "would_buy": thoughts.one_in(2) });
            if let Some(design) = self.app.current(other, &self.round).await {
                body["design"] = json!(design);
                let path = format!("/api/v1/rounds/{}/ballots", self.round.id);
                self.app.post(Some(other), &path, &body).await.ok();
            }
            let path = format!("/api/v1/me/rounds/{}/ballots", self.round.id);
            let own = self.app.get(Some(other), &path).await.ok();
            let first =
                id(&own["items"][0].as_object().map_or(Value::Null, |row| json!({ "id": row["design"] })));
            let body = json!({ "score": thoughts.below(6), "would_buy": thoughts.one_in(2) });
            self.app.put(Some(other), &format!("/api/v1/ballots/{first}"), &body).await.ok();
        }
    }

    /// How many ballots there are, and what they say, by design.
    pub(super) async fn totals(&self) -> BTreeMap<Uuid, (usize, u32)> {
        let all =
            store::ballot::list_of_round(&self.app.app.store, RoundId::new(self.round.id)).await.unwrap();
        let mut totals: BTreeMap<Uuid, (usize, u32)> = BTreeMap::new();
        for ballot in all {
            let total = totals.entry(ballot.design.uuid()).or_default();
            total.0 += 1;
            total.1 += u32::from(ballot.score.get());
        }
        totals
    }

    pub(super) async fn preview(&self) -> Answer {
        self.app.get(Some(&self.admin), &format!("/api/v1/rounds/{}/close-preview", self.round.id)).await
    }
}

fn step(app: &TestApp, number: u32) {
    app.seeded.as_ref().expect("a world needs ids that follow from a seed").begin(number);
}
