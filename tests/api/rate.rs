//! How fast the provider is asked: no faster than the buckets, by all nodes together, and people first.

use chrono::Duration;
use greenlit::app::{self, App};
use greenlit::domain::job::Lane;
use greenlit::domain::preorder::State;
use greenlit::domain::rate::{Bucket, Rates};
use greenlit::gateway::payment::sandbox::{Fault, Operation};
use greenlit::store::job::Leased;
use greenlit::store::{self, Reads};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::TestApp;
use crate::support::settle::{GOOD, POOR, Sale};

const RATES: Rates = Rates { endpoint: Some(20), all: Some(80) };
/// What jobs of one endpoint get of a full bucket: all but the quarter for people.
const AT_ONCE: usize = 15;
const ORDERS: usize = 25;

/// A node of the same installation that keeps to the rates.
pub(crate) fn node(app: &TestApp) -> App {
    let mut node = app.second_node();
    node.settings.rates = RATES;
    node
}

pub(crate) async fn claim(node: &App, owner: &str) -> Vec<Leased> {
    app::job::claim(node, owner, Lane::Main, 100).await.unwrap()
}

pub(crate) async fn run(node: &App, held: &[Leased]) {
    for one in held {
        app::job::run(node, one).await.unwrap();
    }
}

/// Every order has an intent to be made; the jobs that make them are due and not begun.
async fn intents_are_wanted(app: &TestApp, node: &App) -> Sale {
    let sale = app.committed(2, &[GOOD; ORDERS]).await;
    app.decide().await;
    app.advance(Duration::minutes(59)).await;
    app.clock.advance(Duration::minutes(1));
    let charges = claim(node, "charges").await;
    assert_eq!(charges.len(), ORDERS, "jobs that ask nothing of the provider need no token");
    run(node, &charges).await;
    sale
}

async fn number(app: &TestApp, sql: &str) -> i64 {
    let database = app.app.store.connection();
    let statement = Statement::from_string(database.get_database_backend(), sql);
    database.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
}

async fn all_nodes_together_keep_to_the_rate_and_everybody_is_charged_once(app: &TestApp) {
    let [first, second] = [node(app), node(app)];
    let sale = intents_are_wanted(app, &first).await;

    let begun = claim(&first, "first").await;
    assert_eq!(begun.len(), AT_ONCE);
    assert!(claim(&second, "second").await.is_empty(), "the bucket is one for all nodes");
    let waiting =
        "SELECT count(*) AS n FROM job WHERE state = 'queued' AND kind = 'create_intent' AND attempts = 0";
    let waiting = number(app, waiting).await;
    assert_eq!(waiting, i64::try_from(ORDERS - AT_ONCE).unwrap(), "to wait for a token is no try");
    app.clock.advance(Duration::milliseconds(100));
    let next = claim(&second, "second").await;
    assert_eq!(next.len(), 2);
    run(&first, &begun).await;
    run(&second, &next).await;

    for _ in 0..100 {
        app.clock.advance(Duration::milliseconds(100));
        let held = claim(&second, "second").await;
        assert!(held.iter().filter(|one| one.job.kind() == "create_intent").count() <= 2);
        run(&second, &held).await;
    }
    assert_eq!(app.states(&sale).await, [State::Paid; ORDERS]);
    app.books_agree(&sale).await;
}

async fn a_kind_that_has_to_wait_does_not_hold_up_the_others(app: &TestApp) {
    let node = node(app);
    let sale = intents_are_wanted(app, &node).await;
    let begun = claim(&node, "first").await;
    run(&node, &begun).await;

    let held = app::job::claim(&node, "small", Lane::Main, 4).await.unwrap();
    let kinds: Vec<&str> = held.iter().map(|one| one.job.kind()).collect();
    assert_eq!(kinds, ["confirm_intent"; 4], "intents that wait are older, and have no tokens");
    run(&node, &held).await;
    app.settle_down().await;
    app.books_agree(&sale).await;
}

async fn a_provider_that_says_wait_is_waited_for_by_all(app: &TestApp) {
    let [first, second] = [node(app), node(app)];
    let sale = intents_are_wanted(app, &first).await;
    app.inject(Operation::CreateIntent, Fault::RateLimited);
    let begun = claim(&first, "first").await;
    run(&first, &begun[..1]).await;

    app.clock.advance(Duration::milliseconds(999));
    let held = claim(&second, "second").await;
    assert!(
        held.iter().all(|one| one.job.kind() != "create_intent"),
        "nobody asks there before a second is over"
    );
    // A quarter of the bucket fills first: that is for people.
    app.clock.advance(Duration::milliseconds(301));
    let again = claim(&second, "second").await;
    assert_eq!(again.iter().filter(|one| one.job.kind() == "create_intent").count(), 1);

    run(&first, &begun[1..]).await;
    run(&second, &held).await;
    run(&second, &again).await;
    app.advance(Duration::minutes(1)).await;
    app.advance(Duration::minutes(1)).await;
    assert_eq!(app.states(&sale).await, [State::Paid; ORDERS]);
    app.books_agree(&sale).await;
}

async fn a_provider_that_fails_is_asked_more_slowly(app: &TestApp) {
    let node = node(app);
    let sale = intents_are_wanted(app, &node).await;
    app.inject(Operation::CreateIntent, Fault::Broken500Before);
    let begun = claim(&node, "first").await;
    run(&node, &begun).await;

    app.clock.advance(Duration::milliseconds(2_299));
    let held = claim(&node, "first").await;
    assert!(held.iter().all(|one| one.job.kind() != "create_intent"));
    run(&node, &held).await;
    for _ in 0..4 {
        app.advance(Duration::minutes(1)).await;
    }
    assert_eq!(app.states(&sale).await, [State::Paid; ORDERS]);
    app.books_agree(&sale).await;
}

async fn a_person_who_waits_is_served_while_jobs_stand_in_line(app: &TestApp) {
    let node = node(app);
    let sale = app.charged(1, &[GOOD, POOR]).await;
    let (buyer, order) = &sale.orders[1];
    app.change_card(*order, GOOD).await;
    let tx = node.store.begin_write().await.unwrap();
    let mut buckets = store::rate::lock(&tx, RATES).await.unwrap();
    while buckets.draw(&[Bucket::ConfirmIntent], app.now()) {}
    store::rate::save(&tx, &buckets).await.unwrap();
    tx.commit().await.unwrap();

    let member = app::account::member(&node, buyer.id.into()).await.unwrap();
    let paid = app::attempt::repair(&node, &member, *order, "repair-0001").await.unwrap();
    assert_eq!(paid.preorder.state, State::Paid);
    let level = "SELECT level_micro AS n FROM rate_bucket WHERE name = 'confirm_intent'";
    assert_eq!(number(app, level).await, 4_000_000, "it drew one of the five that jobs had left");
    app.settle_down().await;
    app.books_agree(&sale).await;
}

async fn without_a_limit_no_bucket_is_touched(app: &TestApp) {
    let sale = app.charged(2, &[GOOD, GOOD]).await;
    assert_eq!(app.states(&sale).await, [State::Paid; 2]);
    assert_eq!(number(app, "SELECT count(*) AS n FROM rate_bucket").await, 0);
}

on_both!(
    all_nodes_together_keep_to_the_rate_and_everybody_is_charged_once,
    a_kind_that_has_to_wait_does_not_hold_up_the_others,
    a_provider_that_says_wait_is_waited_for_by_all,
    a_provider_that_fails_is_asked_more_slowly,
    a_person_who_waits_is_served_while_jobs_stand_in_line,
    without_a_limit_no_bucket_is_touched,
);
