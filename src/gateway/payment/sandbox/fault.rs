//! Faults and delays on order: they live in the front and leave no trace in the log but what they caused.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::super::{Failure, Key};

/// One kind of call, for ordering faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    CreateCustomer,
    OpenSession,
    ReadSession,
    ExpireSession,
    ListCompleteSessions,
    Detach,
    CreateIntent,
    ConfirmIntent,
    ReadIntent,
    CancelIntent,
    ListIntents,
    CreateRefund,
    ReadRefund,
    ListRefunds,
    CreatePayee,
    ReadPayee,
    CreateTransfer,
    ListTransfers,
    TopUp,
    Balances,
    ListMovements,
}

/// What goes wrong with one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request is lost.
    NoAnswerBefore,
    /// It is done, and the answer is lost.
    NoAnswerAfter,
    /// A 500 saved under the key; nothing was done.
    Broken500Before,
    /// A 500 saved under the key; it was done.
    Broken500After,
    /// 429, before the key is looked at.
    RateLimited,
    /// 409, as if the same key were being worked on.
    InFlight,
}

/// How long a client is asked to wait after a 429.
const RETRY_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct Faults {
    ordered: Mutex<HashMap<Operation, VecDeque<Fault>>>,
    delay: Mutex<Duration>,
    working: Mutex<HashSet<Key>>,
}

/// What a fault does to a call, by when it strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strike {
    None,
    LoseAnswer,
    BreakBefore,
    BreakAfter,
}

impl Faults {
    pub(super) fn new(delay: Duration) -> Self {
        Self { delay: Mutex::new(delay), ..Self::default() }
    }

    pub(super) fn order(&self, operation: Operation, fault: Fault) {
        held(&self.ordered).entry(operation).or_default().push_back(fault);
    }

    pub(super) fn forget(&self, operation: Operation) {
        held(&self.ordered).remove(&operation);
    }

    pub(super) fn set_delay(&self, delay: Duration) {
        *held(&self.delay) = delay;
    }

    /// Half of the delay passes before a call acts and half after, so that a crash can fall on either side.
    pub(super) async fn wait_half(&self) {
        let half = *held(&self.delay) / 2;
        if !half.is_zero() {
            tokio::time::sleep(half).await;
        }
    }

    /// Takes the next fault ordered for this kind of call; an error where nothing is done and nothing saved.
    pub(super) fn strike(&self, operation: Operation) -> Result<Strike, Failure> {
        match held(&self.ordered).get_mut(&operation).and_then(VecDeque::pop_front) {
            None => Ok(Strike::None),
            Some(Fault::NoAnswerAfter) => Ok(Strike::LoseAnswer),
            Some(Fault::Broken500Before) => Ok(Strike::BreakBefore),
            Some(Fault::Broken500After) => Ok(Strike::BreakAfter),
            Some(Fault::NoAnswerBefore) => Err(Failure::NoAnswer),
            Some(Fault::RateLimited) => Err(Failure::RateLimited { retry_after: Some(RETRY_AFTER) }),
            Some(Fault::InFlight) => Err(Failure::InFlight),
        }
    }

    /// Marks a key as being worked on until the guard goes; 409 for whoever sends it meanwhile.
    pub(super) fn begin(&self, key: &Key) -> Result<Working<'_>, Failure> {
        if held(&self.working).insert(key.clone()) {
            return Ok(Working { faults: self, key: key.clone() });
        }
        Err(Failure::InFlight)
    }
}

pub(super) struct Working<'a> {
    faults: &'a Faults,
    key: Key,
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        held(&self.faults.working).remove(&self.key);
    }
}

/// A value behind a lock; a panic elsewhere while it was held leaves it whole, since each use is one step.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
