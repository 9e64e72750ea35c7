//! Intents: made one at a time, read when nobody knows, cancelled before an order leaves or another one is made.

pub mod cancel;
pub mod create;
pub mod read;

use chrono::{DateTime, TimeDelta, Utc};

use super::App;
use crate::domain::attempt::{self, State as AttemptState};
use crate::domain::id::{AccountId, IntentId};
use crate::domain::intent::{Event, Intent, State, transition};
use crate::domain::job::Job;
use crate::domain::preorder::Preorder;
use crate::store::{self, StoreError, Tx};

pub(super) use cancel::never_charged;
pub use cancel::run as run_cancel;
pub use create::{run as run_create, strays};
pub(super) use read::BANK_PAGE_LIFE;
pub use read::run as run_read;

/// A failed call is read after this long: by then the provider has done it, or never will.
const READ_AFTER: TimeDelta = TimeDelta::minutes(1);
/// After this long no key is sent again: the provider forgets keys after a day.
pub(super) const KEY_LIFE: TimeDelta = TimeDelta::hours(23);
/// After attempts that came to nothing the next one waits longer and longer, up to about an hour.
const WAIT_DOUBLINGS_MAX: u32 = 6;

/// Writes down the order's next intent and plans its making.
pub(super) async fn next(app: &App, tx: &Tx, preorder: &Preorder) -> Result<(), StoreError> {
    begin(app, tx, preorder).await.map(|_| ())
}

async fn begin(app: &App, tx: &Tx, preorder: &Preorder) -> Result<IntentId, StoreError> {
    let now = app.now();
    let made = store::intent::list(tx, preorder.id).await?;
    let number = made.last().map_or(0, |last| last.number).saturating_add(1);
    let intent = Intent {
        id: app.id(),
        preorder: preorder.id,
        number,
        provider_ref: None,
        state: State::Creating,
        amount: preorder.total,
        created_at: now,
        closed_at: None,
    };
    store::intent::insert(tx, &intent).await?;
    let run_at = now + wait(&store::attempt::list(tx, preorder.id).await?);
    app.plan(tx, &Job::CreateIntent { intent: intent.id }, run_at).await?;
    Ok(intent.id)
}

/// The live intent is cancelled first; the attempt on record then moves to the next one.
pub(super) async fn replace(app: &App, tx: &Tx, preorder: &Preorder) -> Result<(), StoreError> {
    cancel(app, tx, preorder).await
}

/// Plans the cancelling of the live intent. Only its answer lets the order go.
pub(super) async fn cancel(app: &App, tx: &Tx, preorder: &Preorder) -> Result<(), StoreError> {
    if let Some(live) = store::intent::find_live(tx, preorder.id).await? {
        app.plan(tx, &Job::CancelIntent { intent: live.id }, app.now()).await?;
    }
    Ok(())
}

/// Plans a look at the intent of the last attempt, of which nobody knows what became.
pub(super) async fn read(app: &App, tx: &Tx, preorder: &Preorder) -> Result<(), StoreError> {
    let Some(last) = store::attempt::find_last(tx, preorder.id).await? else { return Ok(()) };
    if last.state == AttemptState::Recorded {
        let states = (AttemptState::Recorded, AttemptState::Unknown);
        store::attempt::transition(tx, last.id, states, app.now()).await?;
    }
    app.plan(tx, &Job::ReadIntent { attempt: last.id }, app.now() + READ_AFTER).await
}

/// Somebody deleted the buyer in the provider's dashboard: their cards went with them, and no other buyer's card
/// can pay their intents, so that the next card needs new ones.
pub(super) async fn forget_buyer(
    app: &App,
    tx: &Tx,
    (buyer, customer): (AccountId, &str),
) -> Result<(), StoreError> {
    store::account::forget_customer(tx, buyer, customer).await?;
    for live in store::intent::list_live_of_buyer(tx, buyer).await? {
        app.plan(tx, &Job::CancelIntent { intent: live.id }, app.now()).await?;
    }
    Ok(())
}

/// Writes what was learnt of an intent; false where nothing new.
pub(super) async fn note(
    tx: &Tx,
    intent: &Intent,
    event: Event,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let next = transition(intent.state, event);
    if next == intent.state {
        return Ok(false);
    }
    store::intent::transition(tx, intent.id, (intent.state, next), now).await?;
    Ok(true)
}

/// Nothing where the last attempt was a real one; else 2, 4, 8 ... minutes.
fn wait(attempts: &[attempt::Attempt]) -> TimeDelta {
    let is_void = |attempt: &&attempt::Attempt| attempt.state == AttemptState::Void;
    let voids = attempts.iter().rev().take_while(is_void).count();
    let doublings = u32::try_from(voids).unwrap_or(u32::MAX).min(WAIT_DOUBLINGS_MAX);
    match doublings {
        0 => TimeDelta::zero(),
        doublings => TimeDelta::minutes(1_i64 << doublings),
    }
}
