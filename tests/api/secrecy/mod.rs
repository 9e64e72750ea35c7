//! No answer to anybody but admins depends on how others score: two worlds that differ in nothing else answer alike.

mod ask;
mod names;
mod route;
mod world;

use std::collections::BTreeSet;

use chrono::Duration;
use entity::design;
use greenlit::store::Reads;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use self::ask::{Ask, difference};
use self::route::Route;
use self::world::{LOOKERS, OTHERS, World};
use crate::support::TestApp;
use crate::support::chance::Chance;

const SEQUENCES: u32 = 32;
/// So many more when the round is judged.
const JUDGED: u32 = 6;
const REQUESTS: u32 = 34;

/// Two servers alike, and how far both are.
struct Pair<'a> {
    one: World<'a>,
    other: World<'a>,
    routes: Vec<Route>,
    step: u32,
    statuses: BTreeSet<u16>,
}

impl<'a> Pair<'a> {
    async fn new(one: &'a TestApp, other: &'a TestApp) -> Pair<'a> {
        let terms = |rules: &mut serde_json::Value| {
            rules["scoring"] =
                json!({ "scores_min": 3, "count_from": 1, "extension_seconds": 0, "skips_free": 200 });
        };
        let (one, other) = (Box::pin(World::new(one, terms)).await, Box::pin(World::new(other, terms)).await);
        assert_eq!(one.known, other.known, "the worlds begin alike");
        Pair { one, other, routes: route::all(), step: 10, statuses: BTreeSet::new() }
    }

    fn step(&mut self) {
        self.step += 1;
        self.one.step(self.step);
        self.other.step(self.step);
    }

    async fn others_go_on(&mut self, thoughts: &mut Chance, other_thoughts: &mut Chance) {
        Box::pin(self.one.others_go_on(self.step + 1, thoughts)).await;
        Box::pin(self.other.others_go_on(self.step + 1, other_thoughts)).await;
        self.step += u32::try_from(OTHERS).unwrap();
    }

    /// Sends the same to both, and says where the answers differ.
    async fn ask(&mut self, ask: &Ask) -> Result<(), String> {
        self.step();
        let (one, other) = (Box::pin(ask.send(&self.one)).await, Box::pin(ask.send(&self.other)).await);
        let (Some(one), Some(other)) = (one, other) else { return Ok(()) };
        self.statuses.insert(one.status.as_u16());
        if let Some(found) = difference(&one, &other) {
            return Err(found);
        }
        match ask.again(&one) {
            Some(again) => Box::pin(self.ask(&again)).await,
            None => Ok(()),
        }
    }

    async fn sequence(&mut self, seed: u64) {
        let mut chance = Chance::new(seed);
        for number in 0..REQUESTS {
            let ask = Ask::random(&self.routes, &self.one, &mut chance);
            if let Err(found) = Box::pin(self.ask(&ask)).await {
                panic!("seed {seed:#x}, request {number}: {ask:?} tells of others' scores, {found}");
            }
        }
    }

    async fn advance(&mut self, by: Duration) {
        self.step();
        self.one.app.advance(by).await;
        self.other.app.advance(by).await;
    }

    /// Every address that can be read, by everybody.
    async fn read_everything(&mut self) {
        for (looker, role) in LOOKERS.iter().enumerate() {
            for ask in Ask::every_read(&self.routes, &self.one, looker) {
                if let Err(found) = Box::pin(self.ask(&ask)).await {
                    panic!("{role}: {ask:?} tells of others' scores, {found}");
                }
            }
        }
    }

    async fn watch_the_sale(&mut self) {
        let path = format!("/campaigns/{}/live", self.one.sale.campaign);
        for looker in 0..LOOKERS.len() {
            let mut events = self.one.app.events_as(&path, self.one.browser(looker)).await;
            let mut others = self.other.app.events_as(&path, self.other.browser(looker)).await;
            assert_eq!(events.next().await, others.next().await);
        }
    }
}

