//! A whole sale charged by the real worker as fast as it can: every order once, and the books equal to the provider's.
//!
//! By hand with more: `GREENLIT_TEST_ORDERS=10000 cargo test --test api load -- --nocapture --test-threads 1`, on a
//! disk that `TMPDIR` names. It prints pre-orders in a second, the bare durable transactions of the same database
//! in a second, what one order costs in these, and the memory it began and ended with.

use std::time::{Duration, Instant};

use greenlit::domain::preorder::State;
use greenlit::domain::rate::{Bucket, Rates};
use greenlit::store;
use greenlit::worker;
use tokio::sync::watch;

use crate::support::TestApp;
use crate::support::process::PATIENCE;
use crate::support::settle::{GOOD, TOTAL_MINOR};

const ORDERS: usize = 1_000;
const FLOOR_TRANSACTIONS: u32 = 300;
const LOOK_EVERY: Duration = Duration::from_millis(100);

fn wanted() -> usize {
    std::env::var("GREENLIT_TEST_ORDERS").map_or(ORDERS, |text| text.parse().expect("a number of orders"))
}

/// Small durable transactions in a second, one after the other.
async fn floor(app: &TestApp) -> f64 {
    let began = Instant::now();
    for _ in 0..FLOOR_TRANSACTIONS {
        let tx = app.app.store.begin_write().await.unwrap();
        let mut buckets = store::rate::lock(&tx, Rates::LIVE).await.unwrap();
        buckets.draw_first(&[Bucket::Balances], app.now());
        store::rate::save(&tx, &buckets).await.unwrap();
        tx.commit().await.unwrap();
    }
    f64::from(FLOOR_TRANSACTIONS) / began.elapsed().as_secs_f64()
}

/// Of this process in the course of charging, in megabytes.
struct Memory {
    start: u64,
    middle: u64,
    most: u64,
}

/// Of this process, in megabytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1_024
}

/// Lets the real worker run until every order is paid; the clock goes on as the machine's does.
async fn charge_all(
    app: &TestApp,
    sale: greenlit::domain::id::CampaignId,
    orders: u64,
) -> (Duration, Memory) {
    let (stop, stopped) = watch::channel(false);
    let working = tokio::spawn(worker::run(app.app.clone(), stopped));
    let began = Instant::now();
    let (mut paid, mut moved) = (0, Instant::now());
    let mut held = Memory { start: memory(), middle: 0, most: 0 };
    while paid < orders {
        tokio::time::sleep(LOOK_EVERY).await;
        app.clock.advance(chrono::Duration::from_std(LOOK_EVERY).unwrap());
        let now_paid = store::preorder::counts(&app.app.store, sale).await.unwrap().of(State::Paid);
        moved = if now_paid > paid { Instant::now() } else { moved };
        paid = now_paid;
        held.most = held.most.max(memory());
        if paid * 2 < orders {
            held.middle = memory();
        }
        assert!(moved.elapsed() < PATIENCE, "nothing moves any more after {paid} orders");
    }
    let lasted = began.elapsed();
    stop.send(true).unwrap();
    working.await.unwrap();
    (lasted, held)
}

async fn a_large_sale_is_charged_once_each_by_the_real_worker(app: &TestApp) {
    let orders = wanted();
    let sale = app.committed(20, &vec![GOOD; orders]).await;
    app.clock.advance(chrono::Duration::days(1));
    app.settle_down().await;
    app.clock.advance(chrono::Duration::minutes(10));
    app.settle_down().await;
    let floor = floor(app).await;

    app.clock.advance(chrono::Duration::hours(1));
    let (lasted, held) = charge_all(app, sale.id, orders.try_into().unwrap()).await;

    let rate = f64::from(u32::try_from(orders).unwrap()) / lasted.as_secs_f64();
    println!(
        "{orders} orders in {:.1} s: {rate:.1} a second; floor {floor:.0} transactions a second, {:.1} of them an \
         order; memory {} MB before, {} MB in the middle, {} MB in the end, {} MB at most",
        lasted.as_secs_f64(),
        floor / rate,
        held.start,
        held.middle,
        memory(),
        held.most
    );
    let book = app.sandbox.book().unwrap();
    assert_eq!(book.intents.len(), orders, "one intent each");
    for (_, order) in &sale.orders {
        let charges = book.charges(*order);
        assert_eq!(charges.len(), 1, "{charges:?}");
        assert_eq!(charges[0].received_minor, TOTAL_MINOR);
    }
    app.books_agree(&sale).await;
    let all = TOTAL_MINOR * i64::try_from(orders).unwrap();
    assert_eq!(-(app.balance("deposits").await + app.balance("tax").await), all);
}

on_both!(a_large_sale_is_charged_once_each_by_the_real_worker);
