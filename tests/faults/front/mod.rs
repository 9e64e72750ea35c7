//! The provider in the world: the pure model behind a line that fails as the seed says.
//!
//! Every call stops twice, on its way there and on its way back, until the scheduler lets it go on: these are
//! the seams between `begin`, `call` and `record`, where a worker may die, hang, or be overtaken.

mod event;
mod payment;
mod post;

use std::collections::{BTreeMap, HashSet};
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Poll;
use std::time::Duration;

use chrono::{DateTime, Utc};
use greenlit::gateway::clock::Ids;
use greenlit::gateway::payment::model::{Act, Book, Command, Fate, Line, Model, Reply, Request, Terms};
use greenlit::gateway::payment::{Answer, Failure, IntentRef, Key};
use uuid::Uuid;

use self::event::Told;
use crate::chance::Chance;
use crate::clock::TrueClock;
use crate::stage;

pub(crate) use self::event::{Hint, intent as show_intent};

const RETRY_AFTER: Duration = Duration::from_secs(2);

/// How often which fault strikes, per thousand calls.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Temper {
    pub(crate) lost_before: u64,
    pub(crate) lost_after: u64,
    pub(crate) broken_before: u64,
    pub(crate) broken_after: u64,
    pub(crate) rate_limited: u64,
    pub(crate) in_flight: u64,
}

/// A confirmation that left us, to be looked up in our own records.
#[derive(Debug, Clone)]
pub(crate) struct Confirming {
    pub(crate) key: Key,
    pub(crate) intent: IntentRef,
}

pub(crate) struct Front {
    inside: Mutex<Inside>,
    clock: Arc<TrueClock>,
    ids: Arc<dyn Ids>,
    is_stopped: AtomicBool,
    is_on_its_way_back: AtomicBool,
    passes_freely: AtomicBool,
}

struct Inside {
    model: Model,
    chance: Chance,
    temper: Temper,
    is_down: bool,
    /// From here on nothing fails.
    is_calm: bool,
    told: Told,
    hints: Vec<Hint>,
    /// The mails that arrived, by their notices.
    post: BTreeMap<Uuid, String>,
    confirming: Vec<Confirming>,
    /// Keys whose answer, a 500 that may be saved, reached us.
    spent: HashSet<Key>,
    /// Those of them that were heard of since the last step began.
    just_spent: Vec<Key>,
    wrong: Option<String>,
    calls: u64,
    last: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strike {
    None,
    LostBefore,
    LostAfter,
    BrokenBefore,
    BrokenAfter,
    RateLimited,
    InFlight,
}

impl Front {
    pub(crate) fn new(clock: Arc<TrueClock>, ids: Arc<dyn Ids>, chance: Chance, terms: Terms) -> Self {
        let mut model = Model::default();
        let line = Line { now: clock.now(), fresh: ids.id(), command: Command::Configure(terms) };
        model.apply(&line).unwrap();
        // The prizes of a round before were brought long ago.
        let (key, request) = stage::prize_money();
        let command = Command::Keyed { key, request, fate: Fate::Answered };
        model.apply(&Line { now: clock.now(), fresh: stage::top_up(), command }).unwrap();
        let inside = Inside {
            model,
            chance,
            temper: Temper::default(),
            is_down: false,
            is_calm: false,
            told: Told::default(),
            hints: Vec::new(),
            post: BTreeMap::new(),
            confirming: Vec::new(),
            spent: HashSet::new(),
            just_spent: Vec::new(),
            wrong: None,
            calls: 0,
            last: String::new(),
        };
        Self {
            inside: Mutex::new(inside),
            clock,
            ids,
            is_stopped: AtomicBool::new(false),
            is_on_its_way_back: AtomicBool::new(false),
            passes_freely: AtomicBool::new(false),
        }
    }

    /// Whether the call that was just driven waits at a seam; asked once for each time it stopped.
    pub(crate) fn has_stopped(&self) -> bool {
        self.is_stopped.swap(false, Ordering::Relaxed)
    }

    /// Whether what stopped last had been there already, so that none of our rows changed on its way.
    pub(crate) fn is_on_its_way_back(&self) -> bool {
        self.is_on_its_way_back.load(Ordering::Relaxed)
    }

    /// From here on calls go through without a stop.
    pub(crate) fn pass_freely(&self) {
        self.held().is_calm = true;
        self.passes_freely.store(true, Ordering::Relaxed);
    }

    pub(crate) fn set_temper(&self, temper: Temper) {
        self.held().temper = temper;
    }

