//! The payment provider of a test: the sandbox, or the real gateway to Stripe with a stand-in behind it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fake_stripe::{Fake, SECRET_KEY};
use greenlit::app;
use greenlit::gateway::clock::{Clock, Ids};
use greenlit::gateway::payment::model::{Book, Terms, Verdict};
use greenlit::gateway::payment::sandbox::{self, Sandbox};
use greenlit::gateway::payment::stripe::{self, Stripe};
use greenlit::gateway::payment::{IntentRef, PayeeRef, PayeeStatus, Payment, SessionRef};
use greenlit::store::Store;

use super::TestApp;

/// How long the stand-in may keep silent before it counts as unanswered.
const TIMEOUT: Duration = Duration::from_secs(2);

/// What a test wants.
#[derive(Clone, Copy)]
pub(super) enum Wanted<'a> {
    Memory,
    File(&'a Path),
    Stripe,
}

pub(super) struct Provider {
    pub(super) payment: Arc<dyn Payment>,
    pub(super) sandbox: Arc<Sandbox>,
    pub(super) stripe: Option<Fake>,
    pub(super) form_targets: Vec<String>,
}

impl Provider {
    pub(super) async fn open(
        wanted: Wanted<'_>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        store: &Store,
    ) -> Self {
        let file = match wanted {
            Wanted::File(file) => Some(file),
            Wanted::Memory | Wanted::Stripe => None,
        };
        let settings = sandbox::Settings::default();
        let sandbox = Arc::new(Sandbox::open(file, clock.clone(), ids.clone(), settings).unwrap());
        if !matches!(wanted, Wanted::Stripe) {
            return Self { payment: sandbox.clone(), sandbox, stripe: None, form_targets: Vec::new() };
        }
        let deployment = app::deployment::own(store, ids.id(), clock.now()).await.unwrap();
        let fake = Fake::start(clock, Terms::default()).await.unwrap();
        let form_targets = stripe::form_targets(fake.url());
        let settings = stripe::Settings {
            base_url: fake.url().to_owned(),
            timeout: TIMEOUT,
            deployment,
            payee_return_url: "http://greenlit.test/me/payouts/account".to_owned(),
        };
        let payment = Arc::new(Stripe::new(SECRET_KEY, settings).unwrap());
        Self { payment, sandbox, stripe: Some(fake), form_targets }
    }
}

impl TestApp {
    /// All that the provider knows.
    pub(crate) fn book(&self) -> Book {
        self.stripe.as_ref().map_or_else(|| self.sandbox.book().unwrap(), Fake::book)
    }

    /// A whole visit to the provider's card page.
    pub(crate) async fn save_card(&self, session: &SessionRef, number: &str) {
        match &self.stripe {
            Some(fake) => fake.save_card(session, number).unwrap(),
            None => {
                self.sandbox.save_card(session, number).await.unwrap();
            }
        }
    }

    /// Answers the bank's question about a charge.
    pub(crate) async fn answer_bank(&self, intent: &IntentRef, verdict: Verdict) {
        match &self.stripe {
            Some(fake) => fake.answer_bank(intent, verdict).unwrap(),
            None => {
                self.sandbox.finish_action(intent, verdict).await.unwrap();
            }
        }
    }

    pub(crate) async fn set_payee(&self, payee: &PayeeRef, status: PayeeStatus) {
        match &self.stripe {
            Some(fake) => fake.set_payee(payee, status).unwrap(),
            None => {
                self.sandbox.set_payee(payee, status).await.unwrap();
            }
        }
    }
}
