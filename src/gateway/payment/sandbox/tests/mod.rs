//! Tests of the sandbox: its file, its faults, its pages, and several of it at once.

mod faults;
mod file;

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};

use super::super::{
    Card, ConfirmIntent, CreateIntent, CustomerRef, Intent, IntentRef, IntentStatus, MethodRef, MovementKind,
    OpenSession, Payment, Presence, SessionRef, SessionStatus,
};
use super::*;
use crate::domain::id::{AccountId, PreorderId};
use crate::domain::money::Money;
use crate::gateway::clock::SystemIds;
use crate::gateway::payment::model::Step;

/// A clock that moves when it is told to.
struct SetClock(Mutex<DateTime<Utc>>);

impl SetClock {
    fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new("2026-03-01T12:00:00Z".parse().unwrap())))
    }

    fn wait(&self, seconds: i64) {
        *self.0.lock().unwrap() += TimeDelta::seconds(seconds);
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

fn open(path: Option<&Path>, clock: &Arc<SetClock>) -> Sandbox {
    let clock: Arc<dyn Clock> = clock.clone();
    Sandbox::open(path, clock, Arc::new(SystemIds), Settings::default()).unwrap()
}

fn key(text: &str) -> Key {
    Key(text.to_owned())
}

fn euros(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

fn new_preorder() -> PreorderId {
    PreorderId::new(SystemIds.id())
}

async fn session(sandbox: &Sandbox, clock: &SetClock, preorder: PreorderId) -> (CustomerRef, SessionRef) {
    let buyer = AccountId::new(SystemIds.id());
    let customer = sandbox
        .create_customer(&key(&format!("customer:{preorder}")), buyer, "b@shop.example")
        .await
        .unwrap();
    let open = OpenSession {
        customer: customer.clone(),
        preorder,
        return_url: "https://shop.example/back".to_owned(),
        expires_at: clock.now() + TimeDelta::minutes(30),
        terms: String::new(),
        currency: None,
    };
    let session = sandbox.open_session(&key(&format!("session:{preorder}")), &open).await.unwrap();
    (customer, session.id)
}

/// Saves a card and makes an unconfirmed intent over 60.50.
async fn intent(sandbox: &Sandbox, clock: &SetClock, number: &str) -> (PreorderId, IntentRef, MethodRef) {
    let preorder = new_preorder();
    let (customer, session) = session(sandbox, clock, preorder).await;
    sandbox.save_card(&session, number).await.unwrap();
    let SessionStatus::Complete { method, .. } = sandbox.read_session(&session).await.unwrap().status else {
        panic!("no card was saved")
    };
    let create = CreateIntent { customer, preorder, amount: euros(6_050), attempt: None };
    let intent = sandbox.create_intent(&key(&format!("intent:{preorder}")), &create).await.unwrap();
    (preorder, intent.id, method)
}

fn off(intent: &IntentRef, method: &MethodRef) -> ConfirmIntent {
    ConfirmIntent { intent: intent.clone(), method: method.clone(), presence: Presence::OffSession }
}
