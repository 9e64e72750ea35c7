//! Faults on order, by the address of the request that they strike.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request is lost, and nobody answers.
    SilenceBefore,
    /// It is done, and nobody answers.
    SilenceAfter,
    /// It is done, and the connection breaks in the middle of the answer.
    ResetAfter,
    /// A 500 saved under the key; nothing was done.
    BrokenBefore,
    /// A 500 saved under the key; it was done.
    BrokenAfter,
    /// A proxy's page in place of an answer; it was done.
    UnreadableAfter,
    /// 429, before the key is looked at.
    RateLimited,
    /// The same, with the wish to be left alone for so many seconds.
    RateLimitedFor(u32),
    /// 409, which the same key would get again.
    Conflict,
    /// 429, because another request holds the same object.
    LockTimeout,
    /// It waits, its key taken, until it is released.
    Hold,
}

pub(crate) struct Faults {
    ordered: Mutex<HashMap<&'static str, VecDeque<Fault>>>,
    working: Mutex<HashSet<String>>,
    arrived: Semaphore,
    released: Semaphore,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            ordered: Mutex::default(),
            working: Mutex::default(),
            arrived: Semaphore::new(0),
            released: Semaphore::new(0),
        }
    }
}

impl Faults {
    pub(crate) fn order(&self, route: &'static str, fault: Fault) {
        locked(&self.ordered).entry(route).or_default().push_back(fault);
    }

    pub(crate) fn strike(&self, route: &str) -> Option<Fault> {
        locked(&self.ordered).get_mut(route).and_then(VecDeque::pop_front)
    }

    /// Takes a key until the guard goes; none while somebody else has it.
    pub(crate) fn begin(&self, key: &str) -> Option<Working<'_>> {
        let is_free = locked(&self.working).insert(key.to_owned());
        is_free.then(|| Working { faults: self, key: key.to_owned() })
    }

    pub(crate) async fn hold(&self) {
        self.arrived.add_permits(1);
        take(&self.released).await;
    }

    pub(crate) async fn held(&self) {
        take(&self.arrived).await;
    }

    pub(crate) fn release(&self) {
        self.released.add_permits(1);
    }
}

async fn take(semaphore: &Semaphore) {
    // It is never closed.
    if let Ok(permit) = semaphore.acquire().await {
        permit.forget();
    }
}

pub(crate) struct Working<'a> {
    faults: &'a Faults,
    key: String,
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        locked(&self.faults.working).remove(&self.key);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