    /// An outage: nothing gets there, and nobody answers.
    pub(crate) fn set_down(&self, is_down: bool) {
        self.held().is_down = is_down;
    }

    pub(crate) fn calls(&self) -> u64 {
        self.held().calls
    }

    /// The provider's own book, as it is now.
    pub(crate) fn book<T>(&self, look: impl FnOnce(&Book) -> T) -> T {
        let mut inside = self.held();
        self.tick(&mut inside);
        look(inside.model.book())
    }

    /// What a person does on the provider's pages or in its dashboard: no line to fail.
    pub(crate) fn act(&self, act: &Act) -> Answer<Reply> {
        let mut inside = self.held();
        self.apply(&mut inside, Command::Direct(act.clone()))
    }

    /// Takes one of the webhooks that wait; in any order, some twice, some never.
    pub(crate) fn take_hint(&self, chance: &mut Chance) -> Option<Hint> {
        let mut inside = self.held();
        if inside.hints.is_empty() {
            return None;
        }
        let index = chance.index(inside.hints.len());
        if chance.permille(200) {
            return inside.hints.get(index).cloned();
        }
        Some(inside.hints.remove(index))
    }

    /// It was not taken, and will be sent again.
    pub(crate) fn put_back(&self, hint: Hint) {
        self.held().hints.push(hint);
    }

    /// What was heard in this step is known, or forgotten with a transaction that broke.
    pub(crate) fn end_step(&self, is_forgotten: bool) {
        let mut inside = self.held();
        let heard = std::mem::take(&mut inside.just_spent);
        if !is_forgotten {
            inside.spent.extend(heard);
        }
    }

    /// The confirmations that left since this was asked last.
    pub(crate) fn take_confirming(&self) -> Vec<Confirming> {
        std::mem::take(&mut self.held().confirming)
    }

    /// What we asked of the provider that we should not have asked.
    pub(crate) fn take_wrong(&self) -> Option<String> {
        self.held().wrong.take()
    }

    /// What was answered last, for the trace.
    pub(crate) fn last(&self) -> String {
        std::mem::take(&mut self.held().last)
    }

    async fn keyed(&self, key: &Key, request: Request) -> Answer<Reply> {
        if let Request::ConfirmIntent(confirm) = &request {
            let confirming = Confirming { key: key.clone(), intent: confirm.intent.clone() };
            self.held().confirming.push(confirming);
        }
        self.heed(key);
        let name = name_of(&request);
        self.seam(name, false).await;
        let answer = self.arrive(key, request);
        self.seam(&format!("{name} {}", told(&answer)), true).await;
        if matches!(answer, Err(Failure::Broken { .. })) {
            self.held().just_spent.push(key.clone());
        }
        answer
    }

    /// Whoever sets out with a key after its 500 was heard should have known better.
    fn heed(&self, key: &Key) {
        let mut inside = self.held();
        if inside.spent.contains(key) {
            inside.wrong = Some(format!("{} is sent again, after a 500", key.0));
        }
    }

    fn arrive(&self, key: &Key, request: Request) -> Answer<Reply> {
        let mut inside = self.held();
        let strike = strike(&mut inside);
        let fate = match strike {
            Strike::LostBefore => return Err(Failure::NoAnswer),
            Strike::RateLimited => return Err(Failure::RateLimited { retry_after: Some(RETRY_AFTER) }),
            Strike::InFlight => return Err(Failure::InFlight),
            Strike::None | Strike::LostAfter => Fate::Answered,
            Strike::BrokenBefore => Fate::BrokenBefore,
            Strike::BrokenAfter => Fate::BrokenAfter,
        };
        let answer = self.apply(&mut inside, Command::Keyed { key: key.clone(), request, fate });
        if strike == Strike::LostAfter { Err(Failure::NoAnswer) } else { answer }
    }

    async fn direct(&self, name: &str, act: Act) -> Answer<Reply> {
        self.seam(name, false).await;
        let answer = self.arrive_direct(&act);
        self.seam(&format!("{name} {}", told(&answer)), true).await;
        answer
    }

    fn arrive_direct(&self, act: &Act) -> Answer<Reply> {
        let mut inside = self.held();
        let strike = strike(&mut inside);
        stopped_before(strike)?;
        let answer = self.apply(&mut inside, Command::Direct(act.clone()));
        match strike {
            Strike::LostAfter => Err(Failure::NoAnswer),
            Strike::BrokenAfter => Err(Failure::Broken { status: 502 }),
            Strike::None
            | Strike::LostBefore
            | Strike::BrokenBefore
            | Strike::RateLimited
            | Strike::InFlight => answer,
        }
    }

