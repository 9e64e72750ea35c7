//! A stand-in for Stripe over HTTP: the provider's model behind Stripe's own addresses, parameters and objects.
//!
//! Test support. It shares the model's reading of Stripe's documents, so that what only it has checked is checked
//! against ourselves; its objects are read back by types that were generated from Stripe's own description.

#![expect(clippy::indexing_slicing, reason = "JSON answers any name, with null where there is nothing")]
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "an address has one kind of reply; all others are mistakes"
)]

mod error;
mod event;
mod fault;
mod object;
mod page;
mod param;
mod route;
mod server;
mod wire;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use greenlit::domain::money::Money;
use greenlit::gateway::clock::Clock;
use greenlit::gateway::payment::model::card::Entry;
use greenlit::gateway::payment::model::{Act, Book, Reply, Step, Terms, Verdict};
use greenlit::gateway::payment::{IntentRef, PayeeRef, PayeeStatus, SessionRef, TransferRef};
use tokio::task::JoinHandle;

pub use event::{Delivery, signature};
pub use fault::Fault;
use fault::Faults;
use world::World;

/// The key that it takes; any other is refused.
pub const SECRET_KEY: &str = "sk_test_greenlit";
/// A year of expiry far enough away for any test.
const FAR_YEAR: u16 = 2_099;

/// A running stand-in. It ends when it is dropped.
pub struct Fake {
    shared: Arc<Shared>,
    url: String,
    serving: JoinHandle<()>,
}

pub(crate) struct Shared {
    pub(crate) world: Mutex<World>,
    pub(crate) faults: Faults,
    pub(crate) clock: Arc<dyn Clock>,
    /// Where the hosted pages are, with a slash at the end.
    pub(crate) url: String,
}

impl Shared {
    /// A panic elsewhere leaves the world whole, since each use is one step.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Something done on a hosted page or in the dashboard.
    pub(crate) fn act(&self, act: Act) -> Result<Reply, String> {
        let now = self.now();
        self.world().act(now, act).map_err(|failure| match failure {
            greenlit::gateway::payment::Failure::Refused { message, .. } => message,
            other => other.to_string(),
        })
    }
}

impl Fake {
    /// Listens on a free port of this machine.
    ///
    /// # Errors
    /// Where no port can be had.
    pub async fn start(clock: Arc<dyn Clock>, terms: Terms) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/", listener.local_addr()?);
        let world = Mutex::new(World::new(clock.now(), terms));
        let shared = Arc::new(Shared { world, faults: Faults::default(), clock, url: url.clone() });
        let serving = tokio::spawn(server::serve(listener, shared.clone()));
        Ok(Self { shared, url, serving })
    }

    /// Its address, as the setting `payment.stripe_base_url` has it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// All it knows now.
    pub fn book(&self) -> Book {
        let now = self.shared.now();
        let mut world = self.shared.world();
        world.tick(now);
        world.model.book().clone()
    }

    /// The next request to this address (as `POST /refunds`, `{}` being an id) goes wrong like this; faults queue up.
    ///
    /// # Panics
    /// Where there is no such address.
    pub fn inject(&self, route: &'static str, fault: Fault) {
        assert!(route::find_named(route).is_some(), "no address is {route}");
        self.shared.faults.order(route, fault);
    }

    /// Waits until a request is held by `Fault::Hold`.
    pub async fn held(&self) {
        self.shared.faults.held().await;
    }

    /// Lets the held request go on.
    pub fn release(&self) {
        self.shared.faults.release();
    }

    /// How often this address was asked, refusals and repetitions too.
    pub fn count(&self, route: &str) -> usize {
        self.shared.world().asked.iter().filter(|asked| **asked == route).count()
    }

    /// Whether top-ups wait for the bank.
    pub fn delay_top_ups(&self, is_slow: bool) {
        self.shared.world().top_ups_wait = is_slow;
    }

    /// A whole visit to the card page: this test card, and yes to whatever the bank asks.
    ///
    /// # Errors
    /// The sentence that the page shows.
    pub fn save_card(&self, session: &SessionRef, number: &str) -> Result<(), String> {
        let entry = Entry::parse(number, 12, FAR_YEAR, "123").map_err(|failure| failure.to_string())?;
        let submitted = self.shared.act(Act::SubmitCard { session: session.clone(), entry })?;
        if submitted == Reply::Step(Step::Authenticate) {
            self.shared.act(Act::AuthenticateCard { session: session.clone(), verdict: Verdict::Pass })?;
        }
        Ok(())
    }

    /// Answers the bank's question about a charge.
    ///
    /// # Errors
    /// The sentence that the page shows.
    pub fn answer_bank(&self, intent: &IntentRef, verdict: Verdict) -> Result<(), String> {
        self.shared.act(Act::FinishAction { intent: intent.clone(), verdict }).map(|_| ())
    }

    /// Completes, restricts or closes a payee's account.
    ///
    /// # Errors
    /// Where there is no such account.
    pub fn set_payee(&self, payee: &PayeeRef, status: PayeeStatus) -> Result<(), String> {
        self.shared.act(Act::SetPayee { payee: payee.clone(), status }).map(|_| ())
    }

    /// Calls back part of a transfer, as from the dashboard.
    ///
    /// # Errors
    /// Where that much was not sent.
    pub fn reverse_transfer(&self, transfer: &TransferRef, amount: Money) -> Result<(), String> {
        self.shared.act(Act::ReverseTransfer { transfer: transfer.clone(), amount }).map(|_| ())
    }

    /// What happened since the last call, as signed requests, oldest first. The caller loses, repeats, delays and
    /// reorders them as it likes.
    pub fn take_events(&self, secret: &str) -> Vec<Delivery> {
        let now = self.shared.now();
        let mut world = self.shared.world();
        world.tick(now);
        event::take(&mut world, now, secret)
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