/// The others score otherwise in the second world, as often and on the same designs.
async fn what_others_think(one: &TestApp, other: &TestApp) {
    let mut pair = Pair::new(one, other).await;
    let (mut thoughts, mut other_thoughts) = (Chance::new(1), Chance::new(2));
    for sequence in 0..SEQUENCES {
        if sequence % 4 == 0 {
            pair.others_go_on(&mut thoughts, &mut other_thoughts).await;
        }
        Box::pin(pair.sequence(0x5EC2_E7A0 + u64::from(sequence))).await;
    }
    let (totals, other_totals) = (pair.one.totals().await, pair.other.totals().await);
    assert_ne!(totals, other_totals, "the worlds differ in what is kept secret");
    assert!(totals.values().map(|total| total.0).eq(other_totals.values().map(|total| total.0)));
    pair.read_everything().await;
    pair.watch_the_sale().await;

    pair.advance(Duration::days(7)).await;
    for sequence in 0..JUDGED {
        pair.sequence(0x1A57_0000 + u64::from(sequence)).await;
    }
    pair.read_everything().await;
    let expected = [200, 303, 304, 400, 403, 404, 409, 422];
    assert!(expected.iter().all(|status| pair.statuses.contains(status)), "{:?}", pair.statuses);
    // The comparison sees a difference where there is one: an admin looks at the result to come.
    let found = difference(&pair.one.preview().await, &pair.other.preview().await);
    assert!(found.is_some());
}

/// The second world has more ballots, and each of its designs was shown as much more often.
async fn how_many_ballots_there_are(one: &TestApp, other: &TestApp) {
    let mut pair = Pair::new(one, other).await;
    pair.others_go_on(&mut Chance::new(1), &mut Chance::new(1)).await;
    pair.sequence(1).await;
    pair.step();
    more_ballots(&pair.other).await;
    let count =
        |totals: std::collections::BTreeMap<_, (usize, u32)>| totals.values().map(|total| total.0).sum();
    let (few, many): (usize, usize) = (count(pair.one.totals().await), count(pair.other.totals().await));
    assert!(few + 20 < many, "{few} and {many}");
    for sequence in 0..10 {
        pair.sequence(0xC0_0000 + sequence).await;
    }
    pair.read_everything().await;
    pair.advance(Duration::days(7)).await;
    pair.read_everything().await;
}

/// Ballots of four new members on every design, with the showings that go before them.
async fn more_ballots(world: &World<'_>) {
    let round = world.round.id.to_string();
    let mut sequence = 1_000_000;
    for number in 0..4 {
        let person = world.app.member(&format!("More{number}")).await;
        for design in &world.known.designs {
            sequence += 1;
            world.app.plant_ballot(&round, *design, &person, 5, sequence).await;
        }
    }
    let tx = world.app.app.store.begin_write().await.unwrap();
    design::Entity::update_many()
        .col_expr(design::Column::Showings, Expr::col(design::Column::Showings).add(4))
        .filter(design::Column::RoundId.eq(world.round.id))
        .exec(tx.connection())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

macro_rules! on_two_of_each {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let one = $crate::support::TestApp::seeded_on_sqlite().await;
                let other = $crate::support::TestApp::seeded_on_sqlite().await;
                Box::pin(super::$name(&one, &other)).await;
                one.finish().await;
                other.finish().await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let one = $crate::support::TestApp::seeded_on_postgres().await;
                let other = $crate::support::TestApp::seeded_on_postgres().await;
                Box::pin(super::$name(&one, &other)).await;
                one.finish().await;
                other.finish().await;
            })+
        }
    };
}

mod masked {
    use super::names::who_made_a_design;
    use crate::support::TestApp;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        let app = TestApp::seeded_on_sqlite().await;
        Box::pin(who_made_a_design(&app)).await;
        app.finish().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        let app = TestApp::seeded_on_postgres().await;
        Box::pin(who_made_a_design(&app)).await;
        app.finish().await;
    }
}

on_two_of_each!(what_others_think, how_many_ballots_there_are);
