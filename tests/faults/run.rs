//! Seeds by the hundred: how many, on what, for how long, and the story of the one that fails.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use futures::FutureExt;

use crate::place::Engine;
use crate::world::{World, Wrong};

const SEEDS: u64 = 2_000;
const SEEDS_MIN: u64 = 300;
const TIME_MAX: Duration = Duration::from_mins(5);
const POSTGRES_SEEDS: u64 = 40;
/// Of the seeds that are run when nobody names one.
const FIRST_SEED: u64 = 0x6772_6565_6e00_0000;
const STEPS_MIN: u64 = 100;
const STEPS_MAX: u64 = 300;
const LINES_SHOWN: usize = 60;

/// What a seed came to.
pub(crate) struct Outcome {
    pub(crate) steps: u64,
    pub(crate) calls: u64,
    /// Of everything that happened.
    pub(crate) print: u64,
    /// How the sale and each order ended.
    ends: Vec<String>,
    pub(crate) story: Result<(), Story>,
}

pub(crate) struct Story {
    pub(crate) wrong: Wrong,
    trace: String,
}

pub(crate) struct Totals {
    pub(crate) seeds: u64,
    steps: u64,
    calls: u64,
    /// How often what was the end.
    ends: BTreeMap<String, u64>,
    failed: Vec<(u64, Story)>,
}

/// One world from its beginning to its end.
pub(crate) async fn live(seed: u64, engine: Engine) -> Outcome {
    let mut world = World::new(seed, engine).await;
    let lived = AssertUnwindSafe(whole(&mut world)).catch_unwind().await;
    let lived = lived.unwrap_or_else(|panic| Err(format!("panicked: {:?}", panic.downcast_ref::<String>())));
    let (steps, calls, print) = (world.steps, world.front.calls(), world.print);
    let ends = world.ends().await;
    let story = lived.map_err(|wrong| Story { wrong, trace: world.trace(lines_shown()) });
    world.end().await;
    Outcome { steps, calls, print, ends, story }
}

async fn whole(world: &mut World) -> Result<(), Wrong> {
    world.fill_the_sale().await?;
    world.front.set_temper(world.temper);
    let steps = world.chance.between(STEPS_MIN, STEPS_MAX);
    for _ in 0..steps {
        world.step().await?;
    }
    world.settle().await
}

/// Runs seeds on both cores until they are through, the time is up, or one fails.
fn many((first, count): (u64, u64), engine: Engine, time: Duration) -> Totals {
    let (next, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    let totals =
        Mutex::new(Totals { seeds: 0, steps: 0, calls: 0, ends: BTreeMap::new(), failed: Vec::new() });
    let begun = Instant::now();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                while !is_over.load(Ordering::Relaxed) && begun.elapsed() < time {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    let outcome = runtime.block_on(live(first + number, engine));
                    let mut totals = totals.lock().unwrap();
                    totals.seeds += 1;
                    totals.steps += outcome.steps;
                    totals.calls += outcome.calls;
                    for end in outcome.ends {
                        *totals.ends.entry(end).or_default() += 1;
                    }
                    if let Err(story) = outcome.story {
                        is_over.store(true, Ordering::Relaxed);
                        totals.failed.push((first + number, story));
                    }
                }
            });
        }
    });
    let totals = totals.into_inner().unwrap();
    println!(
        "{engine:?}: {} seeds, {} steps, {} calls in {:.0} s",
        totals.seeds,
        totals.steps,
        totals.calls,
        begun.elapsed().as_secs_f64()
    );
    println!("ends: {:?}", totals.ends);
    totals
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    let text = text.trim();
    let read = text.strip_prefix("0x").map_or_else(|| text.parse(), |hex| u64::from_str_radix(hex, 16));
    Some(read.unwrap_or_else(|_| panic!("{name} is a number, or 0x and a hexadecimal one, not {text}")))
}

/// A replay tells everything.
fn lines_shown() -> usize {
    if number("FAULT_SEED").is_some() && number("FAULT_SEEDS").is_none() { usize::MAX } else { LINES_SHOWN }
}

fn fail(totals: &Totals) {
    for (seed, Story { wrong, trace }) in &totals.failed {
        eprintln!("\nFAULT_SEED={seed:#x}: {wrong}\nthe last steps:\n{trace}");
    }
    assert!(totals.failed.is_empty(), "{} seeds failed", totals.failed.len());
}

#[test]
fn whole_campaigns_survive_every_fault() {
    let (seed, asked) = (number("FAULT_SEED"), number("FAULT_SEEDS"));
    if seed.is_some() || asked.is_some() {
        let seeds = (seed.unwrap_or(FIRST_SEED), asked.unwrap_or(1));
        return fail(&many(seeds, Engine::Sqlite, Duration::MAX));
    }
    let totals = many((FIRST_SEED, SEEDS), Engine::Sqlite, TIME_MAX);
    fail(&totals);
    assert!(totals.seeds >= SEEDS_MIN, "only {} seeds were run", totals.seeds);
}

#[test]
fn the_same_worlds_survive_on_postgres() {
    if number("FAULT_SEED").is_none() && number("FAULT_SEEDS").is_none() {
        fail(&many((FIRST_SEED, POSTGRES_SEEDS), Engine::Postgres, TIME_MAX));
    }
}

#[test]
fn a_seed_always_tells_the_same_story() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut prints = [0, 0];
    for print in &mut prints {
        *print = runtime.block_on(live(FIRST_SEED, Engine::Sqlite)).print;
    }
    assert_eq!(prints[0], prints[1]);
}