    /// Reads are right whenever they are answered.
    async fn read<T: Send>(
        &self,
        name: &str,
        look: impl FnOnce(&Model, DateTime<Utc>) -> Answer<T> + Send,
    ) -> Answer<T> {
        self.seam(name, false).await;
        let answer = self.look(look);
        let told = answer.as_ref().map_or_else(ToString::to_string, |_| "ok".to_owned());
        self.seam(&format!("{name} {told}"), true).await;
        answer
    }

    fn look<T>(&self, look: impl FnOnce(&Model, DateTime<Utc>) -> Answer<T>) -> Answer<T> {
        let mut inside = self.held();
        let strike = strike(&mut inside);
        stopped_before(strike)?;
        if matches!(strike, Strike::LostAfter | Strike::BrokenAfter) {
            return Err(Failure::NoAnswer);
        }
        self.tick(&mut inside);
        look(&inside.model, self.clock.now())
    }

    /// Stops here until the scheduler drives this call again.
    async fn seam(&self, what: &str, is_on_its_way_back: bool) {
        what.clone_into(&mut self.held().last);
        self.is_on_its_way_back.store(is_on_its_way_back, Ordering::Relaxed);
        if self.passes_freely.load(Ordering::Relaxed) {
            return;
        }
        let mut has_stopped = false;
        poll_fn(|_| {
            if has_stopped {
                return Poll::Ready(());
            }
            has_stopped = true;
            self.is_stopped.store(true, Ordering::Relaxed);
            Poll::Pending
        })
        .await;
    }

    fn apply(&self, inside: &mut Inside, command: Command) -> Answer<Reply> {
        let now = self.clock.now();
        let answer = inside.model.apply(&Line { now, fresh: self.ids.id(), command });
        let changes = inside.told.changes(&inside.model, now);
        inside.hints.extend(changes);
        answer
    }

    fn tick(&self, inside: &mut Inside) {
        if inside.model.is_due(self.clock.now()) {
            self.apply(inside, Command::Tick).unwrap();
        }
    }

    fn held(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }
}

fn strike(inside: &mut Inside) -> Strike {
    inside.calls += 1;
    if inside.is_down { Strike::LostBefore } else { strike_of(inside) }
}

/// By the temper alone.
fn strike_of(inside: &mut Inside) -> Strike {
    let temper = inside.temper;
    let mut at = inside.chance.below(1_000);
    for (share, strike) in [
        (temper.lost_before, Strike::LostBefore),
        (temper.lost_after, Strike::LostAfter),
        (temper.broken_before, Strike::BrokenBefore),
        (temper.broken_after, Strike::BrokenAfter),
        (temper.rate_limited, Strike::RateLimited),
        (temper.in_flight, Strike::InFlight),
    ] {
        if at < share {
            return strike;
        }
        at -= share;
    }
    Strike::None
}

const fn stopped_before(strike: Strike) -> Answer<()> {
    match strike {
        Strike::LostBefore => Err(Failure::NoAnswer),
        Strike::BrokenBefore => Err(Failure::Broken { status: 503 }),
        Strike::RateLimited => Err(Failure::RateLimited { retry_after: Some(RETRY_AFTER) }),
        Strike::InFlight => Err(Failure::InFlight),
        Strike::None | Strike::LostAfter | Strike::BrokenAfter => Ok(()),
    }
}

const fn name_of(request: &Request) -> &'static str {
    match request {
        Request::CreateCustomer { .. } => "create_customer",
        Request::OpenSession(_) => "open_session",
        Request::CreateIntent(_) => "create_intent",
        Request::ConfirmIntent(_) => "confirm_intent",
        Request::CreateRefund(_) => "create_refund",
        Request::CreatePayee { .. } => "create_payee",
        Request::CreateTransfer(_) => "create_transfer",
        Request::TopUp { .. } => "top_up",
    }
}

fn told(answer: &Answer<Reply>) -> String {
    match answer {
        Ok(Reply::Intent(intent)) => format!("-> {} {:?}", intent.id, intent.status),
        Ok(Reply::Refund(refund)) => format!("-> {} {:?}", refund.id, refund.status),
        Ok(_) => "-> ok".to_owned(),
        Err(failure) => format!("-> {failure}"),
    }
}
